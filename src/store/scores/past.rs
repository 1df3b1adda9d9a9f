//! What scores are and were, with every number and reason as it was kept.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use crate::domain::score::Mark;
use crate::domain::value::ContactId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::{contact_rid, timestamp};

/// A score as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// When it was worked out.
    pub at: Timestamp,
    /// The one number of lists.
    pub priority: Option<i64>,
    /// Every number, as JSON.
    pub numbers: String,
    /// Every part with its evidence, as JSON.
    pub reasons: String,
    /// What the inputs were known by.
    pub inputs: String,
    /// What the weights were known by.
    pub config: String,
}

/// A priority as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plotted {
    /// From when on.
    pub at: Timestamp,
    /// The one number of lists.
    pub priority: Option<i64>,
    /// What the weights were known by.
    pub config: String,
}

const COLUMNS: &str = "at, priority, numbers, reasons, inputs, config";

fn read(row: &Row<'_>) -> rusqlite::Result<Snapshot> {
    Ok(Snapshot {
        at: timestamp(row.get(0)?),
        priority: row.get(1)?,
        numbers: row.get(2)?,
        reasons: row.get(3)?,
        inputs: row.get(4)?,
        config: row.get(5)?,
    })
}

impl Reader {
    /// The score that holds, and what lists show of it, by either id.
    pub fn score(&self, contact: &ContactId) -> Result<Option<(Mark, Snapshot)>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(None);
        };
        let Some(mark) = super::mark_of(&self.db, rid)? else {
            return Ok(None);
        };
        let sql = format!("SELECT {COLUMNS} FROM score WHERE contact = ?1");
        let found = self.db.prepare_cached(&sql)?.query_row([rid], read).optional()?;
        Ok(found.map(|snapshot| (mark, snapshot)))
    }

    /// The score as it was at a moment, by either id.
    pub fn score_at(&self, contact: &ContactId, at: Timestamp) -> Result<Option<Snapshot>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(None);
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM score_past WHERE contact = ?1 AND at <= ?2 ORDER BY at DESC, seq DESC LIMIT 1"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        Ok(statement
            .query_row(params![rid, at.as_millisecond()], read)
            .optional()?)
    }

    /// Priorities as they were, oldest first, the last so many, by either id.
    pub fn score_history(&self, contact: &ContactId, most: usize) -> Result<Vec<Plotted>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(Vec::new());
        };
        let mut statement = self.db.prepare_cached(
            "SELECT at, priority, config FROM score_past WHERE contact = ?1 ORDER BY at DESC, seq DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(params![rid, most], |row| {
            Ok(Plotted {
                at: timestamp(row.get(0)?),
                priority: row.get(1)?,
                config: row.get(2)?,
            })
        })?;
        let mut history: Vec<_> = rows.collect::<Result<_, _>>()?;
        history.reverse();
        Ok(history)
    }
}
