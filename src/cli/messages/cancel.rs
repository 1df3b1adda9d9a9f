//! `leadline cancel ID`.

use clap::Args;

use crate::cli::frame::{App, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::value::OutboxId;

/// Take back a message that has not left
#[derive(Args, Debug)]
pub(super) struct Cancel {
    /// Its row, as listed by `leadline outbox`
    id: String,
}

impl Subcommand for Cancel {
    const NAME: &'static str = "cancel";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let outbox = OutboxId::from(self.id);
        let receipt = running.submit(Command::CancelSend { outbox })?;
        receipt::tell(app, &receipt)
    }
}
