//! `leadline trim`.

use clap::Args;
use jiff::SignedDuration;
use serde_json::json;

use crate::cli::frame::{App, Exit, Outcome, Reach, Running, Subcommand};
use crate::domain::command::{Command, TrimCommand};
use crate::engine::query::{Trimmable, Trimming};

/// Say what a large local copy could do without, and take it away when told so
///
/// Of old messages the CRM's own JSON is kept beside what is understood of it. Thread, search, lists and exports do not need
/// it, and leadline restore --fresh fetches it anew. Nothing goes without --yes, and never what the CRM does not have: what was not pushed,
/// and the messages of people who are gone there. It goes in small steps, and whoever is open next goes on when this is cut
/// short. What comes later fills the room; the file itself becomes smaller with leadline backup and leadline restore.
#[derive(Args, Debug)]
pub(super) struct Trim {
    /// Messages older than this many days, at least 30
    #[arg(long, value_name = "DAYS", default_value_t = 365)]
    older: u16,
    /// Do it; without this it is only told what would go
    #[arg(long)]
    yes: bool,
    /// Take back what was agreed to and is not done yet
    #[arg(long, conflicts_with = "yes")]
    stop: bool,
}

impl Subcommand for Trim {
    const NAME: &'static str = "trim";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let before = app.clock.now() - SignedDuration::from_hours(24 * i64::from(self.older));
        let could = running.query(Trimmable { before })?;
        let mut trimmed = 0;
        if self.stop {
            let receipt = running.submit(Command::Trim(TrimCommand::Stop))?;
            app.out.acknowledge(&receipt.ack)?;
        } else if self.yes {
            let receipt = running.submit(Command::Trim(TrimCommand::Agree { days: self.older }))?;
            app.out.acknowledge(&receipt.ack)?;
            while running.query(Trimming)?.is_some() {
                trimmed += running.block_on(running.engine.trim_on())?;
            }
        }
        let left = running.query(Trimming)?;
        app.out.json(&json!({
            "older_than_days": self.older, "messages": could.messages, "about_bytes": could.bytes,
            "trimmed": trimmed, "agreed_until": left,
        }))?;
        let about = format!("about {} of {} messages", size(could.bytes), could.messages);
        app.out.say(&match (self.stop, self.yes, left) {
            (true, ..) => "Nothing more is trimmed.".to_owned(),
            (_, true, _) => format!("Trimmed: what the CRM sent of {trimmed} messages."),
            (.., Some(_)) => format!("{about} could go; what was agreed to goes on while leadline is open."),
            _ if could.bytes == 0 => "There is nothing to trim.".to_owned(),
            _ => format!(
                "{about} older than {} days could go. Add --yes to do it.",
                self.older
            ),
        })?;
        Ok(Exit::Done)
    }
}

/// A size as people say it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}
