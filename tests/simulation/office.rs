//! One local copy of the account and the two programs that have it open: driven step by step, killed, put to sleep.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use leadline::clock::Clock;
use leadline::domain::access::Role;
use leadline::domain::command::{Command, LeaseCommand, SweepCommand, SyncCommand};
use leadline::domain::gate::{Hours, Rules};
use leadline::domain::origin::Origin;
use leadline::domain::outbox::PushOutcome;
use leadline::domain::record::{EntityKind, Fields};
use leadline::store::{CommitError, ConflictRow, Options, OutboxRow, Reader, Receipt, Store};
use leadline::sync::pull;
use leadline::sync::push::{self, Pushed};
use tokio::runtime::Runtime;

use crate::crm::{Crm, Fate};
use crate::wire::SWEEPS;

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_current_thread().build().unwrap());

type Outcome = Result<Option<PushOutcome>, CommitError>;

/// A push in the middle of which the machine fell asleep.
struct Sleeper {
    copy: usize,
    push: Pin<Box<dyn Future<Output = Outcome>>>,
}

pub struct Office {
    folder: tempfile::TempDir,
    copies: [Store; 2],
    /// The copy whose turn it is: the one somebody looks at.
    acts: usize,
    sleeper: Option<Sleeper>,
    clock: Clock,
}

/// How a push ended, for the trace.
#[derive(Debug, PartialEq, Eq)]
pub enum Went {
    Nothing,
    Killed,
    Asleep,
    Did(&'static str),
}

impl Office {
    pub fn new(clock: Clock) -> Self {
        // In memory where there is such a place: what is tested here is not the disk.
        let memory = PathBuf::from("/dev/shm");
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        let folder = folder.unwrap();
        let path = folder.path().join("a.db");
        let copies = [(); 2].map(|()| open(&path, &clock));
        let office = Self {
            folder,
            copies,
            acts: 0,
            sleeper: None,
            clock,
        };
        office.holds();
        office
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("a.db")
    }

    pub fn store(&self) -> &Store {
        &self.copies[self.acts]
    }

    /// Whether this copy may talk to the CRM: it asks for the lease, or keeps it, as the engine does with every beat.
    pub fn holds(&self) -> bool {
        self.sync(SyncCommand::Lease(LeaseCommand::Ask)).lease.ours
    }

    /// Somebody goes to the other window. Not to one that sleeps.
    pub fn go_over(&mut self) {
        if self.sleeper.is_none() {
            self.acts = 1 - self.acts;
        }
    }

    /// The program in front of somebody is killed and started again.
    pub fn kill(&mut self) {
        self.copies[self.acts] = open(&self.path(), &self.clock);
    }

    pub fn submit(&self, command: Command) -> Result<Receipt, CommitError> {
        self.store().commit_blocking(command, Origin::Agent)
    }

    pub fn sync(&self, command: SyncCommand) -> Receipt {
        let done = self
            .store()
            .commit_blocking(Command::Sync(command), Origin::Remote);
        done.unwrap()
    }

    pub fn read<T>(&self, question: impl FnOnce(&Reader) -> Result<T, leadline::store::StoreError>) -> T {
        self.store().read_blocking(question).unwrap()
    }

    /// One page of a resource. False when the CRM was away or there is no more.
    pub fn pull(&self, crm: &Crm, resource: &'static str) -> bool {
        let page = RUNTIME.block_on(pull::page(self.store(), crm, resource));
        page.is_ok_and(|pulled| pulled.more)
    }

    /// Somebody opens a person: they are read by id, with notes and thread.
    pub fn look_at(&self, crm: &Crm, contact: &str) {
        self.sync(SyncCommand::Apply {
            records: crm.of_person(contact),
            cursor: None,
            first_copy: false,
        });
    }

    /// Whether a copy sleeps in the middle of a push.
    pub fn sleeps(&self) -> bool {
        self.sleeper.is_some()
    }

