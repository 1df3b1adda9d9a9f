//! Proposing an appointment.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::field::{NAMED, moment, told};
use super::free_slots::office_zone;
use super::plan::{Making, Wish};
use super::{Refusal, Tool, wording};
use crate::copilot::hands::Reply;
use crate::domain::appointment::Appointment;
use crate::domain::plan::{Deed, Remark};
use crate::domain::record::EntityKind;
use crate::domain::slots::Hours;
use crate::domain::value::CalendarId;
use crate::engine::calling::slot;
use crate::engine::query::Sources;

/// How far ahead it is looked for what is booked: no appointment of an office is longer.
const LOOKED_AT: SignedDuration = SignedDuration::from_hours(4);
/// How long somebody is busy from a beginning on, when nothing says how long.
const USUAL: SignedDuration = SignedDuration::from_mins(30);
/// How an appointment stands that keeps nobody busy.
const OFF: [&str; 3] = ["cancelled", "noshow", "invalid"];

/// Proposes an appointment.
pub(super) struct BookAppointment;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Id of the person.
    person: String,
    /// Id of the calendar.
    calendar: String,
    /// When it begins: a free slot, as a moment such as 2026-04-09T10:00:00-07:00, or in the agent's local time as
    /// 2026-04-09 10:00.
    start: String,
    /// What to call it.
    title: String,
}

impl Tool for BookAppointment {
    const NAME: &'static str = "book_appointment";
    const ABOUT: &'static str = include_str!("book_appointment.md");
    const PROPOSES: bool = true;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        let directory = sources.reader.directory()?;
        let calendar = CalendarId::from(input.calendar.trim());
        let Some(known) = directory.calendars.iter().find(|known| known.id == calendar) else {
            let ids: Vec<&str> = directory
                .calendars
                .iter()
                .take(NAMED)
                .map(|known| known.id.as_str())
                .collect();
            return Err(Refusal(format!(
                "There is no calendar with the id {calendar}; nothing was proposed. Calendars: {}.",
                ids.join(", ")
            )));
        };
        let start = moment(&input.start, sources)?;
        if !is_free(&calendar, start, sources)? {
            return Err(Refusal(format!(
                "{} is no free slot of that calendar; nothing was proposed. Ask for free_slots.",
                told(start, sources)
            )));
        }
        let mut remarks = wording::of_words(&input.title, true);
        remarks.push(Remark {
            text:
                "they are told of the booking by the CRM, which has the last word on whether the time is free"
                    .to_owned(),
            blocks: false,
        });
        let mut making = Making::new(sources);
        let person = making.person(&input.person)?;
        let wish = Wish {
            deed: Deed::Appointment {
                contact: person.contact.id.clone(),
                calendar,
                slot: slot(start, &sources.today.zone),
                title: input.title.trim().to_owned(),
            },
            before: String::new(),
            after: format!(
                "{} · {} · {}",
                told(start, sources),
                input.title.trim(),
                known.name.raw()
            ),
            remarks,
        };
        making.wish(&person.contact, wish);
        Ok(making.reply())
    }
}

/// Whether a calendar offers a moment, as far as the copy knows; one that does not tell its hours is free where nothing is
/// booked in it.
fn is_free(calendar: &CalendarId, start: Timestamp, sources: &Sources<'_>) -> Result<bool, Refusal> {
    let until = start.saturating_add(LOOKED_AT).unwrap_or(start);
    let booked = sources.reader.booked(start, until)?;
    let fields = sources.reader.fields(EntityKind::Calendar, calendar.as_str())?;
    let hours = fields.and_then(|fields| Hours::from_fields(calendar.clone(), &fields));
    let zone = office_zone(sources)?;
    if let Some(hours) = hours {
        let now = sources.today.now;
        let (free, _) = hours.free((start, until), now, &zone, &booked, 1);
        return Ok(free.first() == Some(&start));
    }
    let soon = start.saturating_add(USUAL).unwrap_or(start);
    let is_then = |booked: &&Appointment| booked.start.is_some_and(|begins| begins < soon);
    let mut then = booked.iter().filter(is_then);
    Ok(!then.any(|booked| booked.calendar.as_ref() == Some(calendar) && !OFF.contains(&booked.status.raw())))
}
