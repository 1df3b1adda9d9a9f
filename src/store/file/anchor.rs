//! Where the log ends, kept outside the file, so that a cut tail is found (F112).
//!
//! The log is a chain: what is changed, taken out or put in another order shows by itself, but a chain that lost its
//! newest rows is still a chain. So its head, how many rows and the hash of the last, is also kept in a file beside the
//! local copy and beside each backup. A head that the log does not hold means that rows were cut, or that an older file
//! was put in place. A restore and a person's word go into the log with the heads that they give up; those count no more.
//!
//! The anchor follows the log within a second: what was acked in the last second before a crash may be missing from it.
//! It never moves while it contradicts the log: it is the evidence.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::failpoint;
use crate::store::error::StoreError;
use crate::store::file::copy::{copy, folder};
use crate::store::file::place::{closed_file, put};
use crate::store::file::setting;

/// The name of the setting that says that there is an anchor: from then on a missing one is told.
const ANCHORED: &str = "log.anchored";
/// How the names of heads beside backups end.
const END: &str = "head";
/// The member of a log row's reasons that holds the heads it gives up.
pub(in crate::store) const GIVEN_UP: &str = "heads_given_up";

/// Where a log ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Head {
    /// How many rows it had; also the number of the last.
    pub rows: i64,
    /// The hash of the last, which stands for all before it.
    pub hash: String,
}

impl Head {
    /// The end of the log now; `None` for a log without rows.
    pub(in crate::store) fn of(db: &Connection) -> Result<Option<Self>, StoreError> {
        let mut statement = db.prepare_cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Self {
                rows: row.get(0)?,
                hash: row.get(1)?,
            })
        };
        Ok(statement.query_row([], read).optional()?)
    }

    /// Writes it into a file that only its owner can read; there is never half of one.
    fn keep(&self, to: &Path) -> Result<(), StoreError> {
        use std::io::Write as _;
        // Several copies of the program may be at it.
        let half = to.with_extension(format!("anchoring-{}", std::process::id()));
        let written = closed_file(&half)
            .and_then(|mut file| file.write_all(serde_json::to_string(self)?.as_bytes()))
            .map_err(|error| StoreError::unopened(&half, &error))
            .and_then(|()| put(&half, to));
        if written.is_err() {
            // Nothing there is fine.
            let _none = fs::remove_file(&half);
        }
        written
    }

    /// Whether the log holds it, or a row of the log gives it up.
    fn holds(&self, db: &Connection) -> Result<bool, StoreError> {
        let there: Option<String> = db
            .prepare_cached("SELECT hash FROM audit WHERE seq = ?1")?
            .query_row([self.rows], |row| row.get(0))
            .optional()?;
        if there.is_some_and(|hash| hash == self.hash) {
            return Ok(true);
        }
        self.is_given_up(db)
    }

    /// Whether a row of the log gives it up.
    pub(in crate::store) fn is_given_up(&self, db: &Connection) -> Result<bool, StoreError> {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM audit,
               json_each(CASE WHEN json_valid(audit.more) THEN audit.more END, '$.{GIVEN_UP}') AS given
             WHERE given.value = ?1)"
        );
        Ok(db.query_row(&sql, [&self.hash], |row| row.get(0))?)
    }
}

/// A head that the log does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Where it is kept.
    pub kept: PathBuf,
    /// What is wrong, as a sentence.
    pub why: String,
}

/// The anchor beside a file.
fn anchor(path: &Path) -> PathBuf {
    path.with_extension("anchor")
}

/// Where the head of a backup is kept.
pub(in crate::store) fn beside(backup: &Path) -> PathBuf {
    backup.with_extension(END)
}

/// Makes a backup of a file and keeps where its log ended beside it.
pub(in crate::store) fn copy_with_head(db: &Connection, to: &Path) -> Result<(), StoreError> {
    let head = Head::of(db)?;
    copy(db, to)?;
    match head {
        Some(head) => head.keep(&beside(to)),
        None => Ok(()),
    }
}

