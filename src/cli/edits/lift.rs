//! `leadline lift ID --reason TEXT`.

use clap::Args;

use crate::cli::frame::{App, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::value::ContactId;

/// Lift the opt-out of somebody who has agreed to hear more
///
/// What leadline set because of it is lifted too; what the CRM or a colleague set stays. The reason goes into the log.
#[derive(Args, Debug)]
pub(super) struct Lift {
    /// The person
    id: String,
    /// Where and how they agreed
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Subcommand for Lift {
    const NAME: &'static str = "lift";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let receipt = running.submit(Command::LiftOptOut {
            contact: ContactId::from(self.id),
            reason: self.reason,
        })?;
        receipt::tell(app, &receipt)
    }
}
