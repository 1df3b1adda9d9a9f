//! `leadline decline ID`.

use clap::Args;

use super::done::waiting;
use crate::cli::frame::{App, CliError, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::today::Verdict;

/// Say that a person or a deal is nothing to be done about today, until something new comes
#[derive(Args, Debug)]
pub(super) struct Decline {
    /// The person or deal
    id: String,
}

impl Subcommand for Decline {
    const NAME: &'static str = "decline";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let entity = waiting(&running, &self.id)?.ok_or_else(|| {
            CliError::nothing_found(format!(
                "there is no person or deal {}; nothing was changed",
                self.id
            ))
        })?;
        let receipt = running.submit(Command::Judge {
            entity,
            verdict: Some(Verdict::Declined),
        })?;
        receipt::tell(app, &receipt)
    }
}
