//! Taking back some records of a line and leaving the others: what is picked leaves the line, becomes one of its own, and that
//! one is taken back like any other. So it can be done again by itself, and the rest of the line taken back later.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};

use crate::domain::decide::Rejection;
use crate::domain::fact::Fact;
use crate::domain::record::{EntityKind, EntityRef, Members};
use crate::domain::value::UndoId;
use crate::store::back::undo::undo;
use crate::store::error::CommitError;
use crate::store::write::bulk::{many, people};
use crate::store::write::work::{Outcome, Work};

/// Takes back what a line did to some records.
pub(in crate::store) fn some(
    work: &mut Work<'_>,
    line: &UndoId,
    records: &[EntityRef],
) -> Result<Outcome, CommitError> {
    let found: Option<(String, String, String, i64)> = work
        .db
        .prepare_cached("SELECT who, what, facts, at FROM undo WHERE id = ?1 AND undone = 0")?
        .query_row([line.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let (who, what, facts, at) = found.ok_or_else(|| CommitError::NotFound("line to undo".into()))?;
    let facts: Vec<Fact> = serde_json::from_str(&facts)?;
    let records = with_what_came_along(&facts, records);
    let is_picked = |fact: &Fact| fact.entity().is_some_and(|entity| records.contains(entity));
    let (picked, rest): (Vec<Fact>, Vec<Fact>) = facts.into_iter().partition(is_picked);
    if picked.is_empty() {
        return Err(CommitError::NotFound("record in this line".into()));
    }
    if rest.is_empty() {
        return undo(work, Some(line));
    }
    if !is_in_pieces(picked.iter().chain(&rest)) {
        let why = "what this line did hangs together; z takes all of it back or nothing";
        return Err(Rejection::Invalid(why.to_owned()).into());
    }
    work.db
        .prepare_cached("UPDATE undo SET what = ?2, facts = ?3 WHERE id = ?1")?
        .execute(params![
            line.as_str(),
            about(&what, &rest).as_deref().unwrap_or(&what),
            serde_json::to_string(&rest)?
        ])?;
    let own = (work.fresh)();
    let part = about(&what, &picked).unwrap_or_else(|| format!("some of {what}"));
    work.db
        .prepare_cached("INSERT INTO undo (id, at, who, what, facts) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![own, at, who, part, serde_json::to_string(&picked)?])?;
    undo(work, Some(&own.into()))
}

/// The same with the notes and the like that were made together with somebody who is picked: they go where their person goes.
fn with_what_came_along(facts: &[Fact], records: &[EntityRef]) -> BTreeSet<EntityRef> {
    let mut all: BTreeSet<EntityRef> = records.iter().cloned().collect();
    let made = |fact: &Fact| match fact {
        Fact::Created { entity, fields } => {
            Some((entity.clone(), fields.word("contactId").map(str::to_owned)))
        }
        _ => None,
    };
    let people: BTreeSet<String> = facts
        .iter()
        .filter_map(made)
        .filter(|(entity, _)| entity.kind == EntityKind::Contact && all.contains(entity))
        .map(|(entity, _)| entity.id)
        .collect();
    let theirs = facts.iter().filter_map(made);
    all.extend(theirs.filter_map(|(entity, owner)| people.contains(&owner?).then_some(entity)));
    all
}

/// Whether each record's part stands by itself. When two records were made one, it does not.
fn is_in_pieces<'a>(facts: impl Iterator<Item = &'a Fact> + Clone) -> bool {
    let removes = |fact: &Fact| matches!(fact, Fact::Removed { .. });
    let edits = |fact: &Fact| {
        matches!(
            fact,
            Fact::Edited { .. } | Fact::Created { .. } | Fact::Judged { .. }
        )
    };
    facts.clone().all(removes) || facts.clone().all(edits)
}

/// What was done, of as many as these facts are about; `None` where a line does not tell how many.
fn about(what: &str, facts: &[Fact]) -> Option<String> {
    let (what, number) = what.rsplit_once(" on ")?;
    let number = number
        .strip_suffix(" people")
        .or(number.strip_suffix(" person"))?;
    number.parse::<usize>().ok()?;
    let records: BTreeSet<&EntityRef> = facts.iter().filter_map(Fact::entity).collect();
    Some(format!("{what} on {}", many(people(records))))
}

#[cfg(test)]
mod tests;
