//! Epochs of the account (F31): when it may not be the one that was copied, nothing is pushed and nothing
//! removed until everything has been read anew beside what is here and a person has agreed.
//!
//! A new epoch begins with a doubt. All dates and cursors are forgotten, so that what the CRM has counts, however old, and
//! the sweep walks over everybody. Whom it does not see is looked for under another id, by e-mail address, phone and name,
//! and followed where that is clear. Who is left over is counted and stays. A person accepts the account as it is; only
//! then are those who are left over asked for one by one, and only two noes remove them.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::domain::account::{Came, Copied, Mark};
use crate::domain::command::EpochCommand;
use crate::domain::decide::{Decision, Rejection};
use crate::domain::fact::Topic;
use crate::domain::record::EntityKind;
use crate::store::error::{CommitError, StoreError};
use crate::store::file::setting;
use crate::store::merge::survivor::{self, Survivor};
use crate::store::push::doubt::{self, Doubt, LEFT_OVER, UNMATCHED};
use crate::store::reader::Reader;
use crate::store::rows::record::{Stored, by_rid, timestamp};
use crate::store::write::journal;
use crate::store::write::work::{Outcome, Work};

/// The names of values among the settings.
const MARK: &str = "account.mark";
const LOOKED: &str = "account.looked";
/// People at each end of the list who are remembered.
const ENDS: usize = 10;
/// Records looked for under another id in one commit.
const MATCHED: usize = 100;
impl Reader {
    /// When the account was last looked at.
    pub fn looked_at_account(&self) -> Result<Option<Timestamp>, StoreError> {
        let kept = setting::get(&self.db, LOOKED)?;
        Ok(kept.and_then(|millis| millis.parse().ok()).map(timestamp))
    }

