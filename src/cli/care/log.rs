//! `leadline log`.

use std::sync::Arc;

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Subcommand, Table};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::filter::{Today, Vocabulary};
use crate::engine::query::{IntegrityNow, Log as Question};
use crate::engine::view::Lost;

/// Show who did what
#[derive(Args, Debug)]
pub(super) struct Log {
    /// `verify` checks that nobody changed the log or cut its end
    #[arg(value_parser = ["verify"])]
    verb: Option<String>,
    /// With `verify`: go on with a log whose end is not where it was; the log says so
    #[arg(long, requires = "verb")]
    accept: bool,
    /// Only by one of these
    #[arg(long, value_name = "WHO", value_parser = ["me", "claude", "sync", "engine", "automation"])]
    by: Option<String>,
    /// Only since then: 2h, 14d, today, mon, 2026-04-09 or 2026-04-09T17:00:00Z
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
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
        let since = self.since.as_deref().map(|text| since(text, &running));
        let rows = running.query(Question {
            by: self.by,
            since: since.transpose()?,
            limit: self.limit,
        })?;
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

/// A moment that lies behind, as the filter language says it.
fn since(text: &str, running: &Running) -> Result<Timestamp, CliError> {
    let today = Today {
        now: running.engine.now(),
        zone: running.engine.zone().clone(),
        me: None,
        vocabulary: Arc::new(Vocabulary::default()),
    };
    today.since(text).ok_or_else(|| {
        CliError::wrong_use(format!(
            "\"{text}\" is no moment that lies behind; nothing was looked for"
        ))
        .hint("write 2h, 14d, today, mon, 2026-04-09 or 2026-04-09T17:00:00Z")
    })
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
