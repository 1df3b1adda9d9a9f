//! `leadline resolve ID mine|theirs|before`.

use clap::{Args, ValueEnum};

use crate::cli::frame::{App, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::{Command, Side};
use crate::domain::value::ConflictId;

/// Whose value is kept.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Keep {
    /// The value here; it is pushed
    Mine,
    /// The value of the CRM; the edit here is dropped
    Theirs,
    /// What both started from; it is pushed
    Before,
}

/// Decide a conflict
#[derive(Args, Debug)]
pub(super) struct Resolve {
    /// The conflict, as listed by `leadline conflicts`
    id: String,
    /// Which value is kept
    #[arg(value_enum)]
    keep: Keep,
}

impl Subcommand for Resolve {
    const NAME: &'static str = "resolve";

    fn run(self, app: &mut App) -> Outcome {
        let keep = match self.keep {
            Keep::Mine => Side::Here,
            Keep::Theirs => Side::There,
            Keep::Before => Side::Before,
        };
        let running = Running::start(app, Reach::Local)?;
        let receipt = running.submit(Command::Resolve {
            conflict: ConflictId::from(self.id),
            keep,
        })?;
        receipt::tell(app, &receipt)
    }
}
