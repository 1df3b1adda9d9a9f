//! When somebody is busy already.

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::error::StoreError;
use super::reader::Reader;
use super::record::timestamp;
use crate::domain::appointment::Appointment;
use crate::domain::record::Fields;
use crate::domain::value::CalendarId;

/// What is booked for longer than this is not found by its middle.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// How long something takes of which the CRM does not say it.
const USUAL: SignedDuration = SignedDuration::from_mins(30);
/// How an appointment stands that keeps nobody busy.
const OFF: [&str; 3] = ["cancelled", "noshow", "invalid"];

impl Reader {
    /// What is booked in a calendar between two moments, with its beginning and end; the first of several.
    pub fn booked(
        &self,
        calendar: &CalendarId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT r.id, r.doc, a.start FROM appointment a JOIN record r ON r.rid = a.rid
             WHERE a.start > ?1 AND a.start < ?2 AND r.gone = 0 ORDER BY a.start",
        )?;
        let early = from.saturating_sub(LONGEST).unwrap_or(from);
        let mut rows = statement.query(params![early.as_millisecond(), to.as_millisecond()])?;
        while let Some(row) = rows.next()? {
            let fields: Fields = serde_json::from_str(&row.get::<_, String>(1)?)?;
            let booked = Appointment::from_fields(row.get::<_, String>(0)?.into(), &fields);
            let start = timestamp(row.get(2)?);
            let end = booked
                .end
                .or_else(|| start.checked_add(USUAL).ok())
                .unwrap_or(start);
            let off = OFF.contains(&booked.status.raw());
            if booked.calendar.as_ref() == Some(calendar) && !off && end > from {
                return Ok(Some((start, end)));
            }
        }
        Ok(None)
    }
}
