//! The lease: which of the copies of the program over one file talks to the CRM (P47).
//!
//! One row says who, since which epoch, and when it last gave a sign. Who wants it asks; asking is also the holder's
//! beat. A holder that let go, ended, or gave no sign for [`EXPIRY`] is followed by whoever asks next, under an epoch
//! one higher, in the same transaction that says of everything left on its way that nobody knows how it fared. A row
//! is claimed in the epoch of the lease or not at all, and how it fared counts in that epoch only. All of that is
//! transactions of one file; the one thing outside it is the effect itself, and for that the holder's [`term`] ends
//! before anybody may follow it.

use std::time::Duration;

use rusqlite::{Connection, params};

use crate::domain::command::LeaseCommand;
use crate::domain::fact::Topic;
use crate::domain::outbox::{Intent, OutboxState, PushOutcome};
use crate::domain::value::OutboxId;
use crate::failpoint;
use crate::process::Process;
use crate::store::error::{CommitError, StoreError};
use crate::store::news::standing::message_status;
use crate::store::push::outbox;
use crate::store::reader::Reader;
use crate::store::write::work::{Holder, Lease, Outcome, Work};

/// Between two signs of the holder. Our own number.
pub const BEAT: Duration = Duration::from_secs(2);
/// Without a sign for so long, by the clock that counts sleep, the holder is gone. Our own number.
pub const EXPIRY: Duration = Duration::from_secs(15);

/// Until when the copy that gave a sign at `beat` may still act: one beat before anybody else may.
pub const fn term(beat: Duration) -> Duration {
    beat.saturating_add(EXPIRY.saturating_sub(BEAT))
}

/// What asking for the lease comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// It is ours and stays so.
    Renew,
    /// It becomes ours, under this epoch.
    Take(i64),
    /// Somebody else has it.
    Wait,
}

/// The holder as it stands in the row; `None` is free.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seat {
    holder: Option<Holder>,
    epoch: i64,
    beat: Duration,
}

/// The one rule of the lease. `gone`: the holder's run of the program is known to have ended.
fn step(seat: &Seat, me: &str, now: Duration, gone: impl Fn(&Process) -> bool) -> Step {
    let Some(holder) = &seat.holder else {
        return Step::Take(seat.epoch + 1);
    };
    // Ours for as long as nobody took it, however long we slept.
    if holder.id == me {
        return Step::Renew;
    }
    // A sign from the future is one of another start of the machine.
    let silent = now.checked_sub(seat.beat).is_none_or(|silence| silence >= EXPIRY);
    if silent || gone(&holder.process) {
        Step::Take(seat.epoch + 1)
    } else {
        Step::Wait
    }
}

/// Whether what a copy learned about a row it claimed in `epoch` still counts. That it was done counts always, unless
/// somebody is just doing it again: it is the truth, whoever tells it.
const fn counts(row: (OutboxState, i64), epoch: i64, done: bool) -> bool {
    match row.0 {
        OutboxState::Sending => row.1 == epoch,
        OutboxState::Uncertain => done || row.1 == epoch,
        OutboxState::Queued | OutboxState::Held => done,
        OutboxState::Done
        | OutboxState::Sent
        | OutboxState::Delivered
        | OutboxState::Failed
        | OutboxState::Cancelled => false,
    }
}

/// Who holds the lease, as anybody may look at it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeaseSeat {
    /// The number of the process that holds it; `None` when nobody does.
    pub pid: Option<u32>,
    /// That process has certainly ended, and whoever wants to takes over.
    pub ended: bool,
    /// How often it was taken over.
    pub epoch: i64,
    /// The holder's last sign, by [`crate::clock::Clock::since_boot`].
    pub beat: Duration,
}

impl Reader {
    /// Who holds the lease.
    pub fn lease(&self) -> Result<LeaseSeat, StoreError> {
        let seat = seat(&self.db)?;
        Ok(LeaseSeat {
            pid: seat.holder.as_ref().map(|holder| holder.process.pid),
            ended: seat
                .holder
                .is_some_and(|holder| Process::me().has_seen_the_end_of(&holder.process)),
            epoch: seat.epoch,
            beat: seat.beat,
        })
    }
}

/// Carries out what a copy wants of the lease.
pub(in crate::store) fn execute(work: &mut Work<'_>, command: &LeaseCommand) -> Result<Outcome, CommitError> {
    let mut outcome = Outcome::default();
    match command {
        LeaseCommand::Ask => outcome = ask(work)?,
        LeaseCommand::LetGo => {
            work.db
                .prepare_cached("UPDATE engine_lease SET holder = NULL WHERE holder = ?1")?
                .execute([&work.holder.id])?;
            failpoint::pass("lease.let_go");
        }
        LeaseCommand::Wish { full } => {
            work.db
                .prepare_cached("UPDATE engine_lease SET wished = wished + 1, whole = max(whole, ?1)")?
                .execute([full])?;
        }
        LeaseCommand::Grant { upto, fault } => {
            work.db
                .prepare_cached(
                    "UPDATE engine_lease SET served = ?1, fault = ?2, whole = whole AND wished > ?1
                     WHERE holder = ?3",
                )?
                .execute(params![upto, fault, work.holder.id])?;
        }
    }
    outcome.receipt.lease = Lease {
        taken: outcome.receipt.lease.taken,
        // SQLite counts what other connections committed, and nobody else here writes (pragma data_version).
        version: work
            .db
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .map_err(StoreError::from)?,
        ..standing(work.db, &work.holder.id)?
    };
    Ok(outcome)
}

