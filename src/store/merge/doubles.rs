//! Two records of one person: finding them, saying that they are not the same, and making them one.

use rusqlite::{Connection, OptionalExtension};

use crate::domain::command::Change;
use crate::domain::contact::Contact;
use crate::domain::conversation::Message;
use crate::domain::decide::{Context, Decision, Kept, Rejection, make_one};
use crate::domain::fact::Fact;
use crate::domain::record::{EntityKind, Fields, Members};
use crate::domain::value::ContactId;
use crate::store::automations;
use crate::store::claude::prepared;
use crate::store::error::{CommitError, StoreError};
use crate::store::file::setting;
use crate::store::merge::rebuild::of;
use crate::store::person::memory;
use crate::store::reader::Reader;
use crate::store::rows::record::{InFile, Stored, by_rid, contact_rid, find};
use crate::store::rows::{answers, household};
use crate::store::write::work::{Outcome, Work};

/// One of two records of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Twin {
    /// Which one.
    pub id: ContactId,
    /// Its members.
    pub fields: Fields,
    /// Messages in its thread.
    pub messages: u64,
    /// Notes on it.
    pub notes: u64,
    /// Tasks for it.
    pub tasks: u64,
    /// Open deals of it.
    pub deals: u64,
}

/// Two records that may be of one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Double {
    /// What they share: `phone` or `e-mail`.
    pub shared: &'static str,
    /// The one with the longer thread: it should stay.
    pub left: Twin,
    /// The other.
    pub right: Twin,
}

impl Reader {
    /// Pairs of records that share a number or an address and that nobody has called different, at most `limit`.
    pub fn doubles(&self, limit: usize) -> Result<Vec<Double>, StoreError> {
        let mut doubles: Vec<Double> = Vec::new();
        for (shared, column) in [("phone", "phone"), ("e-mail", "email")] {
            let sql = format!(
                "SELECT a.rid, b.rid FROM contact a JOIN contact b ON b.{column} = a.{column} AND b.rid > a.rid
                 WHERE a.{column} <> '' AND a.{column} IN
                   (SELECT {column} FROM contact WHERE {column} <> '' GROUP BY {column} HAVING count(*) > 1 LIMIT ?1)
                 LIMIT ?1"
            );
            let mut statement = self.db.prepare_cached(&sql)?;
            let mut rows = statement.query([limit])?;
            while let Some(row) = rows.next()? {
                let found = pair(&self.db, shared, row.get(0)?, row.get(1)?)?;
                doubles.extend(found.filter(|found| !doubles.iter().any(|known| known.is_of(found))));
            }
        }
        doubles.truncate(limit);
        Ok(doubles)
    }

    /// The same of one person: the others of their household whom nobody has called different, by either id.
    pub fn doubles_of(&self, id: &ContactId) -> Result<Vec<Double>, StoreError> {
        let Some(rid) = contact_rid(&self.db, id.as_str())? else {
            return Ok(Vec::new());
        };
        let mut doubles = Vec::new();
        for kin in household::kin(&self.db, rid)? {
            let Some(other) = contact_rid(&self.db, kin.id.as_str())? else {
                continue;
            };
            let shared = if kin.by_phone { "phone" } else { "e-mail" };
            doubles.extend(pair(&self.db, shared, rid, other)?);
        }
        Ok(doubles)
    }
}

impl Double {
    /// Whether another pair is of the same two.
    fn is_of(&self, other: &Self) -> bool {
        let (left, right) = (&other.left.id, &other.right.id);
        [&self.left.id, &self.right.id] == [left, right] || [&self.left.id, &self.right.id] == [right, left]
    }
}

/// Two records as a pair; nothing when one of them is gone or somebody has called them different.
fn pair(db: &Connection, shared: &'static str, one: i64, two: i64) -> Result<Option<Double>, StoreError> {
    let (Some(one), Some(two)) = (twin(db, one)?, twin(db, two)?) else {
        return Ok(None);
    };
    if setting::get(db, &told_apart(&one.id, &two.id))?.is_some() {
        return Ok(None);
    }
    let (left, right) = if two.messages > one.messages {
        (two, one)
    } else {
        (one, two)
    };
    Ok(Some(Double { shared, left, right }))
}

