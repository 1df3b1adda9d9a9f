//! Reading one person.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Refusal, Tool, told};
use crate::copilot::content::Content;
use crate::copilot::hands::Reply;
use crate::domain::appointment::Appointment;
use crate::domain::contact::{Channel, Contact, Dnd};
use crate::domain::conversation::Message;
use crate::domain::filter::Naming;
use crate::domain::gate::consent;
use crate::domain::gate::zones::{Whereabouts, candidates};
use crate::domain::gate::{Basis, is_permission};
use crate::domain::record::EntityKind;
use crate::domain::task::Task;
use crate::domain::value::{ContactId, CustomFieldId, MessageId};
use crate::engine::query::{Query as _, ScoreOf, Sources};
use crate::scoring::explain::Part;
use crate::scoring::inputs::Evidence;
use crate::scoring::number::rounded;
use crate::store::{DealCard, Directory, Kin, Person, StoreError, ThreadPage};

/// Messages of a page, and bytes of each that are told.
const MESSAGES: (usize, usize) = (10, 700);
/// Bytes of a message that is read whole.
const WHOLE: usize = 16_000;
/// Notes, and bytes of each.
const NOTES: (usize, usize) = (5, 300);
/// Deals, tasks, appointments, fields and members of the household that are told.
const DEALS: usize = 8;
const TASKS: usize = 8;
const APPOINTMENTS: usize = 5;
const FIELDS: usize = 16;
const HOUSEHOLD: usize = 6;
/// Parts of their score that are told.
const PARTS: usize = 8;
/// Zones in which somebody may be that are told.
const ZONES: usize = 4;

/// Reads one person.
pub(super) struct ReadPerson;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// The id of the person, from the answer of another tool.
    id: String,
    /// The id of a message: the messages before it come back, and nothing else.
    #[serde(default)]
    before: Option<String>,
    /// The id of a message: it comes back whole, and nothing else.
    #[serde(default)]
    message: Option<String>,
}

impl Tool for ReadPerson {
    const NAME: &'static str = "read_person";
    const ABOUT: &'static str = include_str!("read_person.md");
    const PROPOSES: bool = false;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        let id = ContactId::from(input.id.as_str());
        let reader = sources.reader;
        let Some(person) = reader.person(&id)? else {
            return Err(Refusal::unknown("person", id.as_str()));
        };
        let known = reader.identities_around(&person)?;
        let mut members = vec![("id", Content::word(person.contact.id.as_str()))];
        if let Some(message) = &input.message {
            members.push(("message", whole(message, &person.contact.id, sources)?));
            return Ok(reply(members, known, "one message of a person"));
        }
        let before = input.before.as_deref().map(MessageId::from);
        let page = reader.thread_page(&id, before.as_ref(), MESSAGES.0)?;
        let Some(page) = page else {
            let before = input.before.unwrap_or_default();
            return Err(Refusal::unknown("message with this person", &before));
        };
        let line = format!("{} · {} messages", person.contact.name(), page.messages.len());
        if before.is_none() {
            members = facts(&person, sources)?;
        }
        members.extend(thread(&page));
        Ok(reply(members, known, &line))
    }
}

