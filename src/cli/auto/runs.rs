//! `leadline auto runs`.

use clap::Args;

use crate::cli::app::App;
use crate::cli::error::{CliError, Outcome};

/// Tell who is inside, and who was
#[derive(Args, Debug)]
pub(super) struct Runs {
    /// The id of an automation; all without it
    id: Option<String>,
}

impl Runs {
    pub(super) fn run(self, _app: &mut App) -> Outcome {
        let Self { id } = self;
        Err(CliError::wrong_use(format!(
            "`auto runs` is not there yet ({id:?}); nothing was done"
        )))
    }
}
