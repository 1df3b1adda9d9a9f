//! `leadline auto export ID [FILE]`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::which::{find, none};
use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running};
use crate::engine::library::VersionText;

/// Give out the text of an automation, of your own, of a template, or of a version that was published
#[derive(Args, Debug)]
pub(super) struct Export {
    /// Its id
    id: String,
    /// A new file to write it to; else it is printed
    file: Option<PathBuf>,
    /// A version that was published, by its number in auto list
    #[arg(long, value_name = "N")]
    version: Option<u32>,
}

impl Export {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let text = self.text(app)?;
        let Some(file) = self.file else {
            app.out.raw(text.as_bytes())?;
            return Ok(Exit::Done);
        };
        let made = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&file);
        made.and_then(|mut made| made.write_all(text.as_bytes()))
            .map_err(|error| {
                let sentence = format!("{} cannot be made ({error}); nothing was written", file.display());
                CliError::new(Exit::Failed, "not_written", sentence)
            })?;
        let file = file.display().to_string();
        app.out.json(&json!({ "file": file, "bytes": text.len() }))?;
        app.out.say(&format!("It is in {file}."))?;
        Ok(Exit::Done)
    }
    fn text(&self, app: &mut App) -> Result<String, CliError> {
        let Some(version) = self.version else {
            let (_running, shelf, at) = find(app, &self.id)?;
            let book = shelf.books.into_iter().nth(at);
            return book.map(|book| book.text).ok_or_else(|| none(&self.id));
        };
        let running = Running::start(app, Reach::Local)?;
        let id = self.id.clone();
        running.query(VersionText { id, version })?.ok_or_else(|| {
            let sentence = format!("there is no version {version} of an automation {}", self.id);
            CliError::nothing_found(sentence).hint("leadline auto list tells which version is on")
        })
    }
}
