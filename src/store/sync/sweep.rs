//! Whether what is here is still in the CRM (P18).
//!
//! The CRM cannot say what was deleted, so once a night all ids are walked. What the walk does not see proves nothing:
//! pages move, lists trail. It is only a suspect, and is asked for by its id. That the CRM has no such record counts when
//! it says so twice, some time apart. Only then is it gone here, and even then it is kept with everything edited about it.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::command::SweepCommand;
use crate::domain::fact::{Fact, Topic};
use crate::domain::outbox::{Intent, OutboxState};
use crate::domain::record::{EntityKind, EntityRef, RemoteRecord};
use crate::domain::value::OutboxId;
use crate::failpoint;
use crate::store::error::{CommitError, StoreError};
use crate::store::file::setting;
use crate::store::merge::survivor::{self, Survivor};
use crate::store::news::standing::message_status;
use crate::store::news::told::happen;
use crate::store::push::{doubt, outbox};
use crate::store::reader::Reader;
use crate::store::rows::record::{Stored, find_remote, timestamp};
use crate::store::rows::suspect;
use crate::store::write::journal;
use crate::store::write::work::{Outcome, Work};

/// Between two looks at a record that the CRM says it does not have.
pub(in crate::store) const APART: SignedDuration = SignedDuration::from_mins(10);
/// The names of two moments among the settings.
const BEGAN: &str = "sweep.began";
const ENDED: &str = "sweep.ended";
/// What is spent on sweeping on one day: the day and the requests.
const SPENT: &str = "sweep.spent";

impl Reader {
    /// When the last sweep began and ended; a sweep that has begun and not ended goes on where it stopped.
    pub fn sweeps(&self) -> Result<(Option<Timestamp>, Option<Timestamp>), StoreError> {
        Ok((moment(&self.db, BEGAN)?, moment(&self.db, ENDED)?))
    }

    /// Requests spent on sweeping and on asking for records by their id on the day of this moment (UTC).
    pub fn swept_today(&self, now: Timestamp) -> Result<u64, StoreError> {
        spent(&self.db, day(now))
    }

    /// The next records that are to be asked for by their id: what they are, and the CRM's id.
    pub fn suspects(&self, now: Timestamp, limit: usize) -> Result<Vec<EntityRef>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT r.kind, r.remote_id FROM suspect s JOIN record r ON r.rid = s.rid
             WHERE s.look_at <= ?1 AND r.gone = 0 AND r.remote_id IS NOT NULL ORDER BY s.look_at LIMIT ?2",
        )?;
        let mut rows = statement.query(params![now.as_millisecond(), limit])?;
        let mut suspects = Vec::new();
        while let Some(row) = rows.next()? {
            let word: String = row.get(0)?;
            let kind = crate::store::rows::record::kind(&word).ok_or(StoreError::Unreadable(word))?;
            suspects.push(EntityRef::new(kind, row.get::<_, String>(1)?));
        }
        Ok(suspects)
    }
}

fn moment(db: &Connection, name: &str) -> Result<Option<Timestamp>, StoreError> {
    let kept = setting::get(db, name)?;
    Ok(kept.and_then(|millis| millis.parse().ok()).map(timestamp))
}

fn day(now: Timestamp) -> i64 {
    now.as_second().div_euclid(86_400)
}

fn spent(db: &Connection, today: i64) -> Result<u64, StoreError> {
    let kept = setting::get(db, SPENT)?.unwrap_or_default();
    Ok(match kept.split_once(' ') {
        Some((day, requests)) if day.parse() == Ok(today) => requests.parse().unwrap_or(0),
        _ => 0,
    })
}

/// Notes one more request, so that a restart does not forget it.
pub(in crate::store) fn spend(work: &Work<'_>) -> Result<(), StoreError> {
    let today = day(work.now);
    let requests = spent(work.db, today)? + 1;
    setting::set(work.db, SPENT, &format!("{today} {requests}"))
}

/// Carries out a step of a sweep.
pub(in crate::store) fn execute(work: &mut Work<'_>, command: &SweepCommand) -> Result<Outcome, CommitError> {
    let mut outcome = Outcome::default();
    match command {
        SweepCommand::Begin => begin(work)?,
        SweepCommand::End { kinds } => end(work, kinds)?,
        SweepCommand::Ask => spend(work)?,
        SweepCommand::Denied { entity } => {
            if let Some(stored) = find_remote(work.db, entity.kind, &entity.id)? {
                let denial = denied(work, &stored, &mut outcome)?;
                outcome.receipt.changed = usize::from(denial != Denial::Asked);
            }
        }
    }
    outcome.topics.push(Topic::Sync);
    Ok(outcome)
}

/// A walk over all ids begins.
pub(in crate::store) fn begin(work: &Work<'_>) -> Result<(), StoreError> {
    work.db.execute("DELETE FROM swept", [])?;
    failpoint::pass("sweep.begun");
    setting::set(work.db, BEGAN, &work.at.to_string())
}

/// Notes records that a page of the sweep told.
pub(in crate::store) fn seen(db: &Connection, records: &[RemoteRecord]) -> Result<(), StoreError> {
    let mut note = db.prepare_cached(
        "INSERT OR IGNORE INTO swept (rid) SELECT rid FROM record WHERE kind = ?1 AND remote_id = ?2",
    )?;
    for record in records {
        note.execute(params![record.kind.word(), record.id])?;
    }
    failpoint::pass("sweep.seen");
    Ok(())
}

