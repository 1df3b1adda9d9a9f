//! `leadline note ID TEXT`.

use clap::Args;

use crate::cli::frame::{App, MOST_TEXT, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::value::ContactId;

/// Write a note on a person
#[derive(Args, Debug)]
pub(super) struct Note {
    /// The person
    id: String,
    /// What it says; several words need no quotes, `-` reads standard input, and `--` goes before words that begin with a
    /// dash
    #[arg(required = true)]
    text: Vec<String>,
}

impl Subcommand for Note {
    const NAME: &'static str = "note";

    fn run(self, app: &mut App) -> Outcome {
        let text = self.text.join(" ");
        let body = if text == "-" {
            app.input.text(MOST_TEXT)?
        } else {
            text
        };
        let running = Running::start(app, Reach::Local)?;
        let receipt = running.submit(Command::AddNote {
            contact: ContactId::from(self.id),
            body,
        })?;
        receipt::tell(app, &receipt)
    }
}
