//! The one writer: a thread that owns the connection, takes commands in order, and acks after the durable commit.
//!
//! Commands that wait together share one transaction (and one sync of the disk), each in a savepoint of its own, so
//! that one that is refused takes nothing with it. One that comes alone needs none: it is refused with its transaction.
//! None is acked before the transaction is on disk.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{broadcast, mpsc, oneshot};

use super::error::{CommitError, StoreError};
use super::{Committed, Options, commit};
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::failpoint;
use crate::store::file::anchor::Anchor;
use crate::store::file::stop::{Stop, spare};
use crate::store::file::{cipher, copy, identity, schema};
use crate::store::write::work::{Holder, Outcome, Receipt, Work};

/// Commands that may share a transaction. More would make the first wait for the last.
const GROUP: usize = 32;

/// Size of the log at which it begins anew: some seconds of copying at full speed.
const LOG_BYTES: u64 = 64 * 1024 * 1024;

/// How long the log waits for readers before it goes on growing.
const PATIENCE: Duration = Duration::from_millis(20);

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
    (options, holder): (&Options, &Holder),
    mut jobs: mpsc::Receiver<Job>,
    feed: &broadcast::Sender<Committed>,
    failed: &Stop,
) {
    let mut limit = LOG_BYTES;
    while let Some(first) = jobs.blocking_recv() {
        let mut group = vec![first];
        while group.len() < GROUP {
            let Ok(job) = jobs.try_recv() else { break };
            group.push(job);
        }
        carry_out(&mut db, (options, holder), group, feed, failed);
        keep_log_short(&db, &mut limit, failed);
    }
    if failed.refusal().is_some() {
        return spare(&db);
    }
    if let Err(error) = db.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);") {
        tracing::warn!(%error, "last checkpoint failed; the next start will do it");
    }
    failpoint::pass("close.moved");
}

/// The thread beside moves pages all the time, but under a stream of commits the log is never wholly moved and so
/// never begins anew. Past `limit` bytes the writer itself does that, between two commits; who reads for long, as a
/// backup does, puts it off until the log has grown by as much again, and no edit waits for it.
fn keep_log_short(db: &Connection, limit: &mut u64, failed: &Stop) {
    let Some(path) = db.path().filter(|_| failed.refusal().is_none()) else {
        return;
    };
    let length = std::fs::metadata(identity::log(Path::new(path))).map_or(0, |log| log.len());
    if length <= *limit {
        return;
    }
    let begun_anew = || -> rusqlite::Result<bool> {
        db.busy_timeout(PATIENCE)?;
        let busy: i64 = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        Ok(busy == 0)
    };
    let done = begun_anew().and_then(|done| db.busy_timeout(schema::BUSY).map(|()| done));
    *limit = if matches!(done, Ok(true)) {
        LOG_BYTES
    } else {
        length + LOG_BYTES
    };
    if let Err(error) = done {
        tracing::debug!(%error, "the log could not begin anew; it is tried again");
        failed.note(db, &error.into());
    }
}

