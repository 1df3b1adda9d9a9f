//! `leadline completions SHELL`.

use clap::Args;
use clap_complete::Shell;

use crate::cli::frame::{App, Exit, Outcome, Subcommand};

/// Print completions for a shell
///
/// For example: leadline completions bash > ~/.local/share/bash-completion/completions/leadline
#[derive(Args, Debug)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Subcommand for Completions {
    const NAME: &'static str = "completions";

    fn run(self, app: &mut App) -> Outcome {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut (app.program)(), "leadline", &mut text);
        app.out.raw(&text)?;
        Ok(Exit::Done)
    }
}
