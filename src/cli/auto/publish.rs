//! `leadline auto publish FILE|ID`.

use clap::Args;
use serde_json::json;

use crate::cli::app::App;
use crate::cli::error::{CliError, Exit, Outcome};
use crate::cli::receipt;
use crate::cli::running::{Reach, Running};
use crate::domain::origin::Origin;
use crate::engine::Engine;
use crate::engine::automations::Unsound;

/// Prove an automation and switch it on, from a file or a template
///
/// Whoever is inside stays on their version. Messages are laid ready as drafts unless the file says auto_send = true.
#[derive(Args, Debug)]
pub(super) struct Publish {
    /// The file, or the id of a template
    #[arg(value_name = "FILE|ID")]
    what: String,
}

impl Publish {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let text = text(&self.what)?;
        let running = Running::start(app, Reach::Local)?;
        let published = running.block_on(running.engine.publish_automation(text, Origin::Cli));
        let published = published.map_err(|error| match error {
            Unsound::Faults(faults) => CliError::new(
                Exit::Refused,
                "unsound",
                "this automation cannot be switched on as it is; nothing was changed",
            )
            .hint(faults.join("\n  ")),
            Unsound::Commit(error) => CliError::from(error),
        })?;
        for warning in &published.warnings {
            app.remark(warning);
        }
        let more = [
            ("id", json!(published.id)),
            ("name", json!(published.name)),
            ("version", json!(published.version)),
            ("auto_send", json!(published.auto_send)),
            ("warnings", json!(published.warnings)),
        ];
        receipt::tell_with(app, &published.receipt, &more)
    }
}

/// The file of this name, or the template of this id.
fn text(what: &str) -> Result<String, CliError> {
    match std::fs::read_to_string(what) {
        Ok(text) => Ok(text),
        Err(error) => Engine::automation_template(what).map(str::to_owned).ok_or_else(|| {
            let sentence = format!(
                "{what} is no file that can be read ({error}) and no template has this id; nothing was changed"
            );
            CliError::new(Exit::NothingFound, "not_found", sentence)
        }),
    }
}
