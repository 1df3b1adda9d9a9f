//! From what happened to what automations listen to. Moments that nobody writes down, such as a silence or a birthday, are
//! worked out for those that somebody waits for.

use std::collections::{BTreeSet, HashMap};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::automation::definition::Definition;
use crate::automation::event::{Author, Event, EventKind, Mood, Turn};
use crate::automation::moment::{Ask, begins_quarter, days_between, kept_on, morning, silence, soon, sort};
use crate::automation::words::Asks;
use crate::domain::automation::Yearly;
use crate::domain::contact::Channel;
use crate::domain::conversation::MessageKind;
use crate::domain::filter::Vocabulary;
use crate::domain::value::ContactId;
use crate::engine::automations::is_unheard;
use crate::engine::mood::mood;
use crate::engine::query::Sources;
use crate::scoring::stage;
use crate::store::{Days, Happening, Keeper, Moved, PastEvent, Sender, StoreError};

/// What is written so soon after somebody became known, or filled in a form, is fetched with that, and no reply.
const TOGETHER: SignedDuration = SignedDuration::from_mins(1);
/// As soon afterwards as can be told.
const BEHIND: SignedDuration = SignedDuration::from_nanos(1);

/// What some automations wait for that nobody writes down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Who is played: what they really sent is not heard besides.
    ids: BTreeSet<String>,
    asks: BTreeSet<Ask>,
    /// Somebody listens to how a message sounds.
    moods: bool,
    /// What puts people in and is not kept here, one sentence each.
    pub unseen: BTreeSet<String>,
}

impl Wanted {
    pub(super) fn by<'a>(definitions: impl Iterator<Item = &'a Definition>) -> Self {
        let mut wanted = Self::default();
        for definition in definitions {
            let enters = &definition.enters;
            wanted.ids.insert(definition.id().to_owned());
            wanted.asks.extend(Ask::of(definition));
            if hears_mails(definition) {
                wanted.unseen.insert(format!(
                    "{}: when a mail was opened or a link in it followed is not kept here, so nobody does so in the trial",
                    definition.id()
                ));
            }
            match definition.trigger.word {
                "listing" if is_unheard(definition) => {
                    wanted.unseen(
                        definition,
                        "how homes of ours do, and which owners sell by themselves",
                    );
                }
                "manual" => wanted.unseen(definition, "who is put in by hand"),
                "message received" => wanted.moods |= !enters.list("mood").is_empty(),
                _ => {}
            }
        }
        wanted
    }

    /// Whether it was done by one of those who are played, which do it once more.
    fn is_played(&self, what: &Happening) -> bool {
        match what {
            Happening::Sent {
                by: Sender::Automation(id),
                ..
            } => id.as_ref().is_none_or(|id| self.ids.contains(id)),
            Happening::Tag { by: Some(id), .. } => self.ids.contains(id),
            _ => false,
        }
    }

    fn unseen(&mut self, definition: &Definition, what: &str) {
        self.unseen.insert(format!(
            "{}: {what} is not kept here, so nobody enters by it",
            definition.id()
        ));
    }
}

/// Whether a step waits for, or asks whether, a mail was opened.
fn hears_mails(definition: &Definition) -> bool {
    let is = |word: &str| matches!(word, "opened" | "clicked");
    definition.all_steps().into_iter().any(|step| {
        let asks = step.args.condition("if").map(|condition| &condition.asks);
        step.args.line("until").is_some_and(is) || matches!(asks, Some(Asks::Heard(word)) if is(word))
    })
}

