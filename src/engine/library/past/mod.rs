//! From what happened to what automations listen to. Moments that nobody writes down, such as a silence or a birthday, are
//! worked out for those that somebody waits for. `appointment` tells what those come to that were moved and called off. Must
//! not read the file itself: what happened is the store's. To add something that is heard: its arm in `heard`, and whether it puts
//! somebody in, in [`Wanted`].

mod appointment;

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::automation::definition::Definition;
use crate::automation::event::{Author, Event, EventKind, Mood, UNDELIVERED};
use crate::automation::moment::{Ask, BEHIND, begins_quarter, days_between, kept_on, morning, silence};
use crate::domain::automation::Yearly;
use crate::domain::contact::Channel;
use crate::domain::conversation::MessageKind;
use crate::domain::filter::Vocabulary;
use crate::domain::value::ContactId;
use crate::engine::mood::mood;
use crate::engine::query::Sources;
use crate::scoring::stage;
use crate::store::{
    Chosen, Days, Dealt, Happening, Keeper, Look, Moved, PastEvent, Reader, Sender, StoreError,
};

type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// What is written so soon after somebody became known, or filled in a form, is fetched with that, and no reply.
const TOGETHER: SignedDuration = SignedDuration::from_mins(1);

/// What some automations wait for that nobody writes down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Who is played: what they really sent is not heard besides.
    ids: BTreeSet<String>,
    asks: BTreeSet<Ask>,
    /// What puts people in, by its word.
    enters: BTreeSet<&'static str>,
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
            wanted.enters.insert(definition.trigger.word);
            wanted.asks.extend(Ask::of(definition));
            if definition.listens_for(UNDELIVERED) {
                wanted.unseen.insert(format!(
                    "{}: that a message did not reach somebody is not played, so each does in the trial",
                    definition.id()
                ));
            }
            if definition.listens_for("opened") || definition.listens_for("clicked") {
                wanted.unseen.insert(format!(
                    "{}: when a mail was opened or a link in it followed is not kept here, so nobody does so in the trial",
                    definition.id()
                ));
            }
            match definition.trigger.word {
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

    /// Whether it may put somebody in.
    fn lets_in(&self, what: &Happening) -> bool {
        let word = match what {
            Happening::Known { arrived, tags } => {
                return *arrived && self.enters.contains("contact created")
                    || !tags.is_empty() && self.enters.contains("tag added");
            }
            Happening::Tag { on: true, .. } => "tag added",
            Happening::Tag { on: false, .. } => "tag removed",
            Happening::Stage { .. } => "stage changed",
            Happening::Received { .. } => "message received",
            // A silence begins with it.
            Happening::Sent { .. } => "no reply",
            Happening::Appointment { .. } => "appointment",
            Happening::Form(_) => "form",
            Happening::Home(_) => "listing",
            Happening::Talked | Happening::OptedOut => return false,
        };
        self.enters.contains(word)
    }

    fn unseen(&mut self, definition: &Definition, what: &str) {
        self.unseen.insert(format!(
            "{}: {what} is not kept here, so nobody enters by it",
            definition.id()
        ));
    }
}

/// Everything from one moment to another with everybody of whose household somebody may come in, dealt out to the readers, and the
/// moments that stand for themselves, by person.
pub(super) fn dealt(
    sources: &Sources<'_>,
    wanted: &Wanted,
    (from, until): (Timestamp, Timestamp),
    beside: &mut [Reader],
) -> Result<(Dealt, HashMap<ContactId, Vec<Event>>), StoreError> {
    let mut moments: HashMap<ContactId, Vec<Event>> = HashMap::new();
    for event in self::moments(sources, wanted, (from, until), None)? {
        moments.entry(event.contact.clone()).or_default().push(event);
    }
    let besides: HashSet<ContactId> = moments.keys().cloned().collect();
    let chosen = Chosen {
        by: &|what| wanted.lets_in(what),
        besides: &besides,
    };
    let look = Look {
        from,
        until,
        with: None,
        words: wanted.moods,
    };
    Ok((sources.reader.dealt(&look, chosen, beside)?, moments))
}

/// Everything from one moment to another, with everybody or one person, in its order.
pub(super) fn events(
    sources: &Sources<'_>,
    wanted: &Wanted,
    from: Timestamp,
    until: Timestamp,
    with: Option<&ContactId>,
) -> Result<Vec<Event>, StoreError> {
    let moments = moments(sources, wanted, (from, until), with)?;
    let happened = sources.reader.happened(&Look {
        from,
        until,
        with,
        words: wanted.moods,
    })?;
    let names = sources.reader.vocabulary()?;
    Ok(heard_of(&happened, moments, wanted, &names, (from, until)))
}

/// Moments that nobody writes down and that stand for themselves: days, and numbers that became others.
fn moments(
    sources: &Sources<'_>,
    wanted: &Wanted,
    span: (Timestamp, Timestamp),
    with: Option<&ContactId>,
) -> Result<Vec<Event>, StoreError> {
    let mut events = Vec::new();
    for ask in &wanted.asks {
        if let Ask::Day(what) = ask {
            events.extend(days(sources, what, span, with)?);
        }
    }
    events.extend(scores(sources, wanted, span, with)?);
    Ok(events)
}

