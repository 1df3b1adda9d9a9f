//! `leadline score check` on the account: said against saw, and what was learned from its own closings.

use serde_json::json;

use super::told;
use crate::cli::frame::{App, Exit, Outcome, Reach, Running, Table};
use crate::engine::query::{Check, LearnedFrom, ModelCard, ScoreCheck};

/// Tells both.
pub(super) fn run(app: &mut App) -> Outcome {
    let running = Running::start(app, Reach::Local)?;
    running.block_on(running.engine.learn())?;
    let check = running.query(ScoreCheck::default())?;
    let learning = running.query(LearnedFrom)?;
    app.out
        .json(&json!({ "said_against_saw": check, "learned": learning }))?;
    said(app, &check)?;
    app.out.say("")?;
    for sentence in learning.sentences() {
        app.out.say(&sentence)?;
    }
    for (title, model) in [("In use", &learning.in_use), ("Waiting", &learning.waiting)] {
        if let Some(model) = model {
            app.out.say(&format!("\n{title}: model {}", model.seq))?;
            card(app, model)?;
        }
    }
    Ok(Exit::Done)
}

fn said(app: &mut App, check: &Check) -> std::io::Result<()> {
    let day = check.at.to_string();
    app.out.say(&format!(
        "Of {} people who had a score on {}, {} closed within 90 days.{}",
        check.people,
        day.get(..10).unwrap_or_default(),
        check.closed,
        if check.too_little {
            " That is too little to judge it by."
        } else {
            ""
        }
    ))?;
    let mut table = Table::new(["score", "#people", "#closed", "#said", "#saw"]);
    let share = |hundredths: Option<i64>| {
        hundredths.map_or_else(
            || "\u{2013}".to_owned(),
            |share| format!("{:.1} %", share as f64 / 100.0),
        )
    };
    for band in &check.bands {
        table.row([
            format!("{}-{}", band.from, band.to),
            band.people.to_string(),
            band.closed.to_string(),
            share(band.said),
            share(band.saw),
        ]);
    }
    app.out.table(&table)?;
    if let (Some(brier), Some(base)) = (check.brier, check.base) {
        app.out.say(&format!(
            "Its squared error is {:.4}; the same chance for everybody has {:.4}.",
            brier as f64 / 1_000_000.0,
            base as f64 / 1_000_000.0
        ))?;
    }
    app.out.say(&check.highest_fifth())
}

fn card(app: &mut App, model: &ModelCard) -> std::io::Result<()> {
    let kept = &model.kept;
    app.out.say(&format!(
        "On rows held out, {} outcomes with {} closings:",
        model.outcomes, model.closings
    ))?;
    told::figures(app, &kept.check)?;
    app.out.say(&format!(
        "The area under the curve is good to \u{b1}{:.3}.",
        kept.auc_error
    ))?;
    told::bands(app, &kept.bands)?;
    app.out
        .say(&format!("It looks at: {}.", kept.inputs.join(", ")))?;
    for left in &kept.left_out {
        app.out
            .say(&format!("  not at {}: {}", left.column, left.reason))?;
    }
    if kept.opinions > 0 {
        app.out.say(&format!(
            "{} opinions of agents count among its outcomes, at most one to twenty closings of either side.",
            kept.opinions
        ))?;
    }
    Ok(())
}
