//! What scores said, and what became of those people.

use jiff::Timestamp;
use rusqlite::params;

use super::{ENDED, KEPT};
use crate::store::error::StoreError;
use crate::store::reader::Reader;

/// Somebody whose score was known at a moment, and what became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The chance of a closing that was said, in hundredths of a percent.
    pub chance: i64,
    /// The priority, in hundredths of a point.
    pub priority: i64,
    /// When they came, in milliseconds; 0 where it is not known.
    pub added: i64,
    /// A deal of theirs was won within the time.
    pub closed: bool,
}

impl Reader {
    /// What was said of everybody who was scored at a moment, and who of them had a deal that was won after it and until
    /// another.
    pub fn score_outcomes(&self, at: Timestamp, until: Timestamp) -> Result<Vec<Outcome>, StoreError> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT coalesce(json_extract(p.numbers, '$.conversion'), p.priority), p.priority,
               coalesce((SELECT c.added FROM contact c WHERE c.rid = p.contact), 0),
               EXISTS (SELECT 1 FROM opportunity o JOIN record r ON r.rid = o.rid
                       WHERE o.contact = p.contact AND o.status = 'won' AND {ENDED} > ?1 AND {ENDED} <= ?2)
             FROM score_past p
             WHERE p.priority IS NOT NULL AND p.seq IN (
               SELECT (SELECT q.seq FROM score_past q WHERE q.contact = s.contact AND q.at <= ?1 ORDER BY q.at DESC, q.seq DESC LIMIT 1)
               FROM score s)
             ORDER BY p.contact"
        ))?;
        let rows = statement.query_map(params![at.as_millisecond(), until.as_millisecond()], |row| {
            Ok(Outcome {
                chance: row.get(0)?,
                priority: row.get(1)?,
                added: row.get(2)?,
                closed: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Of the people who became hot in a stretch of time: how many there were, and how many had a deal won or an
    /// appointment booked within so many milliseconds of it.
    pub fn hot_hits(&self, from: Timestamp, until: Timestamp, within: i64) -> Result<(u64, u64), StoreError> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT count(*), coalesce(sum(hit), 0) FROM (
               SELECT EXISTS (SELECT 1 FROM opportunity o JOIN record r ON r.rid = o.rid WHERE o.contact = h.contact
                                AND o.status = 'won' AND {ENDED} > h.first AND {ENDED} <= h.first + ?3)
                   OR EXISTS (SELECT 1 FROM appointment a JOIN record r ON r.rid = a.rid WHERE a.contact = h.contact
                                AND a.start > h.first AND a.start <= h.first + ?3 AND {KEPT}) AS hit
               FROM (SELECT contact, min(at) AS first FROM score_past WHERE badge = 'hot' AND at >= ?1 AND at < ?2 GROUP BY contact) h)"
        ))?;
        let (from, until) = (from.as_millisecond(), until.as_millisecond());
        Ok(statement.query_row(params![from, until, within], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }
}
