//! One command being carried out: facts into tables and journal, intents into the outbox, a line for undo and audit.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::Connection;

use crate::domain::access::Role;
use crate::domain::decide::Decision;
use crate::domain::fact::{Fact, Topic};
use crate::domain::gate::Rules;
use crate::domain::origin::Origin;
use crate::domain::outbox::{Claim, Intent};
use crate::domain::record::EntityRef;
use crate::domain::spend::{Granted, Reached};
use crate::domain::value::{OutboxId, ThreadId, TurnId, UndoId, UserId};
use crate::process::Process;
use crate::store::error::{CommitError, StoreError};
use crate::store::file::moment::Moment;
use crate::store::push::outbox;
use crate::store::write::{apply, journal};

/// What a commit did. It is on disk when this is returned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Receipt {
    /// The id of the audit row; what `--ack` prints.
    pub ack: String,
    /// One line: what was done.
    pub summary: String,
    /// The last fact it appended.
    pub seq: i64,
    /// Rows that now wait to be pushed.
    pub outbox: Vec<OutboxId>,
    /// The line it added to the undo list.
    pub undo: Option<UndoId>,
    /// The line it took back.
    pub undone: Option<UndoId>,
    /// What of that could not be taken back, in sentences.
    pub cannot: Vec<String>,
    /// The record it made.
    pub created: Option<EntityRef>,
    /// The chat it made or changed.
    pub thread: Option<ThreadId>,
    /// The turn it made.
    pub turn: Option<TurnId>,
    /// The row it claimed.
    pub claim: Option<Claim>,
    /// Why the message it made does not leave yet, when the gate holds it.
    pub held: Option<Held>,
    /// How many records were new or changed, for sync; of an edit of many, how many of them were done.
    pub changed: usize,
    /// Of an edit of many, how many people it made.
    pub made: usize,
    /// Of an edit of many, how many were refused; `cannot` tells the first of them.
    pub refused: usize,
    /// What a request for money was granted, or which limit is in its way.
    pub granted: Option<Result<Granted, Reached>>,
    /// How the lease stands, when it was asked about.
    pub lease: Lease,
    /// What the person should hear about at once, in sentences.
    pub urgent: Vec<String>,
}

/// What the gate holds a message for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Which rule.
    pub rule: &'static str,
    /// What happened, what is safe, what to do.
    pub reason: String,
    /// When it goes by itself; `None` when a person must decide.
    pub until: Option<Timestamp>,
}

/// Which copy a store belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct Holder {
    /// Unique for every store that was ever opened.
    pub id: String,
    /// The run of the program it is part of.
    pub process: Process,
}

/// How the lease stands after it was asked about. Times are readings of [`crate::clock::Clock::since_boot`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lease {
    /// Whether the asking copy holds it.
    pub ours: bool,
    /// Whether it was taken over just now.
    pub taken: bool,
    /// The present epoch.
    pub epoch: i64,
    /// The last sign of the holder.
    pub beat: Duration,
    /// Rounds of copying that were ever asked of the holder.
    pub wished: i64,
    /// How many of these are done.
    pub served: i64,
    /// Whether one of those not done is to fetch everything again.
    pub whole: bool,
    /// Another number than before when another copy wrote to the file since.
    pub version: i64,
    /// Why the last round came to nothing, if it did.
    pub fault: Option<String>,
}

/// A receipt, and who may want to look again.
#[derive(Debug, Default)]
pub(in crate::store) struct Outcome {
    pub receipt: Receipt,
    pub topics: Vec<Topic>,
    /// After the commit no unused page may hold what was in the file before.
    pub scrub: bool,
}

/// One command being carried out.
pub(in crate::store) struct Work<'a> {
    pub db: &'a Connection,
    pub origin: &'a Origin,
    pub now: Timestamp,
    /// `now` in epoch milliseconds.
    pub at: i64,
    /// The same moment by the clock that counts sleep.
    pub since_boot: Duration,
    /// Which copy of the program writes.
    pub holder: &'a Holder,
    pub fresh: &'a mut dyn FnMut() -> String,
    pub me: Option<UserId>,
    pub role: Role,
    /// The numbers the gate goes by.
    pub rules: &'a Rules,
}

