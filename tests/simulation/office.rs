//! One local copy of the account: opened, driven step by step, killed, opened again.

use std::path::PathBuf;
use std::time::Duration;

use leadline::clock::Clock;
use leadline::domain::access::Role;
use leadline::domain::command::{Command, LeaseCommand, SweepCommand, SyncCommand};
use leadline::domain::gate::{Hours, Rules};
use leadline::domain::origin::Origin;
use leadline::domain::outbox::PushOutcome;
use leadline::store::{CommitError, EXPIRY, Options, OutboxRow, Receipt, Store};
use leadline::sync::pull;
use leadline::sync::push::{self, Pushed};

use crate::crm::{Crm, SWEEPS};

pub struct Office {
    folder: tempfile::TempDir,
    store: Option<Store>,
    clock: Clock,
    runtime: tokio::runtime::Runtime,
}

/// How a push ended, for the trace.
#[derive(Debug, PartialEq, Eq)]
pub enum Went {
    Nothing,
    Killed,
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
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut office = Self {
            folder: folder.unwrap(),
            store: None,
            clock,
            runtime,
        };
        office.open();
        office
    }

    fn options(&self) -> Options {
        Options {
            clock: self.clock.clone(),
            role: Role::Owner,
            me: Some("me".into()),
            rules: Rules {
                hours: Hours::Any,
                ..Rules::default()
            },
        }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("a.db")
    }

    fn open(&mut self) {
        let store = Store::open(&self.path(), self.options()).unwrap();
        self.store = Some(store);
        self.hold();
    }

    pub fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    /// Takes or keeps the lease, as the engine does with every beat.
    pub fn hold(&self) {
        self.sync(SyncCommand::Lease(LeaseCommand::Ask));
    }

    /// The program is killed and started again; by the time the lease of the dead one is over.
    pub fn kill(&mut self) {
        self.store = None;
        self.clock.advance(EXPIRY + Duration::from_secs(1));
        self.open();
    }

    /// What a second copy of the program does with the same file at the same time.
    pub fn elsewhere(&self, command: Command) -> Result<Receipt, CommitError> {
        let other = Store::open(&self.path(), self.options()).unwrap();
        other.commit_blocking(command, Origin::Agent)
    }

    pub fn submit(&self, command: Command) -> Result<Receipt, CommitError> {
        self.store().commit_blocking(command, Origin::Agent)
    }

    pub fn sync(&self, command: SyncCommand) -> Receipt {
        self.store()
            .commit_blocking(Command::Sync(command), Origin::Remote)
            .unwrap()
    }

    /// One page of a resource. False when the CRM was away or there is no more.
    pub fn pull(&self, crm: &Crm, resource: &'static str) -> bool {
        let page = self.runtime.block_on(pull::page(self.store(), crm, resource));
        page.is_ok_and(|pulled| pulled.more)
    }

    /// Somebody opens a person: they are read by id, with notes and thread.
    pub fn look_at(&self, crm: &Crm, contact: &str) {
        let mut records = crm.of_person(contact);
        records.extend(crm.record(contact));
        self.sync(SyncCommand::Apply {
            records,
            cursor: None,
            first_copy: false,
        });
    }

    /// Pushes the next row. The program may be killed while the answer is on its way.
    pub fn push(&mut self, crm: &Crm) -> Went {
        self.hold();
        let mut pushed = Pushed::default();
        let store = self.store().clone();
        let next = push::next(&store, crm, &mut pushed);
        let went = self.runtime.block_on(async {
            tokio::select! {
                biased;
                outcome = next => Some(outcome.unwrap()),
                () = dead(crm) => None,
            }
        });
        drop(store);
        match went {
            Some(None) => Went::Nothing,
            Some(Some(outcome)) => Went::Did(word(&outcome)),
            None => {
                self.kill();
                Went::Killed
            }
        }
    }

    /// Looks the next lost row up.
    pub fn look_up(&self, crm: &Crm) -> Went {
        self.hold();
        let mut pushed = Pushed::default();
        let looked = push::look_up(self.store(), crm, &self.clock, &mut pushed);
        match self.runtime.block_on(looked).unwrap() {
            None => Went::Nothing,
            Some(outcome) => Went::Did(word(&outcome)),
        }
    }

    /// A night: everything is walked, and what was not seen is asked for, twice.
    pub fn sweep(&self, crm: &Crm) {
        let sweep = |command| self.sync(SyncCommand::Sweep(command));
        for (name, _) in SWEEPS {
            self.runtime
                .block_on(pull::start_over(self.store(), name))
                .unwrap();
        }
        sweep(SweepCommand::Begin);
        for (name, _) in SWEEPS {
            while self.pull(crm, name) {}
        }
        let kinds = SWEEPS.iter().map(|(_, kind)| *kind).collect();
        sweep(SweepCommand::End { kinds });
        for _ in 0..2 {
            let now = self.clock.now();
            let suspects = self
                .store()
                .read_blocking(move |reader| reader.suspects(now, 100))
                .unwrap();
            for entity in suspects {
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
        self.store()
            .read_blocking(|reader| reader.outbox(None, 10_000))
            .unwrap()
    }
}

/// Pending until a push has been told to die.
async fn dead(crm: &Crm) {
    while !crm.state().hangs {
        tokio::task::yield_now().await;
    }
    crm.state().hangs = false;
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
