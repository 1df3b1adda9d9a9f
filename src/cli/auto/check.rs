//! `leadline auto check`.

use clap::Args;
use serde_json::json;

use super::which::{find, sentence, shape};
use crate::cli::frame::{App, Exit, Outcome};

/// Prove that an automation can be switched on: every path ends, it stops when it must, hours, limits, names
///
/// What stands against it is told as file:line:column; then the exit code is 1.
#[derive(Args, Debug)]
pub(super) struct Check {
    /// Its id, or a file
    #[arg(value_name = "ID|FILE")]
    which: String,
}

impl Check {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let (_running, shelf, at) = find(app, &self.which)?;
        let book = &shelf.books[at];
        let sound = book.blocks() == 0;
        app.out.json(&json!({
            "id": book.id, "from": book.place(), "ok": sound,
            "findings": book.remarks.iter().map(shape).collect::<Vec<_>>(),
        }))?;
        for remark in &book.remarks {
            app.out.say(&sentence(book, remark))?;
        }
        if sound {
            app.out.say(&format!("{} can be switched on.", book.id))?;
            return Ok(Exit::Done);
        }
        Ok(Exit::Failed)
    }
}
