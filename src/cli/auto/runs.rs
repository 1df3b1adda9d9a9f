//! `leadline auto runs [ID]`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::frame::{App, Exit, Outcome, Reach, Running, Table};
use crate::engine::query::{RunLineOf, RunsOf};

/// Tell who is inside, and who was, newest first
#[derive(Args, Debug)]
pub(super) struct Runs {
    /// The id of an automation; all without it
    id: Option<String>,
    /// At most so many rows
    #[arg(long, default_value_t = 200)]
    limit: usize,
}

impl Runs {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let rows = running.query(RunsOf {
            automation: self.id,
            most: self.limit,
        })?;
        app.out
            .json(&json!({ "rows": rows.iter().map(shape).collect::<Vec<_>>() }))?;
        let mut table = Table::new([
            "run",
            "automation",
            "#version",
            "who",
            "waits for",
            "due",
            "entered",
            "ended",
        ]);
        for row in &rows {
            let run = &row.run;
            let moment = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
            table.row([
                run.id.clone(),
                run.automation.clone(),
                run.version.to_string(),
                row.who.to_string(),
                run.waits.clone(),
                moment(run.due),
                run.entered.to_string(),
                run.why.clone().unwrap_or_default(),
            ]);
        }
        app.out.table(&table)?;
        if rows.is_empty() {
            app.out.say("Nobody is inside, and nobody was.")?;
            return Ok(Exit::NothingFound);
        }
        Ok(Exit::Done)
    }
}

/// A run in JSON.
pub(super) fn shape(row: &RunLineOf) -> Value {
    let run = &row.run;
    json!({
        "run": run.id, "automation": run.automation, "version": run.version, "contact_id": run.contact,
        "name": row.who.as_str(), "cause": run.cause, "group": run.arm.word(), "waits_for": run.waits,
        "due": run.due.map(|at| at.to_string()), "entered": run.entered.to_string(),
        "ended": run.ended.map(|at| at.to_string()), "why": run.why,
    })
}
