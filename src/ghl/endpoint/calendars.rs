//! Calendars, their free slots, and what is booked in them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::domain::record::{EntityKind, Fields, RemoteRecord};
use crate::domain::value::{AppointmentId, CalendarId, UserId};
use crate::ghl::call::Call;
use crate::ghl::crm::{self, Crm, named};
use crate::ghl::error::{GhlError, Kind};
use crate::ghl::page::Page;
use crate::ghl::record::{Form, Shape, member};

/// The longest span the CRM gives free slots for, in seconds.
const LONGEST_SPAN: i64 = 31 * 86_400;

const CALENDAR: Shape = Shape {
    kind: EntityKind::Calendar,
    members: &[
        member("locationId", Form::Text),
        member("groupId", Form::Text),
        member("name", Form::Text),
        member("description", Form::Text),
        member("calendarType", Form::Text),
        member("eventType", Form::Text),
        member("eventTitle", Form::Text),
        member("isActive", Form::Flag),
        member("slotDuration", Form::Number),
        member("slotDurationUnit", Form::Text),
        member("slotInterval", Form::Number),
        member("slotIntervalUnit", Form::Text),
        member("slotBuffer", Form::Number),
        member("slotBufferUnit", Form::Text),
        member("allowBookingAfter", Form::Number),
        member("allowBookingAfterUnit", Form::Text),
        member("teamMembers", Form::Any),
        member("openHours", Form::Any),
    ],
};

pub(super) const APPOINTMENT: Shape = Shape {
    kind: EntityKind::Appointment,
    members: &[
        member("calendarId", Form::Text).written(),
        member("locationId", Form::Text),
        member("contactId", Form::Text).made(),
        member("groupId", Form::Text),
        member("title", Form::Text).written(),
        member("startTime", Form::Time).written(),
        member("endTime", Form::Time).written(),
        member("appointmentStatus", Form::Text).written(),
        member("assignedUserId", Form::Text).written(),
        member("users", Form::Set("id")),
        member("address", Form::Text).written(),
        member("meetingLocationType", Form::Text).written(),
        member("description", Form::Text).written(),
        member("notes", Form::Text),
        member("rrule", Form::Text).written(),
        member("isRecurring", Form::Flag),
        member("masterEventId", Form::Text),
        member("deleted", Form::Flag),
        member("dateAdded", Form::Time),
        member("dateUpdated", Form::Time),
        // Wishes about the write itself; no answer carries them.
        member("toNotify", Form::Flag).written(),
        member("ignoreDateRange", Form::Flag).written(),
        member("ignoreFreeSlotValidation", Form::Flag).written(),
    ],
};

/// The free slots of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotDay {
    /// The day, in the zone that was asked for.
    pub day: Date,
    /// The beginnings of the slots, verbatim: the same instant written otherwise is refused when booking.
    pub slots: Vec<String>,
}

/// Whose events to list; the CRM has no list of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Events<'a> {
    /// Those in this calendar.
    Calendar(&'a CalendarId),
    /// Those of this colleague.
    User(&'a UserId),
}

/// The calls about calendars.
#[derive(Debug)]
pub struct Calendars<'a>(&'a Crm);

/// The calls about booked slots.
#[derive(Debug)]
pub struct Appointments<'a>(&'a Crm);

impl Crm {
    /// Calendars.
    pub const fn calendars(&self) -> Calendars<'_> {
        Calendars(self)
    }

    /// Booked slots.
    pub const fn appointments(&self) -> Appointments<'_> {
        Appointments(self)
    }
}

