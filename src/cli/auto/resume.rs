//! `leadline auto resume`.

use clap::Args;

use crate::cli::app::App;
use crate::cli::error::{CliError, Outcome};

/// Go on with one automation
#[derive(Args, Debug)]
pub(super) struct Resume {
    /// Its id
    id: String,
}

impl Resume {
    pub(super) fn run(self, _app: &mut App) -> Outcome {
        let Self { id } = self;
        Err(CliError::wrong_use(format!(
            "`auto resume` is not there yet ({id:?}); nothing was done"
        )))
    }
}
