//! The same edit of many records in one commit: one line of undo and one of the log, and the truth about each.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};

use crate::domain::command::Command;
use crate::domain::contact::Contact;
use crate::domain::decide::{Context, Decision, Records, Rejection, decide};
use crate::domain::fact::{Fact, net};
use crate::domain::record::{EntityKind, EntityRef, Fields};
use crate::domain::value::{ContactId, UndoId, clip};
use crate::store::error::{CommitError, StoreError};
use crate::store::rows::record::InFile;
use crate::store::write::work::{Outcome, Work};

/// Refusals that are told one by one; of the others only the number.
const TOLD: usize = 20;
/// Columns of a name in front of a refusal.
const NAME: usize = 40;

/// Does the commands that are not refused. With `after` their undo is part of that line, which an earlier part of the same
/// edit made.
pub(in crate::store) fn each(
    work: &mut Work<'_>,
    commands: &[Command],
    after: Option<&UndoId>,
) -> Result<Outcome, CommitError> {
    let mut all = Decision::default();
    let mut touched = BTreeSet::new();
    let (mut done, mut made, mut refused, mut told) = (0_usize, 0_usize, 0_usize, Vec::new());
    for command in commands {
        let (decision, whom) = one(work, command)?;
        match decision {
            Ok(decision) if touched.is_disjoint(&records(&decision)) => {
                touched.extend(records(&decision));
                if all.summary.is_empty() && !decision.facts.is_empty() {
                    all.summary.clone_from(&decision.summary);
                }
                all.facts.extend(decision.facts);
                all.intents.extend(decision.intents);
                done += 1;
                made += usize::from(is_new(command));
            }
            // Named twice: the first time counts.
            Ok(_) => {}
            Err(rejection) => {
                refused += 1;
                if told.len() < TOLD {
                    told.push(format!("{whom}: {rejection}"));
                }
            }
        }
    }
    if refused > told.len() {
        told.push(format!("and {} more", refused - told.len()));
    }
    let line = match after {
        Some(line) => Some(so_far(work, line)?),
        None => None,
    };
    let people = people(&touched) + line.as_ref().map_or(0, |line| line.records);
    all.summary = match &line {
        Some(line) => line.summary.clone(),
        None if all.summary.is_empty() => "nothing to change".to_owned(),
        None => all.summary,
    };
    let summary = format!("{} on {}", all.summary, many(people));
    all.undoable = true;
    let facts = all.facts.clone();
    let mut outcome = work.carry_out(Decision {
        summary: summary.clone(),
        ..all
    })?;
    if let Some(line) = line {
        let made = outcome.receipt.undo.take();
        grow(work, &line, facts, made.as_ref(), &summary)?;
        outcome.receipt.undo = after.cloned();
    }
    (
        outcome.receipt.changed,
        outcome.receipt.made,
        outcome.receipt.refused,
    ) = (done, made, refused);
    outcome.receipt.cannot = told;
    Ok(outcome)
}

/// What would be done for one of them, or why not; and who it is, for sentences.
fn one(work: &mut Work<'_>, command: &Command) -> Result<(Result<Decision, Rejection>, String), CommitError> {
    let contact = match command {
        Command::EditContact { contact, .. }
        | Command::EditTags { contact, .. }
        | Command::DeleteContact { contact }
        | Command::AddNote { contact, .. }
        | Command::AddTask { contact, .. } => Some(contact),
        Command::ImportContact { contact, .. } => contact.as_ref(),
        Command::Judge { .. }
        | Command::MoveOpportunity { .. }
        | Command::EditOpportunity { .. }
        | Command::EditTask { .. } => None,
        _ => {
            let why = "only edits can be done to many at once";
            return Err(Rejection::Invalid(why.to_owned()).into());
        }
    };
    let records = InFile(work.db);
    let whom = match (contact, command) {
        (Some(contact), _) => name(&records, contact),
        (None, Command::ImportContact { fill, set, .. }) => newcomer(fill, set),
        _ => "a record".to_owned(),
    };
    let mut cx = Context {
        now: work.now,
        fresh: &mut *work.fresh,
        me: work.me.clone(),
        records: &records,
    };
    Ok((decide(command, &mut cx), whom))
}

