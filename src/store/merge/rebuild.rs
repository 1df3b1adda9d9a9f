//! Making a person anew whom the CRM has no more, from what is kept here.

use rusqlite::{Connection, params};

use crate::domain::contact::Contact;
use crate::domain::conversation::Message;
use crate::domain::decide::{Context, Kept, Rejection, rebuild};
use crate::domain::record::{EntityKind, Record};
use crate::domain::value::ContactId;
use crate::store::automations;
use crate::store::error::{CommitError, StoreError};
use crate::store::gate::listen;
use crate::store::rows::record::{InFile, by_rid, contact_rid, find};
use crate::store::rows::{answers, forgotten, project};
use crate::store::write::work::{Outcome, Work};

/// Makes them, their notes and tasks in the CRM through the outbox, with the thread as notes. Here the old thread is theirs
/// at once, and with it what they said about further messages.
pub(in crate::store) fn anew(work: &mut Work<'_>, contact: &ContactId) -> Result<Outcome, CommitError> {
    let gone = find(work.db, EntityKind::Contact, contact.as_str())?
        .filter(|gone| !forgotten::is(work.db, gone.rid).unwrap_or(false))
        .ok_or_else(|| CommitError::NotFound(format!("person {contact}")))?;
    if !gone.record.tombstone {
        let name = Contact::from_fields(contact.clone(), &gone.record.fields)
            .name()
            .to_string();
        return Err(Rejection::Invalid(format!("{name} is here; only who is gone is made anew")).into());
    }
    let kept = Kept {
        notes: of(work.db, "note", "at", gone.rid)?,
        tasks: of(work.db, "task", "due", gone.rid)?,
        thread: of(work.db, "message", "at", gone.rid)?
            .into_iter()
            .map(|record| Message::from_fields(record.entity.id.as_str().into(), &record.fields))
            .collect(),
        // A deal is made anew by hand: whether it still stands is for a person to say.
        deals: Vec::new(),
    };
    let records = InFile(work.db);
    let mut cx = Context {
        now: work.now,
        fresh: &mut *work.fresh,
        me: work.me.clone(),
        records: &records,
    };
    let decision = rebuild(&mut cx, &gone.record, &kept);
    let person = decision.facts.first().and_then(|fact| fact.entity()).cloned();
    let mut outcome = work.carry_out(decision)?;
    if let Some(person) = &person
        && let Some(rid) = contact_rid(work.db, &person.id)?
    {
        work.db
            .prepare_cached("UPDATE message SET contact = ?1 WHERE contact = ?2")?
            .execute(params![rid, gone.rid])?;
        answers::take_over(work.db, rid, gone.rid)?;
        automations::hand_over(work.db, gone.rid, rid, work.at)?;
        project::count_again(work.db, rid)?;
        listen::to(work, rid, &mut outcome)?;
    }
    outcome.receipt.created = person;
    Ok(outcome)
}

/// What belongs to a person, oldest first.
pub(in crate::store) fn of(
    db: &Connection,
    table: &str,
    order: &str,
    contact: i64,
) -> Result<Vec<Record>, StoreError> {
    let sql = format!("SELECT rid FROM {table} WHERE contact = ?1 ORDER BY {order}, rid");
    let mut statement = db.prepare_cached(&sql)?;
    let rids: Vec<i64> = statement
        .query_map([contact], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut records = Vec::new();
    for rid in rids {
        records.extend(by_rid(db, rid)?.map(|stored| stored.record));
    }
    Ok(records)
}

#[cfg(test)]
mod tests;
