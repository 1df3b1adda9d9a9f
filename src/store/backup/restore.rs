//! Puts a backup in the place of the file: everything is made ready beside it, and taking its place is one step that
//! the next start finishes when it was cut. The file itself is kept aside.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;

use super::super::error::StoreError;
use super::super::{forget, writer};
use super::carry::{self, Carried};
use super::turn::{clear, finish_alone, ready};
use super::{Backup, list, seal};
use crate::domain::origin::Origin;
use crate::failpoint;
use crate::store::file::copy::{LATEST, check};
use crate::store::file::place::{closed_file, put};
use crate::store::file::presence::Presence;
use crate::store::file::{anchor, cipher, identity, schema, setting};
use crate::store::write::journal;

/// From what the file is made anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The newest backup that is whole.
    Newest,
    /// This one.
    File(PathBuf),
    /// None: an empty copy, which sync fills.
    Fresh,
}

/// Bytes of a page.
const PAGE: u64 = 4096;

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// From which backup, if from one.
    pub from: Option<Backup>,
    /// Where the file lies that was in its place, if there was one.
    pub aside: Option<PathBuf>,
    /// What was brought along out of that: rows by table.
    pub carried: Vec<(&'static str, u64)>,
    /// Tables of which something could not be read.
    pub unreadable: Vec<&'static str>,
    /// Rows that waited in the backup and may have left since; they are looked up before they leave.
    pub doubted: u64,
}

/// The backups of a file, newest first.
pub fn backups(path: &Path) -> Vec<Backup> {
    list(path)
}

/// Makes the file anew from a backup and from what can be read of the file itself. Refused while anybody has it open.
pub fn restore(path: &Path, source: &Source, now: Timestamp) -> Result<Restored, StoreError> {
    let alone = Presence::alone(path)?;
    finish_alone(path)?;
    let from = chosen(path, source)?;
    let half = path.with_extension("restoring");
    let made = prepare(path, from.as_ref(), &half, now);
    clear(&half);
    let mut restored = made?;
    restored.aside = finish_alone(path)?;
    alone.note();
    Ok(restored)
}

fn chosen(path: &Path, source: &Source) -> Result<Option<Backup>, StoreError> {
    match source {
        Source::Fresh => Ok(None),
        Source::File(file) => {
            let backup = super::at(file).ok_or_else(|| StoreError::Missing { path: file.clone() })?;
            check(file)?;
            Ok(Some(backup))
        }
        Source::Newest => {
            for backup in list(path) {
                match check(&backup.path) {
                    Ok(()) => return Ok(Some(backup)),
                    Err(error) => tracing::warn!(%error, path = %backup.path.display(), "not this backup"),
                }
            }
            Err(StoreError::NoBackup)
        }
    }
}

/// Makes the copy that takes the file's place, and proves that it is whole.
fn prepare(path: &Path, from: Option<&Backup>, half: &Path, now: Timestamp) -> Result<Restored, StoreError> {
    let failed = |error: std::io::Error| StoreError::unopened(half, &error);
    clear(half);
    drop(closed_file(half).map_err(failed)?);
    if let Some(backup) = from {
        fs::copy(&backup.path, half).map_err(failed)?;
        seal::alike(half)?;
    }
    let present = Present::of(path, half)?;
    let mut db = schema::open_writer(half)?;
    db.execute_batch("PRAGMA foreign_keys=OFF")?;
    let tx = db.transaction()?;
    let (carried, doubted) = fill(&tx, present.as_ref(), now)?;
    let restored = Restored {
        from: from.cloned(),
        aside: None,
        carried: carried.rows.into_iter().collect(),
        unreadable: carried.unreadable.into_iter().collect(),
        doubted,
    };
    tell(&tx, path, &restored, now)?;
    let_go_of_dangling(&tx)?;
    failpoint::pass("restore.carried");
    tx.commit()?;
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    db.close().map_err(|(_, error)| error)?;
    check(half)?;
    failpoint::pass("restore.prepared");
    put(half, &ready(path))?;
    failpoint::pass("restore.ready");
    Ok(restored)
}

fn fill(new: &Connection, present: Option<&Present>, now: Timestamp) -> Result<(Carried, u64), StoreError> {
    let latest = setting::get(new, LATEST)?.is_some();
    let old = present.and_then(|present| present.db.as_ref());
    let mut carried = match old {
        Some(old) => {
            let at = now.as_millisecond();
            let end = anchor::Head::of(new)?;
            if let Err(error) = forget::as_in(new, old, at) {
                tracing::warn!(%error, "who was forgotten since the backup cannot be read");
            }
            carry::carry(new, old, end.as_ref(), at)?
        }
        None => Carried::default(),
    };
    if present.is_some_and(|present| present.db.is_none()) {
        carried.unreadable.insert("file");
    }
    let doubted = if latest { 0 } else { carry::doubt(new, old)? };
    let epoch = |db: &Connection| db.query_row("SELECT epoch FROM engine_lease", [], |row| row.get(0));
    let old_epoch: i64 = old.and_then(|old| epoch(old).ok()).unwrap_or(0);
    new.execute(
        "UPDATE engine_lease SET holder = NULL, epoch = max(epoch, ?1) + 1, wished = 0, served = 0, fault = NULL",
        [old_epoch],
    )?;
    // Everything is asked for again, and nothing leaves before it is here.
    new.execute_batch(
        r#"UPDATE cursor SET value = '{"copy":"start"}'; DELETE FROM swept; DELETE FROM suspect;"#,
    )?;
    new.execute("DELETE FROM setting WHERE name = ?1", [LATEST])?;
    setting::set(new, setting::RESTORED, &now.as_millisecond().to_string())?;
    Ok((carried, doubted))
}

