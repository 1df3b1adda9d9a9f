//! From what happened to what automations listen to. Moments that nobody writes down, such as a silence or a birthday, are
//! worked out for those that somebody waits for.

use std::collections::{BTreeSet, HashMap};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::automation::definition::Definition;
use crate::automation::event::{Author, Event, EventKind, Mood, Turn};
use crate::domain::contact::Channel;
use crate::domain::conversation::MessageKind;
use crate::domain::filter::Vocabulary;
use crate::domain::value::ContactId;
use crate::engine::query::Sources;
use crate::store::{Happening, PastEvent, StoreError};

/// An appointment begins soon from here on.
const SOON: SignedDuration = SignedDuration::from_hours(24);
/// Words in the name of a stage at which a contract is signed.
const CONTRACT: &[&str] = &["contract", "escrow"];

/// What some automations wait for that nobody writes down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Silences, in hours.
    hours: BTreeSet<u32>,
    birthday: bool,
    quarter: bool,
    /// What puts people in and is not kept here, one sentence each.
    pub unseen: BTreeSet<String>,
}

impl Wanted {
    pub(super) fn by<'a>(definitions: impl Iterator<Item = &'a Definition>) -> Self {
        let mut wanted = Self::default();
        for definition in definitions {
            let enters = &definition.enters;
            match definition.trigger.word {
                "no reply" => {
                    let after = enters.length("after").map(|after| after.about().as_hours());
                    wanted
                        .hours
                        .extend(after.and_then(|hours| u32::try_from(hours).ok()));
                }
                "date reached" => match enters.line("date") {
                    Some("birthday") => wanted.birthday = true,
                    Some("quarter") => wanted.quarter = true,
                    other => wanted.unseen(definition, other.unwrap_or("that day")),
                },
                "listing" => wanted.unseen(definition, "what happens with homes"),
                "form" => wanted.unseen(definition, "forms"),
                "manual" => wanted.unseen(definition, "who is put in by hand"),
                "message received" if !enters.list("mood").is_empty() => {
                    wanted.unseen(definition, "how a message sounds");
                }
                _ => {}
            }
        }
        wanted
    }

    fn unseen(&mut self, definition: &Definition, what: &str) {
        self.unseen.insert(format!(
            "{}: {what} is not kept here, so nobody enters by it",
            definition.id()
        ));
    }
}

/// Everything from one moment to another, with everybody or one person, in its order.
pub(super) fn events(
    sources: &Sources<'_>,
    wanted: &Wanted,
    from: Timestamp,
    until: Timestamp,
    with: Option<&ContactId>,
) -> Result<Vec<Event>, StoreError> {
    let happened = sources.reader.happened(from, until, with)?;
    let names = sources.reader.vocabulary()?;
    let mut events = Vec::with_capacity(happened.len() + happened.len() / 4);
    let mut wrote: HashMap<&ContactId, Timestamp> = HashMap::new();
    for one in &happened {
        let silence = match one.what {
            Happening::Received(_) => wrote.insert(&one.contact, one.at),
            _ => None,
        };
        heard(one, silence, &names, from, &mut |at, kind| {
            let contact = one.contact.clone();
            events.push(Event { contact, at, kind });
        });
    }
    silences(&happened, wanted, until, &mut events);
    days(sources, wanted, from, until, with, &mut events)?;
    events.retain(|event| event.at >= from && event.at < until);
    events.sort_by_key(|event| event.at);
    Ok(events)
}

fn heard(
    one: &PastEvent,
    wrote: Option<Timestamp>,
    names: &Vocabulary,
    from: Timestamp,
    say: &mut impl FnMut(Timestamp, EventKind),
) {
    let at = one.at;
    let kind = match &one.what {
        Happening::Known => EventKind::Created,
        Happening::Tag { tag, on: true } => EventKind::TagAdded { tag: tag.clone() },
        Happening::Tag { tag, on: false } => EventKind::TagRemoved { tag: tag.clone() },
        Happening::Stage { from, to } => {
            let named = |id: &str| {
                let stage = names.stages.iter().find(|stage| stage.id == id);
                stage.map_or_else(|| id.to_owned(), |stage| stage.name.clone())
            };
            let to = named(to);
            let folded = to.to_lowercase();
            EventKind::Stage {
                from: from.as_deref().map(named).unwrap_or_default(),
                contract: CONTRACT.iter().any(|word| folded.contains(word)),
                to,
            }
        }
        Happening::Received(kind) => EventKind::Received {
            channel: channel(*kind),
            mood: Mood::Plain,
            silence: wrote.map(|wrote| u32::try_from(at.duration_since(wrote).as_hours() / 24).unwrap_or(0)),
        },
        Happening::Talked => EventKind::Talked,
        Happening::Sent { kind, by_hand } => EventKind::Sent {
            channel: channel(*kind),
            by: if *by_hand {
                Author::Person
            } else {
                Author::Workflow
            },
        },
        Happening::OptedOut => EventKind::OptedOut,
        Happening::Priority { from, to } => EventKind::Score {
            score: "priority".to_owned(),
            from: *from,
            to: *to,
        },
        Happening::Appointment {
            status,
            title,
            booked,
        } => {
            return appointment(at, status, title, booked.unwrap_or(from), say);
        }
    };
    say(at, kind);
}

