//! `leadline retry ID`.

use clap::Args;

use crate::cli::frame::{App, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::value::OutboxId;

/// Put a failed or held row of the outbox back in the queue
///
/// For a message that the gate holds for a decision this is the yes. Of one whose answer was lost, look in the CRM first
/// whether it is there.
#[derive(Args, Debug)]
pub(super) struct Retry {
    /// The row, as listed by `leadline outbox`
    id: String,
}

impl Subcommand for Retry {
    const NAME: &'static str = "retry";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let outbox = OutboxId::from(self.id);
        let receipt = running.submit(Command::Retry { outbox })?;
        receipt::tell(app, &receipt)
    }
}
