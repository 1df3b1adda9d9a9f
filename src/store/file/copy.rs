//! A verified copy of the file: made by SQLite, read once as a whole, and only then given its name.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};

use crate::failpoint;
use crate::store::error::StoreError;
use crate::store::file::place::{closed_file, put};
use crate::store::file::{cipher, setting};

/// How the moment of a copy is written in its name.
pub(in crate::store) const MOMENT: &str = "%Y%m%dT%H%M%SZ";
/// How the names of copies end.
pub(in crate::store) const END: &str = "backup";
/// The name of the setting that marks a copy as the latest that there is, not one of earlier.
pub(in crate::store) const LATEST: &str = "rescued";

/// Where the backups of a file are kept.
pub(in crate::store) fn folder(path: &Path) -> PathBuf {
    let name = path.file_stem().unwrap_or_default();
    path.with_file_name("backups").join(name)
}

/// Copies the file through SQLite, proves that the copy is whole, and only then gives it its name. What was begun is
/// removed when it fails.
pub(in crate::store) fn copy(db: &Connection, to: &Path) -> Result<(), StoreError> {
    copy_as(db, to, false)
}

fn copy_as(db: &Connection, to: &Path, latest: bool) -> Result<(), StoreError> {
    let half = to.with_extension("half");
    let made = copy_to(db, &half, latest).and_then(|()| put(&half, to));
    // Nothing there is fine. SQLite leaves its journal behind when the disk fails it at the wrong moment.
    let _none = fs::remove_file(half.with_extension("half-journal"));
    if made.is_err() {
        // SQLite may have been cut with a journal beside it. Nothing there is fine.
        for end in ["", "-journal"] {
            let mut name = half.clone().into_os_string();
            name.push(end);
            let _none = fs::remove_file(PathBuf::from(name));
        }
    }
    made
}

fn copy_to(db: &Connection, half: &Path, latest: bool) -> Result<(), StoreError> {
    closed_file(half).map_err(|error| StoreError::unopened(half, &error))?;
    failpoint::pass("backup.begun");
    db.execute("VACUUM INTO ?1", [half.to_string_lossy()])?;
    if latest {
        let copied = Connection::open(half)?;
        cipher::apply_closed(&copied, half)?;
        setting::set(&copied, LATEST, "1")?;
    }
    failpoint::pass("backup.copied");
    check(half)?;
    failpoint::pass("backup.checked");
    Ok(())
}

/// Proves that a file nobody has open is a whole database.
pub(in crate::store) fn check(path: &Path) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let db = Connection::open_with_flags(path, flags)?;
    cipher::apply_closed(&db, path)?;
    let verdict: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(StoreError::Corrupt(verdict))
    }
}

/// Where what was acked goes when the file is deleted under the program.
pub(in crate::store) fn rescued(path: &Path, now: Timestamp) -> PathBuf {
    path.with_extension(format!("rescued.{}.{END}", now.strftime(MOMENT)))
}

/// Copies a file that has no name any more. The copy knows that nothing came after it.
pub(in crate::store) fn rescue(db: &Connection, to: &Path) -> Result<(), StoreError> {
    copy_as(db, to, true)
}
