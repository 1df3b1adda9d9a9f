//! What happened, as automations hear it: from a fact of the journal to the events in it, each at the moment at which it was
//! true.

use serde_json::Value;

use super::facts::Known;
use crate::automation::event::{Author, Event, EventKind, Turn};
use crate::automation::moment;
use crate::domain::appointment::Appointment;
use crate::domain::contact::Channel;
use crate::domain::conversation::{Delivery, Direction, Message, MessageKind};
use crate::domain::fact::{Fact, FieldChange};
use crate::domain::form::Submission;
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, EntityRef, Fields, Members};
use crate::domain::value::{ContactId, parse_crm_value};
use crate::engine::mood::mood;
use crate::scoring::stage;
use crate::store::{JournalFact, StoreError};

/// The events in a fact, in their order.
pub(super) fn events(happened: &JournalFact, known: &Known<'_>) -> Result<Vec<Event>, StoreError> {
    let mut kinds = Vec::new();
    let mut at = happened.at;
    match &happened.fact {
        Fact::Created { entity, fields } => begins(happened, entity, fields, known, &mut kinds)?,
        Fact::Appeared { entity, fields } => {
            // Told late is still true when it was.
            let told = match entity.kind {
                EntityKind::Opportunity | EntityKind::Submission => fields.time("createdAt"),
                _ => fields.time("dateAdded"),
            };
            at = told.unwrap_or(at).min(at);
            begins(happened, entity, fields, known, &mut kinds)?;
        }
        Fact::Edited { entity, changes } | Fact::Changed { entity, changes } => {
            for change in changes {
                if entity.kind == EntityKind::Message && change.path == "status" {
                    came_of(entity, change, happened, known, &mut kinds)?;
                } else {
                    changes_to(entity, change, &happened.contact, known, &mut kinds);
                }
            }
        }
        Fact::Concerned { news, .. } => kinds.push(EventKind::of_home(news)),
        Fact::Removed { entity } if entity.kind == EntityKind::Appointment => {
            kinds.extend(deleted(entity, happened, known)?);
        }
        _ => {}
    }
    let contact = &happened.contact;
    let event = |kind| Event {
        contact: contact.clone(),
        at,
        kind,
    };
    Ok(kinds.into_iter().map(event).collect())
}

fn begins(
    happened: &JournalFact,
    entity: &EntityRef,
    fields: &Fields,
    known: &Known<'_>,
    kinds: &mut Vec<EventKind>,
) -> Result<(), StoreError> {
    match entity.kind {
        EntityKind::Contact => {
            // Whoever typed somebody in, or read them from a file, knows of them: nobody arrived.
            if !happened.origin.is_person() {
                kinds.push(EventKind::Created);
            }
            let tags = fields.texts("tags");
            kinds.extend(tags.iter().map(|tag| EventKind::TagAdded {
                tag: tag.raw().to_owned(),
            }));
        }
        EntityKind::Message => message(happened, entity, fields, known, kinds)?,
        EntityKind::Opportunity => {
            if let Some(to) = fields.word("pipelineStageId") {
                kinds.push(moved("", to, known));
            }
        }
        EntityKind::Appointment => appointment(entity, fields, known, kinds),
        EntityKind::Submission => {
            let submission = Submission::from_fields(entity.id.as_str().into(), fields);
            let form = submission.form.and_then(|form| known.directory().form(&form));
            // Of a form that is gone nobody knows the name; who takes any form hears of it.
            let form = form.map(|form| form.name.raw().to_owned()).unwrap_or_default();
            kinds.push(EventKind::Form { form });
        }
        _ => {}
    }
    Ok(())
}