    /// How the account was when it was copied.
    pub fn copied_account(&self) -> Result<Copied, StoreError> {
        let mark = setting::get(&self.db, MARK)?;
        let people = |time: &str, way: &str, most: usize| -> Result<Vec<Came>, StoreError> {
            let mut statement = self.db.prepare_cached(&format!(
                "SELECT r.remote_id, c.{time} FROM contact c JOIN record r ON r.rid = c.rid
                 WHERE r.remote_id IS NOT NULL AND c.{time} > 0 ORDER BY c.{time} {way}, c.rid {way} LIMIT ?1"
            ))?;
            let rows = statement.query_map([most], |row| Ok((row.get(0)?, timestamp(row.get(1)?))))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        let newest = people("added", "DESC", ENDS)?;
        let latest = people("updated", "DESC", 2 * ENDS)?;
        let latest = latest
            .into_iter()
            .find(|(id, _)| newest.iter().all(|(other, _)| other != id));
        Ok(Copied {
            mark: mark.map(|mark| serde_json::from_str(&mark)).transpose()?,
            oldest: people("added", "ASC", ENDS)?,
            newest,
            latest,
        })
    }
}

/// Carries out a step.
pub(in crate::store) fn execute(work: &mut Work<'_>, command: &EpochCommand) -> Result<Outcome, CommitError> {
    let mut outcome = Outcome::default();
    match command {
        EpochCommand::Looked { mark } => {
            setting::set(work.db, LOOKED, &work.at.to_string())?;
            if let Some(mark) = mark {
                setting::set(work.db, MARK, &serde_json::to_string(mark)?)?;
            }
            return Ok(outcome);
        }
        EpochCommand::Doubt { reason, mark } => begin(work, reason, mark)?,
        EpochCommand::Match => matched(work, &mut outcome)?,
    }
    outcome.topics.extend([Topic::Sync, Topic::Log, Topic::Outbox]);
    Ok(outcome)
}

fn begin(work: &mut Work<'_>, reason: &str, mark: &Mark) -> Result<(), CommitError> {
    if doubt::is_in_doubt(work.db)? {
        return Ok(());
    }
    let doubt = Doubt {
        since: work.now,
        reason: reason.to_owned(),
        reading: true,
        followed: 0,
        left_over: 0,
        mark: mark.clone(),
    };
    doubt::keep(work.db, &doubt)?;
    work.db.execute("UPDATE record SET remote_at = 0", [])?;
    work.db.execute("DELETE FROM cursor", [])?;
    work.db.execute("DELETE FROM suspect", [])?;
    crate::store::sync::sweep::begin(work)?;
    let what = format!("the account is in doubt: {reason}; nothing is pushed or removed, all is read anew");
    let ack = (work.fresh)();
    journal::audit(work.db, &ack, work.at, work.origin, &what, None)?;
    Ok(())
}

/// Looks for some of those whom the sweep did not see under another id. `changed` says how many it looked for; when there
/// are none any more, everything has been read, and a person is asked.
fn matched(work: &mut Work<'_>, outcome: &mut Outcome) -> Result<(), CommitError> {
    let Some(mut doubt) = doubt::read(work.db)?.filter(|doubt| doubt.reading) else {
        return Ok(());
    };
    // People before deals: a deal is found by whose it is.
    let rids: Vec<i64> = work
        .db
        .prepare_cached(
            "SELECT s.rid FROM suspect s JOIN record r ON r.rid = s.rid
             WHERE s.look_at = ?1 ORDER BY r.kind, s.rid LIMIT ?2",
        )?
        .query_map(params![UNMATCHED, MATCHED], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for rid in &rids {
        let Some(stored) = by_rid(work.db, *rid)? else {
            continue;
        };
        let found = match stored.record.entity.kind {
            EntityKind::Opportunity => same_deal(work.db, &stored)?,
            _ => match survivor::of(work.db, &stored)? {
                Survivor::One(one) => Some(one),
                Survivor::Unclear(_) | Survivor::Nobody => None,
            },
        };
        if let Some(stays) = found {
            survivor::follow(work, &stored, &stays, outcome)?;
            crate::store::rows::suspect::cleared(work.db, *rid)?;
            doubt.followed += 1;
        } else {
            work.db
                .prepare_cached("UPDATE suspect SET look_at = ?2 WHERE rid = ?1")?
                .execute([*rid, LEFT_OVER])?;
            doubt.left_over += 1;
        }
    }
    outcome.receipt.changed = rids.len();
    if rids.is_empty() {
        doubt.reading = false;
        outcome.receipt.urgent.push(format!(
            "the account is not as it was copied: {}; Health says what to do",
            doubt.reason
        ));
    }
    Ok(doubt::keep(work.db, &doubt)?)
}

/// The one deal of the same person with the same name in the same pipeline.
fn same_deal(db: &Connection, stored: &Stored) -> Result<Option<Stored>, StoreError> {
    let rids: Vec<i64> = db
        .prepare_cached(
            "SELECT o.rid FROM opportunity o JOIN opportunity g ON g.rid = ?1
             WHERE o.contact = g.contact AND o.name = g.name AND o.pipeline = g.pipeline AND o.rid <> g.rid
               AND NOT EXISTS (SELECT 1 FROM suspect s WHERE s.rid = o.rid) LIMIT 2",
        )?
        .query_map([stored.rid], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    match rids.as_slice() {
        [one] => by_rid(db, *one),
        _ => Ok(None),
    }
}

/// A person goes on with the account as it is now.
pub(in crate::store) fn accept(work: &mut Work<'_>) -> Result<Outcome, CommitError> {
    let Some(doubt) = doubt::read(work.db)? else {
        let why = "the account is the one that was copied; there is nothing to accept".to_owned();
        return Err(Rejection::Invalid(why).into());
    };
    if doubt.reading {
        let why =
            "the account is still being read anew; nothing is lost meanwhile; ask again when that is done"
                .to_owned();
        return Err(Rejection::Invalid(why).into());
    }
    work.db.execute(
        "UPDATE suspect SET look_at = ?1 WHERE look_at >= ?2",
        params![work.at, UNMATCHED],
    )?;
    setting::set(work.db, MARK, &serde_json::to_string(&doubt.mark)?)?;
    setting::set(work.db, LOOKED, &work.at.to_string())?;
    doubt::forget(work.db)?;
    let left = match doubt.left_over {
        0 => "nobody is left over".to_owned(),
        many => format!("{many} that it does not have are asked for, and leave after two noes"),
    };
    let mut outcome = work.carry_out(Decision {
        summary: format!("the account is accepted as it is; {left}"),
        ..Decision::default()
    })?;
    outcome.topics.extend([Topic::Sync, Topic::Outbox]);
    Ok(outcome)
}

#[cfg(test)]
mod tests;
