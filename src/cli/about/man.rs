//! `leadline man [COMMAND]`.

use clap::Args;

use crate::cli::frame::{App, CliError, Exit, Outcome, Subcommand};

/// Print the manual page
///
/// For example: leadline man > ~/.local/share/man/man1/leadline.1
#[derive(Args, Debug)]
pub(super) struct Man {
    /// The page of one command instead
    command: Option<String>,
}

impl Subcommand for Man {
    const NAME: &'static str = "man";

    fn run(self, app: &mut App) -> Outcome {
        let mut program = (app.program)();
        program.build();
        let page = match &self.command {
            None => program,
            Some(name) => program
                .find_subcommand(name)
                .cloned()
                .ok_or_else(|| CliError::nothing_found(format!("there is no command `{name}`")))?,
        };
        let mut text = Vec::new();
        clap_mangen::Man::new(page).render(&mut text)?;
        app.out.raw(&text)?;
        Ok(Exit::Done)
    }
}
