//! Who stays when the CRM made one person of two (F30).
//!
//! The CRM tells nobody: one of the two ids is not there any more. The one who stays has the same e-mail address or phone
//! number and the same name, and is followed: what was edited, what waits to be said, and everything that hangs on the one
//! who went goes on under the id of the one who stays. People of one household share a number, so where names differ, or
//! several could be meant, a person is asked.

use rusqlite::{Connection, params};

use crate::domain::contact::Contact;
use crate::domain::decide::{Decision, Rejection};
use crate::domain::fact::{Fact, FieldChange};
use crate::domain::merge::loosens;
use crate::domain::outbox::Intent;
use crate::domain::record::{EntityKind, paths, value_at};
use crate::domain::value::ContactId;
use crate::store::error::{CommitError, StoreError};
use crate::store::merge::naming::{name, take_over};
use crate::store::news::told::happen;
use crate::store::push::outbox;
use crate::store::rows::project::fold;
use crate::store::rows::record::{Stored, by_rid, find};
use crate::store::rows::{answers, forgotten};
use crate::store::write::journal;
use crate::store::write::work::{Outcome, Work};

/// Who may be the one who stays.
pub(in crate::store) enum Survivor {
    /// Certainly this one.
    One(Stored),
    /// One of these, or nobody; the CRM's ids with names.
    Unclear(Vec<String>),
    /// Nobody here has the same address or number.
    Nobody,
}

/// Looks for the one who stays of somebody whom the CRM has no more.
pub(in crate::store) fn of(db: &Connection, gone: &Stored) -> Result<Survivor, StoreError> {
    if gone.record.entity.kind != EntityKind::Contact {
        return Ok(Survivor::Nobody);
    }
    let their_name = folded_name(gone);
    let (mut clear, mut others) = (Vec::new(), Vec::new());
    for other in alike(db, gone)? {
        let name = folded_name(&other);
        if name == their_name || name.is_empty() || their_name.is_empty() {
            clear.push(other);
        } else {
            others.push(other);
        }
    }
    if clear.len() == 1
        && let Some(one) = clear.pop()
    {
        return Ok(Survivor::One(one));
    }
    clear.append(&mut others);
    if clear.is_empty() {
        return Ok(Survivor::Nobody);
    }
    let named = clear.iter().map(|stored| {
        let (name, id) = (full_name(stored), &stored.record.entity.id);
        format!("{name} ({id})")
    });
    Ok(Survivor::Unclear(named.collect()))
}

/// The people in the CRM with the same e-mail address or phone number; a few are enough to ask about.
fn alike(db: &Connection, gone: &Stored) -> Result<Vec<Stored>, StoreError> {
    let person = person(gone);
    let mut statement = db.prepare_cached(
        "SELECT r.rid FROM record r WHERE r.rid <> ?3 AND r.gone = 0 AND r.remote_id IS NOT NULL AND r.rid IN (
           SELECT rid FROM contact WHERE email = ?1 AND email <> ''
           UNION SELECT rid FROM contact WHERE phone = ?2 AND phone <> '')
         AND NOT EXISTS (SELECT 1 FROM suspect s WHERE s.rid = r.rid) LIMIT 6",
    )?;
    let (email, phone) = (person.email.raw().to_lowercase(), person.phone.raw());
    let rids: Vec<i64> = statement
        .query_map(params![email, phone, gone.rid], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut found = Vec::new();
    for rid in rids {
        found.extend(by_rid(db, rid)?);
    }
    Ok(found)
}

fn person(stored: &Stored) -> Contact {
    Contact::from_fields(stored.record.entity.id.as_str().into(), &stored.record.fields)
}

fn folded_name(stored: &Stored) -> String {
    let fields = &stored.record.fields;
    let part = |name: &str| {
        fields
            .get(name)
            .and_then(|value| value.as_str())
            .unwrap_or_default()
            .trim()
    };
    fold(format!("{} {}", part("firstName"), part("lastName")).trim())
}

fn full_name(stored: &Stored) -> String {
    person(stored).name().to_string()
}

