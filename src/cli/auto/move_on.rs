//! `leadline auto move ID`.

use clap::Args;
use serde_json::json;

use super::which::none;
use crate::cli::frame::{App, Exit, Outcome, Reach, Running};
use crate::cli::words::each::FREELY;
use crate::domain::origin::Origin;
use crate::engine::query::{AutomationList, RunsOf};

/// Runs that are looked at.
const MOST: usize = 10_000;

/// Put everybody inside on the version that people come in on now, at the step of the same name
///
/// Who is at a step that it does not have stays where they are. More than 25 people want --yes-count and their number.
#[derive(Args, Debug)]
pub(super) struct MoveOn {
    /// Its id
    id: String,
    /// How many are on an older version; must be right when they are more than 25
    #[arg(long, value_name = "N")]
    yes_count: Option<usize>,
}

impl MoveOn {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let lines = running.query(AutomationList)?.into_iter();
        let mut called = lines.filter(|line| line.id.eq_ignore_ascii_case(&self.id));
        let line = called.next().ok_or_else(|| none(&self.id))?;
        let rows = running.query(RunsOf {
            automation: Some(line.id.clone()),
            most: MOST,
        })?;
        let older = rows
            .iter()
            .filter(|row| row.run.ended.is_none() && Some(row.run.version) != line.version);
        let number = older.count();
        let is_right = self.yes_count.is_none_or(|typed| typed == number);
        if !is_right || number > FREELY && self.yes_count.is_none() {
            app.out.json(&json!({ "number": number, "moved": 0 }))?;
            app.out.say(&format!(
                "{number} are on an older version of {}. Nothing was done. Add --yes-count {number} to do it.",
                line.id
            ))?;
            return Ok(Exit::Refused);
        }
        let moved = running.block_on(running.engine.move_runs(&line.id, Origin::Cli))?;
        app.out
            .json(&json!({ "number": number, "moved": moved.moved, "stay": moved.stay }))?;
        app.out.say(&format!(
            "{} moved, {} stay on theirs: their step is not in the newest.",
            moved.moved, moved.stay
        ))?;
        Ok(Exit::Done)
    }
}
