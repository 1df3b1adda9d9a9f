//! `leadline score use [MODEL | --rules]`: which model scores go by.

use clap::Args;

use crate::cli::frame::{App, CliError, Outcome, Reach, Running};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::score::LearnedCommand;
use crate::engine::query::LearnedFrom;

/// Let scores go by what was learned from the account's own closings, or by the rules again
///
/// A newer model never takes over by itself: leadline score check shows how it compares.
#[derive(Args, Debug)]
pub(super) struct Use {
    /// The number of the model; the one that waits when none is given
    #[arg(id = "number", value_name = "MODEL")]
    model: Option<i64>,
    /// The rules, without any model
    #[arg(long, conflicts_with = "number")]
    rules: bool,
}

impl Use {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let model = if self.rules {
            None
        } else if let Some(model) = self.model {
            Some(model)
        } else {
            let learning = running.query(LearnedFrom)?;
            let Some(waiting) = &learning.waiting else {
                let sentence = "no model waits, so nothing was changed";
                return Err(CliError::nothing_found(sentence).hint(learning.sentences().join(" ")));
            };
            Some(waiting.seq)
        };
        let receipt = running.submit(Command::Learned(LearnedCommand::Use { model }))?;
        running.block_on(running.engine.score())?;
        receipt::tell(app, &receipt)
    }
}
