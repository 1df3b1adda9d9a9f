//! Verified copies of the file, kept in turn, and the way back from one.
//!
//! Owns the folder of backups and whatever is put in the file's place. A backup is made by SQLite beside the running
//! program, read once as a whole, and only then gets its name; three days and one older are kept. `restore` takes one
//! in the place of the file, `carry` brings along what only the file itself knows. Must not touch the live file as a
//! file: SQLite's locks would be lost. To keep one more thing over a restore: its table in `carry`.

mod carry;
pub(super) mod restore;
pub(super) mod seal;
pub(super) mod turn;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::error::StoreError;
use crate::failpoint;
use crate::store::file::copy::{END, MOMENT, folder};
use crate::store::file::stop::spare;
use crate::store::file::{anchor, schema};

/// Days of which the last backup is kept.
const DAYS: usize = 3;
/// One more is kept until it is so old.
const OLD: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A copy that can be restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// When it was made.
    pub at: Timestamp,
    /// The last fact in it, when its name says so.
    pub seq: Option<i64>,
    /// Its size.
    pub bytes: u64,
}

/// The backups of a file, newest first; those beside the file too, which were made before a change of format or out of
/// a file that was deleted under the program.
pub(super) fn list(path: &Path) -> Vec<Backup> {
    let beside = path.parent().map(Path::to_owned).unwrap_or_default();
    let stem = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let ours = |found: &Path| {
        let name = found.file_name().unwrap_or_default().to_string_lossy();
        found.parent() != Some(&*beside) || name.starts_with(&format!("{stem}."))
    };
    let mut backups: Vec<Backup> = [folder(path), beside.clone()]
        .into_iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .filter_map(|entry| at(&entry.ok()?.path()))
        .filter(|backup| backup.path.extension().is_some_and(|end| end == END))
        .filter(|backup| ours(&backup.path))
        .collect();
    backups.sort_by_key(|backup| std::cmp::Reverse((backup.at, backup.seq)));
    backups
}

/// A file as a backup, whatever its name.
fn at(path: &Path) -> Option<Backup> {
    let found = fs::metadata(path).ok()?;
    let name = path.file_stem()?.to_string_lossy().into_owned();
    let (moment, seq) = name.split_once('-').unwrap_or((&name, ""));
    let moment = moment.rsplit('.').next().unwrap_or_default();
    let named = DateTime::strptime(MOMENT, moment).ok();
    let at = match named.and_then(|civil| civil.to_zoned(TimeZone::UTC).ok()) {
        Some(zoned) => zoned.timestamp(),
        None => Timestamp::try_from(found.modified().ok()?).ok()?,
    };
    Some(Backup {
        path: path.to_owned(),
        at,
        seq: named.and(seq.parse().ok()),
        bytes: found.len(),
    })
}

/// Makes a backup beside the running program and lets go of those that are no longer kept. Reads the file at one
/// moment; neither a reader nor the writer waits for it.
pub(super) fn make(path: &Path, now: Timestamp) -> Result<Backup, StoreError> {
    let db = schema::open_beside(path)?;
    spare(&db);
    let last = "SELECT coalesce(max(seq), 0) FROM journal";
    let seq: i64 = db.query_row(last, [], |row| row.get(0))?;
    let folder = folder(path);
    fs::create_dir_all(&folder).map_err(|error| StoreError::unopened(&folder, &error))?;
    let to = folder.join(format!("{}-{seq}.{END}", now.strftime(MOMENT)));
    anchor::copy_with_head(&db, &to)?;
    let kept = list(path);
    let of_folder: Vec<_> = kept
        .iter()
        .filter(|backup| backup.path.parent() == Some(&*folder))
        .collect();
    // Of those from before a change of format the last is the way back to an older program.
    let before = |backup: &&Backup| backup.path.to_string_lossy().contains(".before-");
    let formats = kept.iter().filter(before).skip(1);
    let worn = formats.filter(|backup| now.duration_since(backup.at) >= OLD);
    for old in superfluous(&of_folder, now).into_iter().chain(worn) {
        if let Err(error) = fs::remove_file(&old.path) {
            tracing::warn!(%error, path = %old.path.display(), "an old backup stays");
        } else {
            // Nothing there is fine.
            let _none = fs::remove_file(anchor::beside(&old.path));
        }
    }
    failpoint::pass("backup.rotated");
    kept.into_iter()
        .find(|backup| backup.path == to)
        .ok_or(StoreError::Missing { path: to })
}

/// Makes a backup and lets go of every other, and of files that were kept aside: they know whom the file has forgotten.
pub(super) fn renew(path: &Path, now: Timestamp) -> Result<(), StoreError> {
    let made = make(path, now)?;
    let others = list(path).into_iter().map(|backup| backup.path);
    for old in others.filter(|old| *old != made.path).chain(aside(path)) {
        fs::remove_file(&old).map_err(|error| StoreError::unopened(&old, &error))?;
        // Nothing there is fine.
        let _none = fs::remove_file(anchor::beside(&old));
    }
    Ok(())
}

/// Files that were in the place of the file before a restore, with their logs.
fn aside(path: &Path) -> Vec<PathBuf> {
    let mut begin = path.file_stem().unwrap_or_default().to_owned();
    begin.push(".aside.");
    let entries = path.parent().map(fs::read_dir).into_iter().flatten().flatten();
    let files = entries.flatten().map(|entry| entry.path());
    let is_aside = |found: &PathBuf| {
        let name = found.file_name().unwrap_or_default().as_encoded_bytes();
        name.starts_with(begin.as_encoded_bytes())
    };
    files.filter(is_aside).collect()
}

/// Those that are not kept: of each of the last days the last is, and one older.
fn superfluous<'a>(newest_first: &[&'a Backup], now: Timestamp) -> Vec<&'a Backup> {
    let day = |backup: &Backup| -> Date { backup.at.to_zoned(TimeZone::UTC).date() };
    let mut days: Vec<Date> = Vec::new();
    let (mut older, mut gone) = (Vec::new(), Vec::new());
    for backup in newest_first.iter().copied() {
        if days.contains(&day(backup)) {
            gone.push(backup);
        } else if days.len() < DAYS {
            days.push(day(backup));
        } else {
            older.push(backup);
        }
    }
    // The oldest that is not too old, so that it grows old before the next takes its place.
    let young = |backup: &&Backup| now.duration_since(backup.at) < OLD;
    let kept = older.iter().copied().rev().find(young).or(older.first().copied());
    gone.extend(older.into_iter().filter(|backup| kept != Some(*backup)));
    gone
}

#[cfg(test)]
mod tests;
