//! `leadline auto pause`.

use clap::Args;

use crate::cli::app::App;
use crate::cli::error::{CliError, Outcome};

/// Stop one automation; who is inside stays where they are
#[derive(Args, Debug)]
pub(super) struct Pause {
    /// Its id
    id: String,
}

impl Pause {
    pub(super) fn run(self, _app: &mut App) -> Outcome {
        let Self { id } = self;
        Err(CliError::wrong_use(format!(
            "`auto pause` is not there yet ({id:?}); nothing was done"
        )))
    }
}
