//! A verified copy of the file: made by SQLite, read once as a whole, and only then given its name.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use super::setting;
use crate::failpoint;

/// How the moment of a copy is written in its name.
pub(super) const MOMENT: &str = "%Y%m%dT%H%M%SZ";
/// How the names of copies end.
pub(super) const END: &str = "backup";
/// The name of the setting that marks a copy as the latest that there is, not one of earlier.
pub(super) const LATEST: &str = "rescued";

/// Where the backups of a file are kept.
pub(super) fn folder(path: &Path) -> PathBuf {
    let name = path.file_stem().unwrap_or_default();
    path.with_file_name("backups").join(name)
}

/// Copies the file through SQLite, proves that the copy is whole, and only then gives it its name. What was begun is
/// removed when it fails.
pub(super) fn copy(db: &Connection, to: &Path) -> Result<(), StoreError> {
    copy_as(db, to, false)
}

fn copy_as(db: &Connection, to: &Path, latest: bool) -> Result<(), StoreError> {
    let half = to.with_extension("half");
    let made = copy_to(db, &half, latest).and_then(|()| put(&half, to));
    // Nothing there is fine. SQLite leaves its journal behind when the disk fails it at the wrong moment.
    let _none = fs::remove_file(half.with_extension("half-journal"));
    if made.is_err() {
        let _none = fs::remove_file(&half);
    }
    made
}

fn copy_to(db: &Connection, half: &Path, latest: bool) -> Result<(), StoreError> {
    closed_file(half).map_err(|error| StoreError::unopened(half, &error))?;
    failpoint::pass("backup.begun");
    db.execute("VACUUM INTO ?1", [half.to_string_lossy()])?;
    if latest {
        setting::set(&Connection::open(half)?, LATEST, "1")?;
    }
    failpoint::pass("backup.copied");
    check(half)?;
    failpoint::pass("backup.checked");
    Ok(())
}

/// An empty file that only its owner can read.
pub(super) fn closed_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Proves that a file nobody has open is a whole database.
pub(super) fn check(path: &Path) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let db = Connection::open_with_flags(path, flags)?;
    let verdict: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(StoreError::Corrupt(verdict))
    }
}

/// Brings a finished file to the disk and gives it its name, so that there is never half of one under it.
pub(super) fn put(half: &Path, to: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::unopened(to, &error);
    let file = File::options().write(true).open(half).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    drop(file);
    failpoint::pass("backup.synced");
    fs::rename(half, to).map_err(failed)?;
    failpoint::pass("backup.named");
    sync_folder(to)
}

/// Brings the names in a file's folder to the disk.
#[cfg(unix)]
pub(super) fn sync_folder(of: &Path) -> Result<(), StoreError> {
    let folder = of.parent().unwrap_or(of);
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| StoreError::unopened(folder, &error))
}

/// Elsewhere the system does that by itself.
#[cfg(not(unix))]
pub(super) fn sync_folder(_of: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Where what was acked goes when the file is deleted under the program.
pub(super) fn rescued(path: &Path, now: Timestamp) -> PathBuf {
    path.with_extension(format!("rescued.{}.{END}", now.strftime(MOMENT)))
}

/// Copies a file that has no name any more. The copy knows that nothing came after it.
pub(super) fn rescue(db: &Connection, to: &Path) -> Result<(), StoreError> {
    copy_as(db, to, true)
}
