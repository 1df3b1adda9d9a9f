//! `leadline auto run ID`.

use clap::Args;
use serde_json::{Value, json};

use super::runs;
use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Table};
use crate::domain::origin::Origin;
use crate::engine::library::{OpenRun, RunInside};
use crate::engine::query::RunById;
use crate::engine::view::RunTry;

/// Tell everything of one run: every try, with its key, what came of it, its cost and the facts as they were
///
/// `leadline auto runs` has the ids.
#[derive(Args, Debug)]
pub(super) struct Run {
    /// Its id
    id: String,
    /// End it: nothing more is done for them by this run
    #[arg(long, group = "deed")]
    end: bool,
    /// Have it stand still until you let it go on
    #[arg(long, group = "deed")]
    pause: bool,
    /// Let it go on that stands still or asks
    #[arg(long, group = "deed")]
    go_on: bool,
    /// Say that the wait it is in is over: what its timer would bring comes now
    #[arg(long, group = "deed")]
    over: bool,
    /// Have it go back to this step and go on from there, under a key of its own
    #[arg(long, group = "deed", value_name = "STEP")]
    again: Option<String>,
    /// Put it on the version that people come in on now, at the step of the same name
    #[arg(long = "move", group = "deed")]
    moves: bool,
}

impl Run {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let nobody = || {
            let sentence = format!("there is no run {}; nothing was changed", self.id);
            CliError::new(Exit::NothingFound, "not_found", sentence).hint("leadline auto runs")
        };
        let open = running.query(RunInside(self.id.clone()))?.ok_or_else(nobody)?;
        self.deed(&running, &open)?;
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
    /// Does what was said, if anything.
    fn deed(&self, running: &Running, open: &OpenRun) -> Result<(), CliError> {
        let (engine, id) = (&running.engine, self.id.as_str());
        let (done, but) = if self.end {
            let done = engine.end_run(id, "ended by hand".to_owned());
            (running.block_on(done)?, "it is over")
        } else if self.pause {
            let done = engine.pause_run(id, "paused by hand".to_owned());
            (running.block_on(done)?, "it is over")
        } else if self.go_on {
            let done = engine.go_on_with_run(id);
            (running.block_on(done)?, "it is over, or goes on already")
        } else if self.over {
            (
                running.block_on(engine.end_wait(id))?,
                "it is over, or in no wait",
            )
        } else if let Some(step) = &self.again {
            let done = engine.step_again(id, step.clone());
            (
                running.block_on(done)?,
                "it is over, or its version has no such step",
            )
        } else if self.moves {
            let newest = open.live.filter(|live| *live != open.row.run.version);
            match newest {
                Some(newest) => {
                    let moved = running.block_on(engine.move_run(id, newest, Origin::Cli))?;
                    (
                        moved.map(drop),
                        "it is over, or the newest version has no step of that name",
                    )
                }
                None => (None, "it is on the version that people come in on"),
            }
        } else {
            return Ok(());
        };
        done.ok_or_else(|| {
            let sentence = format!("nothing was changed with run {id}: {but}");
            CliError::new(Exit::NothingFound, "not_done", sentence)
                .hint(format!("leadline auto run {id} tells where it is"))
        })
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
