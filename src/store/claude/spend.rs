//! Money that requests on their way to Claude hold, shared by every program that has the file open.
//!
//! A limit is looked at and the price of the longest answer is held in one transaction, so that no two programs spend the same
//! dollar. The commit that keeps what an answer has cost lets go of what it held. Whose program was killed holds no more than what
//! had come of the answer: that is kept as an estimate, in its chat where the answer had begun. What a batch holds is held by no
//! program: it stands until the batch is done with, or the day is over after that in which it was sent.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::domain::chat::TurnUsage;
use crate::domain::command::Command;
use crate::domain::decide::Decision;
use crate::domain::spend::{Granted, Left, OpenBatch, Reached, SpendCommand, Spent, Wish};
use crate::domain::value::{HoldId, ThreadId};
use crate::process::Process;
use crate::store::claude::{chats, prepared};
use crate::store::error::{CommitError, StoreError};
use crate::store::file::setting;
use crate::store::reader::Reader;
use crate::store::write::work::{Outcome, Work};

/// After so long without a sign, by the clock that counts sleep, nothing more comes of a request, whatever its program does: an
/// answer that is silent for two minutes is given up.
const STALE: Duration = Duration::from_mins(10);

/// So long after it was sent nothing more comes of a batch: the service gives up what it has not answered in a day.
const BATCH_ENDS: SignedDuration = SignedDuration::from_hours(24);

/// The name among the settings of the batch that is open.
const BATCH: &str = "claude.batch";

/// How a command is carried out: the one door.
type Execute = fn(&mut Work<'_>, &Command) -> Result<Outcome, CommitError>;

/// Carries out what keeps the cost of an answer, and lets go of what was held for it.
pub(in crate::store) fn settle(
    work: &mut Work<'_>,
    hold: &HoldId,
    with: &Command,
    execute: Execute,
) -> Result<Outcome, CommitError> {
    let outcome = execute(work, with)?;
    drop_hold(work.db, hold)?;
    Ok(outcome)
}

/// Carries out a change to what is held.
pub(in crate::store) fn execute(work: &mut Work<'_>, command: &SpendCommand) -> Result<Outcome, CommitError> {
    match command {
        SpendCommand::Hold(wish) => hold(work, wish),
        SpendCommand::Leave(all) => {
            all.iter().try_for_each(|left| leave(work.db, left))?;
            work.carry_out_quietly(Decision::default())
        }
        SpendCommand::Meter { hold, usage } => meter(work, hold, usage),
        SpendCommand::KeepBatch(batch) => keep_batch(work, batch.as_ref()),
    }
}

fn hold(work: &mut Work<'_>, wish: &Wish) -> Result<Outcome, CommitError> {
    let look = Look::now(work.db, &work.holder.process, work.since_boot, wish)?;
    look.leave_dead(work.db)?;
    let spent = look.spent(work.db, wish)?;
    let mut outcome = work.carry_out_quietly(Decision::default())?;
    outcome.receipt.granted = Some(match wish.room(spent) {
        Err(reached) => Err(reached),
        Ok((tokens, most)) => Ok(keep(work, wish, tokens, most)?),
    });
    Ok(outcome)
}

fn keep(work: &mut Work<'_>, wish: &Wish, tokens: u64, most: i64) -> Result<Granted, StoreError> {
    let id = (work.fresh)();
    let process = &work.holder.process;
    work.db
        .prepare_cached(
            "INSERT INTO claude_hold (id, thread, at, beat, at_most, so_far, boot_id, pid_space, pid, start_time)
             VALUES (?1, (SELECT seq FROM chat_thread WHERE id = ?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            id,
            wish.thread.as_ref().map(ThreadId::as_str),
            work.at,
            millis(work.since_boot),
            most,
            wish.input,
            process.boot,
            process.space,
            process.pid,
            process.start.cast_signed()
        ])?;
    Ok(Granted {
        hold: id.into(),
        tokens,
    })
}

fn meter(work: &mut Work<'_>, hold: &HoldId, usage: &TurnUsage) -> Result<Outcome, CommitError> {
    work.db
        .prepare_cached(
            "UPDATE claude_hold SET so_far = ?2, at_most = max(at_most, ?2), usage = ?3, beat = ?4 WHERE id = ?1",
        )?
        .execute(params![
            hold.as_str(),
            usage.micro_dollars,
            serde_json::to_string(usage)?,
            millis(work.since_boot)
        ])?;
    work.carry_out_quietly(Decision::default())
}

fn keep_batch(work: &mut Work<'_>, batch: Option<&OpenBatch>) -> Result<Outcome, CommitError> {
    match batch {
        Some(batch) => setting::set(work.db, BATCH, &serde_json::to_string(batch)?)?,
        None => setting::remove(work.db, BATCH)?,
    }
    work.carry_out_quietly(Decision::default())
}

fn open_batch(db: &Connection) -> Result<Option<OpenBatch>, StoreError> {
    let kept = setting::get(db, BATCH)?;
    // One of a newer format is none that can be fetched here.
    Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()))
}

