//! `leadline export DIR [FILTER]`.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Subcommand, Table};
use crate::domain::origin::Origin;
use crate::engine::export::{Cover, ExportError};

/// Write everything out in open formats: people, deals, messages, notes, tasks, appointments, tags, history and log
///
/// Tables are csv that opens safely in a spreadsheet: what would run as a formula has an apostrophe before it, and `leadline
/// import` takes that off again. Everything is also there as lines of JSON, people as vCard 4.0 too, and manifest.json
/// counts it. The folder appears when all is on disk; one that is there and not empty is never touched. An export is never
/// encrypted: where the local copy is, it wants --unencrypted.
///
/// For example: leadline export ~/leads-2026 'tag:buyer'
#[derive(Args, Debug)]
pub(super) struct Export {
    /// The folder to make
    dir: PathBuf,
    /// Only these people, and what hangs on them
    #[arg(allow_hyphen_values = true)]
    filter: Option<String>,
    /// Write it in the clear although the local copy is encrypted
    #[arg(long)]
    unencrypted: bool,
}

impl Subcommand for Export {
    const NAME: &'static str = "export";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let filter = self.filter.unwrap_or_default();
        let cover = if self.unencrypted {
            Cover::Lift
        } else {
            Cover::Keep
        };
        let exported = running.block_on(running.engine.export(&self.dir, &filter, cover, Origin::Cli))?;
        app.out.acknowledge(&exported.ack)?;
        let files: Vec<Value> = exported
            .files
            .iter()
            .map(|file| json!({ "name": file.name, "rows": file.rows, "bytes": file.bytes, "sha256": file.sha256 }))
            .collect();
        app.out
            .json(&json!({ "folder": exported.folder, "files": files, "ack": exported.ack }))?;
        let mut table = Table::new(["file", "#rows", "#bytes"]);
        for file in exported.files.iter().filter(|file| file.rows > 0) {
            table.row([file.name.clone(), file.rows.to_string(), file.bytes.to_string()]);
        }
        app.out.table(&table)?;
        app.out
            .say(&format!("All of it is in {}.", exported.folder.display()))?;
        Ok(Exit::Done)
    }
}

impl From<ExportError> for CliError {
    fn from(error: ExportError) -> Self {
        let message = error.to_string();
        match error {
            ExportError::Filter(_) => Self::new(Exit::WrongUse, "filter", message),
            ExportError::Encrypted => Self::new(Exit::Refused, "encrypted", message).hint(
                "whoever gets the files can read them; leadline backup makes a copy that stays encrypted",
            ),
            ExportError::Occupied(_) => Self::wrong_use(message),
            ExportError::Unwritable { .. } => Self::new(Exit::Failed, "file", message),
            ExportError::Commit(error) => error.into(),
            ExportError::Store(error) => error.into(),
        }
    }
}