fn twin(db: &Connection, rid: i64) -> Result<Option<Twin>, StoreError> {
    let Some(stored) = by_rid(db, rid)?.filter(|stored| !stored.record.tombstone) else {
        return Ok(None);
    };
    let count = |sql: &str| -> Result<u64, StoreError> {
        Ok(db
            .prepare_cached(sql)?
            .query_row([rid], |row| row.get(0))
            .optional()?
            .unwrap_or(0))
    };
    Ok(Some(Twin {
        id: stored.record.entity.id.as_str().into(),
        fields: stored.record.fields,
        messages: count("SELECT count(*) FROM message WHERE contact = ?1")?,
        notes: count("SELECT count(*) FROM note WHERE contact = ?1")?,
        tasks: count("SELECT count(*) FROM task WHERE contact = ?1")?,
        deals: count("SELECT count(*) FROM opportunity WHERE contact = ?1 AND status = 'open'")?,
    }))
}

/// The setting that says that two are not the same, whichever is named first.
fn told_apart(one: &ContactId, two: &ContactId) -> String {
    let (first, second) = if one.as_str() < two.as_str() {
        (one, two)
    } else {
        (two, one)
    };
    format!("not the same: {first} {second}")
}

/// Remembers that two are not the same person; they are no longer shown as doubles.
pub(in crate::store) fn tell_apart(
    work: &mut Work<'_>,
    one: &ContactId,
    two: &ContactId,
) -> Result<Outcome, CommitError> {
    setting::set(work.db, &told_apart(one, two), "")?;
    work.carry_out(Decision {
        summary: "not the same person".to_owned(),
        ..Decision::default()
    })
}

/// Makes two records of one person one.
pub(in crate::store) fn join(
    work: &mut Work<'_>,
    keep: &ContactId,
    other: &ContactId,
    chosen: &[Change],
) -> Result<Outcome, CommitError> {
    let (keep, other) = (alive(work.db, keep)?, alive(work.db, other)?);
    if keep.rid == other.rid {
        let why = "these are one record already".to_owned();
        return Err(Rejection::Invalid(why).into());
    }
    let open = |records: Vec<crate::domain::record::Record>| {
        records
            .into_iter()
            .filter(|deal| deal.fields.word("status") == Some("open"))
            .collect()
    };
    let kept = Kept {
        notes: of(work.db, "note", "at", other.rid)?,
        tasks: of(work.db, "task", "due", other.rid)?,
        deals: open(of(work.db, "opportunity", "created", other.rid)?),
        thread: of(work.db, "message", "at", other.rid)?
            .into_iter()
            .map(|record| Message::from_fields(record.entity.id.as_str().into(), &record.fields))
            .collect(),
    };
    let records = InFile(work.db);
    let mut cx = Context {
        now: work.now,
        fresh: &mut *work.fresh,
        me: work.me.clone(),
        records: &records,
    };
    let mut decision = make_one(&mut cx, &keep.record, &other.record, &kept, chosen)?;
    decision.facts.append(&mut beside(work.db, &keep, &other)?);
    automations::hand_over(work.db, other.rid, keep.rid, work.at)?;
    work.carry_out(decision)
}

/// What is kept beside the one who goes, and goes over to the one who stays: facts, so that undo brings it back.
fn beside(db: &Connection, keep: &Stored, other: &Stored) -> Result<Vec<Fact>, StoreError> {
    let entity = &keep.record.entity;
    let mut facts = Vec::new();
    for answer in answers::all(db, other.rid)? {
        if answers::of(db, keep.rid, answer.question)?.is_none() {
            facts.push(Fact::Answered {
                entity: entity.clone(),
                question: answer.question,
                from: None,
                to: Some(Box::new(answer)),
            });
        }
    }
    let dropped = answers::dropped(db, other.rid)?.into_iter();
    facts.extend(dropped.map(|answer| Fact::Dropped {
        entity: entity.clone(),
        answer: Box::new(answer),
        is_wanted: false,
    }));
    let memories = memory::of(db, other.rid)?.into_iter();
    let memories: Vec<String> = memories.map(|memory| memory.id).collect();
    let (runs, sent) = prepared::rows_of(db, other.rid)?;
    if !(memories.is_empty() && runs.is_empty() && sent.is_empty()) {
        facts.push(Fact::HandedOver {
            entity: other.record.entity.clone(),
            to: entity.clone(),
            memories,
            runs,
            sent,
        });
    }
    Ok(facts)
}

fn alive(db: &Connection, id: &ContactId) -> Result<Stored, CommitError> {
    let stored = find(db, EntityKind::Contact, id.as_str())?
        .ok_or_else(|| CommitError::NotFound(format!("person {id}")))?;
    if stored.record.tombstone {
        let name = Contact::from_fields(id.clone(), &stored.record.fields)
            .name()
            .to_string();
        return Err(
            Rejection::Invalid(format!("{name} was deleted; only two who are here are made one")).into(),
        );
    }
    Ok(stored)
}

#[cfg(test)]
mod tests;
