//! Booking, moving and cancelling.

use serde_json::{Value, json};

use super::wire;
use crate::sandbox::crm::dialect::Dialect;
use crate::sandbox::crm::exchange::{Exchange, Outcome, Refusal, created, ok};
use crate::sandbox::crm::shape::{Kind as Shape, Member, flag, text};
use crate::sandbox::world::activity::Appointment;
use crate::sandbox::world::era::MINUTE;
use crate::sandbox::world::office::Calendar;
use crate::sandbox::world::seed::Kind;

const STATUS: Shape = Shape::Choice(&[
    "new",
    "confirmed",
    "cancelled",
    "showed",
    "noshow",
    "invalid",
    "active",
    "completed",
]);

/// The members both bodies have.
macro_rules! with_common {
    ($($extra:expr),* $(,)?) => {
        &[
            text("title"), text("meetingLocationType"), text("meetingLocationId"), flag("overrideLocationConfig"),
            Member::new("appointmentStatus", STATUS), text("assignedUserId"), text("description"),
            text("address"), flag("ignoreDateRange"), flag("toNotify"), flag("ignoreFreeSlotValidation"),
            text("rrule"), text("endTime"), $($extra),*
        ]
    };
}

/// `POST /calendars/events/appointments`.
pub const CREATE: &[Member] = with_common![
    text("calendarId").required(),
    text("locationId").required(),
    text("contactId").required(),
    text("startTime").required(),
];
/// `PUT /calendars/events/appointments/{id}`.
pub const UPDATE: &[Member] = with_common![text("calendarId"), text("startTime")];
/// `POST` and `PUT /calendars/events/block-slots`.
pub const BLOCK: &[Member] = &[
    text("title"),
    text("calendarId").required(),
    text("assignedUserId"),
    text("locationId").required(),
    text("startTime"),
    text("endTime"),
];

fn named(exchange: &Exchange<'_>) -> Result<Appointment, Refusal> {
    let id = exchange.part("eventId");
    let number = exchange.world.era.seed.number(Kind::Appointment, id);
    let known = number.and_then(|number| exchange.world.appointments.get(number));
    known.cloned().ok_or_else(|| Refusal::missing("Appointment", id))
}

fn calendar(exchange: &Exchange<'_>, id: &str) -> Result<Calendar, Refusal> {
    exchange
        .world
        .calendar(id)
        .cloned()
        .ok_or_else(|| Refusal::new(400, format!("Calendar with id {id} not found")))
}

fn moment(exchange: &Exchange<'_>, name: &str) -> Result<Option<i64>, Refusal> {
    let parse = |text: &str| {
        text.parse::<jiff::Timestamp>()
            .map(jiff::Timestamp::as_millisecond)
            .map_err(|_| Refusal::invalid(format!("{name} must be a valid ISO 8601 date string")))
    };
    exchange.text(name).map(parse).transpose()
}

/// The start, which must be a free slot in the words the server gave for it, unless that is waived.
fn start(exchange: &Exchange<'_>, calendar: &Calendar) -> Result<Option<i64>, Refusal> {
    let Some(start) = moment(exchange, "startTime")? else {
        return Ok(None);
    };
    let waived = exchange
        .body
        .get("ignoreFreeSlotValidation")
        .and_then(Value::as_bool)
        == Some(true);
    let user = exchange.text("assignedUserId");
    let slot = exchange
        .text("startTime")
        .and_then(|text| exchange.world.slot_named(text));
    let free = slot.is_some_and(|slot| exchange.world.is_free(calendar, slot, user));
    if waived || free {
        Ok(Some(start))
    } else {
        Err(Refusal::new(
            400,
            "The slot you have selected is no longer available.",
        ))
    }
}

/// Books a slot; of several who want it, the first gets it.
pub fn create(exchange: &mut Exchange<'_>) -> Outcome {
    let calendar = calendar(exchange, exchange.text("calendarId").unwrap_or_default())?;
    let id = exchange.text("contactId").unwrap_or_default();
    let contact = exchange
        .world
        .contact(id)
        .ok_or_else(|| Refusal::new(400, format!("Contact with id {id} not found")))?;
    let start = start(exchange, &calendar)?.unwrap_or_default();
    let end = moment(exchange, "endTime")?.unwrap_or(start + calendar.minutes * MINUTE);
    let text = |name: &str| exchange.text(name).map(str::to_owned);
    let asked = exchange.text("assignedUserId");
    let now = exchange.world.now;
    let appointment = Appointment {
        number: 0,
        calendar: calendar.id.clone(),
        contact: Some(contact.number),
        user: text("assignedUserId").or_else(|| exchange.world.free_member(&calendar, start, end, asked)),
        title: text("title").unwrap_or_else(|| format!("{}: {}", calendar.name, contact.label())),
        status: text("appointmentStatus").unwrap_or_else(|| "confirmed".to_owned()),
        address: text("address"),
        notes: text("description"),
        start,
        end,
        added: now,
        updated: now,
        deleted: false,
    };
    let number = exchange.world.book(appointment.clone());
    ok(wire::booked(
        exchange.world,
        &Appointment {
            number,
            ..appointment
        },
    ))
}

