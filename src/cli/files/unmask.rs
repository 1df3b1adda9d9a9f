//! `leadline unmask [FILE] --map M`.

use std::path::PathBuf;

use clap::Args;

use super::mask::{each_line, read_map};
use crate::cli::frame::{App, Outcome, Subcommand};

/// Put names and numbers back into lines of JSON that were masked, or into what a model wrote about them
///
/// Each line is an object with "text". What was withheld, as a card number or somebody's health, is in no map and does not
/// come back. A line that cannot be read is told on standard error and left out, and the exit code is 1.
///
/// For example: leadline unmask answers.jsonl --map map.jsonl
#[derive(Args, Debug)]
pub(super) struct Unmask {
    /// The file; without one, what is piped in
    file: Option<PathBuf>,
    /// The map that mask kept
    #[arg(long, value_name = "M")]
    map: PathBuf,
}

impl Subcommand for Unmask {
    const NAME: &'static str = "unmask";

    fn run(self, app: &mut App) -> Outcome {
        let vault = read_map(&self.map)?;
        let mut restore = vault.restorer();
        each_line(app, self.file.as_deref(), |line, text| {
            let mut whole = restore.push(text);
            whole.push_str(&restore.finish());
            line.insert("text".into(), whole.into());
            // They tell places in a text that is no longer this one.
            line.shift_remove("spans");
            line.shift_remove("stand_ins");
        })
    }
}