/// What happened, in its order, with the moments that come of it and these.
pub(super) fn heard_of(
    happened: &[PastEvent],
    moments: Vec<Event>,
    wanted: &Wanted,
    names: &Vocabulary,
    (from, until): (Timestamp, Timestamp),
) -> Vec<Event> {
    let mut events = Vec::with_capacity(happened.len() + happened.len() / 4);
    let mut wrote: Map<&ContactId, Timestamp> = Map::default();
    let enquiries = enquiries(happened);
    for one in happened {
        let silence = match one.what {
            Happening::Received { .. } => wrote.insert(&one.contact, one.at),
            _ => None,
        };
        if wanted.is_played(&one.what) {
            continue;
        }
        heard(one, silence, names, from, &mut |at, kind| {
            let contact = one.contact.clone();
            let comes = matches!(one.what, Happening::Known { .. } | Happening::Form(_));
            let enquired = comes.then(|| enquiries.get(&(contact.clone(), at))).flatten();
            let at = enquired.map_or(at, |wrote| *wrote + BEHIND);
            events.push(Event { contact, at, kind });
        });
    }
    silences(happened, wanted, until, &mut events);
    events.extend(moments);
    events.retain(|event| event.at >= from && event.at < until);
    events.sort_by_key(|event| event.at);
    events
}

/// Of each moment at which somebody became known or filled in a form and wrote, the last message that came with it: that is
/// heard when the message is here.
fn enquiries(happened: &[PastEvent]) -> Map<(ContactId, Timestamp), Timestamp> {
    let mut came: Map<&ContactId, Vec<Timestamp>> = Map::default();
    let mut wrote = Map::default();
    for one in happened {
        match one.what {
            Happening::Known { .. } | Happening::Form(_) => {
                came.entry(&one.contact).or_default().push(one.at);
            }
            Happening::Received { .. } => {
                // Mostly nobody came.
                let came = Some(&came).filter(|came| !came.is_empty());
                let moments = came.and_then(|came| came.get(&one.contact)).into_iter().flatten();
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
    let at = match &one.what {
        Happening::Tag { by: Some(_), .. } => one.at + BEHIND,
        _ => one.at,
    };
    let kind = match &one.what {
        Happening::Known { arrived, tags } => {
            if *arrived {
                say(at, EventKind::Created);
            }
            let tags = tags.iter().cloned();
            tags.for_each(|tag| say(at, EventKind::TagAdded { tag }));
            return;
        }
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
        // A call that reached nobody is no word of either; a silence it ends all the same.
        Happening::Received {
            kind: MessageKind::Call,
            ..
        }
        | Happening::Sent {
            kind: MessageKind::Call,
            ..
        } => return,
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
            title,
            calendar,
            booked,
            first,
            then,
        } => {
            let called = (title.as_str(), calendar.as_str());
            return appointment::heard(called, booked.unwrap_or(from), (first, then), say);
        }
    };
    say(at, kind);
}

/// The last word between somebody and us.
#[derive(Clone, Copy, Default)]
struct Word {
    /// When it was said, when it was ours.
    ours: Option<Timestamp>,
    /// When they last said something.
    heard: Option<Timestamp>,
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
    let mut over = |contact: &ContactId, word: &Word, end: Timestamp| {
        let ours = word.ours.into_iter();
        let over = ours.flat_map(|at| {
            hours
                .iter()
                .filter_map(move |hours| silence(word.heard, at, *hours))
        });
        events.extend(over.filter(|(over, _)| *over < end).map(|(at, kind)| Event {
            contact: contact.clone(),
            at,
            kind,
        }));
    };
    let mut last: Map<&ContactId, Word> = Map::default();
    for one in happened {
        let ours = match one.what {
            Happening::Received { .. } | Happening::Talked => false,
            Happening::Sent { .. } => true,
            _ => continue,
        };
        let word = last.entry(&one.contact).or_default();
        over(&one.contact, word, one.at);
        word.ours = ours.then_some(one.at);
        if !ours {
            word.heard = Some(one.at);
        }
    }
    for (contact, word) in &last {
        over(contact, word, until);
    }
}

/// A day that people have, in the morning of each whose it is.
fn days(
    sources: &Sources<'_>,
    what: &Yearly,
    (from, until): (Timestamp, Timestamp),
    with: Option<&ContactId>,
) -> Result<Vec<Event>, StoreError> {
    let all = Days {
        what: what.clone(),
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
            Yearly::Birthday | Yearly::HomeAnniversary | Yearly::Field { .. } => kept_on(day),
        };
        let keepers = on.iter().filter_map(|on| by_day.get(on)).flatten();
        let keepers = keepers.filter(|(keeper, _)| keeper.has_it_in(day.year()));
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
