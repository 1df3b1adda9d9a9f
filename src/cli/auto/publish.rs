//! `leadline auto publish ID|FILE`.

use clap::Args;
use serde_json::json;

use super::which::find;
use crate::cli::app::App;
use crate::cli::error::{CliError, Exit, Outcome};
use crate::cli::receipt;
use crate::domain::origin::Origin;
use crate::engine::automations::Unsound;

/// Prove an automation and switch it on; your own file goes before a template of the same id
///
/// Whoever is inside stays on their version. Messages are laid ready as drafts unless the file says auto_send = true.
#[derive(Args, Debug)]
pub(super) struct Publish {
    /// Its id, or a file
    #[arg(value_name = "ID|FILE")]
    which: String,
}

impl Publish {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let (running, shelf, at) = find(app, &self.which)?;
        let text = shelf.books[at].text.clone();
        let published = running.block_on(running.engine.publish_automation(text, Origin::Cli));
        let published = published.map_err(refused)?;
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

fn refused(error: Unsound) -> CliError {
    match error {
        Unsound::Faults(faults) => CliError::new(
            Exit::Refused,
            "unsound",
            "this automation cannot be switched on as it is; nothing was changed",
        )
        .hint(faults.join("\n  ")),
        Unsound::Commit(error) => CliError::from(error),
    }
}