    /// Pushes the next row, and meets its fate while the answer is on its way if there is one.
    pub fn push(&mut self, crm: &Arc<Crm>) -> Went {
        if !self.holds() {
            return Went::Nothing;
        }
        let (store, sink, fate) = (self.store().clone(), Arc::clone(crm), crm.state().fate);
        let mut push: Pin<Box<dyn Future<Output = Outcome>>> = Box::pin(async move {
            let mut pushed = Pushed::default();
            push::next(&store, &*sink, &mut pushed).await
        });
        let went = RUNTIME.block_on(async {
            tokio::select! {
                biased;
                outcome = &mut push => Some(outcome.unwrap()),
                () = crm.fated.notified() => None,
            }
        });
        match (went, fate) {
            (Some(outcome), _) => outcome.map_or(Went::Nothing, |outcome| Went::Did(word(&outcome))),
            (None, Some(Fate::Sleeps)) => {
                let copy = self.acts;
                self.go_over();
                self.sleeper = Some(Sleeper { copy, push });
                Went::Asleep
            }
            (None, _) => {
                drop(push);
                self.kill();
                Went::Killed
            }
        }
    }

    /// The sleeper wakes up and goes on where it stopped. What it says of its push, if anybody slept.
    pub fn wake(&mut self, crm: &Crm) -> Option<&'static str> {
        let sleeper = self.sleeper.take()?;
        crm.awake.notify_one();
        let outcome = RUNTIME.block_on(sleeper.push).unwrap();
        self.acts = sleeper.copy;
        outcome.map(|outcome| word(&outcome))
    }

    /// Looks the next lost row up.
    pub fn look_up(&self, crm: &Crm) -> Went {
        if !self.holds() {
            return Went::Nothing;
        }
        let mut pushed = Pushed::default();
        let looked = push::look_up(self.store(), crm, &self.clock, &mut pushed);
        match RUNTIME.block_on(looked).unwrap() {
            None => Went::Nothing,
            Some(outcome) => Went::Did(word(&outcome)),
        }
    }

    /// A night: everything is walked, and what was not seen is asked for, twice.
    pub fn sweep(&self, crm: &Crm) {
        let sweep = |command| self.sync(SyncCommand::Sweep(command));
        for (name, _) in SWEEPS {
            RUNTIME.block_on(pull::start_over(self.store(), name)).unwrap();
        }
        sweep(SweepCommand::Begin);
        for (name, _) in SWEEPS {
            while self.pull(crm, name) {}
        }
        let kinds = SWEEPS.iter().map(|(_, kind)| *kind).collect();
        sweep(SweepCommand::End { kinds });
        for _ in 0..2 {
            let now = self.clock.now();
            for entity in self.read(move |reader| reader.suspects(now, 100)) {
                match crm.record(&entity.id) {
                    None => drop(sweep(SweepCommand::Denied { entity })),
                    Some(record) => {
                        let (records, cursor, first_copy) = (vec![record], None, false);
                        self.sync(SyncCommand::Apply {
                            records,
                            cursor,
                            first_copy,
                        });
                    }
                }
            }
            self.clock.advance(Duration::from_mins(11));
        }
    }

    pub fn outbox(&self) -> Vec<OutboxRow> {
        self.read(|reader| reader.outbox(None, 10_000))
    }

    /// What both sides changed and nobody has decided, in an order that has nothing random in it.
    pub fn conflicts(&self) -> Vec<ConflictRow> {
        let mut open = self.read(Reader::conflicts);
        open.sort_by(|one, other| {
            let key = |row: &ConflictRow| (row.at, row.path.clone(), row.there.to_string());
            key(one).cmp(&key(other))
        });
        open
    }

    /// The members of a record as they are shown here.
    pub fn fields(&self, kind: EntityKind, id: &str) -> Option<Fields> {
        self.read(|reader| reader.fields(kind, id))
    }

    /// A question in SQL, for what no screen asks.
    pub fn ask(&self, sql: &str) -> Vec<String> {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let db = rusqlite::Connection::open_with_flags(self.path(), flags).unwrap();
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }
}

fn open(path: &Path, clock: &Clock) -> Store {
    let options = Options {
        clock: clock.clone(),
        role: Role::Owner,
        me: Some("me".into()),
        rules: Rules {
            hours: Hours::Any,
            ..Rules::default()
        },
    };
    Store::open(path, options).unwrap()
}

fn word(outcome: &PushOutcome) -> &'static str {
    match outcome {
        PushOutcome::Done { .. } => "done",
        PushOutcome::Contested { .. } => "contested",
        PushOutcome::Later { .. } => "later",
        PushOutcome::Missing => "missing",
        PushOutcome::Held { .. } => "held",
        PushOutcome::Refused { .. } => "refused",
        PushOutcome::Unseen { .. } => "unseen",
        PushOutcome::Uncertain { .. } => "uncertain",
    }
}