/// A head as it is kept; `None` when there is none.
fn read(from: &Path) -> Option<Result<Head, String>> {
    match fs::read(from) {
        Ok(bytes) => Some(serde_json::from_slice(&bytes).map_err(|error| error.to_string())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => Some(Err(error.to_string())),
    }
}

/// Every head that is kept of a file's log: the anchor, and those beside its backups.
fn kept(path: &Path) -> Vec<(PathBuf, Result<Head, String>)> {
    let mut ours = path.file_stem().unwrap_or_default().to_owned();
    ours.push(".");
    let is_head = |found: &PathBuf| found.extension().is_some_and(|end| end == END);
    let is_ours = |found: &PathBuf| {
        let name = found.file_name().unwrap_or_default().as_encoded_bytes();
        name.starts_with(ours.as_encoded_bytes())
    };
    let files = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(is_head)
    };
    let heads = files(&folder(path)).chain(files(path.parent().unwrap_or(path)).filter(is_ours));
    std::iter::once(anchor(path))
        .chain(heads)
        .filter_map(|file| Some((file.clone(), read(&file)?)))
        .collect()
}

/// Every head that the log of a file should hold and does not.
pub(in crate::store) fn lost(db: &Connection, path: &Path) -> Result<Vec<Lost>, StoreError> {
    let here = Head::of(db)?.map_or(0, |head| head.rows);
    let mut lost = Vec::new();
    for (kept, head) in kept(path) {
        let why = match head {
            Ok(head) if head.holds(db)? => continue,
            Ok(head) if head.rows > here => format!(
                "the log had {} rows and has {here}: its newest rows were cut, or an older file was put in place",
                head.rows
            ),
            Ok(head) => format!(
                "row {} of the log is another than it was: the log was written anew, or another file was put in place",
                head.rows
            ),
            Err(why) => format!("where the log ended cannot be read ({why})"),
        };
        lost.push(Lost { kept, why });
    }
    let anchor = anchor(path);
    if !anchor.exists() && setting::get(db, ANCHORED)?.is_some() {
        lost.push(Lost {
            kept: anchor,
            why: "the file that says where the log ended is gone: whether rows were cut cannot be told"
                .to_owned(),
        });
    }
    Ok(lost)
}

/// What a row of the log says that gives up every head the log does not hold; the anchor is made anew after it.
pub(in crate::store) fn give_up(db: &Connection, path: &Path) -> Result<(&'static str, Value), StoreError> {
    let mut hashes = Vec::new();
    for (_, head) in kept(path) {
        if let Ok(head) = head
            && !head.holds(db)?
        {
            hashes.push(head.hash);
        }
    }
    setting::remove(db, ANCHORED)?;
    Ok((GIVEN_UP, json!(hashes)))
}

/// Removes heads that cannot be read, for nothing can be compared with them.
pub(in crate::store) fn clear_unreadable(path: &Path) -> Result<(), StoreError> {
    for (file, _) in kept(path).into_iter().filter(|(_, head)| head.is_err()) {
        fs::remove_file(&file).map_err(|error| StoreError::unopened(&file, &error))?;
    }
    Ok(())
}

/// Lets the anchor follow the log of one file.
#[derive(Debug)]
pub(in crate::store) struct Anchor {
    path: PathBuf,
    last: Option<Head>,
}

impl Anchor {
    /// Of the file at a path.
    pub(in crate::store) fn of(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            last: None,
        }
    }

    /// Moves the anchor to where the log ends now. One that is missing, unreadable or not held by the log stays as it is.
    pub(in crate::store) fn follow(&mut self, db: &Connection) -> Result<(), StoreError> {
        let head = Head::of(db)?;
        if head == self.last {
            return Ok(());
        }
        let Some(now) = &head else { return Ok(()) };
        let anchored = setting::get(db, ANCHORED)?.is_some();
        let file = anchor(&self.path);
        let may = match read(&file) {
            Some(Ok(kept)) if kept == *now => false,
            Some(Ok(kept)) => kept.holds(db)?,
            Some(Err(_)) => false,
            None => !anchored,
        };
        if may {
            now.keep(&file)?;
            failpoint::pass("anchor.written");
            if !anchored {
                setting::set(db, ANCHORED, "1")?;
            }
        }
        self.last = head;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
