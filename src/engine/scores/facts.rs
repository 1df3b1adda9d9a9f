//! From what the file knows of a person to what scores are made from.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{kind, signals};
use crate::domain::contact::{Channel, Contact, Dnd};
use crate::domain::custom_field::{CustomField, show_value};
use crate::domain::decide::OPTED_OUT;
use crate::domain::pipeline::Stage;
use crate::scoring::history::{Before, Deal, Held, History, Said};
use crate::scoring::inputs::Evidence;
use crate::scoring::learned::protected::{WHERE, trait_of};
use crate::scoring::learned::table::Column;
use crate::scoring::learned::words::words;
use crate::store::{Directory, ScoredDeal, ScoredMessage, ToScore};

/// Ways of reaching somebody; when all are closed they are not to be disturbed.
const WAYS: [Channel; 3] = [Channel::Sms, Channel::Email, Channel::Call];
/// The CRM's words for whom is a client of the past, or somebody one knows.
const PAST: [&str; 4] = ["customer", "past client", "past_client", "sphere"];

/// Words in the name of a field that holds where somebody looks for a home.
const SOUGHT: [&str; 9] = [
    "preferred",
    "preference",
    "desired",
    "wanted",
    "target",
    "search",
    "looking",
    "interest",
    "interested",
];

/// What is known of a person at a moment.
pub(super) fn history<'a>(
    person: &'a ToScore,
    directory: &'a Directory,
    zone: &TimeZone,
    now: Timestamp,
) -> History<'a> {
    told(person, said(&person.messages), directory, zone, now)
}

/// A thread with what is found in it.
pub(in crate::engine) fn said(messages: &[ScoredMessage]) -> Vec<Said<'_>> {
    let all = messages.iter().map(|message| Said {
        id: message.id.as_str().into(),
        at: message.at.as_second(),
        inbound: message.inbound,
        call: message.call,
        body: message.body.as_str().into(),
        signals: if message.inbound {
            signals::found(&message.body)
        } else {
            Vec::new()
        },
    });
    all.collect()
}

/// The same of somebody whose thread has been read.
pub(in crate::engine) fn told<'a>(
    person: &'a ToScore,
    messages: Vec<Said<'a>>,
    directory: &'a Directory,
    zone: &TimeZone,
    now: Timestamp,
) -> History<'a> {
    let contact = &person.contact;
    let stage = person.deal.as_ref().and_then(|deal| stage(directory, deal));
    let pipeline = person.deal.as_ref().map_or("", |deal| pipeline(directory, deal));
    let theirs = messages
        .iter()
        .filter(|said| said.inbound)
        .flat_map(|said| &said.signals);
    let kind = kind::of(person, pipeline, theirs);
    History {
        kind,
        blocked: blocked(contact),
        past: is_past(person),
        added: contact.added.map(Timestamp::as_second),
        source: contact.source.raw().into(),
        tags: contact.tags.iter().map(|tag| tag.raw().into()).collect(),
        fields: held(contact, directory),
        messages,
        answers: person.answers.clone(),
        deal: person.deal.as_ref().map(|deal| Deal {
            id: deal.id.as_str().into(),
            stage: stage.map_or("", |stage| stage.name.raw()).into(),
            since: deal.since.map(Timestamp::as_second),
            price: Some(deal.value),
        }),
        before: Before {
            hot_with: person.hot_with.clone(),
            commitment_peak: person.peak,
        },
        offset: offset(contact, zone, now),
    }
}

/// Why somebody is not to be disturbed, if they are not.
fn blocked(contact: &Contact) -> Option<Evidence> {
    let opted_out = |tag: &crate::domain::value::Foreign| tag.raw().eq_ignore_ascii_case(OPTED_OUT);
    let name = if contact.tags.iter().any(opted_out) {
        "tags"
    } else if contact.dnd {
        "dnd"
    } else if WAYS.iter().all(|way| contact.dnd_on(*way) != Dnd::Open) {
        "dndSettings"
    } else {
        return None;
    };
    Some(Evidence::Field(name.to_owned()))
}

fn is_past(person: &ToScore) -> bool {
    let word = person.contact.kind.raw().trim().to_lowercase();
    let tagged = person.contact.tags.iter().any(|tag| {
        let tag = tag.raw().to_lowercase();
        PAST.iter().skip(1).any(|past| tag == *past)
    });
    person.deal.is_none() && (person.won || tagged || PAST.contains(&word.as_str()))
}

/// An account without the fields that tell who somebody is by birth, belief, family, health or origin, or that stand in for it: no
/// score may look at them, whatever questions their names would answer.
pub(super) fn without_traits(mut directory: Directory) -> Directory {
    directory.custom_fields.retain(|field| !tells_a_trait(field));
    directory
}

/// Whether a field tells a protected trait, by its name or by what can be chosen in it. Where somebody looks for a home is an
/// answer of theirs; where they live is not.
pub(in crate::engine) fn tells_a_trait(field: &CustomField) -> bool {
    let levels: Vec<String> = field
        .options
        .iter()
        .map(|option| option.raw().to_owned())
        .collect();
    let column = Column {
        name: field.name.raw().to_owned(),
        codes: (0..).take(levels.len()).collect(),
        levels,
    };
    trait_of(&column).is_some_and(|told| told != WHERE || !is_sought(&column.name))
}

/// Whether the name of a field speaks of a place that somebody looks for.
fn is_sought(name: &str) -> bool {
    let words = words(name);
    let alone = ["neighborhood", "neighborhoods", "neighbourhood", "neighbourhoods"];
    words.iter().any(|word| SOUGHT.contains(&word.as_str()))
        || words.len() == 1 && alone.contains(&words[0].as_str())
}

/// What the account's fields hold of somebody. Which fields there are is decided by [`without_traits`].
fn held<'a>(contact: &'a Contact, directory: &'a Directory) -> Vec<Held<'a>> {
    let fields = directory.custom_fields.iter().filter_map(|field| {
        let value = show_value(contact.custom.get(&field.id)?).as_str().to_owned();
        Some(Held {
            id: field.id.as_str().into(),
            name: field.name.raw().into(),
            value: Cow::Owned(value),
        })
    });
    fields.filter(|field| !field.value.trim().is_empty()).collect()
}

fn stage<'a>(directory: &'a Directory, deal: &ScoredDeal) -> Option<&'a Stage> {
    directory.stage(&deal.stage.as_str().into())
}

fn pipeline<'a>(directory: &'a Directory, deal: &ScoredDeal) -> &'a str {
    let found = directory
        .pipelines
        .iter()
        .find(|pipeline| pipeline.id.as_str() == deal.pipeline);
    found.map_or("", |pipeline| pipeline.name.raw())
}

/// How far their clock is ahead of UTC, in seconds; where it is not known, the agent's.
fn offset(contact: &Contact, zone: &TimeZone, now: Timestamp) -> i32 {
    let theirs = contact
        .timezone
        .as_deref()
        .and_then(|name| TimeZone::get(name).ok());
    theirs.as_ref().unwrap_or(zone).to_offset(now).seconds()
}
