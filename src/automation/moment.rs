//! Moments that nobody writes down, for those that somebody waits for: a silence, a day that comes every year, a number that
//! crosses a mark, an appointment that is near. The rules of when they are stand here once, for the engine and for a dry run
//! over the past, so that the two cannot differ.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::definition::Definition;
use super::event::{EventKind, Turn};
use super::length::on_clock;
use crate::domain::automation::Yearly;

/// An appointment is near from here on: a day, as reminders of the house go out.
pub const SOON: SignedDuration = SignedDuration::from_hours(24);
/// As soon behind a moment as can be told: what comes of something at its own moment is heard then, and asked about when it is done.
pub const BEHIND: SignedDuration = SignedDuration::from_nanos(1);
/// The hour at which a day that comes is noticed, on the clock of whom it is about.
const MORNING: i8 = 9;

/// A moment that an automation asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// They have not answered for so many hours.
    Silence(u32),
    /// A day that people have.
    Day(Yearly),
    /// A number about them, by name, became another.
    Score(String),
    /// An appointment is near.
    Soon,
}

impl Ask {
    /// What an automation asks for; nothing when what puts people in is written down.
    pub fn of(definition: &Definition) -> Option<Self> {
        let enters = &definition.enters;
        match definition.trigger.word {
            "no reply" => {
                let hours = enters.length("after")?.about().as_hours();
                let hours = u32::try_from(hours).ok().filter(|hours| *hours > 0);
                hours.map(Self::Silence)
            }
            "date reached" => {
                let yearly = enters.line("every").is_some();
                Some(Self::Day(Yearly::of(enters.line("date")?, yearly)))
            }
            "score crosses" => Some(Self::Score(enters.line("score")?.trim().to_lowercase())),
            "appointment" if enters.line("turn") == Some(Turn::Soon.word()) => Some(Self::Soon),
            _ => None,
        }
    }
}

/// When they have not answered for so many hours what was written to them last, if they have not since; `heard` is their last
/// word.
pub fn silence(heard: Option<Timestamp>, wrote: Timestamp, hours: u32) -> Option<(Timestamp, EventKind)> {
    if heard.is_some_and(|heard| heard >= wrote) {
        return None;
    }
    let over = wrote
        .saturating_add(SignedDuration::from_hours(i64::from(hours)))
        .ok()?;
    let engaged = heard.is_some();
    Some((over, EventKind::Silent { hours, engaged }))
}

/// The moment at which a day is noticed in a zone.
pub fn morning(day: Date, zone: &TimeZone) -> Timestamp {
    on_clock(day.at(MORNING, 0, 0, 0), zone)
}

/// Further back no day is looked for, in days: a year and some.
const FAR: i64 = 400;

/// Days whose morning may lie between two moments somewhere on earth, oldest first; none that is far back.
pub fn days_between(from: Timestamp, until: Timestamp) -> Vec<Date> {
    let far = until.saturating_sub(SignedDuration::from_hours(24 * FAR));
    let from = from.max(far.unwrap_or(from));
    let first = TimeZone::UTC.to_datetime(from).date().yesterday();
    let last = TimeZone::UTC.to_datetime(until).date().tomorrow();
    let (Ok(first), Ok(last)) = (first, last) else {
        return Vec::new();
    };
    first.series(1.day()).take_while(|day| *day <= last).collect()
}

/// The day of the year as one number: month times a hundred and day.
pub fn day_of_year(day: Date) -> u16 {
    u16::from(day.month().unsigned_abs()) * 100 + u16::from(day.day().unsigned_abs())
}

/// Days of the year that are kept on a day. Who was born on the 29th of February has their day on the 28th when there is none.
pub fn kept_on(day: Date) -> Vec<u16> {
    let leap = day.month() == 2 && day.day() == 28 && !day.in_leap_year();
    let more = leap.then_some(229);
    [day_of_year(day)].into_iter().chain(more).collect()
}

/// Whether a quarter of the year begins.
pub fn begins_quarter(day: Date) -> bool {
    day.day() == 1 && day.month() % 3 == 1
}

/// When an appointment is near: never before it is booked.
pub fn soon(starts: Timestamp, booked: Option<Timestamp>) -> Timestamp {
    let soon = starts.saturating_sub(SOON).unwrap_or(starts);
    booked.map_or(soon, |booked| soon.max(booked.min(starts)))
}

/// What kind of appointment it is, by its title and the name of its calendar: one of the house's kinds, or its title.
pub fn sort(title: &str, calendar: &str) -> String {
    let words = format!("{title} {calendar}").to_lowercase();
    let sorts = [("showing", "showing"), ("consult", "consultation")];
    let found = sorts.iter().find(|(word, _)| words.contains(word));
    found.map_or(title, |(_, sort)| sort).to_owned()
}