fn carry_out(
    db: &mut Connection,
    by: (&Options, &Holder),
    group: Vec<Job>,
    feed: &broadcast::Sender<Committed>,
    failed: &Stop,
) {
    if failed.refusal().is_some() {
        return refuse(failed, group.into_iter().map(|job| job.reply));
    }
    let mut waiting: Vec<(Reply, Result<Outcome, CommitError>)> = Vec::with_capacity(group.len());
    let done = transaction(db, by, group, &mut waiting);
    match &done {
        Ok(()) => failed.look(),
        Err(error) => failed.note(db, error),
    }
    match done {
        // What went into a file that nobody finds again is not saved.
        Ok(()) if failed.refusal().is_some() => {
            refuse(failed, waiting.into_iter().map(|(reply, _)| reply));
        }
        Ok(()) => {
            let scrubs =
                |outcome: &Result<Outcome, CommitError>| outcome.as_ref().is_ok_and(|outcome| outcome.scrub);
            for (reply, mut outcome) in waiting {
                if scrubs(&outcome)
                    && let Err(error) = scrub(db)
                {
                    failed.note(db, &error);
                    outcome = Err(error.into());
                }
                let answer = outcome.map(|outcome| {
                    announce(feed, &outcome);
                    outcome.receipt
                });
                // The asker may have gone; what was committed stays committed.
                let _gone = reply.send(answer);
            }
            failpoint::pass("commit.acknowledged");
        }
        Err(_) if failed.refusal().is_some() => refuse(failed, waiting.into_iter().map(|(reply, _)| reply)),
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

/// Writes the file anew without its unused pages and lets the log begin anew, so that neither holds what is not in a
/// table any more. Edits wait meanwhile. What is written to the side is too much for memory.
fn scrub(db: &Connection) -> Result<(), StoreError> {
    // Nothing of an encrypted file is written anywhere else.
    if cipher::key().is_none() {
        db.execute_batch("PRAGMA temp_store=FILE")?;
    }
    let anew = db.execute_batch("VACUUM");
    db.execute_batch("PRAGMA temp_store=MEMORY")?;
    anew?;
    failpoint::pass("forget.written_anew");
    let busy: i64 = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 { Ok(()) } else { Err(StoreError::Busy) }
}

/// Tells everybody that nothing more is saved.
fn refuse(failed: &Stop, replies: impl Iterator<Item = Reply>) {
    for reply in replies {
        let error = failed.refusal().unwrap_or(StoreError::Closed);
        let _gone = reply.send(Err(error.into()));
    }
}

fn transaction(
    db: &mut Connection,
    by: (&Options, &Holder),
    group: Vec<Job>,
    waiting: &mut Vec<(Reply, Result<Outcome, CommitError>)>,
) -> Result<(), StoreError> {
    let mut begun = db.transaction_with_behavior(TransactionBehavior::Immediate);
    // Inside a savepoint SQLite goes through every page it kept for it at the end of each statement: a command that
    // changes some ten thousand records, like taking an import back, would take the square of them.
    let alone = group.len() == 1;
    let (mut disk, mut refused) = (None, false);
    failpoint::pass("commit.begun");
    for job in group {
        let outcome = match &mut begun {
            // On a full or failing disk SQLite may have rolled all of it back. What came now would commit by itself
            // while everybody is told that nothing was saved.
            Ok(tx) if tx.is_autocommit() => Err(StoreError::Full.into()),
            Ok(tx) if alone => execute(tx, by, &job),
            Ok(tx) => one(tx, by, &job),
            Err(_) => Err(StoreError::Busy.into()),
        };
        if let Err(CommitError::Store(error)) = &outcome
            && let Some(why) = error.disk_failure()
        {
            disk = Some(why.to_owned());
        }
        refused = outcome.is_err();
        waiting.push((job.reply, outcome));
    }
    // One command met a failing disk: none of the group is acked.
    if let Some(why) = disk {
        return Err(StoreError::Disk(why));
    }
    let begun = begun?;
    if alone && refused {
        // Of a full disk SQLite has rolled it back already.
        if !begun.is_autocommit() {
            begun.rollback()?;
        }
        return Ok(());
    }
    failpoint::pass("commit.carried_out");
    begun.commit()?;
    failpoint::pass("commit.on_disk");
    Ok(())
}

fn one(
    tx: &mut rusqlite::Transaction<'_>,
    by: (&Options, &Holder),
    job: &Job,
) -> Result<Outcome, CommitError> {
    let step = tx.savepoint()?;
    let outcome = execute(&step, by, job)?;
    step.commit()?;
    Ok(outcome)
}

fn execute(
    db: &Connection,
    (options, holder): (&Options, &Holder),
    job: &Job,
) -> Result<Outcome, CommitError> {
    let now = options.clock.now();
    let mut fresh = || fresh_id(now);
    let mut work = Work {
        db,
        origin: &job.origin,
        now,
        at: now.as_millisecond(),
        since_boot: options.clock.since_boot(),
        holder,
        fresh: &mut fresh,
        me: options.me.clone(),
        role: options.role,
        rules: &options.rules,
    };
    commit::execute(&mut work, &job.command)
}

/// A UUID whose first part is the time, so that ids made later sort later.
pub(super) fn fresh_id(now: jiff::Timestamp) -> String {
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

/// Looks after the file beside the writer: moves committed pages from the log into it without ever making a reader or
/// the writer wait, watches that it is still there, saves what was acked when it is not, and lets the anchor
/// follow the log.
pub(super) fn look_after(path: &Path, clock: &Clock, ended: &std::sync::mpsc::Receiver<()>, failed: &Stop) {
    let Ok(db) = schema::open_beside(path) else { return };
    spare(&db);
    let mut anchor = Anchor::of(path);
    // Every second is often enough to keep the log to a few megabytes while copying at full speed.
    while ended.recv_timeout(Duration::from_secs(1)) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
        failed.look();
        if failed.refusal().is_some() {
            return failed.rescue(&db, &copy::rescued(path, clock.now()));
        }
        if let Err(error) = db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
            tracing::debug!(%error, "checkpoint put off");
            failed.note(&db, &error.into());
        }
        if let Err(error) = anchor.follow(&db) {
            tracing::debug!(%error, "the anchor of the log follows later");
        }
    }
}

/// Lets the anchor follow the log once.
pub(super) fn anchor(path: &Path) -> Result<(), StoreError> {
    let db = schema::open_beside(path)?;
    spare(&db);
    Anchor::of(path).follow(&db)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::Clock;
    use crate::store::file::schema::open_writer;

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
        let options = options();
        let pages: i64 = db
            .pragma_query_value(None, "page_count", |row| row.get(0))
            .unwrap();
        db.pragma_update(None, "max_page_count", pages + 4).unwrap();
        let long = "x".repeat(100);
        let group: Vec<Job> = (0..GROUP).map(|_| create(&long)).chain([create("Bo")]).collect();
        let mut waiting = Vec::new();
        let done = transaction(&mut db, (&options, &holder()), group, &mut waiting);
        let acked = waiting
            .iter()
            .filter(|(_, outcome)| done.is_ok() && outcome.is_ok())
            .count();
        assert_eq!(people(&db), acked as i64, "what is kept is what was acked");
        assert!(acked < GROUP + 1, "the disk was not full");
        db.pragma_update(None, "max_page_count", 1_000_000).unwrap();
        let mut waiting = Vec::new();
        transaction(&mut db, (&options, &holder()), vec![create("Ana")], &mut waiting).unwrap();
        assert_eq!(
            people(&db),
            acked as i64 + 1,
            "it goes on when there is room again"
        );
    }

    #[test]
    fn what_is_refused_leaves_nothing_alone_or_among_others() {
        let folder = tempfile::tempdir().unwrap();
        let mut db = open_writer(&folder.path().join("a.db")).unwrap();
        let options = options();
        let refused = || Job {
            command: Command::AddNote {
                contact: "nobody".into(),
                body: "hello".to_owned(),
            },
            ..create("")
        };
        for (group, made) in [
            (vec![refused()], 0),
            (vec![create("Ana")], 1),
            (vec![refused(), create("Bo"), refused()], 2),
            (vec![refused()], 2),
        ] {
            let mut waiting = Vec::new();
            transaction(&mut db, (&options, &holder()), group, &mut waiting).unwrap();
            assert!(db.is_autocommit());
            let rows: i64 = db
                .query_row("SELECT count(*) FROM audit", [], |row| row.get(0))
                .unwrap();
            assert_eq!((people(&db), rows), (made, made));
        }
    }

    fn holder() -> Holder {
        Holder {
            id: "one".into(),
            process: crate::process::Process::me(),
        }
    }

    fn options() -> Options {
        crate::store::scratch::options(&Clock::manual("2026-11-25T10:00:00Z".parse().unwrap()))
    }

    #[test]
    fn after_the_disk_has_failed_nothing_is_written_until_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut db = open_writer(&path).unwrap();
        let (feed, _) = broadcast::channel(4);
        let failed = Stop::of(&path);
        let ask = |db: &mut Connection, name: &str| {
            let (reply, answer) = oneshot::channel();
            let job = Job {
                reply,
                ..create(name)
            };
            let lost = create("Lo");
            carry_out(db, (&options(), &holder()), vec![job, lost], &feed, &failed);
            answer.blocking_recv().unwrap()
        };
        ask(&mut db, "Ana").unwrap();
        // As a file system does that the system has put into reading only after errors of the disk.
        db.pragma_update(None, "query_only", true).unwrap();
        let first = ask(&mut db, "Bo").unwrap_err().to_string();
        db.pragma_update(None, "query_only", false).unwrap();
        let second = ask(&mut db, "Cy").unwrap_err().to_string();
        assert_eq!(first, second);
        assert!(
            first.starts_with("the disk failed") && first.contains("start leadline again"),
            "{first}"
        );
        assert_eq!(people(&db), 2, "only what was acked");
        drop(db);
        let mark = path.with_extension("verify");
        assert!(mark.exists(), "the next start is to look at the whole file");
        open_writer(&path).unwrap();
        assert!(!mark.exists(), "it was whole");
    }

    #[test]
    fn f45_an_edit_waits_for_a_program_that_has_the_file_locked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut db = open_writer(&path).unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let (begun, go) = std::sync::mpsc::channel();
        let edit = std::thread::spawn(move || {
            begun.send(()).unwrap();
            let mut waiting = Vec::new();
            let done = transaction(
                &mut db,
                (&options(), &holder()),
                vec![create("Ana")],
                &mut waiting,
            );
            (done, people(&db))
        });
        go.recv().unwrap();
        other.execute_batch("COMMIT").unwrap();
        let (done, people) = edit.join().unwrap();
        assert!(done.is_ok());
        assert_eq!(people, 1);
        // Nobody waits for ever: then it is told, and nothing was half done.
        let mut db = open_writer(&path).unwrap();
        db.busy_timeout(Duration::ZERO).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let refused = transaction(
            &mut db,
            (&options(), &holder()),
            vec![create("Bo")],
            &mut Vec::new(),
        );
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("locked; nothing was changed"), "{refused}");
        other.execute_batch("COMMIT").unwrap();
        assert_eq!(self::people(&db), 1);
    }

    #[test]
    fn a_full_disk_is_no_failed_disk() {
        assert_eq!(StoreError::Full.disk_failure(), None);
        assert_eq!(StoreError::Busy.disk_failure(), None);
        for code in [
            rusqlite::ffi::SQLITE_IOERR_FSYNC,
            rusqlite::ffi::SQLITE_IOERR_WRITE,
            rusqlite::ffi::SQLITE_READONLY_DBMOVED,
            rusqlite::ffi::SQLITE_CORRUPT,
            rusqlite::ffi::SQLITE_NOTADB,
        ] {
            let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
            assert!(StoreError::from(error).disk_failure().is_some(), "{code}");
        }
    }
}
