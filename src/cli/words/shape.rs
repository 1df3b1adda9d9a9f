//! The JSON of records, with the names of the contract; text as it came, amounts in units of money, times in UTC.

use serde_json::{Value, json};

use crate::domain::appointment::Appointment;
use crate::domain::conversation::Message;
use crate::domain::note::Note;
use crate::domain::outbox::Intent;
use crate::domain::score::Mark;
use crate::domain::task::Task;
use crate::domain::value::Shown;
use crate::engine::view::{ConflictRow, DealCard, Directory, OutboxRow, Person, PersonRow};

/// A person in a list.
pub(in crate::cli) fn person_row(row: &PersonRow, directory: &Directory) -> Value {
    json!({
        "id": row.id,
        "name": name(row).as_str(),
        "first_name": row.first_name,
        "last_name": row.last_name,
        "phone": row.phone,
        "email": row.email,
        "tags": row.tags,
        "source": row.source,
        "city": row.city,
        "owner": row.owner,
        "stage": row.stage,
        "stage_name": row.stage.as_ref().and_then(|stage| directory.stage(stage)).map(|stage| &stage.name),
        "value": row.value.to_units(),
        "last_in": row.last_in,
        "last_out": row.last_out,
        "added": row.added,
        "active": row.active,
        "unread": row.unread,
        "pending": row.pending,
        "score": row.score.as_ref().map(score),
    })
}

/// What lists show of a score, in whole points; amounts in units of money.
pub(in crate::cli) fn score(mark: &Mark) -> Value {
    let points = |value: Option<i64>| value.map(units);
    json!({
        "priority": points(mark.priority),
        "badge": mark.badge,
        "was": mark.was,
        "confidence": units(mark.confidence),
        "risk": points(mark.risk),
        "drift": points(mark.drift),
        "change": points(mark.change),
        "value": points(mark.value),
        "blocked": mark.blocked,
    })
}

/// Hundredths as a number: points, per cent, or units of money.
pub(in crate::cli) fn units(hundredths: i64) -> f64 {
    hundredths as f64 / 100.0
}

/// The name of a person in a list.
pub(in crate::cli) fn name(row: &PersonRow) -> Shown {
    crate::domain::contact::display_name(&row.first_name, &row.last_name, &row.email, &row.phone)
}

/// Everything about a person.
pub(in crate::cli) fn person(person: &Person, directory: &Directory) -> Value {
    json!({
        "id": person.contact.id,
        "remote_id": person.remote_id,
        "name": person.contact.name().as_str(),
        "first_name": person.contact.first_name,
        "last_name": person.contact.last_name,
        "phone": person.contact.phone,
        "email": person.contact.email,
        "tags": person.contact.tags,
        "owner": person.contact.assigned_to,
        "fields": person.fields,
        "pending": person.pending,
        "gone": person.gone,
        "unread": person.unread,
        "deals": person.deals.iter().map(|card| deal(card, directory)).collect::<Vec<_>>(),
        "messages": person.messages.iter().map(message).collect::<Vec<_>>(),
        "notes": person.notes.iter().map(note).collect::<Vec<_>>(),
        "tasks": person.tasks.iter().map(task).collect::<Vec<_>>(),
        "appointments": person.appointments.iter().map(appointment).collect::<Vec<_>>(),
        "conflicts": person.conflicts.iter().map(conflict).collect::<Vec<_>>(),
    })
}

/// A deal.
pub(in crate::cli) fn deal(card: &DealCard, directory: &Directory) -> Value {
    json!({
        "id": card.id,
        "name": card.name,
        "contact_id": card.contact,
        "who": card.who,
        "stage": card.stage,
        "stage_name": directory.stage(&card.stage).map(|stage| &stage.name),
        "status": card.status.word(),
        "value": card.value.to_units(),
        "owner": card.owner,
        "since": card.since,
        "pending": card.pending,
    })
}

fn message(message: &Message) -> Value {
    json!({
        "id": message.id,
        "kind": format!("{:?}", message.kind).to_lowercase(),
        "direction": format!("{:?}", message.direction).to_lowercase(),
        "subject": message.subject,
        "body": message.body,
        "status": message.status,
        "user": message.user,
        "at": message.at,
    })
}

fn note(note: &Note) -> Value {
    json!({ "id": note.id, "body": note.body, "user": note.user, "at": note.at })
}

fn task(task: &Task) -> Value {
    json!({
        "id": task.id, "title": task.title, "body": task.body, "due": task.due, "completed": task.completed,
        "assigned_to": task.assigned_to,
    })
}

fn appointment(appointment: &Appointment) -> Value {
    json!({
        "id": appointment.id, "calendar": appointment.calendar, "title": appointment.title,
        "status": appointment.status, "start": appointment.start, "end": appointment.end, "user": appointment.user,
    })
}

/// A member that both sides changed.
pub(in crate::cli) fn conflict(row: &ConflictRow) -> Value {
    json!({
        "id": row.id, "kind": row.entity.kind.word(), "entity": row.entity.id, "who": row.who, "field": row.path,
        "base": row.base, "mine": row.here, "theirs": row.there, "at": row.at,
    })
}

/// A row of the queue.
pub(in crate::cli) fn outbox(row: &OutboxRow) -> Value {
    let entity = row.intent.entity();
    let draft = match &row.intent {
        Intent::Send { draft, .. } => Some(draft),
        _ => None,
    };
    json!({
        "id": row.id, "op": row.intent.word(), "kind": entity.kind.word(), "entity": entity.id, "who": row.who,
        "state": row.state.word(), "attempt": row.attempt, "not_before": row.not_before, "claimed": row.claimed,
        "remote_id": row.remote_id, "last_error": row.error, "ack": row.ack,
        "rule": row.rule, "goes_by_itself": row.wakes,
        "channel": draft.map(|draft| draft.channel.word()),
        "body": draft.map(|draft| &draft.body),
    })
}