fn ask(work: &mut Work<'_>) -> Result<Outcome, CommitError> {
    let (me, now) = (work.holder, work.since_boot);
    let step = step(&seat(work.db)?, &me.id, now, |process| {
        me.process.has_seen_the_end_of(process)
    });
    let mut outcome = Outcome::default();
    match step {
        Step::Wait => return Ok(outcome),
        Step::Renew => {}
        Step::Take(epoch) => {
            work.db
                .prepare_cached(
                    "UPDATE engine_lease SET holder = ?1, boot_id = ?2, pid_space = ?3, pid = ?4, start_time = ?5,
                       epoch = ?6",
                )?
                .execute(params![
                    me.id,
                    me.process.boot,
                    me.process.space,
                    me.process.pid,
                    me.process.start as i64,
                    epoch
                ])?;
            // What the one before us learns from now on of rows it had on their way is of an earlier epoch.
            work.db
                .prepare_cached("UPDATE outbox SET epoch = ?1 WHERE state IN ('sending', 'uncertain')")?
                .execute([epoch])?;
            outcome = recover(work)?;
            failpoint::pass("lease.taken");
            outcome.receipt.lease.taken = true;
        }
    }
    work.db
        .prepare_cached("UPDATE engine_lease SET beat = ?1")?
        .execute([millis(now)])?;
    Ok(outcome)
}

/// Claims a row, or takes one to look it up, when this copy holds the lease, and writes the epoch into it.
pub(in crate::store) fn leased(
    work: &mut Work<'_>,
    take: impl FnOnce(&mut Work<'_>) -> Result<Outcome, CommitError>,
) -> Result<Outcome, CommitError> {
    let Lease { ours, epoch, .. } = standing(work.db, &work.holder.id)?;
    if !ours {
        return Ok(Outcome::default());
    }
    let mut outcome = take(work)?;
    if let Some(claim) = &mut outcome.receipt.claim {
        claim.epoch = epoch;
        work.db
            .prepare_cached("UPDATE outbox SET epoch = ?2 WHERE id = ?1")?
            .execute(params![claim.id.as_str(), epoch])?;
    }
    Ok(outcome)
}

/// What was being sent when the lease was taken over may have been done, so a message is looked up before anything else
/// is tried. Edits are safe to write twice and simply go again.
fn recover(work: &mut Work<'_>) -> Result<Outcome, CommitError> {
    let mut outcome = Outcome::default();
    let rows: Vec<(String, String)> = work
        .db
        .prepare("SELECT id, intent FROM outbox WHERE state = 'sending'")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (id, intent) in rows {
        let (id, intent) = (OutboxId::from(id), serde_json::from_str(&intent)?);
        let (state, why) = match intent {
            Intent::Update { .. } | Intent::Delete { .. } => (OutboxState::Queued, None),
            _ => (
                OutboxState::Uncertain,
                Some("leadline ended while this was on its way"),
            ),
        };
        outbox::set_state(work.db, &id, state, why, Some(work.at), None)?;
        if let Intent::Send { message, .. } = &intent {
            message_status(work, message, "uncertain", &mut outcome)?;
        }
        outcome.topics.push(Topic::Outbox);
    }
    Ok(outcome)
}

/// Whether how a row fared, as a copy tells that claimed it in `epoch`, still counts.
pub(in crate::store) fn may_settle(
    db: &Connection,
    row: &OutboxId,
    state: OutboxState,
    epoch: i64,
    fared: &PushOutcome,
) -> Result<bool, StoreError> {
    let stamped = db
        .prepare_cached("SELECT epoch FROM outbox WHERE id = ?1")?
        .query_row([row.as_str()], |row| row.get(0))?;
    let done = matches!(fared, PushOutcome::Done { .. });
    Ok(counts((state, stamped), epoch, done))
}

fn seat(db: &Connection) -> Result<Seat, StoreError> {
    Ok(db
        .prepare_cached("SELECT holder, boot_id, pid_space, pid, start_time, epoch, beat FROM engine_lease")?
        .query_row([], |row| {
            let process = Process {
                boot: row.get(1)?,
                space: row.get(2)?,
                pid: row.get(3)?,
                start: row.get::<_, i64>(4)? as u64,
            };
            let id: Option<String> = row.get(0)?;
            Ok(Seat {
                holder: id.map(|id| Holder { id, process }),
                epoch: row.get(5)?,
                beat: Duration::from_millis(row.get(6)?),
            })
        })?)
}

fn standing(db: &Connection, me: &str) -> Result<Lease, StoreError> {
    Ok(db
        .prepare_cached("SELECT holder IS ?1, epoch, beat, wished, served, whole, fault FROM engine_lease")?
        .query_row([me], |row| {
            Ok(Lease {
                ours: row.get(0)?,
                taken: false,
                version: 0,
                epoch: row.get(1)?,
                beat: Duration::from_millis(row.get(2)?),
                wished: row.get(3)?,
                served: row.get(4)?,
                whole: row.get(5)?,
                fault: row.get(6)?,
            })
        })?)
}

fn millis(since_boot: Duration) -> i64 {
    i64::try_from(since_boot.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
