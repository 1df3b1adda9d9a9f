//! `leadline log`.

use clap::Args;
use serde_json::json;

use super::app::App;
use super::error::{CliError, Exit, Outcome};
use super::out::Table;
use super::receipt;
use super::running::{Reach, Running};
use super::subcommand::Subcommand;
use crate::domain::command::Command;
use crate::engine::query::{IntegrityNow, Log as Question};
use crate::engine::view::Lost;

/// Rows read to find those by one of many.
const MOST_READ: usize = 10_000;

/// Show who did what
#[derive(Args, Debug)]
pub(super) struct Log {
    /// `verify` checks that nobody changed the log or cut its end
    #[arg(value_parser = ["verify"])]
    verb: Option<String>,
    /// With `verify`: go on with a log whose end is not where it was; the log says so
    #[arg(long, requires = "verb")]
    accept: bool,
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
        if self.accept {
            let receipt = running.submit(Command::AcceptLog)?;
            return receipt::tell(app, &receipt);
        }
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
    let seen = running.query(IntegrityNow)?;
    if let Some(row) = seen.broken_log {
        return Err(CliError::new(
            Exit::Failed,
            "log_changed",
            format!("row {row} of the log does not follow from the one before: somebody changed it"),
        )
        .hint("compare it with the newest backup beside the local copy"));
    }
    if let Some(Lost { kept, why }) = seen.lost_log.first() {
        return Err(
            CliError::new(Exit::Failed, "log_cut", format!("{why}; so says {}", kept.display())).hint(
                "leadline restore brings back what the newest backup holds; leadline log verify --accept goes on as it is",
            ),
        );
    }
    app.out
        .say("Every row of the log follows from the one before, and it ends where its anchor says.")?;
    app.out.json(&json!({ "ok": true }))?;
    Ok(Exit::Done)
}
