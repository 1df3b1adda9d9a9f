//! Appointments, with the times and the words that they had on the way to those they have now: these only the journal knows.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::params;

use super::{Found, Happening, Span};
use crate::domain::fact::Fact;
use crate::domain::value::parse_crm_value;
use crate::store::error::StoreError;
use crate::store::rows::record::timestamp;

/// How an appointment stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stood {
    /// When it was to begin.
    pub starts: Timestamp,
    /// The CRM's word for what is to become of it, or became.
    pub status: String,
}

impl Span<'_> {
    pub(super) fn appointments(&mut self) -> Result<(), StoreError> {
        let mut changes = self.changes_of_appointments()?;
        let reader = self.reader;
        // One is booked, and near, before it begins: up to a year.
        let mut statement = reader.db.prepare_cached(
            "SELECT a.contact, a.start, json_extract(r.doc, '$.appointmentStatus'), json_extract(r.doc, '$.title'),
                    json_extract(r.doc, '$.dateAdded'), a.rid,
                    (SELECT json_extract(c.doc, '$.name') FROM record c
                     WHERE c.kind = 'calendar' AND c.id = json_extract(r.doc, '$.calendarId') AND c.gone = 0)
             FROM appointment a JOIN record r ON r.rid = a.rid
             WHERE a.contact IS NOT NULL AND a.start >= ?1 AND a.start < ?2 + 31622400000
               AND (?3 IS NULL OR a.contact = ?3)",
        )?;
        let mut rows = statement.query(params![self.from, self.until, self.only])?;
        while let Some(row) = rows.next()? {
            let word = |at: usize| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
            let (contact, at, rid): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(5)?);
            if !self.ids.contains_key(&contact) {
                continue;
            }
            let now = Stood {
                starts: timestamp(at),
                status: word(2)?,
            };
            let (first, then) = put_back(now, changes.remove(&rid).unwrap_or_default());
            self.found.push(Found {
                contact,
                at,
                what: Happening::Appointment {
                    title: word(3)?,
                    calendar: word(6)?,
                    booked: word(4)?.parse().ok(),
                    first,
                    then,
                },
            });
        }
        Ok(())
    }

    /// What was changed about each, oldest first.
    fn changes_of_appointments(&self) -> Result<HashMap<i64, Vec<(Timestamp, Fact)>>, StoreError> {
        let mut statement = self.reader.db.prepare_cached(
            "SELECT j.rid, j.at, j.body FROM journal j JOIN appointment a ON a.rid = j.rid
             WHERE j.fact IN ('created', 'edited', 'changed', 'removed') AND j.fact IN ('edited', 'changed')
               AND (?1 IS NULL OR a.contact = ?1) ORDER BY j.seq",
        )?;
        let mut rows = statement.query([self.only])?;
        let mut changes: HashMap<i64, Vec<(Timestamp, Fact)>> = HashMap::new();
        while let Some(row) = rows.next()? {
            let fact = serde_json::from_str(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?)?;
            changes
                .entry(row.get(0)?)
                .or_default()
                .push((timestamp(row.get(1)?), fact));
        }
        Ok(changes)
    }
}

/// How it stood first, and from each moment on at which that became something else.
fn put_back(now: Stood, changes: Vec<(Timestamp, Fact)>) -> (Stood, Vec<(Timestamp, Stood)>) {
    let (mut stood, mut then) = (now, Vec::new());
    for (at, fact) in changes.into_iter().rev() {
        let (Fact::Edited { changes, .. } | Fact::Changed { changes, .. }) = fact else {
            continue;
        };
        let mut before = stood.clone();
        for change in changes.iter().rev() {
            match change.path.as_str() {
                "startTime" => before.starts = parse_crm_value(&change.from).unwrap_or(before.starts),
                "appointmentStatus" => {
                    change
                        .from
                        .as_str()
                        .unwrap_or_default()
                        .clone_into(&mut before.status);
                }
                _ => {}
            }
        }
        if before != stood {
            then.push((at, stood));
            stood = before;
        }
    }
    then.reverse();
    (stood, then)
}
