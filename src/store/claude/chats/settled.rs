//! What a chat is asked with: the same model and effort from its first question on.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::value::ThreadId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;

/// What a chat is asked with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// The model's id; `None` for a chat of an earlier release.
    pub model: Option<String>,
    /// The service's word for the effort; `None` leaves it to the model.
    pub effort: Option<String>,
}

/// Keeps what a chat is asked with.
pub(super) fn keep(
    db: &Connection,
    thread: &ThreadId,
    model: &str,
    effort: Option<&str>,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE chat_thread SET model = ?2, effort = ?3 WHERE id = ?1")?
        .execute(params![thread.as_str(), model, effort])?;
    Ok(())
}

impl Reader {
    /// What a chat is asked with.
    pub fn settled(&self, thread: &ThreadId) -> Result<Settled, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT model, effort FROM chat_thread WHERE id = ?1")?;
        let settled = statement.query_row([thread.as_str()], |row| {
            Ok(Settled {
                model: row.get(0)?,
                effort: row.get(1)?,
            })
        });
        Ok(settled.optional()?.unwrap_or_default())
    }

    /// What Claude has cost in a chat, in millionths of a dollar.
    pub fn spent_in(&self, thread: &ThreadId) -> Result<i64, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT coalesce(sum(t.micro_dollars), 0) FROM chat_thread c JOIN chat_turn t ON t.thread = c.seq
             WHERE c.id = ?1",
        )?;
        Ok(statement.query_row([thread.as_str()], |row| row.get(0))?)
    }
}
