//! `leadline auto run`.

use clap::Args;

use crate::cli::app::App;
use crate::cli::error::{CliError, Outcome};

/// Tell everything of one run: every try, with key, wait, cost and the facts as they were
#[derive(Args, Debug)]
pub(super) struct Run {
    /// Its id
    id: String,
}

impl Run {
    pub(super) fn run(self, _app: &mut App) -> Outcome {
        let Self { id } = self;
        Err(CliError::wrong_use(format!(
            "`auto run` is not there yet ({id:?}); nothing was done"
        )))
    }
}
