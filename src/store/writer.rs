//! The one writer: a thread that owns the connection, takes commands in order, and acks after the durable commit.
//!
//! Commands that wait together share one transaction (and one sync of the disk), each in a savepoint of its own, so
//! that one that is refused takes nothing with it. None is acked before the transaction is on disk.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{broadcast, mpsc, oneshot};

use super::commit;
use super::error::{CommitError, StoreError};
use super::work::{Outcome, Receipt, Work};
use super::{Committed, Options};
use crate::domain::command::Command;
use crate::domain::origin::Origin;

/// Commands that may share a transaction. More would make the first wait for the last.
const GROUP: usize = 32;

/// Size of the log at which it begins anew: some seconds of copying at full speed.
const LOG_BYTES: u64 = 64 * 1024 * 1024;

pub(super) type Reply = oneshot::Sender<Result<Receipt, CommitError>>;

/// A command on its way to the writer.
pub(super) struct Job {
    pub command: Command,
    pub origin: Origin,
    pub reply: Reply,
}

/// Runs until every handle is dropped and all jobs are done.
pub(super) fn run(
    mut db: Connection,
    options: &Options,
    mut jobs: mpsc::Receiver<Job>,
    feed: &broadcast::Sender<Committed>,
) {
    while let Some(first) = jobs.blocking_recv() {
        let mut group = vec![first];
        while group.len() < GROUP {
            let Ok(job) = jobs.try_recv() else { break };
            group.push(job);
        }
        carry_out(&mut db, options, group, feed);
        keep_log_short(&db);
    }
    if let Err(error) = db.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);") {
        tracing::warn!(%error, "last checkpoint failed; the next start will do it");
    }
}

/// The thread beside moves pages all the time, but under a stream of commits the log is never wholly moved and so
/// never begins anew. Past this size the writer itself waits for it once, between two commits.
fn keep_log_short(db: &Connection) {
    let Some(path) = db.path() else { return };
    let length = std::fs::metadata(format!("{path}-wal")).map_or(0, |log| log.len());
    if length > LOG_BYTES
        && let Err(error) = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
    {
        tracing::debug!(%error, "the log could not begin anew; the next commit tries again");
    }
}

fn carry_out(db: &mut Connection, options: &Options, group: Vec<Job>, feed: &broadcast::Sender<Committed>) {
    let mut waiting: Vec<(Reply, Result<Outcome, CommitError>)> = Vec::with_capacity(group.len());
    let done = transaction(db, options, group, &mut waiting);
    match done {
        Ok(()) => {
            for (reply, outcome) in waiting {
                let answer = outcome.map(|outcome| {
                    announce(feed, &outcome);
                    outcome.receipt
                });
                // The asker may have gone; what was committed stays committed.
                let _gone = reply.send(answer);
            }
        }
        Err(error) => {
            tracing::error!(%error, "commit failed; nothing of it was acked");
            let text = error.to_string();
            let mut first = Some(error);
            for (reply, _) in waiting {
                let error = first.take().unwrap_or_else(|| StoreError::Sql(text.clone()));
                let _gone = reply.send(Err(error.into()));
            }
        }
    }
}

fn transaction(
    db: &mut Connection,
    options: &Options,
    group: Vec<Job>,
    waiting: &mut Vec<(Reply, Result<Outcome, CommitError>)>,
) -> Result<(), StoreError> {
    let mut begun = db.transaction_with_behavior(TransactionBehavior::Immediate);
    for job in group {
        let outcome = match &mut begun {
            Ok(tx) => one(tx, options, &job),
            Err(_) => Err(StoreError::Busy.into()),
        };
        waiting.push((job.reply, outcome));
    }
    begun?.commit()?;
    Ok(())
}

fn one(tx: &mut rusqlite::Transaction<'_>, options: &Options, job: &Job) -> Result<Outcome, CommitError> {
    let step = tx.savepoint()?;
    let now = options.clock.now();
    let mut fresh = || fresh_id(now);
    let mut work = Work {
        db: &step,
        origin: &job.origin,
        now,
        at: now.as_millisecond(),
        fresh: &mut fresh,
        me: options.me.clone(),
        role: options.role,
    };
    let outcome = commit::execute(&mut work, &job.command)?;
    step.commit()?;
    Ok(outcome)
}

/// A UUID whose first part is the time, so that ids made later sort later.
fn fresh_id(now: jiff::Timestamp) -> String {
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let nanos = now.subsec_nanosecond().unsigned_abs();
    uuid::Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos)).to_string()
}

fn announce(feed: &broadcast::Sender<Committed>, outcome: &Outcome) {
    if outcome.topics.is_empty() {
        return;
    }
    let mut topics = outcome.topics.clone();
    topics.sort_unstable();
    topics.dedup();
    // Nobody listening is fine.
    let _nobody = feed.send(Committed {
        seq: outcome.receipt.seq,
        topics: Arc::from(topics),
    });
}

/// Moves committed pages from the log into the file without ever making a reader or the writer wait.
pub(super) fn checkpoint(path: &PathBuf, stop: &std::sync::mpsc::Receiver<()>) {
    let Ok(db) = Connection::open(path) else { return };
    if db.busy_timeout(Duration::ZERO).is_err() {
        return;
    }
    // Every second is often enough to keep the log to a few megabytes while copying at full speed.
    while stop.recv_timeout(Duration::from_secs(1)) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
        if let Err(error) = db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
            tracing::debug!(%error, "checkpoint put off");
        }
    }
}
