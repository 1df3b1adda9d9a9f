//! `leadline auto pause ID`.

use clap::Args;

use crate::cli::frame::{App, Outcome, Reach, Running};
use crate::cli::words::receipt;
use crate::domain::command::{AutomationCommand, Command};

/// Stop one automation: nobody comes in and nothing is done; who is inside stays where they are
///
/// `leadline pause` stops all of them, and everything else that is automatic.
#[derive(Args, Debug)]
pub(super) struct Pause {
    /// Its id
    id: String,
}

impl Pause {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let receipt = running.submit(Command::Automation(AutomationCommand::Pause {
            id: self.id,
            why: "paused by hand".to_owned(),
        }))?;
        receipt::tell(app, &receipt)
    }
}
