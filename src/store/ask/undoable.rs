//! What taking a line of the undo list back would do, told beforehand. Nothing is written.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::contact::Contact;
use crate::domain::decide::{is_call, reverse, stays};
use crate::domain::fact::Fact;
use crate::domain::outbox::OutboxState;
use crate::domain::record::{EntityKind, Members, Record};
use crate::domain::value::Foreign;
use crate::store::error::StoreError;
use crate::store::rows::record::{InFile, find};

/// How far what was done has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Nothing of it has left this machine.
    #[default]
    Here,
    /// The CRM has it, or may have it.
    Pushed,
    /// It was sent to a person, or may have been.
    Sent,
}

impl Reach {
    /// The word for lists and programs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Pushed => "pushed",
            Self::Sent => "sent",
        }
    }
}

/// What taking a line back would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undoable {
    /// Records that it touched.
    pub records: u64,
    /// Whose, when it is about one of them and they have a name.
    pub whom: Foreign,
    /// How far it has come.
    pub reach: Reach,
    /// How many of its changes can be taken back.
    pub can: u64,
    /// What cannot, in sentences.
    pub cannot: Vec<String>,
}

impl Undoable {
    /// Whether all of it can be taken back, some of it, or nothing.
    pub const fn word(&self) -> &'static str {
        match (self.can, self.cannot.is_empty()) {
            (0, _) => "no",
            (_, true) => "yes",
            (_, false) => "partly",
        }
    }
}

/// Looks at a line that was written at a moment in epoch milliseconds.
pub(in crate::store) fn look(db: &Connection, facts: &[Fact], at: i64) -> Result<Undoable, StoreError> {
    let (decision, cannot) = reverse(facts, &InFile(db));
    let messages: Vec<&str> = facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Created { entity, fields } if entity.kind == EntityKind::Message => Some(stays(fields)),
            _ => None,
        })
        .collect();
    let mut seen = Undoable {
        can: decision.facts.len() as u64,
        // Of messages and deletes the queue knows more.
        cannot: cannot
            .into_iter()
            .filter(|why| !messages.contains(&why.as_str()))
            .collect(),
        ..Undoable::default()
    };
    let mut entities: BTreeSet<(EntityKind, &str)> = BTreeSet::new();
    let mut people = BTreeSet::new();
    for fact in facts {
        let Some(entity) = fact.entity() else { continue };
        if !entities.insert((entity.kind, &entity.id)) {
            continue;
        }
        let Some(stored) = find(db, entity.kind, &entity.id)? else {
            continue;
        };
        seen.reach = further(seen.reach, reach(db, &stored.record, stored.rid, at)?);
        people.insert(whom(db, entity.kind, &entity.id)?);
        let what = match fact {
            Fact::Created { fields, .. } if entity.kind == EntityKind::Message => stays(fields),
            Fact::Removed { .. } => {
                "a delete that the CRM has been told of cannot be taken back; leadline rebuild makes them anew"
            }
            _ => continue,
        };
        if waits(db, stored.rid)? {
            seen.can += 1;
        } else {
            seen.cannot.push(what.to_owned());
        }
    }
    seen.records = entities.len() as u64;
    if let (1, Some(only)) = (people.len(), people.pop_first()) {
        seen.whom = only.into();
    }
    Ok(seen)
}

fn further(one: Reach, two: Reach) -> Reach {
    match (one, two) {
        (Reach::Sent, _) | (_, Reach::Sent) => Reach::Sent,
        (Reach::Pushed, _) | (_, Reach::Pushed) => Reach::Pushed,
        _ => Reach::Here,
    }
}

/// How far a record's changes since a moment have come.
fn reach(db: &Connection, record: &Record, rid: i64, since: i64) -> Result<Reach, StoreError> {
    let left: bool = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE rid = ?1 AND created >= ?2
               AND state IN ('sending', 'uncertain', 'done', 'sent', 'delivered'))",
        )?
        .query_row(params![rid, since], |row| row.get(0))?;
    let is_sent = record.entity.kind == EntityKind::Message && !is_call(&record.fields);
    Ok(match (left, is_sent) {
        (false, _) => Reach::Here,
        (true, true) => Reach::Sent,
        (true, false) => Reach::Pushed,
    })
}

/// Whether the last row about a record has not left.
fn waits(db: &Connection, rid: i64) -> Result<bool, StoreError> {
    let state: Option<String> = db
        .prepare_cached("SELECT state FROM outbox WHERE rid = ?1 ORDER BY seq DESC LIMIT 1")?
        .query_row([rid], |row| row.get(0))
        .optional()?;
    Ok(state
        .and_then(|word| OutboxState::from_word(&word))
        .is_none_or(|state| {
            matches!(
                state,
                OutboxState::Queued | OutboxState::Held | OutboxState::Failed | OutboxState::Cancelled
            )
        }))
}

/// The name of the person a record is or belongs to, or of a deal.
pub(in crate::store) fn whom(db: &Connection, kind: EntityKind, id: &str) -> Result<String, StoreError> {
    let Some(record) = find(db, kind, id)?.map(|stored| stored.record) else {
        return Ok(String::new());
    };
    if kind == EntityKind::Opportunity {
        return Ok(record.fields.text("name").raw().to_owned());
    }
    let person = match record.fields.word("contactId") {
        Some(owner) => find(db, EntityKind::Contact, owner)?.map(|stored| stored.record),
        None => Some(record),
    };
    Ok(person.map_or_else(String::new, |person| {
        Contact::from_fields(person.entity.id.as_str().into(), &person.fields)
            .name()
            .to_string()
    }))
}