/// Puts the one who went under the id of the one who stays. The row here stays that of the one who went, because everything
/// here knows its id; its members become those of the other, with what was edited on top.
pub(in crate::store) fn follow(
    work: &mut Work<'_>,
    gone: &Stored,
    stays: &Stored,
    outcome: &mut Outcome,
) -> Result<(), CommitError> {
    let Some(remote_id) = stays.record.remote_id.clone() else {
        return Ok(());
    };
    let entity = gone.record.entity.clone();
    if gone.record.tombstone {
        let fields = gone.record.fields.clone();
        let entity = entity.clone();
        happen(work, &Fact::Appeared { entity, fields }, outcome)?;
    }
    forget_what_only_they_had(work, gone, stays, outcome)?;
    // The dates of another record say nothing about the age of this one.
    work.db
        .prepare_cached("UPDATE record SET remote_at = 0 WHERE rid = ?1")?
        .execute([gone.rid])?;
    let Some(gone) = by_rid(work.db, gone.rid)? else {
        return Ok(());
    };
    if let Some(twin) = name(work, &gone, &remote_id, outcome)? {
        take_over(work, &twin, gone.rid, &remote_id, outcome)?;
        answers::take_over(work.db, gone.rid, twin.rid)?;
    }
    let what = format!(
        "{} has another id in the CRM, which made one person of two; what waits goes there",
        full_name(&gone)
    );
    let ack = (work.fresh)();
    journal::audit(work.db, &ack, work.at, work.origin, &what, Some(&entity))?;
    Ok(())
}

/// What only the one who went had is not in the CRM any more; the log keeps it. Except silence: a do-not-disturb of either
/// is one of both, and the CRM is told.
fn forget_what_only_they_had(
    work: &mut Work<'_>,
    gone: &Stored,
    stays: &Stored,
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    let entity = &gone.record.entity;
    let (mut lost, mut kept) = (Vec::new(), Vec::new());
    for path in paths(&gone.record.fields) {
        let (from, to) = (
            value_at(&gone.record.fields, &path).clone(),
            value_at(&stays.record.fields, &path).clone(),
        );
        if gone.record.base.contains_key(&path) {
            continue;
        }
        if loosens(&path, &from, &to) {
            kept.push(FieldChange {
                path: path.clone(),
                from: to.clone(),
                to: from.clone(),
            });
        } else if !to.is_null() || from.is_null() {
            continue;
        }
        lost.push(FieldChange { path, from, to });
    }
    if !lost.is_empty() {
        let (entity, changes) = (entity.clone(), lost);
        happen(work, &Fact::Changed { entity, changes }, outcome)?;
    }
    if !kept.is_empty() {
        let (entity, changes) = (entity.clone(), kept);
        let intent = Intent::Update {
            entity: entity.clone(),
        };
        happen(work, &Fact::Edited { entity, changes }, outcome)?;
        let fresh = (work.fresh)();
        outbox::enqueue(work.db, &intent, &fresh, "", work.at)?;
    }
    Ok(())
}

/// A person says who somebody became whom the CRM has no more.
pub(in crate::store) fn told(
    work: &mut Work<'_>,
    gone: &ContactId,
    stays: &ContactId,
) -> Result<Outcome, CommitError> {
    let one = |id: &ContactId| {
        find(work.db, EntityKind::Contact, id.as_str())?
            .filter(|stored| !forgotten::is(work.db, stored.rid).unwrap_or(false))
            .ok_or_else(|| CommitError::NotFound(format!("person {id}")))
    };
    let (gone, stays) = (one(gone)?, one(stays)?);
    if !gone.record.tombstone {
        let why = format!("{} is here; only who is gone can be followed", full_name(&gone));
        return Err(Rejection::Invalid(why).into());
    }
    if stays.record.tombstone || stays.record.remote_id.is_none() || stays.rid == gone.rid {
        let why = format!("{} is not in the CRM; name somebody who is", full_name(&stays));
        return Err(Rejection::Invalid(why).into());
    }
    let mut followed = Outcome::default();
    follow(work, &gone, &stays, &mut followed)?;
    // Their refused edits are edits of the one who stays, and go once more.
    work.db
        .prepare_cached(
            "UPDATE outbox SET state = 'cancelled' WHERE rid = ?1 AND state = 'failed'
               AND json_extract(intent, '$.op') = 'update'",
        )?
        .execute([gone.rid])?;
    let entity = gone.record.entity.clone();
    let ack = (work.fresh)();
    outbox::enqueue(work.db, &Intent::Update { entity }, &ack, "", work.at)?;
    let mut outcome = work.carry_out(Decision {
        summary: format!("{} goes on as {}", full_name(&gone), full_name(&stays)),
        ..Decision::default()
    })?;
    outcome.topics.append(&mut followed.topics);
    Ok(outcome)
}
