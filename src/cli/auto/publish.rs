//! `leadline auto publish`.

use clap::Args;

use crate::cli::app::App;
use crate::cli::error::{CliError, Outcome};

/// Switch an automation on, from a file or a template
#[derive(Args, Debug)]
pub(super) struct Publish {
    /// The file, or the id of a template
    #[arg(value_name = "FILE|ID")]
    what: String,
}

impl Publish {
    pub(super) fn run(self, _app: &mut App) -> Outcome {
        let Self { what } = self;
        Err(CliError::wrong_use(format!(
            "`auto publish` is not there yet ({what:?}); nothing was done"
        )))
    }
}
