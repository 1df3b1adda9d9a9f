//! Proposing an appointment.

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::Deserialize;

use super::field::{moment, told};
use super::plan::{Making, Wish};
use super::{Refusal, Tool, wording};
use crate::copilot::hands::Reply;
use crate::domain::plan::{Deed, Remark};
use crate::domain::value::CalendarId;
use crate::engine::calling::slot;
use crate::engine::query::Sources;

/// How long somebody is busy from a beginning on, when nothing says how long.
const USUAL: SignedDuration = SignedDuration::from_mins(30);

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
                .map(|known| known.id.as_str())
                .collect();
            return Err(Refusal(format!(
                "There is no calendar with the id {calendar}; nothing was proposed. Calendars: {}.",
                ids.join(", ")
            )));
        };
        let start = moment(&input.start, sources)?;
        let until = start.saturating_add(USUAL).unwrap_or(start);
        if let Some((from, to)) = sources.reader.booked(&calendar, start, until)? {
            return Err(Refusal(format!(
                "{} is no free slot: something is booked from {} to {}; nothing was proposed.",
                told(start, sources),
                told(from, sources),
                told(to, sources)
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
