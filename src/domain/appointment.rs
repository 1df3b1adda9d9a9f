//! Calendars and booked slots.

use jiff::Timestamp;

use super::record::{Fields, Members};
use super::value::{AppointmentId, CalendarId, ContactId, Foreign, UserId};

/// A booked slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Which one.
    pub id: AppointmentId,
    /// In which calendar.
    pub calendar: Option<CalendarId>,
    /// With whom.
    pub contact: Option<ContactId>,
    /// What it is called.
    pub title: Foreign,
    /// The CRM's word: `new`, `confirmed`, `cancelled`, `showed`, `noshow` and others.
    pub status: Foreign,
    /// Begins.
    pub start: Option<Timestamp>,
    /// Ends.
    pub end: Option<Timestamp>,
    /// Who goes.
    pub user: Option<UserId>,
}

impl Appointment {
    /// Reads an appointment from its members. Never fails.
    pub fn from_fields(id: AppointmentId, fields: &Fields) -> Self {
        Self {
            id,
            calendar: fields.word("calendarId").map(CalendarId::from),
            contact: fields.word("contactId").map(ContactId::from),
            title: fields.text("title"),
            status: fields.text("appointmentStatus"),
            start: fields.time("startTime"),
            end: fields.time("endTime"),
            user: fields.word("assignedUserId").map(UserId::from),
        }
    }

    /// Whether it takes up somebody's time.
    pub fn holds_time(&self) -> bool {
        !matches!(self.status.raw(), "cancelled" | "invalid" | "noshow")
    }
}

/// A bookable calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Which one.
    pub id: CalendarId,
    /// Its name.
    pub name: Foreign,
}

impl Calendar {
    /// Reads a calendar from its members. Never fails.
    pub fn from_fields(id: CalendarId, fields: &Fields) -> Self {
        Self {
            id,
            name: fields.text("name"),
        }
    }
}
