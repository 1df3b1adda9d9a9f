//! Free times of the calendars.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Refusal, Tool, told};
use crate::copilot::content::Content;
use crate::copilot::hands::Reply;
use crate::domain::appointment::Calendar;
use crate::domain::record::EntityKind;
use crate::domain::slots::Hours;
use crate::engine::query::Sources;

/// Calendars that are looked at, and free times of each that are told.
const CALENDARS: usize = 8;
const TIMES: usize = 24;
/// Days that can be asked for at once.
const DAYS: i32 = 14;
/// Days that are looked at by themselves.
const WEEK: i32 = 7;
/// The stream of changes that brings appointments.
const COPIED: &str = "appointments";

/// Tells free times.
pub(super) struct FreeSlots;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// The first day, like 2026-11-26; today without it.
    #[serde(default)]
    from: Option<String>,
    /// The last day, like 2026-12-02.
    #[serde(default)]
    to: Option<String>,
    /// The id of one calendar; all of them without it.
    #[serde(default)]
    calendar: Option<String>,
}

impl Tool for FreeSlots {
    const NAME: &'static str = "free_slots";
    const ABOUT: &'static str = include_str!("free_slots.md");
    const PROPOSES: bool = false;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        let directory = sources.reader.directory()?;
        let zone = office_zone(sources)?;
        let span = span(&input, sources.today.now, &zone)?;
        let mut calendars = directory.calendars;
        if let Some(wanted) = &input.calendar {
            calendars.retain(|calendar| calendar.id.as_str() == wanted);
            if calendars.is_empty() {
                return Err(Refusal::unknown("calendar", wanted));
            }
        }
        let booked = sources.reader.booked(span.0, span.1)?;
        let mut told = Vec::new();
        let mut free = 0;
        for calendar in calendars.iter().take(CALENDARS) {
            let fields = sources
                .reader
                .fields(EntityKind::Calendar, calendar.id.as_str())?;
            let hours = fields.and_then(|fields| Hours::from_fields(calendar.id.clone(), &fields));
            let (times, more) = match &hours {
                Some(hours) => hours.free(span, sources.today.now, &zone, &booked, TIMES),
                None => (Vec::new(), false),
            };
            free += times.len();
            told.push(one(calendar, hours.as_ref(), &times, more, &zone));
        }
        let cursors = sources.reader.cursors()?;
        let copied = cursors
            .iter()
            .find(|cursor| cursor.name == COPIED)
            .map(|cursor| cursor.at);
        Ok(Reply {
            content: Content::Record(vec![
                ("copied", Content::at(copied)),
                ("zone", Content::word(zone.iana_name().unwrap_or("UTC"))),
                ("calendars", Content::list(told)),
                ("more", Content::Yes(calendars.len() > CALENDARS)),
            ]),
            known: Vec::new(),
            line: format!("free times · {free}"),
            plan: None,
        })
    }
}

fn one(
    calendar: &Calendar,
    hours: Option<&Hours>,
    times: &[Timestamp],
    more: bool,
    zone: &TimeZone,
) -> Content {
    let times = times.iter().map(|at| {
        let local = at
            .to_zoned(zone.clone())
            .strftime("%a %Y-%m-%d %H:%M")
            .to_string();
        Content::Record(vec![
            ("at", Content::at(Some(*at))),
            ("local", Content::Word(local)),
        ])
    });
    let minutes = hours.map_or(Content::Nothing, |hours| Content::Number(hours.length.as_mins()));
    Content::Record(vec![
        ("id", Content::word(calendar.id.as_str())),
        ("name", told::foreign(&calendar.name, told::NAME)),
        ("minutes", minutes),
        ("free", Content::list(times)),
        ("more", Content::Yes(more)),
    ])
}

/// The stretch of time that is asked for: whole days on the clock of the office.
fn span(input: &Input, now: Timestamp, zone: &TimeZone) -> Result<(Timestamp, Timestamp), Refusal> {
    let day = |text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => text.trim().parse::<Date>().map(Some).map_err(|_| {
            Refusal::new("A day is written like 2026-11-26; nothing was looked up. Ask again with such days.")
        }),
    };
    let today = now.to_zoned(zone.clone()).date();
    let from = day(&input.from)?.unwrap_or(today);
    let last = |days: i32| from.checked_add(days.days()).unwrap_or(from);
    let to = day(&input.to)?.unwrap_or_else(|| last(WEEK - 1));
    if to < from || to >= last(DAYS) {
        return Err(Refusal(format!(
            "The last day comes before the first or more than {DAYS} days are asked for; nothing was looked up. Ask for fewer days."
        )));
    }
    let begins = |day: Date| day.to_zoned(zone.clone()).map(|begins| begins.timestamp());
    let end = to.checked_add(1.day()).and_then(begins);
    match (begins(from), end) {
        (Ok(from), Ok(to)) => Ok((from, to)),
        _ => Err(Refusal::new(
            "These days are too far away; nothing was looked up. Ask for nearer days.",
        )),
    }
}

/// The zone in which the office's hours are told; the agent's own where the account names none.
pub(super) fn office_zone(sources: &Sources<'_>) -> Result<TimeZone, Refusal> {
    let directory = sources.reader.directory()?;
    let office = directory
        .location
        .as_ref()
        .and_then(|location| location.timezone.as_deref());
    let zone = office.and_then(|name| TimeZone::get(name).ok());
    Ok(zone.unwrap_or_else(|| sources.today.zone.clone()))
}
