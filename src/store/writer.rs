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
            // On a full or failing disk SQLite may have rolled all of it back. What came now would commit by itself
            // while everybody is told that nothing was saved.
            Ok(tx) if tx.is_autocommit() => Err(StoreError::Full.into()),
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::Clock;
    use crate::domain::access::Role;
    use crate::store::schema::open_writer;

    fn create(name: &str) -> Job {
        let fields = json!({"firstName": name}).as_object().unwrap().clone();
        let (reply, _) = oneshot::channel();
        Job {
            command: Command::CreateContact { fields },
            origin: Origin::Agent,
            reply,
        }
    }

    fn people(db: &Connection) -> i64 {
        db.query_row("SELECT count(*) FROM contact", [], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn when_the_disk_is_full_nothing_is_kept_that_was_called_lost() {
        let folder = tempfile::tempdir().unwrap();
        let mut db = open_writer(&folder.path().join("a.db")).unwrap();
        let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
        let options = Options {
            clock,
            role: Role::Owner,
            me: None,
        };
        let pages: i64 = db
            .pragma_query_value(None, "page_count", |row| row.get(0))
            .unwrap();
        db.pragma_update(None, "max_page_count", pages + 4).unwrap();
        let long = "x".repeat(100);
        let group: Vec<Job> = (0..GROUP).map(|_| create(&long)).chain([create("Bo")]).collect();
        let mut waiting = Vec::new();
        let done = transaction(&mut db, &options, group, &mut waiting);
        let acked = waiting
            .iter()
            .filter(|(_, outcome)| done.is_ok() && outcome.is_ok())
            .count();
        assert_eq!(people(&db), acked as i64, "what is kept is what was acked");
        assert!(acked < GROUP + 1, "the disk was not full");
        db.pragma_update(None, "max_page_count", 1_000_000).unwrap();
        let mut waiting = Vec::new();
        transaction(&mut db, &options, vec![create("Ana")], &mut waiting).unwrap();
        assert_eq!(
            people(&db),
            acked as i64 + 1,
            "it goes on when there is room again"
        );
    }
}