fn appointment(
    starts: Timestamp,
    status: &str,
    title: &str,
    booked: Timestamp,
    say: &mut impl FnMut(Timestamp, EventKind),
) {
    let folded = title.to_lowercase();
    let sorts = [("showing", "showing"), ("consult", "consultation")];
    let sort = sorts.iter().find(|(word, _)| folded.contains(word));
    let sort = sort.map_or(title, |(_, sort)| sort).to_owned();
    let mut turn = |at, turn| {
        let sort = sort.clone();
        say(at, EventKind::Appointment { turn, sort, starts });
    };
    turn(booked, Turn::Booked);
    let soon = starts.saturating_sub(SOON).unwrap_or(starts);
    // When it was called off is not kept; then is the latest it can have been.
    match status {
        "cancelled" | "invalid" => turn(starts, Turn::Cancelled),
        "noshow" => {
            turn(soon.max(booked), Turn::Soon);
            turn(starts, Turn::NoShow);
        }
        _ => {
            turn(soon.max(booked), Turn::Soon);
            turn(starts, Turn::Done);
        }
    }
}

/// Each silence that somebody waits for, from the last word of each person, or from when they became known.
fn silences(happened: &[PastEvent], wanted: &Wanted, until: Timestamp, events: &mut Vec<Event>) {
    if wanted.hours.is_empty() {
        return;
    }
    let mut words: HashMap<&ContactId, Vec<(Timestamp, bool)>> = HashMap::new();
    for one in happened {
        let engaged = match one.what {
            Happening::Known => false,
            Happening::Received(_) => true,
            _ => continue,
        };
        words.entry(&one.contact).or_default().push((one.at, engaged));
    }
    for (contact, words) in words {
        let ends = words.iter().skip(1).map(|(at, _)| *at).chain([until]);
        for ((at, engaged), end) in words.iter().zip(ends) {
            for hours in &wanted.hours {
                let over = at.saturating_add(SignedDuration::from_hours(i64::from(*hours)));
                let Some(over) = over.ok().filter(|over| *over < end) else {
                    break;
                };
                events.push(Event {
                    contact: contact.clone(),
                    at: over,
                    kind: EventKind::Silent {
                        hours: *hours,
                        engaged: *engaged,
                    },
                });
            }
        }
    }
}

/// Birthdays and quarters, at nine in the account's zone.
fn days(
    sources: &Sources<'_>,
    wanted: &Wanted,
    from: Timestamp,
    until: Timestamp,
    with: Option<&ContactId>,
    events: &mut Vec<Event>,
) -> Result<(), StoreError> {
    if !wanted.birthday && !wanted.quarter {
        return Ok(());
    }
    let zone: &TimeZone = &sources.today.zone;
    let births = if wanted.birthday {
        sources.reader.births()?
    } else {
        Vec::new()
    };
    let everybody = match with {
        _ if !wanted.quarter => Vec::new(),
        Some(contact) => vec![contact.clone()],
        None => sources.reader.all_ids()?,
    };
    let mut day = from.to_zoned(zone.clone()).date();
    let last = until.to_zoned(zone.clone()).date();
    while day <= last {
        let at = day
            .at(9, 0, 0, 0)
            .to_zoned(zone.clone())
            .map(|nine| nine.timestamp());
        let born = births.iter().filter(|(contact, born)| {
            (born.month(), born.day()) == (day.month(), day.day()) && with.is_none_or(|with| with == contact)
        });
        let quarter = wanted.quarter && day.day() == 1 && day.month() % 3 == 1;
        let turned = everybody.iter().filter(|_| quarter);
        let named = born
            .map(|(contact, _)| (contact, "birthday"))
            .chain(turned.map(|contact| (contact, "quarter")));
        for (contact, date) in named {
            let Ok(at) = at else { continue };
            let date = date.to_owned();
            let contact = contact.clone();
            let kind = EventKind::Date { date };
            events.push(Event { contact, at, kind });
        }
        let Ok(next) = day.checked_add(1.day()) else { break };
        day = next;
    }
    Ok(())
}

const fn channel(kind: MessageKind) -> Channel {
    match kind {
        MessageKind::Email => Channel::Email,
        MessageKind::Call => Channel::Call,
        _ => Channel::Sms,
    }
}