/// Inside `event`, unlike the answer to a change.
pub fn show(exchange: &mut Exchange<'_>) -> Outcome {
    let appointment = named(exchange)?;
    ok(json!({"event": wire::event(exchange.world, &appointment, exchange.dialect)}))
}

/// Changes it; a new start must be a free slot like the first one.
pub fn update(exchange: &mut Exchange<'_>) -> Outcome {
    let mut appointment = named(exchange)?;
    if let Some(id) = exchange.text("calendarId") {
        appointment.calendar = calendar(exchange, id)?.id;
    }
    let calendar = calendar(exchange, &appointment.calendar)?;
    if let Some(start) = start(exchange, &calendar)? {
        appointment.start = start;
        appointment.end = start + calendar.minutes * MINUTE;
    }
    appointment.end = moment(exchange, "endTime")?.unwrap_or(appointment.end);
    let text = |name: &str| exchange.text(name).map(str::to_owned);
    appointment.title = text("title").unwrap_or(appointment.title);
    appointment.status = text("appointmentStatus").unwrap_or(appointment.status);
    appointment.user = text("assignedUserId").or(appointment.user);
    appointment.address = text("address").or(appointment.address);
    appointment.notes = text("description").or(appointment.notes);
    store(exchange, &mut appointment);
    ok(wire::booked(exchange.world, &appointment))
}

fn store(exchange: &mut Exchange<'_>, appointment: &mut Appointment) {
    appointment.updated = exchange.world.now;
    if let Some(slot) = exchange.world.appointments.get_mut(appointment.number) {
        slot.clone_from(appointment);
    }
}

/// Under v3 it stays, marked as deleted; in the dated generation it is gone from lists.
pub fn delete(exchange: &mut Exchange<'_>) -> Outcome {
    let mut appointment = named(exchange)?;
    appointment.deleted = true;
    "cancelled".clone_into(&mut appointment.status);
    store(exchange, &mut appointment);
    created(json!({"succeeded": true}))
}

/// Keeps a time free.
pub fn block(exchange: &mut Exchange<'_>) -> Outcome {
    let calendar = calendar(exchange, exchange.text("calendarId").unwrap_or_default())?;
    let start =
        moment(exchange, "startTime")?.ok_or_else(|| Refusal::invalid("startTime should not be empty"))?;
    let now = exchange.world.now;
    let appointment = Appointment {
        number: 0,
        calendar: calendar.id.clone(),
        contact: None,
        user: exchange.text("assignedUserId").map(str::to_owned),
        title: exchange.text("title").unwrap_or("Blocked").to_owned(),
        status: "confirmed".to_owned(),
        address: None,
        notes: None,
        start,
        end: moment(exchange, "endTime")?.unwrap_or(start + calendar.minutes * MINUTE),
        added: now,
        updated: now,
        deleted: false,
    };
    let number = exchange.world.appointments.add(|number| Appointment {
        number,
        ..appointment.clone()
    });
    created(slot(
        exchange,
        &Appointment {
            number,
            ..appointment
        },
    ))
}

/// Moves a time that is kept free.
pub fn move_block(exchange: &mut Exchange<'_>) -> Outcome {
    let mut appointment = named(exchange)?;
    appointment.start = moment(exchange, "startTime")?.unwrap_or(appointment.start);
    appointment.end = moment(exchange, "endTime")?.unwrap_or(appointment.end);
    if let Some(title) = exchange.text("title") {
        title.clone_into(&mut appointment.title);
    }
    store(exchange, &mut appointment);
    created(slot(exchange, &appointment))
}

fn slot(exchange: &Exchange<'_>, appointment: &Appointment) -> Value {
    let mut slot = wire::event(exchange.world, appointment, Dialect::Dated);
    if let Some(members) = slot.as_object_mut() {
        members.retain(|name, _| {
            [
                "id",
                "locationId",
                "title",
                "startTime",
                "endTime",
                "calendarId",
                "assignedUserId",
            ]
            .contains(&name.as_str())
        });
    }
    slot
}
