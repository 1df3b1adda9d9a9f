//! Deleting a person, and making them anew from what is kept here.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use super::super::command::Change;
use super::super::contact::Contact;
use super::super::conversation::{Direction, Message};
use super::super::fact::FieldChange;
use super::super::merge::{loosens, same, words};
use super::super::outbox::Intent;
use super::super::record::{EntityKind, EntityRef, Fields, Record};
use super::super::record::{paths, value_at};
use super::super::value::ContactId;
use super::check::check_contact;
use super::{Context, Decision, Fact, Rejection, known, members};

/// Letters of a note that carries a part of a thread. The CRM shows longer ones badly.
const PART: usize = 4_000;
/// Members that the CRM keeps itself.
const ITS_OWN: [&str; 6] = [
    "id",
    "dateAdded",
    "dateUpdated",
    "lastActivity",
    "locationId",
    "createdBy",
];

/// Deletes a person. In the CRM their conversation, notes and tasks go with them; here everything is kept.
pub(super) fn delete_contact(cx: &Context<'_>, contact: &ContactId) -> Result<Decision, Rejection> {
    let record = known(cx, EntityKind::Contact, contact.as_str())?;
    let name = Contact::from_fields(contact.clone(), &record.fields).name();
    let entity = record.entity;
    Ok(Decision {
        facts: vec![Fact::Removed {
            entity: entity.clone(),
        }],
        intents: vec![Intent::Delete { entity }],
        summary: format!("deleted {name}"),
        undoable: true,
    })
}

/// What is kept here of somebody who is gone in the CRM.
#[derive(Debug, Default)]
pub struct Kept {
    /// Notes, oldest first.
    pub notes: Vec<Record>,
    /// Tasks.
    pub tasks: Vec<Record>,
    /// Open deals.
    pub deals: Vec<Record>,
    /// The thread, oldest first.
    pub thread: Vec<Message>,
}

/// Makes them, their notes and their tasks anew. A conversation cannot be made anew: notes carry it, readable.
pub fn rebuild(cx: &mut Context<'_>, gone: &Record, kept: &Kept) -> Decision {
    let name = Contact::from_fields(gone.entity.id.as_str().into(), &gone.fields).name();
    let mut decision = Decision {
        summary: format!("made {name} anew"),
        undoable: true,
        ..Decision::default()
    };
    let mut fields = without_its_own(&gone.fields);
    fields.insert("dateAdded".into(), json!(cx.now.to_string()));
    let person = make(cx, EntityKind::Contact, fields, &mut decision);
    for note in &kept.notes {
        let body = note.fields.get("body").cloned().unwrap_or_default();
        add_note(cx, &person, &body, &mut decision);
    }
    for task in &kept.tasks {
        let mut fields = without_its_own(&task.fields);
        fields.insert("contactId".into(), json!(person));
        make(cx, EntityKind::Task, fields, &mut decision);
    }
    for part in archive(&kept.thread) {
        add_note(cx, &person, &json!(part), &mut decision);
    }
    decision
}

/// Makes two records of one person into one: `keep` takes the chosen values, the tags of both and the stricter
/// do-not-disturb; notes, tasks and open deals of the other are made for it, and notes carry the thread, for the CRM has no
/// way to hand them over. The other is deleted, and first, so that its number and address are free.
pub fn make_one(
    cx: &mut Context<'_>,
    keep: &Record,
    other: &Record,
    kept: &Kept,
    chosen: &[Change],
) -> Result<Decision, Rejection> {
    let name = Contact::from_fields(keep.entity.id.as_str().into(), &keep.fields).name();
    let gone = other.entity.clone();
    let mut decision = Decision {
        facts: vec![Fact::Removed { entity: gone.clone() }],
        intents: vec![Intent::Delete { entity: gone }],
        summary: format!("made two records of {name} one"),
        undoable: true,
    };
    let mut changes = Vec::new();
    for (path, value) in chosen.iter().cloned().chain(of_both(keep, other)) {
        let to = if path == "tags" {
            value
        } else {
            check_contact(keep, &path, &value)?
        };
        let from = value_at(&keep.fields, &path).clone();
        if !same(&path, &from, &to) {
            changes.push(FieldChange { path, from, to });
        }
    }
    if !changes.is_empty() {
        let entity = keep.entity.clone();
        decision.intents.push(Intent::Update {
            entity: entity.clone(),
        });
        decision.facts.push(Fact::Edited { entity, changes });
    }
    let person = keep.entity.id.clone();
    for note in &kept.notes {
        let body = note.fields.get("body").cloned().unwrap_or_default();
        add_note(cx, &person, &body, &mut decision);
    }
    for (kind, records) in [
        (EntityKind::Task, &kept.tasks),
        (EntityKind::Opportunity, &kept.deals),
    ] {
        for record in records {
            let mut fields = without_its_own(&record.fields);
            fields.insert("contactId".into(), json!(person));
            make(cx, kind, fields, &mut decision);
        }
    }
    for part in archive(&kept.thread) {
        add_note(cx, &person, &json!(part), &mut decision);
    }
    Ok(decision)
}

