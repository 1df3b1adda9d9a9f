//! Every message passes the gate here, in the transaction that would let it leave; what the gate looks at is read in
//! the same transaction, and what it said goes into the audit row.
//!
//! Owns when the gate is asked and what becomes of its answer; `gather` reads what the rules look at. Must not judge:
//! rules are `domain::gate`'s. To add something a rule may look at: a member of its request, filled in by `gather`.

mod gather;
pub(in crate::store) mod lift;
pub(in crate::store) mod listen;

use jiff::Timestamp;
use rusqlite::OptionalExtension;

pub(super) use gather::{Asked, gather};
pub(super) use gather::{by_hand, thread};

use super::error::{CommitError, StoreError};
use super::reader::Reader;
use crate::domain::access::Role;
use crate::domain::conversation::Draft;
use crate::domain::decide::Rejection;
use crate::domain::fact::Topic;
use crate::domain::gate::{self, Decision, Objection, Rules, Sender, decide, objections};
use crate::domain::outbox::{Intent, OutboxState};
use crate::domain::record::EntityRef;
use crate::domain::value::OutboxId;
use crate::failpoint;
use crate::store::news::standing::message_status;
use crate::store::push::outbox;
use crate::store::rows::record::timestamp;
use crate::store::settings::clocks;
use crate::store::write::journal;
use crate::store::write::work::{Held, Outcome, Work};

impl Reader {
    /// What the gate would say to a message of the person at the keyboard that is to leave at `at`. Nothing is
    /// written.
    pub fn judge(
        &self,
        draft: &Draft,
        at: Timestamp,
        role: Role,
        rules: &Rules,
    ) -> Result<Decision, StoreError> {
        Ok(decide(&gather(&self.db, by_hand_of(draft, at, role))?, rules))
    }

    /// Everything the rules would have against such a message, each in its sentence.
    pub fn objections(
        &self,
        draft: &Draft,
        at: Timestamp,
        role: Role,
        rules: &Rules,
    ) -> Result<Vec<Objection>, StoreError> {
        Ok(objections(&gather(&self.db, by_hand_of(draft, at, role))?, rules))
    }
}

/// A message of the person at the keyboard that is not written yet.
const fn by_hand_of(draft: &Draft, at: Timestamp, role: Role) -> Asked<'_> {
    Asked {
        draft,
        sender: Sender::Person,
        now: at,
        due: at,
        written: at,
        own: None,
        waved: Vec::new(),
        role,
        skew: None,
    }
}

/// Judges a message that was just written, for the moment at which it is to leave: what is refused is not taken at
/// all, and what is held says so at once. It is judged again when it leaves.
pub(super) fn at_submit(
    work: &mut Work<'_>,
    draft: &Draft,
    not_before: Option<Timestamp>,
    outcome: &mut Outcome,
) -> Result<(), CommitError> {
    let Some(id) = outcome.receipt.outbox.first().cloned() else {
        return Ok(());
    };
    let Some(message) = outcome.receipt.created.clone() else {
        return Ok(());
    };
    let at = not_before.unwrap_or(work.now).max(work.now);
    let asked = Asked {
        draft,
        sender: Sender::behind(Some(work.origin.word())),
        now: at,
        due: at,
        written: work.now,
        own: Some(&message),
        waved: Vec::new(),
        role: work.role,
        skew: clocks::skew(work)?,
    };
    let decision = decide(&gather(work.db, asked)?, work.rules);
    match decision.outcome.clone() {
        gate::Outcome::Allow => Ok(()),
        gate::Outcome::Refuse { rule, reason } => Err(Rejection::Gate { rule, reason }.into()),
        gate::Outcome::Hold { until, rule, reason } => {
            stay(work, &id, &message, &decision, outcome)?;
            outcome.receipt.summary = format!("held: {reason}");
            outcome.receipt.held = Some(Held { rule, reason, until });
            Ok(())
        }
    }
}

/// Claims the next row that may leave. Messages that the gate does not let through stay, with the reason.
pub(super) fn claim(work: &mut Work<'_>) -> Result<Outcome, CommitError> {
    let mut outcome = Outcome::default();
    let db = work.db;
    let claim = outbox::claim(db, &work.moment(), &mut |id, intent| {
        passes(work, id, intent, &mut outcome)
    })?;
    if let Some(claim) = &claim {
        failpoint::pass("claim.taken");
        outcome.topics.push(Topic::Outbox);
        if let Intent::Send { message, .. } = &claim.intent {
            message_status(work, message, "sending", &mut outcome)?;
        }
    }
    outcome.receipt.claim = claim;
    Ok(outcome)
}

/// Whether the gate lets a row through; when not, the row and its message say why. Either way the decision is kept.
fn passes(
    work: &mut Work<'_>,
    id: &OutboxId,
    intent: &Intent,
    outcome: &mut Outcome,
) -> Result<bool, StoreError> {
    let Intent::Send { message, draft, .. } = intent else {
        return Ok(true);
    };
    let row: Option<(Option<String>, i64, i64, Option<String>)> = work
        .db
        .prepare_cached(
            "SELECT a.who, o.not_before, o.created, o.waved FROM outbox o LEFT JOIN audit a ON a.id = o.audit
             WHERE o.id = ?1",
        )?
        .query_row([id.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let (who, due, written, waved) = row.unwrap_or((None, work.at, work.at, None));
    let asked = Asked {
        draft,
        sender: Sender::behind(who.as_deref()),
        now: work.now,
        due: timestamp(due),
        written: timestamp(written),
        own: Some(message),
        waved: waved.unwrap_or_default().split(' ').map(str::to_owned).collect(),
        role: work.role,
        skew: clocks::skew(work)?,
    };
    let decision = decide(&gather(work.db, asked)?, work.rules);
    if decision.allows() {
        failpoint::pass("claim.judged");
        keep(work, "let through by the gate", message, &decision)?;
    } else {
        stay(work, id, message, &decision, outcome)?;
    }
    outcome.topics.push(Topic::Log);
    Ok(decision.allows())
}

/// Leaves a row behind: held until its moment, held for a person, or failed.
fn stay(
    work: &mut Work<'_>,
    id: &OutboxId,
    message: &EntityRef,
    decision: &Decision,
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    let (state, rule, reason, until) = match &decision.outcome {
        gate::Outcome::Allow => return Ok(()),
        gate::Outcome::Hold { until, rule, reason } => (OutboxState::Held, rule, reason, *until),
        gate::Outcome::Refuse { rule, reason } => (OutboxState::Failed, rule, reason, None),
    };
    let until = until.map(Timestamp::as_millisecond);
    outbox::hold(work.db, id, state, rule, reason, until)?;
    message_status(work, message, state.word(), outcome)?;
    keep(
        work,
        &format!("send {}: {reason}", state.word()),
        message,
        decision,
    )?;
    outcome.topics.extend([Topic::Outbox, Topic::Log]);
    Ok(())
}

fn keep(work: &mut Work<'_>, what: &str, message: &EntityRef, decision: &Decision) -> Result<(), StoreError> {
    let ack = (work.fresh)();
    let more = serde_json::to_string(decision)?;
    journal::audit_with(
        work.db,
        &ack,
        work.at,
        work.origin,
        what,
        Some(message),
        Some(&more),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests;
