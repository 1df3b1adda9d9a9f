//! Takes away what a large copy need not hold (F46): of old messages the CRM's own JSON, which lies beside what
//! is understood of it. Thread, search, filters and exports stay as they are; it comes again with what
//! changes in the CRM, and with a copy that is begun anew.
//!
//! Only on a person's consent, which is kept until all is done, so that whoever is open next goes on; in steps short enough
//! that no edit waits. Never of what is nowhere else: messages that the CRM does not have or has no more, those of people
//! who are gone there, and those of which anything waits to be pushed.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::domain::command::TrimCommand;
use crate::domain::decide::{Decision, Rejection};
use crate::failpoint;
use crate::store::error::{CommitError, StoreError};
use crate::store::file::setting;
use crate::store::reader::Reader;
use crate::store::rows::record::timestamp;
use crate::store::write::work::{Outcome, Work};

/// The setting that holds what was agreed to.
const AGREED: &str = "trim";
/// Messages looked at in one step.
const STEP: i64 = 500;
/// Messages weighed at each end to tell about how much there is.
const WEIGHED: i64 = 500;
/// Days that everything is kept at least.
pub const LEAST_DAYS: u16 = 30;

/// The moment of the last message of the next step.
const BOUND: &str = "SELECT min(at) FROM (SELECT at FROM message WHERE at < ?1 ORDER BY at DESC LIMIT ?2)";
const CUT: &str = "DELETE FROM raw WHERE rid IN (
    SELECT m.rid FROM message m JOIN record r ON r.rid = m.rid JOIN record c ON c.rid = m.contact
    WHERE m.at >= ?1 AND m.at < ?2 AND r.remote_id IS NOT NULL AND NOT r.gone AND NOT c.gone
      AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.rid = m.rid AND o.state NOT IN ('done', 'cancelled')))";

/// What a person agreed to, and how far it has come.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Agreed {
    before: i64,
    /// What is younger is done already.
    at: i64,
}

/// What can be trimmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trimmable {
    /// Messages that are old enough.
    pub messages: u64,
    /// What would go of them, in bytes: weighed on a thousand of them, so only about.
    pub bytes: u64,
}

impl Reader {
    /// What could be trimmed of messages from before a moment.
    pub fn trimmable(&self, before: Timestamp) -> Result<Trimmable, StoreError> {
        let before = before.as_millisecond();
        let count = "SELECT count(*) FROM message WHERE at < ?1";
        let messages: i64 = self
            .db
            .prepare_cached(count)?
            .query_row([before], |row| row.get(0))?;
        let (mut bytes, mut weighed) = (0, 0);
        for order in ["DESC", "ASC"] {
            let sql = format!(
                "SELECT coalesce(sum(length(w.json)), 0), count(*)
                 FROM (SELECT rid FROM message WHERE at < ?1 ORDER BY at {order} LIMIT ?2) m LEFT JOIN raw w ON w.rid = m.rid"
            );
            let (sum, rows): (i64, i64) = self
                .db
                .prepare_cached(&sql)?
                .query_row(params![before, WEIGHED], |row| Ok((row.get(0)?, row.get(1)?)))?;
            bytes += sum;
            weighed += rows;
        }
        let whole = i128::from(bytes) * i128::from(messages) / i128::from(weighed.max(1));
        Ok(Trimmable {
            messages: messages.unsigned_abs(),
            bytes: u64::try_from(whole).unwrap_or_default(),
        })
    }

    /// Before which moment a person has agreed to trim, as long as that is not done.
    pub fn trimming(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(agreed(&self.db)?.map(|agreed| timestamp(agreed.before)))
    }
}

/// Carries out what a person wants, or the next step of it.
pub(in crate::store) fn execute(work: &mut Work<'_>, command: TrimCommand) -> Result<Outcome, CommitError> {
    match command {
        TrimCommand::Agree { days } => agree(work, days),
        TrimCommand::Stop => {
            setting::remove(work.db, AGREED)?;
            say(work, "nothing more is trimmed".to_owned())
        }
        TrimCommand::Step => step(work),
    }
}

fn agree(work: &mut Work<'_>, days: u16) -> Result<Outcome, CommitError> {
    if days < LEAST_DAYS {
        let why = format!("everything of the last {LEAST_DAYS} days is kept");
        return Err(Rejection::Invalid(why).into());
    }
    let before = work.now - SignedDuration::from_hours(24 * i64::from(days));
    let at = before.as_millisecond();
    keep(work.db, Agreed { before: at, at })?;
    failpoint::pass("trim.agreed");
    say(
        work,
        format!("what the CRM sent of messages older than {days} days is trimmed"),
    )
}

/// Goes back through the messages, the youngest first, in windows of time: the place is kept in the same transaction.
fn step(work: &mut Work<'_>) -> Result<Outcome, CommitError> {
    let Some(agreed) = agreed(work.db)? else {
        return work.carry_out_quietly(Decision::default());
    };
    let bound: Option<i64> = work
        .db
        .prepare_cached(BOUND)?
        .query_row(params![agreed.at, STEP], |row| row.get(0))
        .optional()?
        .flatten();
    let mut cut = 0;
    match bound {
        None => setting::remove(work.db, AGREED)?,
        Some(bound) => {
            cut = work.db.prepare_cached(CUT)?.execute([bound, agreed.at])?;
            keep(work.db, Agreed { at: bound, ..agreed })?;
            failpoint::pass("trim.cut");
        }
    }
    let mut outcome = work.carry_out_quietly(Decision::default())?;
    outcome.receipt.changed = cut;
    Ok(outcome)
}

fn say(work: &mut Work<'_>, summary: String) -> Result<Outcome, CommitError> {
    work.carry_out(Decision {
        summary,
        ..Decision::default()
    })
}

fn agreed(db: &Connection) -> Result<Option<Agreed>, StoreError> {
    let kept = setting::get(db, AGREED)?;
    Ok(kept.map(|kept| serde_json::from_str(&kept)).transpose()?)
}

fn keep(db: &Connection, agreed: Agreed) -> Result<(), StoreError> {
    setting::set(db, AGREED, &serde_json::to_string(&agreed)?)
}

#[cfg(test)]
mod tests;