/// The log says what was done.
fn tell(new: &Connection, path: &Path, restored: &Restored, now: Timestamp) -> Result<(), StoreError> {
    let what = match &restored.from {
        Some(backup) => format!(
            "restored the backup of {}",
            backup.at.strftime("%Y-%m-%d %H:%M UTC")
        ),
        None => "began anew with an empty copy".to_owned(),
    };
    let (given_up, heads) = anchor::give_up(new, path)?;
    let more = serde_json::json!({
        given_up: heads,
        "carried": restored.carried.iter().copied().collect::<std::collections::BTreeMap<_, _>>(),
        "unreadable": restored.unreadable,
        "looked_up": restored.doubted,
    });
    let (id, at) = (writer::fresh_id(now), now.as_millisecond());
    journal::audit_with(new, &id, at, &Origin::Cli, &what, None, Some(&more.to_string()))?;
    Ok(())
}

/// Rows that point to nothing, because what they point to could not be read.
fn let_go_of_dangling(new: &Connection) -> Result<(), StoreError> {
    loop {
        let mut statement = new.prepare("PRAGMA foreign_key_check")?;
        let dangling: Vec<(String, Option<i64>)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        if dangling.is_empty() {
            return Ok(());
        }
        for (table, row) in dangling {
            match row {
                // A branch stays without the chat it grew out of.
                Some(row) if table == "chat_thread" => {
                    new.execute("UPDATE chat_thread SET root = NULL WHERE seq = ?1", [row])?
                }
                Some(row) => new.execute(&format!("DELETE FROM \"{table}\" WHERE rowid = ?1"), [row])?,
                // Without row numbers: what belongs to chats, turns and proposals that are gone.
                None => new.execute(
                    match table.as_str() {
                        "chat_hidden" => {
                            "DELETE FROM chat_hidden WHERE thread NOT IN (SELECT seq FROM chat_thread)"
                        }
                        "chat_call" => "DELETE FROM chat_call WHERE turn NOT IN (SELECT seq FROM chat_turn)",
                        "proposal_item" => {
                            "DELETE FROM proposal_item WHERE proposal NOT IN (SELECT seq FROM proposal)"
                        }
                        _ => "DELETE FROM chat_block WHERE turn NOT IN (SELECT seq FROM chat_turn)",
                    },
                    [],
                )?,
            };
        }
    }
}

/// The file that is in place, copied beside so that looking at it changes nothing of it.
struct Present {
    /// `None` when it cannot be opened at all.
    db: Option<Connection>,
    copy: PathBuf,
}

impl Present {
    fn of(path: &Path, half: &Path) -> Result<Option<Self>, StoreError> {
        if !path.exists() {
            return Ok(None);
        }
        let copy = half.with_extension("salvage");
        clear(&copy);
        let failed = |error: std::io::Error| StoreError::unopened(&copy, &error);
        drop(closed_file(&copy).map_err(failed)?);
        fs::copy(path, &copy).map_err(failed)?;
        if identity::log(path).exists() {
            fs::copy(identity::log(path), identity::log(&copy)).map_err(failed)?;
        }
        let opened = read_whole(&copy).or_else(|error| {
            tracing::warn!(%error, "the file is damaged; what can be read of it is saved");
            // Of an encrypted file nobody can say how it begins.
            if cipher::key().is_none() {
                mend_head(&copy).map_err(failed)?;
            }
            read_any(&copy)
        });
        if let Err(error) = &opened {
            tracing::warn!(%error, "nothing of the file can be read");
        }
        Ok(Some(Self {
            db: opened.ok(),
            copy,
        }))
    }
}

fn read_any(copy: &Path) -> Result<Connection, StoreError> {
    let db = Connection::open(copy)?;
    cipher::apply_closed(&db, copy)?;
    db.execute_batch("PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON;")?;
    let _tables: i64 = db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    Ok(db)
}

fn read_whole(copy: &Path) -> Result<Connection, StoreError> {
    let db = read_any(copy)?;
    let verdict: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(db)
    } else {
        Err(StoreError::Corrupt(verdict))
    }
}

/// The first bytes of a file are the same in all that this program makes, but for some counts: damage of these few
/// must not cost the rest. No list of free pages is believed, and the size is that of the file.
fn mend_head(copy: &Path) -> std::io::Result<()> {
    use std::io::{Seek as _, SeekFrom, Write as _};
    let mut file = fs::File::options().write(true).open(copy)?;
    let pages = u32::try_from(file.metadata()?.len().div_ceil(PAGE)).unwrap_or(u32::MAX);
    file.write_all(b"SQLite format 3\0\x10\x00\x02\x02\x00\x40\x20\x20")?;
    file.write_all(&[0, 0, 0, 1])?;
    file.write_all(&pages.to_be_bytes())?;
    file.write_all(&[0; 8])?;
    // That the size above is the right one is told by the same number in two places.
    file.seek(SeekFrom::Start(92))?;
    file.write_all(&[0, 0, 0, 1])
}

impl Drop for Present {
    fn drop(&mut self) {
        self.db = None;
        clear(&self.copy);
    }
}
