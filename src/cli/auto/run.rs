//! `leadline auto run ID`.

use clap::Args;
use serde_json::{Value, json};

use super::runs;
use crate::cli::app::App;
use crate::cli::error::{CliError, Exit, Outcome};
use crate::cli::out::Table;
use crate::cli::running::{Reach, Running};
use crate::engine::query::{RunById, RunLineOf};
use crate::engine::view::RunTry;

/// Tell everything of one run: every try, with its key, what came of it, its cost and the facts as they were
///
/// `leadline auto runs` has the ids.
#[derive(Args, Debug)]
pub(super) struct Run {
    /// Its id
    id: String,
    /// End it: nothing more is done for them by this run
    #[arg(long, conflicts_with = "go_on")]
    end: bool,
    /// Let it go on that stands still or asks
    #[arg(long)]
    go_on: bool,
}

impl Run {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let nobody = || {
            let sentence = format!("there is no run {}; nothing was changed", self.id);
            CliError::new(Exit::NothingFound, "not_found", sentence).hint("leadline auto runs")
        };
        if self.end || self.go_on {
            let engine = &running.engine;
            let done = if self.end {
                running.block_on(engine.end_run(&self.id, "ended by hand".to_owned()))
            } else {
                running.block_on(engine.go_on_with_run(&self.id))
            };
            if done.map_err(CliError::from)?.is_none() {
                let (row, _) = running.query(RunById(self.id.clone()))?.ok_or_else(nobody)?;
                return Err(self.needs_nothing(&row));
            }
        }
        let (row, tries) = running.query(RunById(self.id.clone()))?.ok_or_else(nobody)?;
        let mut answer = runs::shape(&row);
        answer["log"] = tries.iter().map(shape).collect();
        app.out.json(&answer)?;
        let state = row
            .run
            .why
            .clone()
            .unwrap_or_else(|| format!("waits for {}", row.run.waits));
        app.out
            .say(&format!("{} with {}: {state}", row.run.automation, row.who))?;
        let mut table = Table::new(["at", "step", "what", "came to", "#tries", "#cents", "key"]);
        for line in &tries {
            table.row([
                line.at.to_string(),
                line.step.clone(),
                line.what.clone(),
                line.result.clone().unwrap_or_else(|| "yet to be done".to_owned()),
                line.tries.to_string(),
                line.cents.to_string(),
                line.key.clone().unwrap_or_default(),
            ]);
        }
        app.out.table(&table)?;
        Ok(Exit::Done)
    }
}

impl Run {
    /// Why nothing was to be done with it.
    fn needs_nothing(&self, row: &RunLineOf) -> CliError {
        let why = match &row.run.why {
            Some(why) => format!("is over: {why}"),
            None => format!("goes on already, it waits for {}", row.run.waits),
        };
        let sentence = format!("run {} {why}; nothing was changed", self.id);
        CliError::new(Exit::NothingFound, "nothing_to_do", sentence).hint("leadline auto runs")
    }
}

fn shape(line: &RunTry) -> Value {
    let read = |text: &Option<String>| -> Value {
        let text = text.as_deref().unwrap_or("null");
        serde_json::from_str(text).unwrap_or(Value::Null)
    };
    json!({
        "at": line.at.to_string(), "step": line.step, "what": line.what, "key": line.key, "effect": read(&line.effect),
        "result": line.result, "done": line.done.map(|at| at.to_string()), "tries": line.tries, "cents": line.cents,
        "facts": read(&line.facts),
    })
}
