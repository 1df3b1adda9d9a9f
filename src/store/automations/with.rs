//! What happened with one person lately: what they had set, or was set of what they have.

use jiff::Timestamp;
use rusqlite::params;

use super::read::JournalFact;
use crate::domain::value::ContactId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::{contact_rid, timestamp};

/// By the index of the journal: a person has few facts.
const WITH: &str = "
    SELECT j.seq, j.at, j.origin, j.body FROM journal j
    WHERE j.rid IN (SELECT ?1 UNION ALL SELECT rid FROM opportunity WHERE contact = ?1)
      AND j.fact IN ('created', 'edited', 'changed') AND j.at > ?2 AND j.seq <= ?3 ORDER BY j.seq";

impl Reader {
    /// What was made or changed about a person and their deals after a moment and until a fact, oldest first.
    pub fn happened_with(
        &self,
        contact: &ContactId,
        after: Timestamp,
        upto: i64,
    ) -> Result<Vec<JournalFact>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(Vec::new());
        };
        let mut statement = self.db.prepare_cached(WITH)?;
        let mut rows = statement.query(params![rid, after.as_millisecond(), upto])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(JournalFact {
                seq: row.get(0)?,
                at: timestamp(row.get(1)?),
                origin: serde_json::from_str(&row.get::<_, String>(2)?)?,
                fact: serde_json::from_str(&row.get::<_, String>(3)?)?,
                contact: contact.clone(),
            });
        }
        Ok(found)
    }
}