/// Everything from one moment to another, with everybody or one person, in its order.
pub(super) fn events(
    sources: &Sources<'_>,
    wanted: &Wanted,
    from: Timestamp,
    until: Timestamp,
    with: Option<&ContactId>,
) -> Result<Vec<Event>, StoreError> {
    let happened = sources.reader.happened(from, until, with, wanted.moods)?;
    let names = sources.reader.vocabulary()?;
    let mut events = Vec::with_capacity(happened.len() + happened.len() / 4);
    let mut wrote: HashMap<&ContactId, Timestamp> = HashMap::new();
    let enquiries = enquiries(&happened);
    for one in &happened {
        let silence = match one.what {
            Happening::Received { .. } => wrote.insert(&one.contact, one.at),
            _ => None,
        };
        if wanted.is_played(&one.what) {
            continue;
        }
        heard(one, silence, &names, from, &mut |at, kind| {
            let contact = one.contact.clone();
            let comes = matches!(kind, EventKind::Created | EventKind::Form { .. });
            let enquired = comes.then(|| enquiries.get(&(contact.clone(), at))).flatten();
            let at = enquired.map_or(at, |wrote| *wrote + BEHIND);
            events.push(Event { contact, at, kind });
        });
    }
    silences(&happened, wanted, until, &mut events);
    for ask in &wanted.asks {
        if let Ask::Day(what) = ask {
            events.extend(days(sources, *what, (from, until), with)?);
        }
    }
    events.extend(scores(sources, wanted, (from, until), with)?);
    events.retain(|event| event.at >= from && event.at < until);
    events.sort_by_key(|event| event.at);
    Ok(events)
}

/// Of each moment at which somebody became known or filled in a form and wrote, the last message that came with it: that is
/// heard when the message is here.
fn enquiries(happened: &[PastEvent]) -> HashMap<(ContactId, Timestamp), Timestamp> {
    let mut came: HashMap<&ContactId, Vec<Timestamp>> = HashMap::new();
    let mut wrote = HashMap::new();
    for one in happened {
        match one.what {
            Happening::Known | Happening::Form(_) => came.entry(&one.contact).or_default().push(one.at),
            Happening::Received { .. } => {
                let moments = came.get(&one.contact).into_iter().flatten();
                for moment in moments.filter(|moment| one.at.duration_since(**moment) <= TOGETHER) {
                    wrote.insert((one.contact.clone(), *moment), one.at);
                }
            }
            _ => {}
        }
    }
    wrote
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
        Happening::Tag { tag, on: true, .. } => EventKind::TagAdded { tag: tag.clone() },
        Happening::Tag { tag, on: false, .. } => EventKind::TagRemoved { tag: tag.clone() },
        Happening::Stage { from, to } => {
            let named = |id: &str| {
                let stage = names.stages.iter().find(|stage| stage.id == id);
                stage.map_or_else(|| id.to_owned(), |stage| stage.name.clone())
            };
            let to = named(to);
            EventKind::Stage {
                from: from.as_deref().map(named).unwrap_or_default(),
                contract: stage::named(&to).contracted,
                to,
            }
        }
        Happening::Received { kind, words } => EventKind::Received {
            channel: channel(*kind),
            mood: words.as_deref().map_or(Mood::Plain, mood),
            silence: wrote.map(|wrote| u32::try_from(at.duration_since(wrote).as_hours() / 24).unwrap_or(0)),
        },
        Happening::Talked => EventKind::Talked,
        Happening::Sent { kind, by } => EventKind::Sent {
            channel: channel(*kind),
            by: match by {
                Sender::Person => Author::Person,
                Sender::Workflow => Author::Workflow,
                Sender::Automation(_) => Author::Automation,
            },
        },
        Happening::OptedOut => EventKind::OptedOut,
        Happening::Home(news) => EventKind::of_home(news),
        Happening::Form(form) => EventKind::Form { form: form.clone() },
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
    let sort = sort(title, "");
    let mut turn = |at, turn| {
        let sort = sort.clone();
        say(at, EventKind::Appointment { turn, sort, starts });
    };
    turn(booked, Turn::Booked);
    let near = soon(starts, Some(booked));
    // When it was called off is not kept; then is the latest it can have been.
    match status {
        "cancelled" | "invalid" => turn(starts, Turn::Cancelled),
        "noshow" => {
            turn(near, Turn::Soon);
            turn(starts, Turn::NoShow);
        }
        _ => {
            turn(near, Turn::Soon);
            turn(starts, Turn::Done);
        }
    }
}

