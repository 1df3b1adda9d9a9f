//! What a person does with a run that goes on: each is an input like any other, and leaves a line in its log.

use super::Automations;
use super::keep::Planned;
use super::plan::{Stepping, with};
use crate::automation::machine::{Input, Run};
use crate::domain::command::{AutomationCommand, Command, Did, RunLine};
use crate::domain::origin::Origin;
use crate::engine::Engine;
use crate::store::{CommitError, Reader, Receipt, RunRow, StoreError};

/// Runs of one automation that are moved together at most; who is left is moved the next time.
const MOVED: usize = 10_000;

/// Runs that were put on the version that people come in on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// How many.
    pub moved: usize,
    /// How many stay on theirs: the newer version has no step of the name they are at.
    pub stay: usize,
}

impl Engine {
    /// Ends a run; nothing when there is none of this id that goes on.
    pub async fn end_run(&self, id: &str, why: String) -> Result<Option<()>, CommitError> {
        self.automations.by_hand(id, Input::End(why)).await
    }

    /// Lets a run go on that stands still or asks; nothing when there is none of this id that goes on.
    pub async fn go_on_with_run(&self, id: &str) -> Result<Option<()>, CommitError> {
        self.automations.by_hand(id, Input::Resume).await
    }

    /// Has a run stand still until a person lets it go on; nothing when there is none of this id that goes on.
    pub async fn pause_run(&self, id: &str, why: String) -> Result<Option<()>, CommitError> {
        self.automations.by_hand(id, Input::Pause(why)).await
    }

    /// Ends the wait that a run is in, as its timer would have; nothing when it is in none.
    pub async fn end_wait(&self, id: &str) -> Result<Option<()>, CommitError> {
        self.automations.by_hand(id, Input::Over).await
    }

    /// Has a run go back to a step and go on from there; nothing when there is no such run or step.
    pub async fn step_again(&self, id: &str, step: String) -> Result<Option<()>, CommitError> {
        self.automations.by_hand(id, Input::Again(step)).await
    }

    /// Puts a run on another version, at the step with the same name; nothing when there is no such run, version or step.
    pub async fn move_run(
        &self,
        id: &str,
        version: u32,
        origin: Origin,
    ) -> Result<Option<Receipt>, CommitError> {
        let worker = &self.automations;
        let Some(row) = worker.row(id).await? else {
            return Ok(None);
        };
        let (Ok(from), Ok(to)) = (
            worker.program(&row.automation, row.version).await?,
            worker.program(&row.automation, version).await?,
        ) else {
            return Ok(None);
        };
        let mut run: Run = serde_json::from_str(&row.state).map_err(StoreError::from)?;
        let place = |number: usize| from.step(number).and_then(|step| to.number(&step.id));
        let at = match run.at {
            Some(at) => match place(at) {
                Some(at) => Some(at),
                None => return Ok(None),
            },
            None => None,
        };
        run.times = run
            .times
            .iter()
            .filter_map(|(number, times)| Some((place(*number)?, *times)))
            .collect();
        run.at = at;
        run.version = version;
        let moved = AutomationCommand::Move {
            run: row.id,
            rev: row.rev,
            version,
            state: serde_json::to_string(&run).map_err(StoreError::from)?,
        };
        self.submit(Command::Automation(moved), origin).await.map(Some)
    }

    /// Puts everybody inside of an automation on the version that people come in on.
    pub async fn move_runs(&self, automation: &str, origin: Origin) -> Result<Moved, CommitError> {
        let of = automation.to_owned();
        let store = &self.automations.store;
        let (live, runs) = store
            .read(move |reader| {
                let rows = reader.automations()?;
                let live = rows
                    .into_iter()
                    .find(|row| row.id == of)
                    .and_then(|row| row.version);
                Ok((live, reader.runs(Some(&of), MOVED)?))
            })
            .await?;
        let Some(live) = live else {
            return Ok(Moved::default());
        };
        let mut done = Moved::default();
        for run in runs {
            if run.ended.is_some() || run.version == live {
                continue;
            }
            // One that has gone on meanwhile is left where it is and said.
            match self.move_run(&run.id, live, origin.clone()).await {
                Ok(Some(_)) => done.moved += 1,
                Ok(None) | Err(CommitError::Rejected(_)) => done.stay += 1,
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }
}

impl Automations {
    async fn row(&self, id: &str) -> Result<Option<RunRow>, StoreError> {
        let id = id.to_owned();
        let row = self.store.read(move |reader: &Reader| reader.run(&id)).await?;
        Ok(row.filter(|row| row.ended.is_none()))
    }

    pub(super) async fn by_hand(&self, id: &str, input: Input) -> Result<Option<()>, CommitError> {
        let Some(row) = self.row(id).await? else {
            return Ok(None);
        };
        let Ok(program) = self.program(&row.automation, row.version).await? else {
            return Ok(None);
        };
        let (now, kind) = (self.clock.now(), program.definition.kind());
        let step = self
            .ask(move |known| {
                let stepping = Stepping::of(row, program, known, now)?;
                // What changes nothing leaves no line either.
                let nothing = stepping.clone().step(input.clone(), 0, Vec::new())?.is_none();
                if nothing {
                    return Ok(None);
                }
                let line = said(&stepping, &input);
                stepping.step(input, 0, line.into_iter().collect())
            })
            .await?;
        match step {
            Some(step) => self.keep(Planned::of(step, kind)).await.map(Some),
            None => Ok(None),
        }
    }
}

/// The line that says what a person did, where the machine itself says nothing.
fn said(stepping: &Stepping<'_>, input: &Input) -> Option<RunLine> {
    let (step, words) = match input {
        Input::Over => {
            let at = stepping.run.at.and_then(|at| stepping.program.step(at));
            let step = at.map(|step| step.id.clone()).unwrap_or_default();
            (step, "the wait was ended by hand")
        }
        Input::Again(step) => (step.clone(), "run again by hand"),
        _ => return None,
    };
    Some(with("by hand", step, Did::Noted(words.to_owned())))
}