fn reply(
    members: Vec<(&'static str, Content)>,
    known: Vec<crate::domain::mask::Identity>,
    line: &str,
) -> Reply {
    Reply {
        content: Content::Record(members),
        known,
        line: line.to_owned(),
        plan: None,
    }
}

/// A page of the thread, the newest last, and where the one before it begins.
fn thread(page: &ThreadPage) -> [(&'static str, Content); 3] {
    let messages = page.messages.iter().rev();
    let told = messages.map(|message| told::message(message, told::text(&message.words(), MESSAGES.1)));
    let before = page.messages.last().filter(|_| page.more);
    [
        ("messages", Content::list(told)),
        ("more", Content::Yes(page.more)),
        (
            "before",
            before.map_or(Content::Nothing, |oldest| Content::word(oldest.id.as_str())),
        ),
    ]
}

/// One message of theirs, as long as it is.
fn whole(id: &str, of: &ContactId, sources: &Sources<'_>) -> Result<Content, Refusal> {
    let fields = sources.reader.fields(EntityKind::Message, id)?;
    let message = fields.map(|fields| Message::from_fields(id.into(), &fields));
    let message = message.filter(|message| message.contact.as_ref() == Some(of));
    let Some(message) = message else {
        return Err(Refusal::unknown("message with this person", id));
    };
    Ok(Content::Record(vec![
        ("head", told::message(&message, Content::Nothing)),
        // It leaves in pieces, because one text is cut where nobody would read on.
        (
            "text",
            Content::Pieces {
                text: message.words().into_owned(),
                each: PIECE,
                most: WHOLE,
            },
        ),
    ]))
}

/// Characters of a piece of a long message.
const PIECE: usize = 3_000;

/// Everything but the thread.
fn facts(person: &Person, sources: &Sources<'_>) -> Result<Vec<(&'static str, Content)>, StoreError> {
    let directory = sources.reader.directory()?;
    let names = told::Names::of(sources)?;
    let contact = &person.contact;
    let (deals, more_deals) = told::first(&person.deals, DEALS, |card| deal(card, &names));
    let (tasks, more_tasks) = told::first(&person.tasks, TASKS, |one| task(one, &names));
    let (notes, more_notes) = told::first(&person.notes, NOTES.0, |note| {
        told::note(note, told::text(note.body.raw(), NOTES.1))
    });
    let remembered = Content::list(person.memories.iter().map(|fact| {
        Content::Record(vec![
            ("at", Content::at(Some(fact.at))),
            ("text", told::text(fact.text.raw(), NOTES.1)),
        ])
    }));
    let (appointments, more_appointments) =
        told::first(&person.appointments, APPOINTMENTS, |one| appointment(one, &names));
    let mut members = head(person, &names);
    members.extend([
        ("channels", channels(contact, &directory, sources)?),
        ("local_time", local_time(contact, sources.today.now)),
        ("fields", added(contact, &directory)),
        ("household", told::first(&person.household, HOUSEHOLD, kin).0),
        ("score", score(contact, sources)?),
        ("deals", deals),
        ("more_deals", more_deals),
        ("tasks", tasks),
        ("more_tasks", more_tasks),
        ("appointments", appointments),
        ("more_appointments", more_appointments),
        ("remembered", remembered),
        ("notes", notes),
        ("more_notes", more_notes),
    ]);
    Ok(members)
}

/// Their score and the parts of it, the largest first; each names the message it rests on, where it is one.
fn score(contact: &Contact, sources: &Sources<'_>) -> Result<Content, StoreError> {
    let Some(card) = ScoreOf(contact.id.clone()).answer(sources)? else {
        return Ok(Content::Nothing);
    };
    let Content::Record(mut members) = told::score(Some(&card.mark)) else {
        return Ok(told::score(Some(&card.mark)));
    };
    let mut parts: Vec<&Part> = card.reasons.priority.iter().collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.points.abs()));
    let parts = parts.into_iter().take(PARTS).map(|part| {
        let message = match &part.evidence {
            Evidence::Message(id) => Content::word(id),
            _ => Content::Nothing,
        };
        Content::Record(vec![
            ("points", Content::Number(rounded(part.points, 100))),
            ("why", told::text(&part.sentence, told::LINE)),
            ("message", message),
        ])
    });
    members.push(("parts", Content::list(parts)));
    Ok(Content::Record(members))
}

fn head(person: &Person, names: &told::Names) -> Vec<(&'static str, Content)> {
    let contact = &person.contact;
    let address = &contact.address;
    let pending = !person.pending.is_empty();
    vec![
        ("id", Content::word(contact.id.as_str())),
        ("name", told::text(contact.name().as_str(), told::NAME)),
        (
            "gone_in_crm",
            if person.gone {
                Content::Yes(true)
            } else {
                Content::Nothing
            },
        ),
        (
            "not_yet_in_crm",
            if pending {
                Content::Yes(true)
            } else {
                Content::Nothing
            },
        ),
        ("type", told::foreign(&contact.kind, told::WORD)),
        ("tags", told::tags(&contact.tags)),
        ("source", told::label(&contact.source)),
        ("owner", names.owner(contact.assigned_to.as_ref())),
        ("phone", told::foreign(&contact.phone, told::NAME)),
        ("email", told::foreign(&contact.email, told::NAME)),
        ("street", told::foreign(&address.street, told::NAME)),
        ("city", told::label(&address.city)),
        ("state", told::foreign(&address.state, told::WORD)),
        ("zip", told::foreign(&address.postal_code, told::WORD)),
        ("company", told::foreign(&contact.company, told::NAME)),
        ("added", Content::at(contact.added)),
        ("unread", Content::Number(i64::from(person.unread))),
    ]
}