/// Whether it makes a person.
const fn is_new(command: &Command) -> bool {
    matches!(command, Command::ImportContact { contact: None, .. })
}

/// What somebody is called who is not here yet, as far as a sentence has room for it.
fn newcomer(fill: &Fields, set: &Fields) -> String {
    let name = |fields: &Fields| {
        Contact::from_fields(ContactId::from(""), fields)
            .name()
            .to_string()
    };
    let name = match (name(set), name(fill)) {
        (set, fill) if set == name(&Fields::default()) => fill,
        (set, _) => set,
    };
    clip(&name, NAME)
}

fn name(records: &InFile<'_>, contact: &ContactId) -> String {
    let record = records.record(&EntityRef::new(EntityKind::Contact, contact.as_str()));
    record.map_or_else(
        || contact.to_string(),
        |record| {
            Contact::from_fields(contact.clone(), &record.fields)
                .name()
                .to_string()
        },
    )
}

/// The records that a decision changes; one that it makes is a record of its own each time.
fn records(decision: &Decision) -> BTreeSet<EntityRef> {
    decision.facts.iter().filter_map(Fact::entity).cloned().collect()
}

/// So many people, in words that a line can be told from again.
pub(in crate::store) fn many(people: usize) -> String {
    match people {
        1 => "1 person".to_owned(),
        many => format!("{many} people"),
    }
}

/// How many it is about: with somebody new may come a note, which is nobody.
pub(in crate::store) fn people<'a>(records: impl IntoIterator<Item = &'a EntityRef>) -> usize {
    let (mut all, mut notes) = (0, 0);
    for record in records {
        all += 1;
        notes += usize::from(record.kind == EntityKind::Note);
    }
    if all > notes { all - notes } else { notes }
}

/// A line of undo that grows.
struct Line {
    id: String,
    summary: String,
    records: usize,
    facts: Vec<Fact>,
}

fn so_far(work: &Work<'_>, line: &UndoId) -> Result<Line, CommitError> {
    let found: Option<(String, String)> = work
        .db
        .prepare_cached("SELECT what, facts FROM undo WHERE id = ?1 AND undone = 0")?
        .query_row([line.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (what, facts) = found.ok_or_else(|| CommitError::NotFound("line that this belongs to".into()))?;
    let facts: Vec<Fact> = serde_json::from_str(&facts)?;
    let records: BTreeSet<&EntityRef> = facts.iter().filter_map(Fact::entity).collect();
    Ok(Line {
        id: line.to_string(),
        summary: what
            .rsplit_once(" on ")
            .map_or(what.as_str(), |(what, _)| what)
            .to_owned(),
        records: people(records),
        facts,
    })
}

/// Adds facts to a line, and drops the line that they made for themselves.
fn grow(
    work: &Work<'_>,
    line: &Line,
    facts: Vec<Fact>,
    made: Option<&UndoId>,
    summary: &str,
) -> Result<(), StoreError> {
    let all: Vec<Fact> = line.facts.iter().cloned().chain(facts).collect();
    work.db
        .prepare_cached("UPDATE undo SET facts = ?2, what = ?3 WHERE id = ?1")?
        .execute(params![line.id, serde_json::to_string(&all)?, summary])?;
    if let Some(made) = made {
        work.db
            .prepare_cached("DELETE FROM undo WHERE id = ?1")?
            .execute([made.as_str()])?;
    }
    Ok(())
}

/// Makes one line of undo of several, in their order; `None` when there are none.
pub(in crate::store) fn one_line(
    work: &Work<'_>,
    lines: &[UndoId],
    summary: &str,
) -> Result<Option<UndoId>, CommitError> {
    let Some((first, others)) = lines.split_first() else {
        return Ok(None);
    };
    let mut line = so_far(work, first)?;
    let mut facts = std::mem::take(&mut line.facts);
    for other in others {
        facts.extend(so_far(work, other)?.facts);
        work.db
            .prepare_cached("DELETE FROM undo WHERE id = ?1")?
            .execute([other.as_str()])?;
    }
    grow(work, &line, net(facts), None, summary)?;
    Ok(Some(first.clone()))
}

#[cfg(test)]
mod tests;
