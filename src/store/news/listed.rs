//! Whether a list of the account that is read whole still holds what it held (F29).
//!
//! What one list does not hold may be gone. As with records, one look proves nothing: it counts when a second list, some
//! time later, is without it too; an empty list never counts. Nothing is removed here. Values stay where they are, doctor
//! names the fields, pipelines and stages that are missing, and a push that names one waits with the reason, until it is
//! listed again or the edit is taken back. Whatever is missing pauses the automations that need it.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use rusqlite::{Connection, params};

use crate::domain::fact::Topic;
use crate::domain::pipeline::Pipeline;
use crate::domain::record::{EntityKind, Fields, Members as _, RemoteRecord};
use crate::domain::user::User;
use crate::domain::value::Foreign;
use crate::store::error::StoreError;
use crate::store::push::absent;
use crate::store::write::journal;
use crate::store::write::work::{Outcome, Work};

/// Between two lists that must both be without it.
const APART: SignedDuration = SignedDuration::from_mins(10);

/// A list that is read whole, by its cursor; what stands in it, and the word for one.
const LISTS: &[(&str, EntityKind, &str)] = &[
    ("custom_fields", EntityKind::CustomField, "field"),
    ("pipelines", EntityKind::Pipeline, "pipeline"),
    ("users", EntityKind::User, "colleague"),
    ("tags", EntityKind::Tag, "tag"),
    ("workflows", EntityKind::Workflow, "workflow"),
];
/// What stands in pipelines.
const STAGE: &str = "stage";

/// Kind and id, and what it is called.
type Named = BTreeMap<(&'static str, String), String>;

/// What is known of a list before it is told anew.
pub(in crate::store) struct Before {
    resource: &'static str,
    known: Named,
}

/// What is known of the list that a cursor stands for, when it is one that is read whole.
pub(in crate::store) fn before(db: &Connection, cursor: &str) -> Result<Option<Before>, StoreError> {
    let Some(&(resource, kind, word)) = LISTS.iter().find(|(name, ..)| *name == cursor) else {
        return Ok(None);
    };
    let mut statement = db.prepare_cached("SELECT id, doc FROM record WHERE kind = ?1 AND gone = 0")?;
    let mut rows = statement.query([kind.word()])?;
    let mut known = Named::new();
    while let Some(row) = rows.next()? {
        let fields: Fields = serde_json::from_str(&row.get::<_, String>(1)?)?;
        name(kind, &row.get::<_, String>(0)?, &fields, &mut known);
    }
    let mut statement = db.prepare_cached("SELECT kind, id, name FROM absent")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let kind = match row.get::<_, String>(0)?.as_str() {
            of if of == word => word,
            STAGE if kind == EntityKind::Pipeline => STAGE,
            _ => continue,
        };
        known.insert((kind, row.get(1)?), row.get(2)?);
    }
    Ok(Some(Before { resource, known }))
}

fn name(kind: EntityKind, id: &str, fields: &Fields, into: &mut Named) {
    let Some(&(_, _, word)) = LISTS.iter().find(|(_, of, _)| *of == kind) else {
        return;
    };
    let called = match kind {
        EntityKind::User => User::from_fields(id.into(), fields).name,
        _ => fields.text("name"),
    };
    let called = if called.is_empty() { id } else { called.raw() };
    into.insert((word, id.to_owned()), called.to_owned());
    if kind == EntityKind::Pipeline {
        for stage in Pipeline::from_fields(id.into(), fields).stages {
            into.insert((STAGE, stage.id.as_str().to_owned()), stage.name.raw().to_owned());
        }
    }
}

/// Compares what was known with a list that was just told.
pub(in crate::store) fn compare(
    work: &mut Work<'_>,
    before: Before,
    told: &[RemoteRecord],
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    if told.is_empty() {
        return Ok(());
    }
    let mut listed = Named::new();
    // Colleagues who left are listed as such.
    for record in told.iter().filter(|record| !record.fields.flag("deleted")) {
        name(record.kind, &record.id, &record.fields, &mut listed);
    }
    for (kind, id) in listed.keys() {
        work.db
            .prepare_cached("DELETE FROM absent WHERE kind = ?1 AND id = ?2")?
            .execute([*kind, id])?;
    }
    for ((kind, id), called) in before.known {
        if !listed.contains_key(&(kind, id.clone())) && !is_set_aside(work.db, before.resource, &id)? {
            missing(work, (kind, &id, &called), outcome)?;
        }
    }
    Ok(())
}

/// What was listed and could not be read is there.
fn is_set_aside(db: &Connection, resource: &str, id: &str) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM quarantine WHERE resource = ?1 AND instr(raw, ?2) > 0)";
    Ok(db
        .prepare_cached(sql)?
        .query_row([resource, id], |row| row.get(0))?)
}

fn missing(
    work: &mut Work<'_>,
    (kind, id, called): (&str, &str, &str),
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    work.db
        .prepare_cached("INSERT OR IGNORE INTO absent (kind, id, name, since) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![kind, id, called, work.at])?;
    let long_ago = work.now.checked_sub(APART).unwrap_or(work.now).as_millisecond();
    let sure = work
        .db
        .prepare_cached(
            "UPDATE absent SET sure = 1 WHERE kind = ?1 AND id = ?2 AND sure = 0 AND since <= ?3",
        )?
        .execute(params![kind, id, long_ago])?;
    if sure > 0 {
        let called = Foreign::from(called).shown();
        let waits = absent::HOLDS.contains(&kind);
        let then = if waits {
            ", and pushes that name it wait"
        } else {
            ", and automations that need it are paused"
        };
        let what = format!("the CRM has no {kind} {called} any more; values here are kept{then}");
        let ack = (work.fresh)();
        journal::audit(work.db, &ack, work.at, work.origin, &what, None)?;
        // Of those that are needed by an automation, it is said when it is paused.
        if waits {
            outcome.receipt.urgent.push(what);
        }
        outcome.topics.extend([Topic::Sync, Topic::Log]);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