fn message(
    happened: &JournalFact,
    entity: &EntityRef,
    fields: &Fields,
    known: &Known<'_>,
    kinds: &mut Vec<EventKind>,
) -> Result<(), StoreError> {
    let message = Message::from_fields(entity.id.as_str().into(), fields);
    let channel = match message.kind {
        MessageKind::Activity => return Ok(()),
        MessageKind::Email => Channel::Email,
        MessageKind::Call => Channel::Call,
        MessageKind::Sms | MessageKind::Chat => Channel::Sms,
    };
    if message.kind == MessageKind::Call {
        if talked(message.status.raw()) {
            kinds.push(EventKind::Talked);
        }
        return Ok(());
    }
    if message.direction == Direction::Outbound {
        let by = match &happened.origin {
            Origin::Automation { .. } | Origin::Engine => Author::Automation,
            Origin::Remote if message.user.is_none() => Author::Workflow,
            // A yes to what an automation laid ready is no word of one's own that would stop it.
            _ if known
                .reader
                .said_yes(&happened.contact, &message.words(), happened.at)? =>
            {
                Author::Automation
            }
            _ => Author::Person,
        };
        kinds.push(EventKind::Sent { channel, by });
        looked_at(&message, "", message.status.raw(), kinds);
        return Ok(());
    }
    if known.reader.is_opted_out(&happened.contact)? {
        kinds.push(EventKind::OptedOut);
    }
    let at = message.at.unwrap_or(happened.at);
    let before = known.reader.wrote_before(&happened.contact, at)?;
    let days = before.map(|before| at.duration_since(before).as_hours().max(0) / 24);
    kinds.push(EventKind::Received {
        channel,
        mood: mood(&message.words()),
        silence: days.and_then(|days| u32::try_from(days).ok()),
    });
    Ok(())
}

/// What came of a message that was there already: a call in which they talked at last, a mail that was opened, one that did not
/// reach them.
fn came_of(
    entity: &EntityRef,
    change: &FieldChange,
    happened: &JournalFact,
    known: &Known<'_>,
    kinds: &mut Vec<EventKind>,
) -> Result<(), StoreError> {
    let Some(fields) = known.reader.fields(EntityKind::Message, &entity.id)? else {
        return Ok(());
    };
    let message = Message::from_fields(entity.id.as_str().into(), &fields);
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (from, to) = (word(&change.from), word(&change.to));
    if message.kind == MessageKind::Call && talked(&to) && !talked(&from) {
        kinds.push(EventKind::Talked);
    }
    looked_at(&message, &from, &to, kinds);
    let failed = |word: &str| Delivery::from_word(word) == Some(Delivery::Failed);
    if failed(&to) && !failed(&from) && message.direction == Direction::Outbound {
        let channel = match message.kind {
            MessageKind::Sms => Channel::Sms,
            MessageKind::Email => Channel::Email,
            MessageKind::Call | MessageKind::Chat | MessageKind::Activity => return Ok(()),
        };
        let mut run = known.reader.run_that_sent(&entity.id)?;
        if run.is_none() {
            let at = message.at.unwrap_or(happened.at);
            run = known.reader.laid_by(&happened.contact, &message.words(), at)?;
        }
        kinds.extend(run.map(|run| EventKind::Undelivered { channel, run }));
    }
    Ok(())
}

/// Whether this is the CRM's word for a call that reached somebody.
fn talked(status: &str) -> bool {
    matches!(status, "completed" | "answered" | "connected")
}

/// What the CRM's word for how it stands with a mail of ours tells of them. Who followed a link has opened it.
fn looked_at(message: &Message, from: &str, to: &str, kinds: &mut Vec<EventKind>) {
    if message.kind != MessageKind::Email || message.direction != Direction::Outbound || from == to {
        return;
    }
    if matches!(to, "opened" | "clicked") && from != "clicked" && from != "opened" {
        kinds.push(EventKind::Opened);
    }
    if to == "clicked" {
        kinds.push(EventKind::Clicked);
    }
}

fn moved(from: &str, to: &str, known: &Known<'_>) -> EventKind {
    let name = |id: &str| {
        let stage = known.directory().stage(&id.into());
        stage.map(|stage| stage.name.raw().to_owned()).unwrap_or_default()
    };
    let to = name(to);
    EventKind::Stage {
        from: name(from),
        contract: stage::named(&to).contracted,
        to,
    }
}

fn appointment(entity: &EntityRef, fields: &Fields, known: &Known<'_>, kinds: &mut Vec<EventKind>) {
    let appointment = Appointment::from_fields(entity.id.as_str().into(), fields);
    let Some(starts) = appointment.start else { return };
    let turn = turn(appointment.status.raw()).unwrap_or(Turn::Booked);
    kinds.push(EventKind::Appointment {
        turn,
        sort: sort(&appointment, known),
        starts,
    });
}

