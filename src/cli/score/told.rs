//! What a person is told of a model and of a check.

use std::io;

use crate::cli::frame::{App, Table};
use crate::scoring::learned::check::{Band, Check};
use crate::scoring::learned::fit::{LeftOut, Report};
use crate::scoring::learned::train::{Compared, Way};

/// Outcomes below which a chance is only good to about five points.
const ROUGH: usize = 200;

/// All that should be known about a model.
pub(super) fn report(app: &mut App, report: &Report, label: &str) -> io::Result<()> {
    let share = report.check.base_rate * 100.0;
    app.out.say(&format!(
        "Learned from {} rows with an outcome in `{label}`; {share:.1} % are `{}`. {} rows without one were left out.",
        report.rows, report.positive, report.without_outcome
    ))?;
    app.out.say(&match &report.time {
        Some(column) => format!("In order of time by `{column}`."),
        None => "No column of dates: the order of the file is taken for the order of time.".to_owned(),
    })?;
    let suspects: Vec<(String, String)> = report
        .suspects
        .iter()
        .map(|one| (one.column.clone(), one.reason.clone()))
        .collect();
    list(
        app,
        "Left out, for they seem to know the outcome (--keep COL overrules):",
        suspects,
    )?;
    let plain = |left: &[LeftOut]| {
        left.iter()
            .map(|one| (one.column.clone(), one.reason.clone()))
            .collect()
    };
    list(app, "Left out as protected:", plain(&report.protected))?;
    list(app, "No inputs:", plain(&report.left_out))?;
    app.out.say(&format!("Inputs: {}.", report.inputs.join(", ")))?;
    let mut table = Table::new(["way", "#auc held out", "#log loss", "#auc newest", "#log loss"]);
    for row in &report.compared {
        let later = |figure: fn(&Check) -> f64| {
            row.later
                .as_ref()
                .map_or_else(|| "–".to_owned(), |check| format!("{:.4}", figure(check)))
        };
        table.row([
            way(row),
            format!("{:.4}", row.held_out.auc),
            format!("{:.4}", row.held_out.logloss),
            later(|check| check.auc),
            later(|check| check.logloss),
        ]);
    }
    app.out.say("\nCompared:")?;
    app.out.table(&table)?;
    app.out.say(&format!("Taken: {}.", report.choice))?;
    app.out.say(&format!(
        "\nOn rows held out ({}):",
        if report.signal { "signal" } else { "no signal" }
    ))?;
    figures(app, &report.check)?;
    app.out.say(&format!(
        "The area under the curve lies within ±{:.3} of that with 95 % certainty. {}.",
        report.auc_error,
        capital(&report.verdict)
    ))?;
    if report.rows < ROUGH {
        app.out.say(&format!(
            "Below {ROUGH} outcomes a chance is good to ±5 points at best."
        ))?;
    }
    bands(app, &report.bands)
}

/// A way of learning, with what the trees count for in it where they are not alone.
fn way(row: &Compared) -> String {
    match row.way {
        Way::Logistic => "logistic".to_owned(),
        Way::Boosted => "boosted".to_owned(),
        Way::Blend => format!("blend, trees {:.0} %", row.share * 100.0),
    }
}

/// The figures of a check on one line.
pub(super) fn figures(app: &mut App, check: &Check) -> io::Result<()> {
    app.out.say(&format!(
        "{} rows, base rate {:.4}: auc {:.4}, ap {:.4}, brier {:.4}, logloss {:.4}, ece {:.4}, lift10 {:.2}",
        check.n, check.base_rate, check.auc, check.ap, check.brier, check.logloss, check.ece, check.lift10
    ))
}

/// What was said against what was seen.
pub(super) fn bands(app: &mut App, bands: &[Band]) -> io::Result<()> {
    let mut table = Table::new(["#said", "#saw", "#95 % from", "#to", "#rows"]);
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    for band in bands {
        table.row([
            percent(band.said),
            percent(band.saw),
            percent(band.low),
            percent(band.high),
            band.n.to_string(),
        ]);
    }
    app.out.table(&table)
}

fn list(app: &mut App, head: &str, rows: Vec<(String, String)>) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    app.out.say(head)?;
    for (column, reason) in rows {
        app.out.say(&format!("  {column}: {reason}"))?;
    }
    Ok(())
}

fn capital(text: &str) -> String {
    let mut signs = text.chars();
    let first = signs.next().map(|sign| sign.to_uppercase().to_string());
    first.unwrap_or_default() + signs.as_str()
}
