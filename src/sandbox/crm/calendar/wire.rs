//! How calendars and events are spelled.

use serde_json::{Value, json};

use crate::sandbox::crm::dialect::Dialect;
use crate::sandbox::world::World;
use crate::sandbox::world::activity::Appointment;
use crate::sandbox::world::era::iso;
use crate::sandbox::world::hours;
use crate::sandbox::world::office::Calendar;
use crate::sandbox::world::seed::Kind;
use crate::sandbox::world::slots::written;

/// A calendar's settings.
pub fn calendar(world: &World, calendar: &Calendar) -> Value {
    let team = calendar
        .team
        .iter()
        .filter_map(|place| world.office.users.get(*place));
    let team = team.map(|user| json!({"userId": user.id, "priority": 0.5, "isPrimary": false}));
    let days: Vec<u8> = if calendar.saturdays {
        (1..=6).collect()
    } else {
        (1..=5).collect()
    };
    let hours = json!([{
        "openHour": hours::OPENS, "openMinute": 0, "closeHour": hours::CLOSES, "closeMinute": 0,
    }]);
    let open: Vec<Value> = days
        .iter()
        .map(|day| json!({"daysOfTheWeek": [day], "hours": hours}))
        .collect();
    json!({
        "id": calendar.id, "locationId": world.office.location, "name": calendar.name, "slug": calendar.slug,
        "widgetSlug": calendar.slug, "description": "", "isActive": true, "calendarType": "round_robin",
        "widgetType": "default", "eventType": "RoundRobin_OptimizeForAvailability",
        "eventTitle": "{{contact.name}}", "eventColor": calendar.color,
        "teamMembers": team.collect::<Vec<Value>>(), "slotDuration": calendar.minutes,
        "slotDurationUnit": "mins", "slotInterval": 30, "slotIntervalUnit": "mins", "slotBuffer": 0,
        "preBuffer": 0, "appoinmentPerSlot": 1, "allowBookingAfter": 1, "allowBookingAfterUnit": "hours",
        "allowBookingFor": 30, "allowBookingForUnit": "days", "openHours": open, "autoConfirm": true,
        "allowReschedule": true, "allowCancellation": true,
    })
}

/// An event of a list, and inside `event` of a single one. Times carry the offset of the location.
pub fn event(world: &World, appointment: &Appointment, dialect: Dialect) -> Value {
    let zone = hours::zone();
    let mut event = json!({
        "id": world.id(Kind::Appointment, appointment.number),
        "calendarId": appointment.calendar,
        "locationId": world.office.location,
        "contactId": appointment.contact.map(|contact| world.id(Kind::Contact, contact)),
        "title": appointment.title,
        "appointmentStatus": appointment.status,
        "assignedUserId": appointment.user,
        "users": appointment.user.iter().collect::<Vec<&String>>(),
        "address": appointment.address,
        "notes": appointment.notes,
        "startTime": written(appointment.start, &zone),
        "endTime": written(appointment.end, &zone),
        "dateAdded": iso(appointment.added),
        "dateUpdated": iso(appointment.updated),
    });
    if dialect == Dialect::V3
        && let Some(members) = event.as_object_mut()
    {
        members.insert("deleted".into(), json!(appointment.deleted));
        members.insert("isRecurring".into(), json!(false));
    }
    event
}

/// What booking and changing answer: flat.
pub fn booked(world: &World, appointment: &Appointment) -> Value {
    let zone = hours::zone();
    json!({
        "id": world.id(Kind::Appointment, appointment.number),
        "calendarId": appointment.calendar,
        "locationId": world.office.location,
        "contactId": appointment.contact.map(|contact| world.id(Kind::Contact, contact)),
        "title": appointment.title,
        "appointmentStatus": appointment.status,
        "assignedUserId": appointment.user,
        "address": appointment.address,
        "isRecurring": false,
        "startTime": written(appointment.start, &zone),
        "endTime": written(appointment.end, &zone),
        "dateAdded": iso(appointment.added),
        "dateUpdated": iso(appointment.updated),
    })
}
