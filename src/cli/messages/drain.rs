//! `leadline drain`.

use std::time::Duration;

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, Exit, Outcome, Reach, Running, Subcommand};
use crate::cli::link::sync::{remote_error, with_progress};
use crate::engine::Link;

/// Tell the CRM everything that waits, now, and wait until it is told
#[derive(Args, Debug)]
pub(super) struct Drain {
    /// Give up after so many seconds; what waits goes on waiting
    #[arg(long, default_value_t = 60, value_name = "SECONDS")]
    timeout: u64,
}

impl Subcommand for Drain {
    const NAME: &'static str = "drain";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Crm)?;
        let engine = running.engine.clone();
        let work = engine.sync().drain(Duration::from_secs(self.timeout));
        let report = running
            .block_on(with_progress(&engine, &mut app.out, work))
            .map_err(|why| remote_error(&engine, why))?;
        app.out.json(&json!(report))?;
        let pushed = report.pushed;
        app.out.say(&format!(
            "Told: {}. Waiting: {}. Stopped: {}.",
            pushed.done, report.waiting, pushed.stopped
        ))?;
        if report.elsewhere {
            app.remark("Another open copy of leadline talks to the CRM and tells it what waits here too");
        }
        if report.waiting > 0 {
            app.remark("What waits is kept and goes by itself later: leadline outbox");
        }
        if pushed.stopped > 0 {
            app.remark("What was stopped needs a look: leadline outbox --state failed, or --state held");
        }
        let down = matches!(engine.progress().borrow().link, Link::Down { .. });
        Ok(match (report.waiting, pushed.stopped) {
            (0, 0) => Exit::Done,
            (0, _) => Exit::Refused,
            _ if down => Exit::Offline,
            _ => Exit::Failed,
        })
    }
}
