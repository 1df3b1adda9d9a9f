//! `leadline rebuild ID`.

use clap::Args;

use crate::cli::frame::{App, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::value::ContactId;

/// Make somebody anew whom the CRM has no more
///
/// Person, notes and tasks, from what is kept here. A conversation cannot be made anew in the CRM: notes carry it, readable.
#[derive(Args, Debug)]
pub(super) struct Rebuild {
    /// The person who is gone
    id: String,
}

impl Subcommand for Rebuild {
    const NAME: &'static str = "rebuild";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let contact = ContactId::from(self.id);
        let receipt = running.submit(Command::Rebuild { contact })?;
        receipt::tell(app, &receipt)
    }
}