impl Work<'_> {
    /// The present.
    pub(in crate::store) fn moment(&self) -> Moment {
        Moment {
            wall: self.now,
            since_boot: self.since_boot,
            boot: self.holder.process.boot.clone(),
        }
    }

    /// Carries out a decision and writes who did it into the log.
    pub(in crate::store) fn carry_out(&mut self, decision: Decision) -> Result<Outcome, CommitError> {
        let entity = decision.facts.iter().find_map(Fact::entity).cloned();
        self.carry_out_for(decision, entity.as_ref(), None)
    }

    /// The same, with the record it is about, and with what it rests on, as JSON.
    pub(in crate::store) fn carry_out_for(
        &mut self,
        decision: Decision,
        entity: Option<&EntityRef>,
        more: Option<&str>,
    ) -> Result<Outcome, CommitError> {
        let ack = (self.fresh)();
        let (at, origin) = (self.at, self.origin);
        journal::audit_with(self.db, &ack, at, origin, &decision.summary, entity, more)?;
        let mut outcome = self.apply_all(&decision, &ack)?;
        outcome.topics.push(Topic::Log);
        if decision.undoable && self.origin.is_person() && !decision.facts.is_empty() {
            outcome.receipt.undo = Some(self.remember(&decision)?);
        }
        outcome.receipt.ack = ack;
        outcome.receipt.summary = decision.summary;
        Ok(outcome)
    }

    /// The same without a line in the log: for what nobody outside can notice.
    pub(in crate::store) fn carry_out_quietly(&mut self, decision: Decision) -> Result<Outcome, CommitError> {
        let ack = (self.fresh)();
        let mut outcome = self.apply_all(&decision, &ack)?;
        outcome.receipt.ack = ack;
        Ok(outcome)
    }

    fn apply_all(&mut self, decision: &Decision, ack: &str) -> Result<Outcome, StoreError> {
        let mut outcome = Outcome::default();
        for fact in &decision.facts {
            let id = (self.fresh)();
            let rid = apply::apply(self.db, fact, self.at, &id)?;
            outcome.receipt.seq = journal::append(self.db, self.at, self.origin, fact, rid)?;
            if let Fact::Created { entity, .. } = fact {
                outcome.receipt.created = Some(entity.clone());
            }
            outcome.topics.push(fact.topic());
            if let Some(entity) = fact.entity() {
                outcome.topics.push(Topic::Records(entity.kind));
            }
        }
        for intent in &decision.intents {
            self.enqueue(intent, ack, &mut outcome)?;
        }
        Ok(outcome)
    }

    fn enqueue(&mut self, intent: &Intent, ack: &str, outcome: &mut Outcome) -> Result<(), StoreError> {
        let id = (self.fresh)();
        if let outbox::Queued::Row(row) = outbox::enqueue(self.db, intent, &id, ack, self.at)? {
            outcome.receipt.outbox.push(row);
            outcome.topics.push(Topic::Outbox);
        }
        Ok(())
    }

    fn remember(&mut self, decision: &Decision) -> Result<UndoId, CommitError> {
        let id = (self.fresh)();
        self.db
            .prepare_cached("INSERT INTO undo (id, at, who, what, facts) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(rusqlite::params![
                id,
                self.at,
                self.origin.word(),
                decision.summary,
                serde_json::to_string(&decision.facts)?
            ])?;
        Ok(id.into())
    }

    pub(in crate::store) fn said_before(row: OutboxId, ack: String) -> Outcome {
        let summary = "this was asked before; nothing was done twice".to_owned();
        Outcome {
            receipt: Receipt {
                ack,
                summary,
                outbox: vec![row],
                ..Receipt::default()
            },
            ..Outcome::default()
        }
    }
}
