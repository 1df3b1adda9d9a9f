//! The SQLite file: the only module with SQL, and the one door for writes.
//!
//! [`Store::commit`] takes a [`Command`] and an [`Origin`] and in one transaction checks access, decides, applies the
//! facts to the tables, appends them to the journal, queues what is to be pushed, and writes who did it. What it
//! returns is on disk. [`Store::read`] lends a [`Reader`], whose methods are the named questions, one file per
//! aggregate. Nothing here knows a server, a screen or a key.
//!
//! No folder imports one below it in this list; its head says what may not live there:
//!
//! - `error`, `file`: what can go wrong, and the file itself, opened, locked, encrypted, copied;
//! - `rows`, `filter`, `reader`: rows as they are stored, a filter's tree as SQL, and who asks for them;
//! - `push`, `before`, `ask`: the queue; what was, and what is, for questions that change nothing;
//! - `write`, `back`, `settings`: one command being carried out, taking it back, switches of this copy;
//! - `scores`, `today`, `person`, `claude`, `forget`: what is both asked and written about one thing;
//! - `news`, `gate`, `automations`: what the CRM tells, what may leave, what runs by itself;
//! - `merge`, `sync`: two records that are one, and what the sync workers write;
//! - `commit`, `writer`: the door and the thread behind it; `backup`, `health`: what looks at all of it.
//!
//! To add a question: a method of [`Reader`] in a file of `ask` or of the folder it is about, and a row in the plan test. To add
//! a kind of record: its projection in `rows/project.rs`, its table in a new migration.

mod ask;
mod automations;
mod back;
mod backup;
mod before;
mod claude;
mod commit;
mod error;
mod file;
mod filter;
mod forget;
mod gate;
mod health;
mod merge;
mod news;
mod person;
mod push;
mod reader;
mod rows;
mod scores;
mod settings;
mod sync;
mod today;
mod write;
mod writer;

#[cfg(test)]
pub(crate) mod scratch;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc as std_mpsc};
use std::thread::JoinHandle;

use file::presence::Presence;
use file::stop::Stop;
use tokio::sync::{broadcast, mpsc, oneshot};

pub use ask::directory::{Directory, TagCount};
pub use ask::drafts::message_draft_name;
pub use ask::drift::Difference;
pub use ask::pour::{AuditRow, FactRow, Poured};
pub use ask::queue::{ConflictRow, LogRow, OutboxRow, UndoRow};
pub use ask::said::{Mentions, Said, ThreadPage};
pub use ask::source::Cited;
pub use ask::undoable::{Reach, Undoable};
pub use ask::undone::UndoChange;
pub use ask::would::Would;
pub use automations::homes::{HomeNews, HomeRow, Seeker};
pub use automations::{
    AutomationRow, Days, JournalFact, Keeper, Moved, Near, PendingEffect, Quiet, RunRow, RunTry, Sums, Told,
    Untold,
};
pub use backup::Backup;
pub use backup::restore::{Restored, Source, backups, restore};
pub use backup::seal::{decrypt, encrypt};
pub use before::happened::{
    Chosen, Dealt, Happening, Households, Look, Part, PastEvent, Sender, Stood, Whom,
};
pub use before::history::HistoryRow;
pub use before::then::{AsOf, Edited, Then, is_steady};
pub use claude::chats::{SentRequest, Settled, chat_draft_name};
pub use error::{CommitError, StoreError};
pub use file::anchor::Lost;
pub use file::cipher;
pub use file::hold::Hold;
pub use file::trace::{Trace, trace};
pub use health::{CursorAge, Integrity, StoreHealth};
pub use merge::doubles::{Double, Twin};
pub use news::faults::LaneFault;
pub use person::deals::{Board, BoardAsk, BoardColumn, DealCard, StageSum};
pub use person::next::NextStep;
pub use person::people::{GROUPS, PeopleGroup, PeopleWindow, Person, PersonRow, Sort};
pub use person::roster::{Roster, RosterChange};
pub use push::absent::Absent;
pub use push::doubt::Doubt;
pub use reader::Reader;
pub use rows::household::Kin;
pub use scores::{
    Lately, LearnedCount, LearnedModel, Life, LifeDeal, LostDeal, MESSAGES, Place, Plotted, ScoreOutcome,
    ScoredDeal, ScoredMessage, Snapshot, ToScore,
};
#[cfg(test)]
pub(crate) use scratch::at_any_hour;
pub use settings::trim::Trimmable;
pub use sync::lease::{BEAT, EXPIRY, LeaseSeat, term};
pub use today::away::Away;
pub use today::pond::Untaken;
pub use today::{Alike, CallList, LikeThem, Queue, QueueAsk, QueuePart, Upcoming};
pub use write::work::{Held, Lease, Receipt};

