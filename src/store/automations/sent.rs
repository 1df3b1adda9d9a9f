//! Which run a message comes from: one that an automation sent, or that a person sent who said yes to what one had laid ready.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::domain::automation::is_yes_to;
use crate::domain::value::ContactId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::contact_rid;

/// Messages that were laid ready for a person; their runs are found by the index of each automation.
const LAID_READY: &str = "
    SELECT json_extract(s.effect, '$.deed.body'), r.id FROM automation_run r JOIN automation_step s ON s.run = r.seq
    WHERE r.automation IN (SELECT id FROM automation) AND r.contact = ?1 AND s.what = 'effect' AND s.result = 'done'
      AND s.done <= ?2 AND json_extract(s.effect, '$.deed.do') = 'draft'
    ORDER BY s.seq DESC LIMIT 20";

impl Reader {
    /// Whether what a person sent to somebody is what an automation had laid ready for them until then, or what they made of
    /// it.
    pub fn said_yes(&self, contact: &ContactId, sent: &str, until: Timestamp) -> Result<bool, StoreError> {
        Ok(self.laid_by(contact, sent, until)?.is_some())
    }

    /// The run that had laid ready what a person sent.
    pub fn laid_by(
        &self,
        contact: &ContactId,
        sent: &str,
        until: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(None);
        };
        let mut statement = self.db.prepare_cached(LAID_READY)?;
        let mut rows = statement.query(params![rid, until.as_millisecond()])?;
        while let Some(row) = rows.next()? {
            if is_yes_to(&row.get::<_, String>(0)?, sent) {
                return Ok(Some(row.get(1)?));
            }
        }
        Ok(None)
    }

    /// The run that sent a message by itself.
    pub fn run_that_sent(&self, message: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT json_extract(j.origin, '$.run') FROM record r JOIN journal j ON j.rid = r.rid AND j.fact = 'created'
                   WHERE r.kind = 'message' AND r.id = ?1 LIMIT 1";
        let found = self
            .db
            .prepare_cached(sql)?
            .query_row([message], |row| row.get(0));
        Ok(found.optional()?.flatten())
    }
}
