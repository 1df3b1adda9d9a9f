//! Reading calendars, free slots and events.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::wire;
use crate::sandbox::crm::contact;
use crate::sandbox::crm::exchange::{Exchange, Outcome, Refusal, ok};
use crate::sandbox::world::activity::Appointment;
use crate::sandbox::world::era::DAY;
use crate::sandbox::world::hours;
use crate::sandbox::world::office::Calendar;
use crate::sandbox::world::slots::written;

/// Free slots are given for this many days at most.
const LONGEST: i64 = 31 * DAY;

/// All calendars.
pub fn list(exchange: &mut Exchange<'_>) -> Outcome {
    let world = &*exchange.world;
    let rows = world
        .office
        .calendars
        .iter()
        .map(|calendar| wire::calendar(world, calendar));
    ok(json!({"calendars": rows.collect::<Vec<Value>>()}))
}

/// The calendar the path names.
fn named(exchange: &Exchange<'_>) -> Result<Calendar, Refusal> {
    let id = exchange.part("calendarId");
    exchange
        .world
        .calendar(id)
        .cloned()
        .ok_or_else(|| Refusal::missing("Calendar", id))
}

/// One calendar.
pub fn show(exchange: &mut Exchange<'_>) -> Outcome {
    let calendar = named(exchange)?;
    ok(json!({"calendar": wire::calendar(exchange.world, &calendar)}))
}

/// Free starts by day, written in the zone that was asked for. Days without any are absent.
pub fn free_slots(exchange: &mut Exchange<'_>) -> Outcome {
    let calendar = named(exchange)?;
    let (from, to) = (
        exchange.asked_number("startDate", 0)?,
        exchange.asked_number("endDate", 0)?,
    );
    if to <= from {
        return Err(Refusal::invalid("endDate must be after startDate"));
    }
    if to - from > LONGEST {
        return Err(Refusal::new(400, "Date range must not exceed 31 days"));
    }
    let zone = match exchange.asked("timezone") {
        None => hours::zone(),
        Some(name) => {
            let zone =
                TimeZone::get(name).map_err(|_| Refusal::invalid(format!("timezone {name} is not valid")))?;
            let name = name.to_owned();
            exchange.world.zones.insert(name);
            zone
        }
    };
    let mut days: Map<String, Value> = Map::new();
    for start in exchange
        .world
        .free_slots(&calendar, from, to, exchange.asked("userId"))
    {
        let slot = written(start, &zone);
        let day = slot.get(..10).unwrap_or_default().to_owned();
        let day = days.entry(day).or_insert_with(|| json!({"slots": []}));
        if let Some(slots) = day.get_mut("slots").and_then(Value::as_array_mut) {
            slots.push(json!(slot));
        }
    }
    ok(Value::Object(days))
}

/// Appointments of a calendar, a user or a group.
pub fn events(exchange: &mut Exchange<'_>) -> Outcome {
    within(exchange, |appointment| appointment.contact.is_some())
}

/// Times that are kept free.
pub fn blocked(exchange: &mut Exchange<'_>) -> Outcome {
    within(exchange, |appointment| appointment.contact.is_none())
}

fn within(exchange: &mut Exchange<'_>, wanted: impl Fn(&Appointment) -> bool) -> Outcome {
    let (user, calendar) = (exchange.asked("userId"), exchange.asked("calendarId"));
    if user.or(calendar).or(exchange.asked("groupId")).is_none() {
        return Err(Refusal::invalid(
            "Either of userId, calendarId or groupId is required",
        ));
    }
    let (from, to) = (
        exchange.asked_number("startTime", 0)?,
        exchange.asked_number("endTime", 0)?,
    );
    let world = &*exchange.world;
    let mut found: Vec<&Appointment> = world
        .appointments
        .all()
        .filter(|appointment| wanted(appointment) && appointment.start < to && from < appointment.end)
        .filter(|appointment| calendar.is_none_or(|calendar| appointment.calendar == calendar))
        .filter(|appointment| user.is_none_or(|user| appointment.user.as_deref() == Some(user)))
        .filter(|appointment| exchange.is_v3() || !appointment.deleted)
        .filter(|_| exchange.asked("groupId").is_none())
        .collect();
    found.sort_by_key(|appointment| appointment.start);
    let rows = found
        .into_iter()
        .map(|appointment| wire::event(world, appointment, exchange.dialect));
    ok(json!({"events": rows.collect::<Vec<Value>>()}))
}

/// A contact's appointments.
pub fn of_contact(exchange: &mut Exchange<'_>) -> Outcome {
    let contact = contact::named(exchange)?;
    let world = &*exchange.world;
    let own = world
        .appointments
        .all()
        .filter(|appointment| appointment.contact == Some(contact.number));
    let rows = own.filter(|appointment| !appointment.deleted);
    let rows = rows.map(|appointment| wire::event(world, appointment, exchange.dialect));
    ok(json!({"events": rows.collect::<Vec<Value>>()}))
}
