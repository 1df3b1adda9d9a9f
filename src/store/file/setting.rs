//! Small values under a name that the program keeps for itself.

use rusqlite::{Connection, OptionalExtension, params};

use crate::store::error::StoreError;

/// Set when a backup was restored: until people and threads have been fetched again nothing leaves, for what is here is
/// old (F47).
pub(in crate::store) const RESTORED: &str = "restored";

/// Keeps a small value under a name.
pub(in crate::store) fn set(db: &Connection, name: &str, value: &str) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute(params![name, value])?;
    Ok(())
}

/// Forgets the value under a name.
pub(in crate::store) fn remove(db: &Connection, name: &str) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM setting WHERE name = ?1")?
        .execute([name])?;
    Ok(())
}

/// The value under a name.
pub(in crate::store) fn get(db: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let mut statement = db.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}
