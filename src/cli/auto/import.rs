//! `leadline auto import FILE|TEMPLATE`.

use clap::Args;
use serde_json::json;

use super::which::{file, folder};
use crate::cli::frame::{App, CliError, Exit, Outcome};
use crate::engine::library::{copy_template, take_in};

/// Take a file, or a copy of a template, in among your own automations; nothing is switched on
///
/// It never goes over a file that is there. `leadline auto update` takes a newer text of the template into a copy of it.
#[derive(Args, Debug)]
pub(super) struct Import {
    /// The file, or the id of a template
    #[arg(value_name = "FILE|TEMPLATE")]
    which: String,
}

impl Import {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let folder = folder(app)?;
        let written = match file(&self.which)? {
            Some(file) => std::fs::read_to_string(&file)
                .map_err(|error| format!("{} cannot be read ({error}); nothing was written", file.display()))
                .and_then(|text| take_in(&folder, &text)),
            None => copy_template(&folder, &self.which.to_uppercase()),
        };
        let written = written.map_err(|sentence| CliError::new(Exit::Refused, "not_taken", sentence))?;
        let file = written.file.display().to_string();
        app.out.json(&json!({ "file": file }))?;
        app.out.say(&format!(
            "It is in {file}; `leadline auto check` proves it, `leadline auto publish` switches it on."
        ))?;
        Ok(Exit::Done)
    }
}
