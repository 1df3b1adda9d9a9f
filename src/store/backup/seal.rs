//! Encrypts a local copy as a whole, or takes that back: the file is written anew in the other form, read back, and takes
//! its own place in the way a restore does; then the backups and whatever was kept aside give way to one new backup.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;

use super::super::error::StoreError;
use super::renew;
use super::turn::{clear, finish_alone, ready};
use crate::secret::Secret;
use crate::store::file::copy::check;
use crate::store::file::place::{closed_file, put};
use crate::store::file::presence::Presence;
use crate::store::file::{cipher, schema};

/// Encrypts the file with a key. What an earlier try left behind is finished. Refused while anybody has the file open.
pub fn encrypt(path: &Path, key: &Secret, now: Timestamp) -> Result<(), StoreError> {
    if !cipher::is_supported() {
        return Err(StoreError::Encrypted);
    }
    let alone = Presence::alone(path)?;
    finish_alone(path)?;
    if !cipher::is_encrypted(path) {
        cipher::set_mark(path, key)?;
        swap(path, Some(key))?;
    }
    cipher::set(Some(key.clone()));
    alone.note();
    renew(path, now)
}

/// Takes the encryption back. The key must have been given by `cipher::unlock`.
pub fn decrypt(path: &Path, now: Timestamp) -> Result<(), StoreError> {
    let alone = Presence::alone(path)?;
    finish_alone(path)?;
    if cipher::is_encrypted(path) {
        swap(path, None)?;
    }
    cipher::set(None);
    // Nothing there is fine.
    let _none = fs::remove_file(cipher::mark(path));
    alone.note();
    renew(path, now)
}

/// Puts the file in its own place in another form.
fn swap(path: &Path, to: Option<&Secret>) -> Result<(), StoreError> {
    let half = path.with_extension("sealing");
    let made = write(path, &half, to);
    let before = cipher::key();
    cipher::set(to.cloned());
    let put = made
        .and_then(|()| check(&half))
        .and_then(|()| put(&half, &ready(path)));
    clear(&half);
    if let Err(error) = put {
        cipher::set(before);
        return Err(error);
    }
    finish_alone(path)?;
    Ok(())
}

fn write(path: &Path, half: &Path, to: Option<&Secret>) -> Result<(), StoreError> {
    clear(half);
    drop(closed_file(half).map_err(|error| StoreError::unopened(half, &error))?);
    let db = schema::open_writer(path)?;
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    export(&db, half, to)?;
    db.close().map_err(|(_, error)| error.into())
}

/// Writes everything a connection sees into an empty file, with a key or without.
fn export(db: &Connection, to: &Path, key: Option<&Secret>) -> Result<(), StoreError> {
    let spec = key.map(cipher::spec);
    let spec = spec.as_ref().map_or("", Secret::expose);
    db.execute("ATTACH DATABASE ?1 AS other KEY ?2", (to.to_string_lossy(), spec))?;
    let format: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    db.query_row("SELECT sqlcipher_export('other')", [], |_| Ok(()))?;
    db.pragma_update(Some("other"), "user_version", format)?;
    db.execute_batch("DETACH DATABASE other")?;
    Ok(())
}

/// Encrypts a file that is to take an encrypted one's place, when it is an ordinary one, as a backup from before is.
pub(super) fn alike(half: &Path) -> Result<(), StoreError> {
    let Some(key) = cipher::key().filter(|_| cipher::is_plain(half)) else {
        return Ok(());
    };
    let sealed: PathBuf = half.with_extension("sealing");
    clear(&sealed);
    drop(closed_file(&sealed).map_err(|error| StoreError::unopened(&sealed, &error))?);
    let db = Connection::open(half)?;
    export(&db, &sealed, Some(&key))?;
    db.close().map_err(|(_, error)| error)?;
    clear(half);
    put(&sealed, half)
}
