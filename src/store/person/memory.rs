//! What is remembered of people. It stays on this machine, and leaves only masked, when Claude reads the person.

use rusqlite::{Connection, params};

use crate::domain::decide::{Decision, Rejection};
use crate::domain::fact::Topic;
use crate::domain::memory::{MOST, Memory, MemoryCommand, MemorySource};
use crate::domain::record::EntityKind;
use crate::domain::value::{ContactId, Foreign};
use crate::store::error::{CommitError, StoreError};
use crate::store::reader::Reader;
use crate::store::rows::record::{find, timestamp};
use crate::store::write::work::{Outcome, Work};

/// Carries out a change to what is remembered.
pub(in crate::store) fn execute(
    work: &mut Work<'_>,
    command: &MemoryCommand,
) -> Result<Outcome, CommitError> {
    let changed = match command {
        MemoryCommand::Add {
            contact,
            text,
            source,
        } => {
            let text = checked(text)?;
            let person = find(work.db, EntityKind::Contact, contact.as_str())?;
            let person = person.ok_or_else(|| CommitError::NotFound(format!("contact {contact}")))?;
            let id = (work.fresh)();
            work.db
                .prepare_cached(
                    "INSERT INTO memory (id, contact, text, source, at) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![id, person.rid, text, source.word(), work.at])?
        }
        MemoryCommand::Reword { memory, text } => work
            .db
            .prepare_cached("UPDATE memory SET text = ?2, source = 'agent', at = ?3 WHERE id = ?1")?
            .execute(params![memory, checked(text)?, work.at])?,
        MemoryCommand::Drop { memory } => work
            .db
            .prepare_cached("DELETE FROM memory WHERE id = ?1")?
            .execute([memory])?,
    };
    if changed == 0 {
        return Err(CommitError::NotFound("what was remembered".to_owned()));
    }
    let mut outcome = work.carry_out_quietly(Decision::default())?;
    outcome.topics.push(Topic::Records(EntityKind::Contact));
    Ok(outcome)
}

fn checked(text: &str) -> Result<&str, CommitError> {
    let text = text.trim();
    let why = if text.is_empty() {
        "there is nothing to remember; nothing was changed"
    } else if text.chars().count() > MOST {
        "a fact has at most 500 characters; nothing was changed; make it shorter or two of it"
    } else {
        return Ok(text);
    };
    Err(Rejection::Invalid(why.to_owned()).into())
}

/// What is remembered of the person at a row, in the order in which it came.
pub(in crate::store) fn of(db: &Connection, contact: i64) -> Result<Vec<Memory>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT id, text, source, at FROM memory WHERE contact = ?1 ORDER BY seq")?;
    let memories = statement.query_map([contact], |row| {
        Ok(Memory {
            id: row.get(0)?,
            text: Foreign::from(row.get::<_, String>(1)?),
            source: MemorySource::of(&row.get::<_, String>(2)?),
            at: timestamp(row.get(3)?),
        })
    })?;
    Ok(memories.collect::<Result<_, _>>()?)
}

/// What is remembered of one person is remembered of another from now on: they are the same.
pub(in crate::store) fn hand_over(db: &Connection, from: i64, to: i64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE memory SET contact = ?2 WHERE contact = ?1")?
        .execute(params![from, to])?;
    Ok(())
}

impl Reader {
    /// What is remembered of a person, in the order in which it came.
    pub fn memories(&self, contact: &ContactId) -> Result<Vec<Memory>, StoreError> {
        let person = find(&self.db, EntityKind::Contact, contact.as_str())?;
        person.map_or(Ok(Vec::new()), |person| of(&self.db, person.rid))
    }
}

#[cfg(test)]
mod tests;