use crate::clock::Clock;
use crate::domain::access::Role;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::fact::Topic;
use crate::domain::gate::Rules;
use crate::domain::origin::Origin;
use crate::domain::value::UserId;
use crate::failpoint;
use crate::process::Process;

/// Commands that may wait for the writer before the asker has to.
const WAITING: usize = 256;
/// Commits a slow listener may fall behind before it must look at everything again.
const FEED: usize = 256;

/// How the file is used.
#[derive(Clone, Debug)]
pub struct Options {
    /// The time.
    pub clock: Clock,
    /// What the person at the keyboard is in the team.
    pub role: Role,
    /// Which colleague they are, when known.
    pub me: Option<UserId>,
    /// The numbers the gate goes by.
    pub rules: Rules,
}

/// What a commit changed, for those who show or follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The last fact.
    pub seq: i64,
    /// What may look different now.
    pub topics: Arc<[Topic]>,
}

/// The local copy. Cheap to clone; the file is closed when the last clone goes.
#[derive(Clone, Debug)]
pub struct Store {
    jobs: mpsc::Sender<writer::Job>,
    feed: broadcast::Sender<Committed>,
    clock: Clock,
    pool: Arc<reader::Pool>,
    path: PathBuf,
    stop: Stop,
    /// Last: the writer ends once nobody can give it a job.
    _threads: Arc<Threads>,
}

/// The two threads of a store. Whoever drops the last clone waits for them: then the file is closed, and no thread is still at
/// work in SQLite while the process ends, where its libraries take themselves down.
#[derive(Debug)]
struct Threads {
    /// Dropped, it ends the checkpoint thread.
    end: Option<std_mpsc::Sender<()>>,
    handles: Vec<JoinHandle<()>>,
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.end.take();
        for thread in self.handles.drain(..) {
            // A thread that panicked has been told of; there is nothing left to wait for.
            let _ended = thread.join();
        }
    }
}

