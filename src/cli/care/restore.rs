//! `leadline restore`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::backup::told;
use crate::cli::frame::running::unlocked;
use crate::cli::frame::{App, CliError, Exit, Outcome, Subcommand};
use crate::engine::backup::restore;
use crate::engine::view::{Restored, Source, StoreError};

/// Put a backup in the place of the local copy, and keep what only the copy knows
///
/// What has not been sent, drafts, chats and the log are brought along as far as they can be read, also out of a
/// damaged copy. What was sent since the backup is not sent again. The copy itself is kept aside. Nothing leaves before
/// the next sync has fetched people and threads again.
#[derive(Args, Debug)]
pub(super) struct Restore {
    /// A backup, or `newest` for the newest that is whole
    #[arg(default_value = "newest", value_name = "FILE|newest")]
    from: PathBuf,
    /// Begin with an empty copy instead of a backup
    #[arg(long, conflicts_with = "from")]
    fresh: bool,
}

impl Subcommand for Restore {
    const NAME: &'static str = "restore";

    fn run(self, app: &mut App) -> Outcome {
        let source = match self.from.to_str() {
            _ if self.fresh => Source::Fresh,
            Some("newest") => Source::Newest,
            _ => Source::File(self.from),
        };
        let path = unlocked(app)?;
        let done = restore(&path, &source, app.clock.now()).map_err(|error| match error {
            StoreError::InUse => CliError::new(Exit::Refused, "in_use", error.to_string()),
            StoreError::NoBackup => CliError::nothing_found(error.to_string()),
            other => other.into(),
        })?;
        app.out.json(&json!({
            "from": done.from.as_ref().map(told),
            "aside": done.aside,
            "carried": done.carried.iter().copied().collect::<BTreeMap<_, _>>(),
            "unreadable": done.unreadable,
            "looked_up": done.doubted,
        }))?;
        app.out.say(&sentences(&done))?;
        Ok(Exit::Done)
    }
}

fn sentences(done: &Restored) -> String {
    let mut said = vec![match &done.from {
        Some(backup) => format!(
            "Restored the backup of {}.",
            backup.at.strftime("%Y-%m-%d %H:%M UTC")
        ),
        None => "Began with an empty copy.".to_owned(),
    }];
    let rows = |table| {
        let found = done.carried.iter().find(|(name, _)| *name == table);
        found.map_or(0, |(_, rows)| *rows)
    };
    if let Some(aside) = &done.aside {
        said.push(format!("The file that was there is kept: {}.", aside.display()));
        said.push(format!(
            "Brought along: {} rows of the queue, {} drafts, {} chats, {} lines of the log.",
            rows("outbox"),
            rows("draft"),
            rows("chat_thread"),
            rows("audit")
        ));
    }
    if !done.unreadable.is_empty() {
        let tables = done.unreadable.join(", ");
        said.push(format!("Not everything could be read of: {tables}."));
    }
    if done.doubted > 0 {
        let rows = done.doubted;
        said.push(format!(
            "{rows} waited in the backup and may have left since; each is looked up before it leaves."
        ));
    }
    said.push("Nothing leaves before leadline sync has fetched people and threads again.".to_owned());
    said.join("\n")
}