fn turn(status: &str) -> Option<Turn> {
    match status {
        "cancelled" | "invalid" => Some(Turn::Cancelled),
        "noshow" => Some(Turn::NoShow),
        "showed" => Some(Turn::Done),
        _ => None,
    }
}

/// An appointment that is not there any more was called off, when it was still to come and does not stand there under another
/// id: one that was made here and came back from the CRM is one.
fn deleted(
    entity: &EntityRef,
    happened: &JournalFact,
    known: &Known<'_>,
) -> Result<Option<EventKind>, StoreError> {
    let Some(fields) = known.reader.fields(entity.kind, &entity.id)? else {
        return Ok(None);
    };
    let gone = Appointment::from_fields(entity.id.as_str().into(), &fields);
    let Some(starts) = gone
        .start
        .filter(|starts| *starts > happened.at && gone.holds_time())
    else {
        return Ok(None);
    };
    let stands = known.person(&happened.contact).is_some_and(|person| {
        let mut all = person.appointments.iter();
        all.any(|one| one.id != gone.id && one.start == Some(starts) && one.holds_time())
    });
    Ok((!stands).then(|| EventKind::Appointment {
        turn: Turn::Cancelled,
        sort: sort(&gone, known),
        starts,
    }))
}

/// What kind of appointment it is, by its title and its calendar.
pub(super) fn sort(appointment: &Appointment, known: &Known<'_>) -> String {
    let calendar = known
        .directory()
        .calendars
        .iter()
        .find(|calendar| Some(&calendar.id) == appointment.calendar.as_ref());
    let calendar = calendar.map(|calendar| calendar.name.raw()).unwrap_or_default();
    moment::sort(appointment.title.raw(), calendar)
}

fn changes_to(
    entity: &EntityRef,
    change: &FieldChange,
    contact: &ContactId,
    known: &Known<'_>,
    kinds: &mut Vec<EventKind>,
) {
    match (entity.kind, change.path.as_str()) {
        (EntityKind::Contact, "tags") => {
            let (from, to) = (tags(&change.from), tags(&change.to));
            let new = to.iter().filter(|tag| !from.contains(tag)).cloned();
            kinds.extend(new.map(|tag| EventKind::TagAdded { tag }));
            let gone = from.iter().filter(|tag| !to.contains(tag)).cloned();
            kinds.extend(gone.map(|tag| EventKind::TagRemoved { tag }));
        }
        // What tells where somebody is.
        (EntityKind::Contact, "timezone" | "state" | "postalCode" | "country" | "phone")
            if !kinds.contains(&EventKind::ClockChanged) =>
        {
            kinds.push(EventKind::ClockChanged);
        }
        (EntityKind::Contact, "dnd") if change.to == Value::Bool(true) => kinds.push(EventKind::OptedOut),
        (EntityKind::Opportunity, "pipelineStageId") => {
            let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            kinds.push(moved(&word(&change.from), &word(&change.to), known));
        }
        (EntityKind::Appointment, "startTime") => {
            if let (Some(from), Some(starts)) = (parse_crm_value(&change.from), parse_crm_value(&change.to)) {
                kinds.push(EventKind::Moved { from, starts });
            }
        }
        (EntityKind::Appointment, "appointmentStatus") => {
            let word = |value: &Value| value.as_str().and_then(turn);
            let became = match (word(&change.from), word(&change.to)) {
                // Called off, and then not.
                (Some(Turn::Cancelled), None) => Some(Turn::Booked),
                (_, became) => became,
            };
            let found = known.person(contact).and_then(|person| {
                let mut all = person.appointments.iter();
                all.find(|one| one.id.as_str() == entity.id).cloned()
            });
            if let (Some(turn), Some(appointment)) = (became, found)
                && let Some(starts) = appointment.start
            {
                let sort = sort(&appointment, known);
                kinds.push(EventKind::Appointment { turn, sort, starts });
            }
        }
        _ => {}
    }
}

fn tags(value: &Value) -> Vec<String> {
    let all = value.as_array().into_iter().flatten();
    all.filter_map(|tag| tag.as_str().map(str::to_owned)).collect()
}
