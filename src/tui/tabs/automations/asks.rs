//! What the tab asks of the engine about runs, newer templates and what is said in plain words.

use std::path::PathBuf;

use crate::domain::origin::Origin;
use crate::engine::Engine;
use crate::engine::library::{Update, Written, take_update, update_of};
use crate::tui::backend::{Question, aside};
use crate::tui::ticket::Refusal;

/// What a person does with one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// It stands still until a person lets it go on.
    Pause,
    /// It goes on.
    GoOn,
    /// The wait that it is in is over.
    EndWait,
    /// It goes back to the step of this name.
    Again(String),
    /// It is over.
    End,
    /// It goes on with another version.
    Move(u32),
}

/// Do something with one run; whether it was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WithRun {
    /// Its id.
    pub run: String,
    /// What.
    pub deed: Deed,
}

impl Question for WithRun {
    type Answer = bool;

    async fn ask(self, engine: Engine) -> Result<bool, Refusal> {
        let Self { run, deed } = self;
        let done = match deed {
            Deed::Pause => engine.pause_run(&run, "paused by hand".to_owned()).await,
            Deed::GoOn => engine.go_on_with_run(&run).await,
            Deed::EndWait => engine.end_wait(&run).await,
            Deed::Again(step) => engine.step_again(&run, step).await,
            Deed::End => engine.end_run(&run, "ended by hand".to_owned()).await,
            Deed::Move(version) => {
                let moved = engine.move_run(&run, version, Origin::Agent).await;
                moved.map(|moved| moved.map(drop))
            }
        };
        done.map(|done| done.is_some())
            .map_err(|error| Refusal(error.to_string()))
    }
}

/// Put everybody inside of an automation on the version that people come in on; a sentence says how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MoveAll(pub String);

impl Question for MoveAll {
    type Answer = String;

    async fn ask(self, engine: Engine) -> Result<String, Refusal> {
        let moved = engine.move_runs(&self.0, Origin::Agent).await;
        let moved = moved.map_err(|error| Refusal(error.to_string()))?;
        let stay = if moved.stay > 0 {
            format!("; {} stay on theirs, their step is not in it", moved.stay)
        } else {
            String::new()
        };
        Ok(format!("{} moved{stay}", moved.moved))
    }
}

/// What a newer template would change in a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NewerOf {
    /// The copy.
    pub file: PathBuf,
    /// The template.
    pub id: String,
}

impl Question for NewerOf {
    type Answer = Update;

    async fn ask(self, _: Engine) -> Result<Update, Refusal> {
        aside(move || update_of(&self.file, &self.id)).await
    }
}

/// Take a newer template in, as it was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TakeNewer(pub Update);

impl Question for TakeNewer {
    type Answer = Written;

    async fn ask(self, _: Engine) -> Result<Written, Refusal> {
        aside(move || take_update(&self.0)).await
    }
}

/// Have Claude write an automation from plain words, as a draft among a person's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WriteIt {
    /// The folder of a person's own.
    pub folder: PathBuf,
    /// What it should do.
    pub words: String,
}

impl Question for WriteIt {
    type Answer = Written;

    async fn ask(self, engine: Engine) -> Result<Written, Refusal> {
        let written = engine.write_automation(&self.folder, &self.words).await;
        written.map_err(Refusal)
    }
}
