//! What is booked in a stretch of time.

use jiff::Timestamp;
use rusqlite::params;

use crate::domain::appointment::Appointment;
use crate::domain::record::Fields;
use crate::store::error::StoreError;
use crate::store::reader::Reader;

/// What began between two moments.
pub(in crate::store) const BEGUN: &str =
    "SELECT r.id, r.doc FROM appointment a JOIN record r ON r.rid = a.rid
    WHERE a.start >= ?1 AND a.start < ?2 ORDER BY a.start";
/// An appointment is no longer than this, in milliseconds: one that began a day ago is over.
const LONGEST: i64 = 86_400_000;

impl Reader {
    /// The appointments that take up some of the time between two moments, in their order.
    pub fn booked(&self, from: Timestamp, to: Timestamp) -> Result<Vec<Appointment>, StoreError> {
        let mut statement = self.db.prepare_cached(BEGUN)?;
        let mut rows = statement.query(params![from.as_millisecond() - LONGEST, to.as_millisecond()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let fields: Fields = serde_json::from_str(&row.get::<_, String>(1)?)?;
            let booked = Appointment::from_fields(row.get::<_, String>(0)?.into(), &fields);
            if booked.end.or(booked.start).is_some_and(|end| end > from) {
                found.push(booked);
            }
        }
        Ok(found)
    }
}
