//! The SQLite file: the only module with SQL, and the one door for writes.
//!
//! [`Store::commit`] takes a [`Command`] and an [`Origin`] and in one transaction checks access, decides, applies the
//! facts to the tables, appends them to the journal, queues what is to be pushed, and writes who did it. What it
//! returns is on disk. [`Store::read`] lends a [`Reader`], whose methods are the named questions, one file per
//! aggregate. Nothing here knows a server, a screen or a key.
//!
//! To add a question: a method of [`Reader`] in the aggregate's file, and a row in the plan test. To add a kind of
//! record: its projection in `project.rs`, its table in a new migration.

mod absent;
mod anchor;
mod answered;
mod answers;
mod apply;
mod automatic;
mod automations;
mod away;
mod backup;
mod booked;
mod bulk;
mod chats;
mod chosen;
pub mod cipher;
mod clocks;
mod commit;
mod copy;
mod deals;
mod directory;
mod doubles;
mod doubt;
mod drafts;
mod drift;
mod echo;
mod epoch;
mod error;
mod faults;
mod filter;
mod forget;
mod forgotten;
mod gate;
mod handed;
mod happened;
mod health;
mod heard;
mod hints;
mod history;
mod hold;
mod homes;
mod household;
mod identity;
mod intake;
mod journal;
mod known;
mod lease;
mod lift;
mod listed;
mod listen;
mod lists;
mod memory;
mod moment;
mod named;
mod naming;
mod offer;
mod outbox;
mod past;
mod people;
mod place;
mod pond;
mod pour;
mod prepared;
mod presence;
mod project;
mod proposals;
mod quarantine;
mod queue;
mod reader;
mod rebuild;
mod record;
mod roster;
mod said;
mod schema;
mod scores;
#[cfg(test)]
pub(crate) mod scratch;
mod setting;
mod source;
mod standing;
mod stop;
mod style;
mod suppress;
mod survivor;
mod suspect;
mod sweep;
mod taken_back;
mod tally;
mod then;
mod today;
mod told;
mod tour;
mod trace;
mod trim;
mod turn;
mod twin;

mod undo;
mod undo_some;
mod undoable;
mod undone;
mod verdict;
mod vocabulary;
mod vouch;
mod work;
mod would;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc as std_mpsc};
use std::thread::JoinHandle;

use presence::Presence;
use stop::Stop;
use tokio::sync::{broadcast, mpsc, oneshot};

pub use absent::Absent;
pub use anchor::Lost;
pub use automations::{
    AutomationRow, Days, JournalFact, Keeper, Moved, Near, PendingEffect, Quiet, RunRow, RunTry, Sums, Told,
    Untold,
};
pub use away::Away;
pub use backup::Backup;
pub use backup::restore::{Restored, Source, backups, restore};
pub use backup::seal::{decrypt, encrypt};
pub use chats::{SentRequest, Settled, chat_draft_name};
pub use deals::{Board, BoardColumn, DealCard, StageSum};
pub use directory::{Directory, TagCount};
pub use doubles::{Double, Twin};
pub use doubt::Doubt;
pub use drafts::message_draft_name;
pub use drift::Difference;
pub use error::{CommitError, StoreError};
pub use faults::LaneFault;
pub use happened::{Chosen, Dealt, Happening, Look, Part, PastEvent, Sender, Stood, Whom};
pub use health::{CursorAge, Integrity, StoreHealth};
pub use history::HistoryRow;
pub use hold::Hold;
pub use homes::{HomeNews, HomeRow, Seeker};
pub use household::Kin;
pub use lease::{BEAT, EXPIRY, LeaseSeat, term};
pub use people::{GROUPS, PeopleGroup, PeopleWindow, Person, PersonRow, Sort};
pub use pond::Untaken;
pub use pour::{AuditRow, FactRow, Poured};
pub use queue::{ConflictRow, LogRow, OutboxRow, UndoRow};
pub use reader::Reader;
pub use roster::{Roster, RosterChange};
pub use said::{Mentions, Said, ThreadPage};
pub use scores::{
    Lately, LearnedCount, LearnedModel, Life, LifeDeal, LostDeal, MESSAGES, Place, Plotted, ScoreOutcome,
    ScoredDeal, ScoredMessage, Snapshot, ToScore,
};
#[cfg(test)]
pub(crate) use scratch::at_any_hour;
pub use source::Cited;
pub use then::{AsOf, Edited, Then, is_steady};
pub use today::{Alike, CallList, LikeThem, Queue, QueueAsk, QueuePart, Upcoming};
pub use trace::{Trace, trace};
pub use trim::Trimmable;
pub use undoable::{Reach, Undoable};
pub use undone::UndoChange;
pub use work::{Held, Lease, Receipt};
pub use would::Would;

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
        presence::not_gone(path)?;
        let db = schema::open_writer(path)?;
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
        let holder = work::Holder {
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
        if !self.read(|reader| forgotten::is_unfinished(&reader.db)).await? {
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
