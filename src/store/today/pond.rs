//! Giving leads that nobody answered in time to the pond: once for each, by the program itself, and told on the person.
//!
//! What counts is only what arrived since the pond was named here: a first copy, or a pond that is named today, gives
//! nobody away who has waited for longer.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::domain::command::Command;
use crate::domain::decide::{Context, Decision, decide};
use crate::domain::record::{EntityKind, Members};
use crate::domain::today::clock;
use crate::domain::user::User;
use crate::domain::value::{ContactId, UserId};
use crate::store::error::{CommitError, StoreError};
use crate::store::file::setting;
use crate::store::reader::Reader;
use crate::store::rows::record::{InFile, Stored, find, timestamp};
use crate::store::today::{ENTERED, answered};
use crate::store::write::work::{Outcome, Work};

/// The name of the setting that says which pond was named, a blank, and since when in epoch milliseconds.
const NAMED: &str = "today.pond";
/// Leads of one round at most; the next round has the others.
const MOST: i64 = 50;

/// Leads that go to the pond.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Untaken {
    /// Those whose time is over.
    pub over: Vec<ContactId>,
    /// When the next one's is.
    pub next: Option<Timestamp>,
}

/// New leads since a moment that nobody has answered, given away or spoken a verdict about. ?1 since, ?2 the pond.
pub(in crate::store) fn untaken() -> String {
    let answered = answered("c.added - 60000");
    format!(
        "SELECT r.id, c.added FROM contact c JOIN record r ON r.rid = c.rid
         WHERE c.added > ?1 AND c.type <> 'customer' AND c.owner <> ?2
           AND NOT EXISTS (SELECT 1 FROM pond p WHERE p.contact = c.rid)
           AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.rid = c.rid) AND NOT {ENTERED} AND NOT {answered}
         ORDER BY c.added LIMIT ?3"
    )
}

/// Notes since when a pond is named; a pond that is named anew begins anew.
pub(in crate::store) fn name(work: &mut Work<'_>, pond: &UserId) -> Result<Outcome, CommitError> {
    if named(work.db, pond)?.is_none() {
        setting::set(work.db, NAMED, &format!("{pond} {}", work.at))?;
    }
    work.carry_out_quietly(Decision::default())
}

/// Gives a lead to the pond, unless somebody was faster. The note on the person tells whoever has looked at them.
pub(in crate::store) fn give(
    work: &mut Work<'_>,
    contact: &ContactId,
    pond: &UserId,
    promise: SignedDuration,
) -> Result<Outcome, CommitError> {
    let person = find(work.db, EntityKind::Contact, contact.as_str())?
        .filter(|person| !person.record.tombstone)
        .ok_or_else(|| CommitError::NotFound(format!("person {contact}")))?;
    let since = named(work.db, pond)?.unwrap_or(work.at);
    if !is_untaken(work.db, &person, pond, since)? {
        return work.carry_out_quietly(Decision {
            summary: "somebody was faster".to_owned(),
            ..Decision::default()
        });
    }
    work.db
        .prepare_cached("INSERT INTO pond (contact, at) VALUES (?1, ?2)")?
        .execute(params![person.rid, work.at])?;
    let was = person.record.fields.word("assignedTo").map(UserId::from);
    let to = user(work.db, pond)?;
    let with = match was.map(|was| user(work.db, &was)).transpose()? {
        Some(name) => format!("They were with {name}."),
        None => "They were with nobody.".to_owned(),
    };
    let promise = clock(promise);
    let body = format!(
        "Nobody answered within {promise} of their arrival, so leadline gave them to {to}. {with} Whoever takes them \
         assigns them to themselves."
    );
    let contact = contact.clone();
    let edit = Command::EditContact {
        contact: contact.clone(),
        changes: vec![("assignedTo".to_owned(), Value::from(pond.as_str()))],
    };
    let note = Command::AddNote { contact, body };
    let mut whole = Decision::default();
    for command in [edit, note] {
        let records = InFile(work.db);
        let mut cx = Context {
            now: work.now,
            fresh: work.fresh,
            me: None,
            records: &records,
        };
        let decision = decide(&command, &mut cx)?;
        whole.facts.extend(decision.facts);
        whole.intents.extend(decision.intents);
    }
    whole.summary = format!("to {to}: nobody answered in {promise}");
    work.carry_out_for(whole, Some(&person.record.entity), None)
}

fn is_untaken(db: &Connection, person: &Stored, pond: &UserId, since: i64) -> Result<bool, StoreError> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM ({}) WHERE id = ?4)", untaken());
    let mut statement = db.prepare_cached(&sql)?;
    let id = &person.record.entity.id;
    Ok(statement.query_row(params![since, pond.as_str(), i64::MAX, id], |row| row.get(0))?)
}

/// Since when this pond is named, in epoch milliseconds.
fn named(db: &Connection, pond: &UserId) -> Result<Option<i64>, StoreError> {
    let kept = setting::get(db, NAMED)?;
    let parts = kept.as_deref().and_then(|kept| kept.rsplit_once(' '));
    Ok(parts
        .filter(|(named, _)| *named == pond.as_str())
        .and_then(|(_, since)| since.parse().ok()))
}

fn user(db: &Connection, id: &UserId) -> Result<String, StoreError> {
    let known = find(db, EntityKind::User, id.as_str())?;
    let name = known.map(|known| User::from_fields(id.clone(), &known.record.fields).name);
    Ok(name.map_or_else(
        || "somebody".to_owned(),
        |name| name.shown().or("somebody").to_string(),
    ))
}

impl Reader {
    /// Whether it is noted since when this user is the pond.
    pub fn is_pond(&self, pond: &UserId) -> Result<bool, StoreError> {
        Ok(named(&self.db, pond)?.is_some())
    }

    /// Leads whose promise is over at `now`, and when the next one's is.
    pub fn untaken(
        &self,
        pond: &UserId,
        promise: SignedDuration,
        now: Timestamp,
    ) -> Result<Untaken, StoreError> {
        let Some(since) = named(&self.db, pond)? else {
            return Ok(Untaken::default());
        };
        let mut statement = self.db.prepare_cached(&untaken())?;
        let rows = statement.query_map(params![since, pond.as_str(), MOST], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
        })?;
        let mut untaken = Untaken::default();
        for row in rows {
            let (id, added) = row?;
            let Ok(ends) = timestamp(added).checked_add(promise) else {
                continue;
            };
            if ends <= now {
                untaken.over.push(id.into());
            } else {
                untaken.next = Some(untaken.next.map_or(ends, |next: Timestamp| next.min(ends)));
            }
        }
        Ok(untaken)
    }
}
