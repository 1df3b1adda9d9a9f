//! What an edit of many would do, told before it is done: who would change, who has it already, who is left out and why.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::command::Command;
use crate::domain::contact::Contact;
use crate::domain::decide::{Context, Decision, Records, Rejection, decide};
use crate::domain::record::{EntityKind, EntityRef, Members as _};
use crate::domain::value::{Shown, UserId};
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::InFile;

/// How long ago an edit counts as recent.
const RECENT: SignedDuration = SignedDuration::from_hours(1);
/// People who are named.
const NAMED: usize = 500;

/// What an edit of many would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Would {
    /// How many would change.
    pub changes: usize,
    /// How many have it already.
    pub same: usize,
    /// How many of those who would change were edited within the last hour, here or in the CRM.
    pub recent: usize,
    /// Reasons for which some are left out, and how many.
    pub left_out: Vec<(String, usize)>,
    /// The first 500 by name; behind it why they are left out or stay as they are, nothing for those who would change.
    pub people: Vec<(Shown, String)>,
}

impl Reader {
    /// What one command would come to now, as if it were done, or why it is refused. Nothing is written.
    pub fn preview(
        &self,
        command: &Command,
        now: Timestamp,
        me: Option<&UserId>,
    ) -> Result<Decision, Rejection> {
        let mut cx = Context {
            now,
            fresh: &mut || "new".to_owned(),
            me: me.cloned(),
            records: &InFile(&self.db),
        };
        decide(command, &mut cx)
    }

    /// What these commands, each about another person, would do now.
    pub fn would(&self, commands: &[Command], now: Timestamp) -> Result<Would, StoreError> {
        let records = InFile(&self.db);
        let since = seq_at(&self.db, now)?;
        let mut would = Would::default();
        let mut fresh = || "new".to_owned();
        for command in commands {
            let mut cx = Context {
                now,
                fresh: &mut fresh,
                me: None,
                records: &records,
            };
            let why = match decide(command, &mut cx) {
                Ok(decision) if decision.facts.is_empty() => {
                    would.same += 1;
                    "stays as it is".to_owned()
                }
                Ok(_) => {
                    would.changes += 1;
                    let contact = about(command).filter(|entity| entity.kind == EntityKind::Contact);
                    if let Some(contact) = contact
                        && is_recent(&self.db, &contact.id, since)?
                    {
                        would.recent += 1;
                    }
                    String::new()
                }
                Err(rejection) => {
                    let why = rejection.to_string();
                    let why = why.split(';').next().unwrap_or_default().to_owned();
                    match would.left_out.iter_mut().find(|(known, _)| *known == why) {
                        Some((_, number)) => *number += 1,
                        None => would.left_out.push((why.clone(), 1)),
                    }
                    why
                }
            };
            if would.people.len() < NAMED {
                would.people.push((name(&records, command), why));
            }
        }
        Ok(would)
    }
}

/// The record that a command is about, where it is here already.
fn about(command: &Command) -> Option<EntityRef> {
    match command {
        Command::EditContact { contact, .. }
        | Command::EditTags { contact, .. }
        | Command::DeleteContact { contact }
        | Command::AddNote { contact, .. }
        | Command::AddTask { contact, .. }
        | Command::ImportContact {
            contact: Some(contact),
            ..
        } => Some(EntityRef::new(EntityKind::Contact, contact.as_str())),
        Command::MoveOpportunity { opportunity, .. } => {
            Some(EntityRef::new(EntityKind::Opportunity, opportunity.as_str()))
        }
        Command::EditTask { task, .. } => Some(EntityRef::new(EntityKind::Task, task.as_str())),
        Command::Judge { entity, .. } => Some(entity.clone()),
        _ => None,
    }
}

fn name(records: &InFile<'_>, command: &Command) -> Shown {
    if let Command::ImportContact {
        contact: None,
        fill,
        set,
        ..
    } = command
    {
        // The name of somebody new is in either of the two.
        let fields = if set.is_empty() { fill } else { set };
        return Contact::from_fields("".into(), fields).name();
    }
    let Some(entity) = about(command) else {
        return Shown::default();
    };
    let Some(record) = records.record(&entity) else {
        return Shown::own("nobody we know");
    };
    match entity.kind {
        EntityKind::Contact => Contact::from_fields(entity.id.as_str().into(), &record.fields).name(),
        EntityKind::Task => record.fields.text("title").shown(),
        _ => record.fields.text("name").shown(),
    }
}

/// The last fact that is not recent.
fn seq_at(db: &Connection, now: Timestamp) -> Result<i64, StoreError> {
    let from = now.checked_sub(RECENT).unwrap_or(now).as_millisecond();
    // From the end backwards: only what is recent is read.
    let found = db
        .prepare_cached("SELECT seq FROM journal WHERE at < ?1 ORDER BY seq DESC LIMIT 1")?
        .query_row([from], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or(0))
}

fn is_recent(db: &Connection, contact: &str, since: i64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM journal j JOIN record r ON r.rid = j.rid
             WHERE r.kind = 'contact' AND r.id = ?1 AND j.seq > ?2 AND j.fact IN ('edited', 'changed'))",
        )?
        .query_row(params![contact, since], |row| row.get(0))?)
}

#[cfg(test)]
mod tests;
