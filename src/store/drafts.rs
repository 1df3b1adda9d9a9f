//! What is typed and not yet sent or asked, so that a crash loses none of it.

use rusqlite::{Connection, OptionalExtension, params};

use super::error::StoreError;
use super::reader::Reader;
use crate::domain::contact::Channel;
use crate::domain::value::ContactId;

/// Keeps a draft under a name; an empty text forgets it.
pub(super) fn keep(
    db: &Connection,
    name: &str,
    subject: Option<&str>,
    body: &str,
    at: i64,
) -> Result<(), StoreError> {
    if body.is_empty() && subject.is_none_or(str::is_empty) {
        db.prepare_cached("DELETE FROM draft WHERE name = ?1")?
            .execute([name])?;
        return Ok(());
    }
    db.prepare_cached(
        "INSERT INTO draft (name, subject, body, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO UPDATE SET subject = excluded.subject, body = excluded.body, at = excluded.at",
    )?
    .execute(params![name, subject, body, at])?;
    Ok(())
}

/// The name under which a message to a person is kept.
pub fn message_draft_name(contact: &ContactId, channel: Channel) -> String {
    format!("message:{}:{}", channel.dnd_key(), contact)
}

impl Reader {
    /// Subject and text of a draft.
    pub fn draft(&self, name: &str) -> Result<Option<(Option<String>, String)>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT subject, body FROM draft WHERE name = ?1")?;
        Ok(statement
            .query_row([name], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?)
    }
}