impl Store {
    /// Opens the file and brings it to the current format.
    pub fn open(path: &Path, options: Options) -> Result<Self, StoreError> {
        backup::turn::finish(path)?;
        let presence = Presence::share(path)?;
        file::presence::not_gone(path)?;
        let db = file::schema::open_writer(path)?;
        presence.note();
        let (jobs, waiting) = mpsc::channel(WAITING);
        let (feed, _) = broadcast::channel(FEED);
        let (end, ended) = std_mpsc::channel();
        let spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
            std::thread::Builder::new()
                .name(name.to_owned())
                .spawn(work)
                .map_err(|error| StoreError::Open {
                    path: path.to_owned(),
                    why: error.to_string(),
                })
        };
        let announce = feed.clone();
        let clock = options.clock.clone();
        let stop = Stop::of(path);
        let holder = write::work::Holder {
            id: writer::fresh_id(options.clock.now()),
            process: Process::me(),
        };
        let noted = stop.clone();
        let writer = spawn(
            "store-writer",
            Box::new(move || {
                writer::run(db, (&options, &holder), waiting, &announce, &noted);
                drop(presence);
            }),
        )?;
        let (file, time, noted) = (path.to_owned(), clock.clone(), stop.clone());
        let checkpoint = spawn(
            "store-checkpoint",
            Box::new(move || writer::look_after(&file, &time, &ended, &noted)),
        )?;
        Ok(Self {
            jobs,
            feed,
            clock,
            pool: Arc::new(reader::Pool::new(path.to_owned(), stop.clone())),
            path: path.to_owned(),
            stop,
            _threads: Arc::new(Threads {
                end: Some(end),
                handles: vec![writer, checkpoint],
            }),
        })
    }

    /// Has a command done. When this returns `Ok` it is on disk.
    pub async fn commit(&self, command: Command, origin: Origin) -> Result<Receipt, CommitError> {
        let (reply, answer) = oneshot::channel();
        self.jobs
            .send(writer::Job {
                command,
                origin,
                reply,
            })
            .await
            .map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Has commands done that do not wait for one another: they share the disk's time, and each is done or refused by itself.
    /// The answers stand in their order.
    pub async fn commit_all(&self, commands: Vec<(Command, Origin)>) -> Vec<Result<Receipt, CommitError>> {
        let mut answers = Vec::with_capacity(commands.len());
        for (command, origin) in commands {
            let (reply, answer) = oneshot::channel();
            let job = writer::Job {
                command,
                origin,
                reply,
            };
            answers.push(self.jobs.send(job).await.map(|()| answer));
        }
        let mut done = Vec::with_capacity(answers.len());
        for answer in answers {
            done.push(match answer {
                Ok(answer) => answer.await.unwrap_or_else(|_| Err(StoreError::Closed.into())),
                Err(_) => Err(StoreError::Closed.into()),
            });
        }
        done
    }

    /// The same for code that has no runtime. Must not be called from async code.
    pub fn commit_blocking(&self, command: Command, origin: Origin) -> Result<Receipt, CommitError> {
        let (reply, answer) = oneshot::channel();
        self.jobs
            .blocking_send(writer::Job {
                command,
                origin,
                reply,
            })
            .map_err(|_| StoreError::Closed)?;
        answer.blocking_recv().map_err(|_| StoreError::Closed)?
    }

    /// Asks the file something, off the async threads.
    pub async fn read<T, Q>(&self, question: Q) -> Result<T, StoreError>
    where
        T: Send + 'static,
        Q: FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
    {
        let pool = Arc::clone(&self.pool);
        tokio::task::spawn_blocking(move || pool.ask(question))
            .await
            .map_err(|_| StoreError::Closed)?
    }

    /// The same for code that has no runtime.
    pub fn read_blocking<T>(
        &self,
        question: impl FnOnce(&Reader) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.pool.ask(question)
    }

    /// Tells those who follow this store of what another copy of the program committed.
    pub fn tell(&self, seq: i64, topics: Vec<Topic>) {
        // Nobody listening is fine.
        let _nobody = self.feed.send(Committed {
            seq,
            topics: Arc::from(topics),
        });
    }

    /// Tells of every commit from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Committed> {
        self.feed.subscribe()
    }

    /// Waits until nothing more can be saved, and says why: the disk failed, or the file was taken away.
    pub async fn stopped(&self) -> StoreError {
        self.stop.heard().await
    }

    /// Makes a verified backup and lets go of those that are no longer kept. Nobody waits for it.
    pub async fn back_up(&self) -> Result<Backup, StoreError> {
        let (path, now) = (self.path.clone(), self.clock.now());
        tokio::task::spawn_blocking(move || backup::make(&path, now))
            .await
            .map_err(|_| StoreError::Closed)?
    }

    /// Lets nothing be left of whom was forgotten last: unused pages and the log of SQLite hold nothing of them, and of the
    /// backups only a new one is kept. False when nothing was to be done.
    pub async fn finish_forgetting(&self) -> Result<bool, CommitError> {
        if !self
            .read(|reader| rows::forgotten::is_unfinished(&reader.db))
            .await?
        {
            return Ok(false);
        }
        failpoint::pass("forget.committed");
        self.commit(Command::Sync(SyncCommand::Scrub), Origin::Engine)
            .await?;
        failpoint::pass("forget.scrubbed");
        let (path, now) = (self.path.clone(), self.clock.now());
        tokio::task::spawn_blocking(move || backup::renew(&path, now))
            .await
            .map_err(|_| StoreError::Closed)??;
        failpoint::pass("forget.renewed");
        self.commit(Command::Sync(SyncCommand::Scrubbed), Origin::Engine)
            .await?;
        Ok(true)
    }

    /// Lets the anchor of the log follow at once; by itself it does within a second.
    pub async fn anchor_log(&self) -> Result<(), StoreError> {
        if let Some(refusal) = self.stop.refusal() {
            return Err(refusal);
        }
        let path = self.path.clone();
        tokio::task::spawn_blocking(move || writer::anchor(&path))
            .await
            .map_err(|_| StoreError::Closed)?
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