/// Each silence that somebody waits for: from a message to them until the next word of either.
fn silences(happened: &[PastEvent], wanted: &Wanted, until: Timestamp, events: &mut Vec<Event>) {
    let hours: Vec<u32> = wanted
        .asks
        .iter()
        .filter_map(|ask| match ask {
            Ask::Silence(hours) => Some(*hours),
            _ => None,
        })
        .collect();
    if hours.is_empty() {
        return;
    }
    let mut words: HashMap<&ContactId, Vec<(Timestamp, bool)>> = HashMap::new();
    for one in happened {
        let ours = match one.what {
            Happening::Received { .. } | Happening::Talked => false,
            Happening::Sent { .. } => true,
            _ => continue,
        };
        words.entry(&one.contact).or_default().push((one.at, ours));
    }
    for (contact, words) in words {
        let ends = words.iter().skip(1).map(|(at, _)| *at).chain([until]);
        let mut heard = None;
        for ((at, ours), end) in words.iter().zip(ends) {
            if !ours {
                heard = Some(*at);
                continue;
            }
            let over = hours.iter().filter_map(|hours| silence(heard, *at, *hours));
            events.extend(over.filter(|(over, _)| *over < end).map(|(at, kind)| Event {
                contact: contact.clone(),
                at,
                kind,
            }));
        }
    }
}

/// A day that comes every year, in the morning of each whose it is.
fn days(
    sources: &Sources<'_>,
    what: Yearly,
    (from, until): (Timestamp, Timestamp),
    with: Option<&ContactId>,
) -> Result<Vec<Event>, StoreError> {
    let all = Days {
        what,
        on: None,
        unheard: None,
    };
    let mut by_day: HashMap<u16, Vec<(Keeper, TimeZone)>> = HashMap::new();
    for keeper in sources.reader.keepers(&all, with)? {
        let zone = keeper.zone.as_deref().and_then(|zone| TimeZone::get(zone).ok());
        let zone = zone.unwrap_or_else(|| sources.today.zone.clone());
        by_day.entry(keeper.on).or_default().push((keeper, zone));
    }
    let mut events = Vec::new();
    for day in days_between(from, until) {
        let on = match what {
            Yearly::Quarter if begins_quarter(day) => vec![0],
            Yearly::Quarter => Vec::new(),
            Yearly::Birthday | Yearly::HomeAnniversary => kept_on(day),
        };
        let keepers = on.iter().filter_map(|on| by_day.get(on)).flatten();
        let keepers = keepers.filter(|(keeper, _)| keeper.since < day.year());
        events.extend(keepers.map(|(keeper, zone)| Event {
            contact: keeper.contact.clone(),
            at: morning(day, zone),
            kind: EventKind::Date {
                date: what.word().to_owned(),
            },
        }));
    }
    Ok(events)
}

fn scores(
    sources: &Sources<'_>,
    wanted: &Wanted,
    span: (Timestamp, Timestamp),
    with: Option<&ContactId>,
) -> Result<Vec<Event>, StoreError> {
    let names: Vec<String> = wanted
        .asks
        .iter()
        .filter_map(|ask| match ask {
            Ask::Score(name) => Some(name.clone()),
            _ => None,
        })
        .collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let moved = sources.reader.moved_between(&names, span, with)?;
    let event = |moved: Moved| Event {
        contact: moved.contact,
        at: moved.at,
        kind: EventKind::Score {
            score: moved.score,
            from: moved.from,
            to: moved.to,
        },
    };
    Ok(moved.into_iter().map(event).collect())
}

const fn channel(kind: MessageKind) -> Channel {
    match kind {
        MessageKind::Email => Channel::Email,
        MessageKind::Call => Channel::Call,
        _ => Channel::Sms,
    }
}
