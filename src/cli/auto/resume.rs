//! `leadline auto resume ID`.

use clap::Args;

use crate::cli::frame::{App, Outcome, Reach, Running};
use crate::cli::words::receipt;
use crate::domain::command::{AutomationCommand, Command};

/// Let one automation go on; what is too late by then is done, left out or asked about, as its file says
#[derive(Args, Debug)]
pub(super) struct Resume {
    /// Its id
    id: String,
}

impl Resume {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let receipt = running.submit(Command::Automation(AutomationCommand::Resume { id: self.id }))?;
        receipt::tell(app, &receipt)
    }
}
