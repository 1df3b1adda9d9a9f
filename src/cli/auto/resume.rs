//! `leadline auto resume ID`.

use clap::Args;

use crate::cli::app::App;
use crate::cli::error::Outcome;
use crate::cli::receipt;
use crate::cli::running::{Reach, Running};
use crate::domain::automation::AutomationCommand;
use crate::domain::command::Command;

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
