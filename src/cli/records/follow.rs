//! `leadline follow GONE ID`.

use clap::Args;

use crate::cli::frame::{App, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::value::ContactId;

/// Say who somebody became whom the CRM has no more
///
/// When the CRM makes one person of two, the one who stays is found by e-mail address, phone number and name. Where that is
/// not clear, this gives the one who stays what was edited and written to the one who went.
#[derive(Args, Debug)]
pub(super) struct Follow {
    /// The person who is gone
    gone: String,
    /// The person who stays
    id: String,
}

impl Subcommand for Follow {
    const NAME: &'static str = "follow";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let receipt = running.submit(Command::Follow {
            gone: ContactId::from(self.gone),
            stays: ContactId::from(self.id),
        })?;
        receipt::tell(app, &receipt)
    }
}