impl Calendars<'_> {
    /// All calendars of the location. Usual lane: read.
    pub async fn list(&self) -> Result<Page, GhlError> {
        const CALL: &str = "calendars.list";
        let call = Call::get(CALL, ["calendars"])
            .slash()
            .with("locationId", self.0.location_text());
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        named(CALL, crm::page(&members, "calendars", &CALENDAR))
    }

    /// Free slots between two moments at most 31 days apart, told in `zone` (an IANA name). Usual lane: person.
    pub async fn free_slots(
        &self,
        calendar: &CalendarId,
        from: Timestamp,
        to: Timestamp,
        zone: Option<&str>,
        user: Option<&UserId>,
    ) -> Result<Vec<SlotDay>, GhlError> {
        const CALL: &str = "calendars.free_slots";
        if !(0..=LONGEST_SPAN).contains(&to.duration_since(from).as_secs()) {
            let why = "free slots can be asked for at most 31 days at once".to_owned();
            return Err(GhlError::unsent(CALL, Kind::Unsendable { why }));
        }
        let call = Call::get(CALL, ["calendars", calendar.as_str(), "free-slots"])
            .with("startDate", from.as_millisecond().to_string())
            .with("endDate", to.as_millisecond().to_string())
            .with_some("timezone", zone)
            .with_some("userId", user.map(UserId::as_str));
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        let day = |(name, raw): (&String, &&serde_json::value::RawValue)| slot_day(name, raw.get());
        let mut days: Vec<_> = members.iter().filter_map(day).collect();
        days.sort_by_key(|day| day.day);
        Ok(days)
    }

    /// Events between two moments. Usual lane: read.
    pub async fn events(&self, of: Events<'_>, from: Timestamp, to: Timestamp) -> Result<Page, GhlError> {
        const CALL: &str = "calendars.events";
        let call = Call::get(CALL, ["calendars", "events"])
            .with("locationId", self.0.location_text())
            .with("startTime", from.as_millisecond().to_string())
            .with("endTime", to.as_millisecond().to_string());
        let call = match of {
            Events::Calendar(calendar) => call.with("calendarId", calendar.as_str()),
            Events::User(user) => call.with("userId", user.as_str()),
        };
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        named(CALL, crm::page(&members, "events", &APPOINTMENT))
    }
}

/// The answer mixes days with other members: only names that are dates are days.
fn slot_day(name: &str, raw: &str) -> Option<SlotDay> {
    let day = name.parse().ok()?;
    let value: Value = serde_json::from_str(raw).ok()?;
    let slots = value.get("slots")?.as_array()?;
    let slots = slots
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    Some(SlotDay { day, slots })
}

impl Appointments<'_> {
    /// One booked slot. Usual lane: send before a push, read otherwise.
    pub async fn get(&self, id: &AppointmentId) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "appointments.get";
        let path = ["calendars", "events", "appointments", id.as_str()];
        let body = self.0.read(Call::get(CALL, path)).await?;
        crm::record(CALL, &body, "event", &APPOINTMENT)
    }

    /// Books a slot (`calendarId`, `contactId` and `startTime` at least; `startTime` verbatim from
    /// [`Calendars::free_slots`]). The CRM tells the person unless `toNotify` is false. Usual lane: send.
    pub async fn create(&self, fields: &Fields) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "appointments.create";
        let mut request = crm::body_of(CALL, fields, |fields| APPOINTMENT.create(fields))?;
        request.insert("locationId".to_owned(), self.0.location_text().into());
        let path = ["calendars", "events", "appointments"];
        let body = self
            .0
            .write(Call::post(CALL, path, Value::Object(request)))
            .await?;
        crm::record(CALL, &body, "event", &APPOINTMENT)
    }

    /// Moves or changes a booked slot. Usual lane: send.
    pub async fn update(
        &self,
        id: &AppointmentId,
        fields: &Fields,
    ) -> Result<Option<RemoteRecord>, GhlError> {
        const CALL: &str = "appointments.update";
        let request = crm::body_of(CALL, fields, |fields| APPOINTMENT.update(fields))?;
        let path = ["calendars", "events", "appointments", id.as_str()];
        let body = self
            .0
            .write(Call::put(CALL, path, Value::Object(request)))
            .await?;
        crm::succeeded(CALL, &body)?;
        Ok(crm::record(CALL, &body, "event", &APPOINTMENT).ok())
    }

    /// Deletes a booked slot. Usual lane: send.
    pub async fn delete(&self, id: &AppointmentId) -> Result<(), GhlError> {
        const CALL: &str = "appointments.delete";
        let call = Call::delete(CALL, ["calendars", "events", id.as_str()]).with_body(json!({}));
        let body = self.0.write(call).await?;
        crm::succeeded(CALL, &body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_stay_verbatim_and_other_members_are_no_days() {
        let slots = r#"{"slots":["2026-11-23T10:00:00-05:00",null]}"#;
        let day = slot_day("2026-11-23", slots).unwrap();
        assert_eq!(day.slots, ["2026-11-23T10:00:00-05:00"]);
        for (name, raw) in [
            ("traceId", r#""x""#),
            ("2026-11-24", "null"),
            ("2026-13-01", slots),
            ("slots", slots),
        ] {
            assert_eq!(slot_day(name, raw), None, "{name}");
        }
    }
}