fn drop_hold(db: &Connection, hold: &HoldId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM claude_hold WHERE id = ?1")?
        .execute([hold.as_str()])?;
    Ok(())
}

fn leave(db: &Connection, left: &Left) -> Result<(), StoreError> {
    if !left.began {
        return drop_hold(db, &left.hold);
    }
    db.prepare_cached("UPDATE claude_hold SET at_most = so_far WHERE id = ?1")?
        .execute([left.hold.as_str()])?;
    Ok(())
}

/// Who looks at what is held, and when.
struct Look<'a> {
    me: &'a Process,
    /// By the clock that counts sleep.
    since_boot: Duration,
    /// What the open batch holds, if it was sent since the day before.
    batch: Option<HoldId>,
}

impl<'a> Look<'a> {
    fn now(db: &Connection, me: &'a Process, since_boot: Duration, wish: &Wish) -> Result<Self, StoreError> {
        let may_come = |batch: &OpenBatch| wish.day.duration_since(batch.at) < BATCH_ENDS;
        Ok(Self {
            me,
            since_boot,
            batch: open_batch(db)?.filter(may_come).map(|batch| batch.hold),
        })
    }

    /// Whether a program that has ended held this, and not a batch.
    fn has_ended(&self, hold: &str, of: &Process) -> bool {
        !self.is_of_batch(hold) && self.me.has_seen_the_end_of(of)
    }

    /// Whether something may still come of the request that holds this.
    fn is_held(&self, hold: &str, of: &Process, beat: Duration) -> bool {
        // A sign from the future is one of another start of the machine.
        let silence = self.since_boot.checked_sub(beat);
        let is_heard = silence.is_some_and(|silence| silence < STALE);
        self.is_of_batch(hold) || (is_heard && !self.me.has_seen_the_end_of(of))
    }

    fn is_of_batch(&self, hold: &str) -> bool {
        self.batch.as_ref().is_some_and(|batch| batch.as_str() == hold)
    }

    /// Lets go of what programs held that have ended.
    fn leave_dead(&self, db: &Connection) -> Result<(), StoreError> {
        let mut statement = db.prepare_cached(
            "SELECT boot_id, pid_space, pid, start_time, id FROM claude_hold WHERE at_most > so_far",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id: String = row.get(4)?;
            if self.has_ended(&id, &process(row)?) {
                let hold = id.into();
                leave(db, &Left { hold, began: true })?;
            }
        }
        Ok(())
    }

    /// What is spent, with all that is held now.
    fn spent(&self, db: &Connection, wish: &Wish) -> Result<Spent, StoreError> {
        Ok(Spent {
            turn: wish.turn,
            day: self.standing(db, wish.day.as_millisecond())?,
            month: self.standing(db, wish.month.as_millisecond())?,
        })
    }

