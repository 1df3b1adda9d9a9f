//! What stands for whom in a chat.

use rusqlite::{Connection, params};

use crate::domain::mask::{Row, Vault};
use crate::domain::value::ThreadId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;

/// Keeps what came to be hidden, behind what is kept.
pub(super) fn keep(db: &Connection, thread: &ThreadId, rows: &[Row]) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(
        "INSERT INTO chat_hidden (thread, nr, value)
         SELECT c.seq, (SELECT coalesce(max(h.nr) + 1, 0) FROM chat_hidden h WHERE h.thread = c.seq), ?2
         FROM chat_thread c WHERE c.id = ?1",
    )?;
    for row in rows {
        statement.execute(params![thread.as_str(), serde_json::to_string(row)?])?;
    }
    Ok(())
}

/// The stand-ins of a chat, by its number.
pub(super) fn vault(db: &Connection, thread: i64) -> Result<Vault, StoreError> {
    let mut statement = db.prepare_cached("SELECT value FROM chat_hidden WHERE thread = ?1 ORDER BY nr")?;
    let mut rows = statement.query([thread])?;
    let mut kept: Vec<Row> = Vec::new();
    while let Some(row) = rows.next()? {
        kept.push(serde_json::from_str(&row.get::<_, String>(0)?)?);
    }
    Ok(Vault::from_rows(kept))
}

impl Reader {
    /// The stand-ins of a chat: what is shown in place of what left.
    pub fn vault(&self, thread: &ThreadId) -> Result<Vault, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT seq FROM chat_thread WHERE id = ?1")?;
        let mut rows = statement.query([thread.as_str()])?;
        match rows.next()? {
            Some(row) => vault(&self.db, row.get(0)?),
            None => Ok(Vault::default()),
        }
    }
}