/// Whether each way to them may be used, and what permission rests on.
fn channels(contact: &Contact, directory: &Directory, sources: &Sources<'_>) -> Result<Content, StoreError> {
    let fields = directory.custom_fields.iter();
    let names: BTreeMap<CustomFieldId, String> = fields
        .map(|field| (field.id.clone(), field.name.raw().to_owned()))
        .collect();
    let mut told = Vec::new();
    for channel in [Channel::Sms, Channel::Email, Channel::Call] {
        let wrote = sources.reader.wrote_on(&contact.id, channel)?;
        let permission = consent::known(contact, channel, &names, wrote).map(|known| match known.basis {
            Basis::Written => "written",
            Basis::Verbal => "verbal",
            Basis::Enquiry => "they wrote first",
            Basis::Client => "client",
        });
        let dnd = match contact.dnd_on(channel) {
            Dnd::Open => "no",
            Dnd::Active => "yes",
            Dnd::Permanent => "for ever",
        };
        told.push(Content::Record(vec![
            ("channel", Content::word(channel.word())),
            ("do_not_disturb", Content::word(dnd)),
            ("consent", Content::word(permission.unwrap_or("none known"))),
        ]));
    }
    Ok(Content::list(told))
}

/// What time it is with them, in each zone that something speaks for.
fn local_time(contact: &Contact, now: Timestamp) -> Content {
    let zone = contact.timezone.as_deref();
    let known = Whereabouts {
        zone: zone.filter(|name| TimeZone::get(name).is_ok()),
        state: contact.address.state.raw(),
        zip: contact.address.postal_code.raw(),
        country: contact.address.country.raw(),
        phone: contact.phone.raw(),
    };
    let zones = candidates(&known);
    let told = zones.iter().take(ZONES).filter_map(|candidate| {
        let zone = TimeZone::get(&candidate.zone).ok()?;
        let there = now.to_zoned(zone).strftime("%a %Y-%m-%d %H:%M").to_string();
        Some(Content::Record(vec![
            ("zone", Content::word(&candidate.zone)),
            ("now", Content::Word(there)),
        ]))
    });
    Content::list(told)
}

/// Values of fields the account added. What gives permission stands with the channels.
fn added(contact: &Contact, directory: &Directory) -> Content {
    let fields = directory
        .custom_fields
        .iter()
        .filter(|field| !is_permission(field.name.raw()));
    let told = fields.filter_map(|field| {
        let value = field.show(contact.custom.get(&field.id)?);
        Some(Content::Record(vec![
            ("field", told::foreign(&field.name, told::WORD)),
            (
                "value",
                Content::value(field.name.raw(), value.as_str()).cut(told::NAME),
            ),
        ]))
    });
    Content::list(told.take(FIELDS))
}

fn kin(kin: &Kin) -> Content {
    Content::Record(vec![
        ("id", Content::word(kin.id.as_str())),
        ("name", told::foreign(&kin.name, told::NAME)),
    ])
}

fn deal(card: &DealCard, names: &told::Names) -> Content {
    Content::Record(vec![
        ("id", Content::word(card.id.as_str())),
        ("name", told::foreign(&card.name, told::NAME)),
        ("status", Content::word(card.status.word())),
        ("stage", names.told(Naming::Stage, Some(card.stage.as_str()))),
        ("cents", Content::Number(card.value.0)),
        ("owner", names.owner(card.owner.as_ref())),
        ("at_stage_since", Content::at(Some(card.since))),
    ])
}

fn task(task: &Task, names: &told::Names) -> Content {
    Content::Record(vec![
        ("id", Content::word(task.id.as_str())),
        ("title", told::foreign(&task.title, told::NAME)),
        ("text", told::foreign(&task.body, told::LINE)),
        ("due", Content::at(task.due)),
        ("done", Content::Yes(task.completed)),
        ("who", names.owner(task.assigned_to.as_ref())),
    ])
}

fn appointment(booked: &Appointment, names: &told::Names) -> Content {
    Content::Record(vec![
        ("id", Content::word(booked.id.as_str())),
        ("title", told::foreign(&booked.title, told::NAME)),
        ("status", told::foreign(&booked.status, told::WORD)),
        ("start", Content::at(booked.start)),
        ("end", Content::at(booked.end)),
        ("who", names.owner(booked.user.as_ref())),
    ])
}
