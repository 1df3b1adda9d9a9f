//! Chats whose last question waits until Claude can be reached.

use rusqlite::{Connection, params};

use crate::domain::value::ThreadId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;

/// Keeps that a chat's question waits, or that it waits no more.
pub(super) fn keep(db: &Connection, thread: &ThreadId, waits: bool, at: i64) -> Result<(), StoreError> {
    if waits {
        db.prepare_cached(
            "INSERT OR IGNORE INTO chat_waiting (thread, at) SELECT seq, ?2 FROM chat_thread WHERE id = ?1",
        )?
        .execute(params![thread.as_str(), at])?;
    } else {
        db.prepare_cached(
            "DELETE FROM chat_waiting WHERE thread = (SELECT seq FROM chat_thread WHERE id = ?1)",
        )?
        .execute([thread.as_str()])?;
    }
    Ok(())
}

impl Reader {
    /// Chats whose last question waits, the longest wait first.
    pub fn waiting_chats(&self) -> Result<Vec<ThreadId>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT c.id FROM chat_waiting w JOIN chat_thread c ON c.seq = w.thread ORDER BY w.at, w.thread",
        )?;
        let waiting = statement.query_map([], |row| row.get::<_, String>(0))?;
        Ok(waiting.map(|id| id.map(Into::into)).collect::<Result<_, _>>()?)
    }
}
