//! `leadline sync`.

use std::time::Duration;

use clap::Args;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::cli::frame::{App, CliError, Exit, Out, Outcome, Reach, Running, Subcommand};
use crate::engine::{Engine, Link, Progress, SyncReport};

/// Between two lines of progress: often enough to see it move, seldom enough to read.
const STEP: Duration = Duration::from_secs(1);

/// How long scores are waited for. Those of a day's changes are there in less; those of a first copy of a hundred thousand people
/// would hold up whoever only wants the copy.
const SCORES: Duration = Duration::from_secs(5);

/// Fetch what is new in the CRM and tell it what was done here, once
#[derive(Args, Debug)]
pub(super) struct Sync {
    /// Ask for everything again
    #[arg(long)]
    full: bool,
    /// Stay and go on until ctrl-c
    #[arg(long)]
    watch: bool,
}

impl Subcommand for Sync {
    const NAME: &'static str = "sync";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Crm)?;
        let every = Duration::from_secs(u64::from(app.config()?.settings.sync.every_seconds));
        if !self.watch {
            return round(app, &running, self.full);
        }
        let stop = CancellationToken::new();
        let guard = stop.clone();
        app.runtime()?.spawn(async move {
            let _ = tokio::signal::ctrl_c().await;
            guard.cancel();
        });
        let mut full = self.full;
        while !stop.is_cancelled() {
            if let Err(error) = round(app, &running, full) {
                app.out.error(error.code, &error.message, error.hint.as_deref());
            }
            full = false;
            running.block_on(async {
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(every) => {}
                }
            });
        }
        Ok(Exit::Done)
    }
}

/// One round, with its progress and its report.
fn round(app: &mut App, running: &Running, full: bool) -> Outcome {
    let engine = &running.engine;
    let before = engine.progress().borrow().today.0;
    let work = engine.sync().once(full);
    let done = running.block_on(with_progress(engine, &mut app.out, work));
    let requests = engine.progress().borrow().today.0.saturating_sub(before);
    match done {
        Ok(report) => {
            score(app, running);
            tell(app, &report, requests)
        }
        Err(why) => Err(remote_error(engine, why)),
    }
}

/// A screen does that by itself; for lists that are asked for next it is done here. What is done is kept, and the rest goes on
/// from there.
fn score(app: &mut App, running: &Running) {
    let scores = async { tokio::time::timeout(SCORES, running.engine.score()).await };
    match running.block_on(scores) {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => app.remark(&format!("scores are as they were before: {error}")),
        Err(_) => app.remark(
            "The copy is whole, but not everybody has a score yet. That goes on while a screen is open, and with the next `leadline sync`.",
        ),
    }
}

fn tell(app: &mut App, report: &SyncReport, requests: u64) -> Outcome {
    let mut answer = json!(report);
    if let Some(members) = answer.as_object_mut() {
        members.insert("requests".to_owned(), requests.into());
    }
    app.out.json(&answer)?;
    let pulled: Vec<String> = report
        .pulled
        .iter()
        .filter(|(_, n)| **n > 0)
        .map(|(what, n)| format!("{n} {what}"))
        .collect();
    let pulled = if pulled.is_empty() {
        "nothing new".to_owned()
    } else {
        pulled.join(", ")
    };
    if report.elsewhere {
        app.out.say(&format!(
            "Another open copy of leadline talks to the CRM, and has copied and pushed. {:.1} s.",
            report.seconds
        ))?;
    } else {
        app.out.say(&format!(
            "Pulled: {pulled}. Pushed: {}. {:.1} s.",
            report.pushed.done, report.seconds
        ))?;
    }
    for why in &report.failed {
        app.remark(why);
    }
    if report.conflicts > 0 {
        app.remark(&format!(
            "{} conflicts wait for a decision: leadline conflicts",
            report.conflicts
        ));
    }
    Ok(match (report.failed.is_empty(), report.conflicts) {
        (false, _) => Exit::Failed,
        (true, 0) => Exit::Done,
        (true, _) => Exit::Conflict,
    })
}

/// A sentence of the sync workers with the exit code that the state of the connection gives it.
pub(in crate::cli) fn remote_error(engine: &Engine, why: String) -> CliError {
    match engine.progress().borrow().link {
        Link::Down { .. } => CliError::new(Exit::Offline, "offline", why),
        Link::Refused { .. } => CliError::new(Exit::Refused, "crm_refused", why),
        Link::None | Link::Up => CliError::new(Exit::Failed, "sync", why),
    }
}

/// Does some work and tells meanwhile, beside the answer, how far it is.
pub(in crate::cli) async fn with_progress<T>(
    engine: &Engine,
    out: &mut Out,
    work: impl Future<Output = T>,
) -> T {
    let mut progress = engine.progress();
    let mut told = String::new();
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            () = tokio::time::sleep(STEP) => {
                let line = line(&progress.borrow_and_update());
                if line != told && !line.is_empty() {
                    out.note(&line);
                }
                told = line;
            }
        }
    }
}

fn line(progress: &Progress) -> String {
    let Some(task) = progress.trial.as_ref().or(progress.task.as_ref()) else {
        return String::new();
    };
    if task.done == 0 && task.total.is_none() {
        return task.what.clone();
    }
    let total = task.total.map(|total| format!(" of {total}")).unwrap_or_default();
    let left = task
        .seconds_left
        .map(|left| format!(", {left} s left"))
        .unwrap_or_default();
    format!("{}: {}{total}{left}", task.what, task.done)
}
