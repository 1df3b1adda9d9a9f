//! `leadline log`.

use clap::Args;
use serde_json::json;

use super::app::App;
use super::error::{CliError, Exit, Outcome};
use super::out::Table;
use super::running::{Reach, Running};
use super::subcommand::Subcommand;
use crate::engine::query::{IntegrityNow, Log as Question};

/// Rows read to find those by one of many.
const MOST_READ: usize = 10_000;

/// Show who did what
#[derive(Args, Debug)]
pub(super) struct Log {
    /// `verify` checks that nobody changed the log
    #[arg(value_parser = ["verify"])]
    verb: Option<String>,
    /// Only by: me, claude, sync or engine
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// At most so many rows
    #[arg(long, default_value_t = 100)]
    limit: usize,
}

impl Subcommand for Log {
    const NAME: &'static str = "log";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        if self.verb.is_some() {
            return verify(app, &running);
        }
        let most = if self.by.is_some() { MOST_READ } else { self.limit };
        let mut rows = running.query(Question { limit: most })?;
        if let Some(by) = &self.by {
            rows.retain(|row| row.who == *by);
            rows.truncate(self.limit);
        }
        let shape = rows.iter().map(
            |row| json!({ "id": row.id, "at": row.at, "who": row.who, "what": row.what, "whom": row.whom }),
        );
        app.out.json(&json!({ "rows": shape.collect::<Vec<_>>() }))?;
        let mut table = Table::new(["when", "who", "what", "whom"]);
        for row in &rows {
            let when = row
                .at
                .to_zoned(running.engine.zone().clone())
                .strftime("%Y-%m-%d %H:%M:%S")
                .to_string();
            table.row([
                when,
                row.who.clone(),
                row.what.raw().to_owned(),
                row.whom.raw().to_owned(),
            ]);
        }
        app.out.table(&table)?;
        Ok(if rows.is_empty() {
            Exit::NothingFound
        } else {
            Exit::Done
        })
    }
}

fn verify(app: &mut App, running: &Running) -> Outcome {
    match running.query(IntegrityNow)?.broken_log {
        None => {
            app.out.say("Every row of the log follows from the one before.")?;
            app.out.json(&json!({ "ok": true }))?;
            Ok(Exit::Done)
        }
        Some(row) => Err(CliError::new(
            Exit::Failed,
            "log_changed",
            format!("row {row} of the log does not follow from the one before: somebody changed it"),
        )
        .hint("compare it with the newest backup beside the local copy")),
    }
}
