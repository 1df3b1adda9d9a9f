//! `leadline backup`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::frame::running::file;
use crate::cli::frame::{App, Exit, Outcome, Reach, Running, Subcommand, Table};
use crate::engine::backup::backups;
use crate::engine::view;

/// Make a verified backup of the local copy now, or list those there are
///
/// An open screen or `leadline serve` makes one each day when something has changed. Three days and one older are kept.
#[derive(Args, Debug)]
pub(super) struct Backup {
    /// List the backups, newest first, and make none
    #[arg(long)]
    list: bool,
}

impl Subcommand for Backup {
    const NAME: &'static str = "backup";

    fn run(self, app: &mut App) -> Outcome {
        if self.list {
            return list(app);
        }
        let running = Running::start(app, Reach::Local)?;
        let made = running.block_on(running.engine.back_up())?;
        app.out.json(&json!({ "backup": told(&made) }))?;
        app.out.say(&format!(
            "A backup was made and read back: {} ({} KiB).",
            made.path.display(),
            made.bytes / 1024
        ))?;
        Ok(Exit::Done)
    }
}

fn list(app: &mut App) -> Outcome {
    let (config, paths) = (app.config()?, app.paths()?);
    let found = backups(&file(&paths.data_dir, &config.settings));
    let rows: Vec<Value> = found.iter().map(told).collect();
    app.out.json(&json!({ "backups": rows }))?;
    let mut table = Table::new(["made", "KiB", "file"]);
    for backup in &found {
        table.row([
            backup.at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
            (backup.bytes / 1024).to_string(),
            backup.path.display().to_string(),
        ]);
    }
    app.out.table(&table)?;
    Ok(if found.is_empty() {
        Exit::NothingFound
    } else {
        Exit::Done
    })
}

/// A backup for programs.
pub(super) fn told(backup: &view::Backup) -> Value {
    json!({ "path": backup.path, "at": backup.at, "bytes": backup.bytes })
}
