//! Who was forgotten here: a record without content, that keeps a later sync from bringing them back.

use rusqlite::{Connection, params};

use crate::domain::record::{EntityKind, Members, RemoteRecord};
use crate::store::error::StoreError;
use crate::store::file::setting;

/// Set until the file and its backups hold nothing of whom was forgotten last.
const UNFINISHED: &str = "forget.unfinished";

/// Notes that a record is a shell from now on.
pub(in crate::store) fn note(db: &Connection, rid: i64, at: i64) -> Result<(), StoreError> {
    db.prepare_cached("INSERT OR IGNORE INTO forgotten (rid, at) VALUES (?1, ?2)")?
        .execute(params![rid, at])?;
    Ok(())
}

/// Whether a record is such a shell.
pub(in crate::store) fn is(db: &Connection, rid: i64) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM forgotten WHERE rid = ?1)")?;
    Ok(statement.query_row([rid], |row| row.get(0))?)
}

/// All of them.
pub(in crate::store) fn all(db: &Connection) -> Result<Vec<i64>, StoreError> {
    let mut statement = db.prepare_cached("SELECT rid FROM forgotten ORDER BY rid")?;
    let rids = statement.query_map([], |row| row.get(0))?;
    Ok(rids.collect::<Result<_, _>>()?)
}

/// Whether a record that the CRM tells belongs to somebody who was forgotten.
pub(in crate::store) fn owns(db: &Connection, told: &RemoteRecord) -> Result<bool, StoreError> {
    let Some(owner) = told.fields.word("contactId") else {
        return Ok(false);
    };
    let of = EntityKind::Contact.word();
    let mut statement = db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM forgotten f JOIN record r ON r.rid = f.rid
         WHERE r.kind = ?1 AND (r.remote_id = ?2 OR r.id = ?2))",
    )?;
    Ok(statement.query_row([of, owner], |row| row.get(0))?)
}

/// Notes that content may still lie in unused pages of the file and in backups, or that it does not any more.
pub(in crate::store) fn set_unfinished(db: &Connection, unfinished: bool) -> Result<(), StoreError> {
    if unfinished {
        setting::set(db, UNFINISHED, "1")
    } else {
        setting::remove(db, UNFINISHED)
    }
}

/// Whether that is still to be done.
pub(in crate::store) fn is_unfinished(db: &Connection) -> Result<bool, StoreError> {
    Ok(setting::get(db, UNFINISHED)?.is_some())
}