    /// The same since a moment. What is still held counts whenever it was asked for: its cost is kept when its end comes.
    fn standing(&self, db: &Connection, since: i64) -> Result<i64, StoreError> {
        let mut statement = db.prepare_cached(
            "SELECT boot_id, pid_space, pid, start_time, id, beat, so_far, at_most, at FROM claude_hold
             WHERE at >= ?1 OR at_most > so_far",
        )?;
        let mut rows = statement.query([since])?;
        let mut sum = kept_since(db, since)?;
        while let Some(row) = rows.next()? {
            let id: String = row.get(4)?;
            let beat = Duration::from_millis(row.get(5)?);
            if self.is_held(&id, &process(row)?, beat) {
                sum += row.get::<_, i64>(7)?;
            } else if row.get::<_, i64>(8)? >= since {
                sum += row.get::<_, i64>(6)?;
            }
        }
        Ok(sum)
    }
}

/// The program of a row that begins with it.
fn process(row: &Row<'_>) -> rusqlite::Result<Process> {
    Ok(Process {
        boot: row.get(0)?,
        space: row.get(1)?,
        pid: row.get(2)?,
        start: row.get::<_, i64>(3)?.cast_unsigned(),
    })
}

fn millis(since_boot: Duration) -> i64 {
    i64::try_from(since_boot.as_millis()).unwrap_or(i64::MAX)
}

/// Counts to the answers that a crash left open what had come of them, as far as that was heard of. Goes before they are called
/// cut off.
pub(in crate::store) fn recover(db: &Connection) -> Result<(), StoreError> {
    for turn in chats::open(db)? {
        count_what_came(db, &turn)?;
    }
    Ok(())
}

fn count_what_came(db: &Connection, turn: &str) -> Result<(), StoreError> {
    let held = db
        .prepare_cached(
            "SELECT h.id, h.so_far, h.usage FROM claude_hold h JOIN chat_turn t ON t.thread = h.thread
             WHERE t.id = ?1 ORDER BY h.at DESC, h.id DESC LIMIT 1",
        )?
        .query_row([turn], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, Option<String>>(2)?,
            ))
        })
        .optional()?;
    let Some((hold, so_far, usage)) = held else {
        return Ok(());
    };
    let usage: TurnUsage = match usage {
        Some(usage) => serde_json::from_str(&usage)?,
        None => TurnUsage {
            micro_dollars: so_far,
            estimated: true,
            ..TurnUsage::default()
        },
    };
    db.prepare_cached("UPDATE chat_turn SET usage = ?2, micro_dollars = ?3 WHERE id = ?1")?
        .execute(params![turn, serde_json::to_string(&usage)?, usage.micro_dollars])?;
    drop_hold(db, &hold.into())
}

/// What answers and work since a moment have cost for good.
fn kept_since(db: &Connection, since: i64) -> Result<i64, StoreError> {
    Ok(chats::cost_since(db, since)? + prepared::cost_since(db, since)?)
}

impl Reader {
    /// What Claude has cost since a moment, in chats and for what it prepared, in millionths of a dollar; of what is on its way
    /// and of what a crash cut off, as much as was heard of it.
    pub fn spent_since(&self, since: Timestamp) -> Result<i64, StoreError> {
        let since = since.as_millisecond();
        let mut statement = self
            .db
            .prepare_cached("SELECT coalesce(sum(so_far), 0) FROM claude_hold WHERE at >= ?1")?;
        let so_far: i64 = statement.query_row([since], |row| row.get(0))?;
        Ok(kept_since(&self.db, since)? + so_far)
    }

    /// The batch whose answers were not fetched yet.
    pub fn open_batch(&self) -> Result<Option<OpenBatch>, StoreError> {
        open_batch(&self.db)
    }

    /// How much room a request would be granted now, by [`crate::clock::Clock::since_boot`], in tokens; or which limit is in its
    /// way. Holds nothing.
    pub fn room_for(&self, wish: &Wish, since_boot: Duration) -> Result<Result<u64, Reached>, StoreError> {
        let spent = Look::now(&self.db, &Process::me(), since_boot, wish)?.spent(&self.db, wish)?;
        Ok(wish.room(spent).map(|(tokens, _)| tokens))
    }
}

#[cfg(test)]
mod tests;