/// What the walk did not see, and was here and in the CRM when it began, is to be asked for.
fn end(work: &Work<'_>, kinds: &[EntityKind]) -> Result<(), StoreError> {
    let began = moment(work.db, BEGAN)?.map_or(0, Timestamp::as_millisecond);
    for kind in kinds {
        work.db
            .prepare_cached(
                "INSERT OR IGNORE INTO suspect (rid, look_at)
                 SELECT rid, ?3 FROM record r WHERE kind = ?1 AND remote_id IS NOT NULL AND gone = 0 AND known < ?2
                   AND remote_at < ?2 AND NOT EXISTS (SELECT 1 FROM swept s WHERE s.rid = r.rid)",
            )?
            .execute(params![kind.word(), began, doubt::ask_at(work.db, work.at)?])?;
    }
    work.db.execute("DELETE FROM swept", [])?;
    failpoint::pass("sweep.ended");
    setting::set(work.db, ENDED, &work.at.to_string())
}

/// What comes of the CRM's saying that it has no such record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Denial {
    /// It is asked once more.
    Asked,
    /// It said so before, long enough ago, and somebody stays in their place: it goes on under their id.
    Followed,
    /// It said so before, long enough ago: it is gone here.
    Gone,
}

/// The CRM has just said that it has no such record.
pub(in crate::store) fn denied(
    work: &mut Work<'_>,
    stored: &Stored,
    outcome: &mut Outcome,
) -> Result<Denial, CommitError> {
    if stored.record.tombstone || doubt::is_in_doubt(work.db)? {
        return Ok(Denial::Asked);
    }
    let before: Option<(bool, i64)> = work
        .db
        .prepare_cached("SELECT denied, look_at FROM suspect WHERE rid = ?1")?
        .query_row([stored.rid], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if before.is_some_and(|(denied, look_at)| denied && look_at <= work.at) {
        suspect::cleared(work.db, stored.rid)?;
        return Ok(match survivor::of(work.db, stored)? {
            Survivor::One(stays) => {
                survivor::follow(work, stored, &stays, outcome)?;
                outcome.topics.extend([Topic::Outbox, Topic::Log]);
                Denial::Followed
            }
            Survivor::Unclear(others) => {
                vanish(work, stored, &others, outcome)?;
                Denial::Gone
            }
            Survivor::Nobody => {
                vanish(work, stored, &[], outcome)?;
                Denial::Gone
            }
        });
    }
    let again = work.now.checked_add(APART).unwrap_or(work.now).as_millisecond();
    work.db
        .prepare_cached(
            "INSERT INTO suspect (rid, denied, look_at) VALUES (?1, 1, ?2)
             ON CONFLICT (rid) DO UPDATE SET denied = 1, look_at = iif(denied, look_at, excluded.look_at)",
        )?
        .execute(params![stored.rid, again])?;
    Ok(Denial::Asked)
}

/// A person is gone there. Their deals went with them or to somebody else, which only the CRM knows: each is asked for by
/// its id now, and not when a sweep misses it at night.
pub(in crate::store) fn doubt_deals(work: &Work<'_>, person: i64) -> Result<(), StoreError> {
    work.db
        .prepare_cached(
            "INSERT OR IGNORE INTO suspect (rid, look_at)
             SELECT o.rid, ?2 FROM opportunity o JOIN record r ON r.rid = o.rid
             WHERE o.contact = ?1 AND r.remote_id IS NOT NULL AND r.gone = 0",
        )?
        .execute(params![person, doubt::ask_at(work.db, work.at)?])?;
    Ok(())
}

/// It is gone there, so it is not shown here. What was edited and what was written to them is kept, and the rows that
/// would have told the CRM say why they cannot; nothing is made there again by itself.
fn vanish(
    work: &mut Work<'_>,
    stored: &Stored,
    others: &[String],
    outcome: &mut Outcome,
) -> Result<(), CommitError> {
    let entity = stored.record.entity.clone();
    let word = entity.kind.word();
    let why = if others.is_empty() {
        format!(
            "this {word} was deleted in the CRM; what you edited is kept here and nothing was sent; make it anew if it is wanted"
        )
    } else {
        format!(
            "this {word} was deleted in the CRM or made one with {}; what you edited is kept here and nothing was sent; leadline follow {} ID gives it to the one who stays",
            others.join(" or "),
            entity.id
        )
    };
    let mut kept = 0;
    for (id, intent) in waiting(work.db, stored.rid)? {
        outbox::set_state(work.db, &id, OutboxState::Failed, Some(&why), None, None)?;
        if let Intent::Send { message, .. } = &intent {
            message_status(work, message, "failed", outcome)?;
        }
        kept += 1;
    }
    happen(
        work,
        &Fact::Removed {
            entity: entity.clone(),
        },
        outcome,
    )?;
    if entity.kind == EntityKind::Contact {
        doubt_deals(work, stored.rid)?;
    }
    let edits = match kept {
        0 => String::new(),
        1 => "; one change that waited is kept".to_owned(),
        many => format!("; {many} changes that waited are kept"),
    };
    let what = format!(
        "{} is gone in the CRM, which said so twice{edits}",
        entity.kind.word()
    );
    let ack = (work.fresh)();
    journal::audit(work.db, &ack, work.at, work.origin, &what, Some(&entity))?;
    outcome.topics.extend([Topic::Outbox, Topic::Log]);
    Ok(())
}

/// What waits to be pushed for a record, or for a person and what is found under them only. A deal may have gone to
/// somebody else, and has a look of its own.
fn waiting(db: &Connection, rid: i64) -> Result<Vec<(OutboxId, Intent)>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT o.id, o.intent FROM outbox o JOIN record r ON r.rid = o.rid
         WHERE (o.rid = ?1 OR o.contact = ?1 AND r.kind <> 'opportunity') AND o.state IN ('queued', 'held')",
    )?;
    let mut rows = statement.query([rid])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, intent): (String, String) = (row.get(0)?, row.get(1)?);
        found.push((OutboxId::from(id), serde_json::from_str(&intent)?));
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