/// What is never chosen: the tags of both, and on each channel the stricter do-not-disturb.
fn of_both(keep: &Record, other: &Record) -> Vec<Change> {
    let mut both = words(value_at(&keep.fields, "tags"));
    for tag in words(value_at(&other.fields, "tags")) {
        if !both.contains(&tag) {
            both.push(tag);
        }
    }
    let mut changes = vec![("tags".to_owned(), json!(both))];
    let dnd = paths(&other.fields)
        .into_iter()
        .filter(|path| path == "dnd" || path.starts_with("dndSettings."));
    for path in dnd {
        let theirs = value_at(&other.fields, &path);
        if loosens(&path, theirs, value_at(&keep.fields, &path)) {
            changes.push((path.clone(), theirs.clone()));
        }
    }
    changes
}

fn without_its_own(fields: &Fields) -> Fields {
    let mut fields = fields.clone();
    for name in ITS_OWN {
        fields.shift_remove(name);
    }
    fields
}

fn make(cx: &mut Context<'_>, kind: EntityKind, fields: Fields, decision: &mut Decision) -> String {
    let entity = EntityRef::new(kind, (cx.fresh)());
    let id = entity.id.clone();
    decision.facts.push(Fact::Created {
        entity: entity.clone(),
        fields,
    });
    decision.intents.push(Intent::Create { entity });
    id
}

fn add_note(cx: &mut Context<'_>, person: &str, body: &serde_json::Value, decision: &mut Decision) {
    let (me, now) = (cx.me.clone(), cx.now.to_string());
    let fields = members(json!({ "contactId": person, "body": body, "userId": me, "dateAdded": now }));
    make(cx, EntityKind::Note, fields, decision);
}

/// The thread as text, in parts that a note takes.
fn archive(thread: &[Message]) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for message in thread {
        let line = line(message);
        match parts.last_mut() {
            Some(part) if part.len() + line.len() < PART => part.push_str(&line),
            _ => parts.push(format!("Earlier conversation\n{line}")),
        }
    }
    parts
}

fn line(message: &Message) -> String {
    let at = message
        .at
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned(TimeZone::UTC);
    let who = match message.direction {
        Direction::Inbound => "they",
        Direction::Outbound => "we",
    };
    let body: String = message.body.raw().chars().take(PART / 2).collect();
    format!("{} {who}: {}\n", at.strftime("%Y-%m-%d %H:%M UTC"), body.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_thread_becomes_several_notes_that_hold_every_line() {
        let message = |number: usize| {
            let fields = members(
                json!({"direction": if number.is_multiple_of(2) { "inbound" } else { "outbound" },
                "messageType": "TYPE_SMS", "body": format!("line {number} {}", "x".repeat(90)),
                "dateAdded": "2026-03-01T10:00:00Z"}),
            );
            Message::from_fields(format!("m{number}").as_str().into(), &fields)
        };
        let thread: Vec<Message> = (0..100).map(message).collect();
        let parts = archive(&thread);
        assert!(parts.len() > 2 && parts.iter().all(|part| part.len() <= PART + 200));
        let whole = parts.join("");
        assert!((0..100).all(|number| whole.contains(&format!("line {number} "))));
        assert!(whole.contains("2026-03-01 10:00 UTC they: line 0") && whole.contains("we: line 1"));
        assert!(archive(&[]).is_empty());
    }
}
