//! Records that may be gone in the CRM.

use rusqlite::Connection;

use crate::store::error::StoreError;

/// A record that the CRM has told is no suspect any more.
pub(in crate::store) fn cleared(db: &Connection, rid: i64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM suspect WHERE rid = ?1")?
        .execute([rid])?;
    Ok(())
}
