//! What only the file itself knows, brought along when a backup takes its place: what waits to be pushed, what has left
//! already, drafts, chats, what can be undone, and who did what. Whatever can be read of a damaged file is brought.
//!
//! The two files are relatives: rows have the same numbers in both, the file goes on where the backup ends. Where both
//! know a row of the queue, the one that says more has happened is believed: what may have left never leaves again by
//! itself. A row that only the backup knows, as when the file is gone, may have left since: it is looked up first.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::super::error::StoreError;
use super::super::scores;
use crate::domain::outbox::OutboxState;
use crate::domain::record::EntityKind;
use crate::store::claude::chats;
use crate::store::file::anchor::Head;
use crate::store::file::setting;
use crate::store::rows::project;
use crate::store::rows::record::{Stored, by_rid, find, find_remote, insert, save};
use crate::store::write::journal;

/// What was brought along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Carried {
    /// Rows by table.
    pub rows: BTreeMap<&'static str, u64>,
    /// Tables of which something could not be read.
    pub unreadable: BTreeSet<&'static str>,
}

/// Tables whose rows are brought as they are; the row of the file wins.
const PLAIN: &[(&str, &str)] = &[
    ("draft", "name"),
    ("setting", "name"),
    ("suppressed", "mark"),
    ("undo", "seq"),
    ("journal", "seq"),
    ("chat_thread", "seq"),
    ("chat_turn", "seq"),
    ("chat_block", "turn, nr"),
    ("chat_hidden", "thread, nr"),
    ("chat_call", "turn, nr"),
    ("chat_sent", "seq"),
    ("chat_waiting", "thread"),
    ("claude_hold", "id"),
    ("proposal", "seq"),
    ("proposal_item", "proposal, nr"),
    ("learned", "seq"),
    ("learned_use", "seq"),
    ("automation", "id"),
    ("automation_version", "automation, version"),
    ("automation_step", "seq"),
    ("turn", "user"),
];
/// Tables whose rows belong to a record, and their columns that hold a record's number.
const BOUND: &[(&str, &str, &[&str])] = &[
    ("forgotten", "rid", &["rid"]),
    ("conflict", "id", &["rid"]),
    ("opt_out", "contact", &["contact", "message"]),
    ("opt_out_lifted", "contact", &["contact"]),
    ("verdict", "rid", &["rid"]),
    ("pond", "contact", &["contact"]),
    ("memory", "id", &["contact"]),
    ("prepared", "seq", &["contact"]),
    ("answer", "seq", &["contact"]),
    ("opinion", "contact", &["contact"]),
    ("score_past", "seq", &["contact"]),
    ("automation_run", "seq", &["contact"]),
    ("automation_moment", "what, rid", &["rid"]),
    ("notice", "seq", &["contact"]),
    ("prepared_sent", "seq", &["contact"]),
    ("outbox", "seq", &["rid", "contact"]),
];

/// A row by the names of its columns.
type Row = BTreeMap<String, Value>;

/// Reads everything out of `old` that is to be kept, and writes it into `new`, at a moment in epoch milliseconds.
/// References are not checked meanwhile. `end` is where the log of the backup ended.
pub(super) fn carry(
    new: &Connection,
    old: &Connection,
    end: Option<&Head>,
    at: i64,
) -> Result<Carried, StoreError> {
    let mut carried = Carried::default();
    for (table, key) in PLAIN {
        for row in read(old, new, table, key, &mut carried)? {
            write(new, table, &row)?;
            *carried.rows.entry(table).or_default() += 1;
        }
    }
    // The backup's scores are older than the place up to which the file had them.
    setting::remove(new, scores::PLACE)?;
    chats::index_all(new)?;
    let mut rids = Rids {
        new,
        old,
        at,
        known: BTreeMap::new(),
    };
    for (table, key, bound) in BOUND {
        for mut row in read(old, new, table, key, &mut carried)? {
            if !rids.translate(&mut row, bound)? {
                carried.unreadable.insert(table);
                continue;
            }
            let kept = match *table {
                "outbox" => queue(new, row)?,
                _ => write(new, table, &row).map(|()| true)?,
            };
            *carried.rows.entry(table).or_default() += u64::from(kept);
        }
    }
    for rid in kept_only_here(old) {
        rids.brought(rid)?;
        *carried.rows.entry("record").or_default() += 1;
    }
    log(new, old, end, &mut carried)?;
    Ok(carried)
}

/// Records that the CRM has no more, and the threads, notes and tasks of such people: nobody can fetch them again.
fn kept_only_here(old: &Connection) -> Vec<i64> {
    let column = "rid".to_owned();
    let (gone, _) = until_damage(old, "SELECT rid FROM record WHERE gone = 1", &[&column]);
    let theirs = [
        "message",
        "note",
        "task",
        "appointment",
        "conversation",
        "opportunity",
        "submission",
    ]
    .map(|table| {
        let sql = format!("SELECT t.rid FROM {table} t JOIN record r ON r.rid = t.contact WHERE r.gone = 1");
        until_damage(old, &sql, &[&column]).0
    });
    let rows = gone.into_iter().chain(theirs.into_iter().flatten());
    rows.filter_map(|row| match row.get("rid") {
        Some(Value::Integer(rid)) => Some(*rid),
        _ => None,
    })
    .collect()
}

/// The rows of a table that can be read: from its beginning up to damage, and from its end back to it.
fn read(
    old: &Connection,
    new: &Connection,
    table: &'static str,
    key: &str,
    carried: &mut Carried,
) -> Result<Vec<Row>, StoreError> {
    let wanted = columns(new, table)?;
    let has = columns(old, table).unwrap_or_default();
    let both: Vec<&String> = wanted.iter().filter(|column| has.contains(column)).collect();
    if both.is_empty() {
        carried.unreadable.insert(table);
        return Ok(Vec::new());
    }
    let names: Vec<String> = both.iter().map(|column| format!("\"{column}\"")).collect();
    let in_order = |order: &str| {
        let keys: Vec<String> = key.split(", ").map(|key| format!("{key} {order}")).collect();
        format!(
            "SELECT {} FROM {table} NOT INDEXED ORDER BY {}",
            names.join(", "),
            keys.join(", ")
        )
    };
    let (mut rows, whole) = until_damage(old, &in_order("ASC"), &both);
    if !whole {
        carried.unreadable.insert(table);
        let (mut rest, _) = until_damage(old, &in_order("DESC"), &both);
        rest.retain(|row| !rows.contains(row));
        rest.reverse();
        rows.append(&mut rest);
    }
    Ok(rows)
}

fn until_damage(old: &Connection, sql: &str, columns: &[&String]) -> (Vec<Row>, bool) {
    let mut found = Vec::new();
    let mut reading = || -> rusqlite::Result<()> {
        let mut statement = old.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let values = columns.iter().enumerate();
            let row: rusqlite::Result<Row> = values
                .map(|(nr, column)| Ok(((*column).clone(), row.get(nr)?)))
                .collect();
            // A text that is none any more is damage of one row.
            if let Ok(row) = row {
                found.push(row);
            }
        }
        Ok(())
    };
    let whole = reading();
    if let Err(error) = &whole {
        tracing::warn!(%error, "part of a table cannot be read");
    }
    (found, whole.is_ok())
}

fn columns(db: &Connection, table: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = db.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// Writes a row; one with the same key gives way. A row that breaks a rule of the table is damage, and left out.
fn write(new: &Connection, table: &str, row: &Row) -> Result<(), StoreError> {
    let names: Vec<String> = row.keys().map(|column| format!("\"{column}\"")).collect();
    let marks = vec!["?"; row.len()].join(", ");
    let sql = format!(
        "INSERT OR REPLACE INTO {table} ({}) VALUES ({marks})",
        names.join(", ")
    );
    match new.prepare_cached(&sql)?.execute(params_from_iter(row.values())) {
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
            tracing::warn!(%error, table, "a row was left out");
            Ok(())
        }
        done => Ok(done.map(|_| ())?),
    }
}

/// A row of the queue: believed when it says that at least as much has happened as the row of the backup.
fn queue(new: &Connection, mut row: Row) -> Result<bool, StoreError> {
    let (Some(Value::Text(id)), Some(Value::Text(state))) = (row.get("id"), row.get("state")) else {
        return Ok(false);
    };
    let found: Option<(i64, String)> = new
        .query_row("SELECT seq, state FROM outbox WHERE id = ?1", [id], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    match found {
        Some((_, there)) if rank(&there) > rank(state) => return Ok(false),
        Some((seq, _)) => {
            row.insert("seq".to_owned(), Value::Integer(seq));
        }
        None => {
            let taken = "SELECT EXISTS (SELECT 1 FROM outbox WHERE seq = ?1)";
            let seq = row.get("seq").cloned().unwrap_or(Value::Null);
            if new.query_row(taken, [seq], |row| row.get(0))? {
                row.remove("seq");
            }
        }
    }
    write(new, "outbox", &row)?;
    Ok(true)
}

/// How much has happened to a row in a state: whatever may have left counts more than what has not.
fn rank(state: &str) -> u8 {
    match OutboxState::from_word(state) {
        None | Some(OutboxState::Queued) => 0,
        Some(OutboxState::Held) => 1,
        Some(OutboxState::Sending) => 2,
        Some(OutboxState::Uncertain) => 3,
        Some(OutboxState::Cancelled | OutboxState::Failed) => 4,
        Some(OutboxState::Done | OutboxState::Sent) => 5,
        Some(OutboxState::Delivered) => 6,
    }
}

/// Records of the one file and where they are in the other.
struct Rids<'a> {
    new: &'a Connection,
    old: &'a Connection,
    at: i64,
    known: BTreeMap<i64, Option<i64>>,
}

impl Rids<'_> {
    /// Puts the numbers of the new file in the place of those of the old. False when a record is in neither.
    fn translate(&mut self, row: &mut Row, bound: &[&str]) -> Result<bool, StoreError> {
        for column in bound {
            let Some(Value::Integer(rid)) = row.get(*column).cloned() else {
                continue;
            };
            match self.brought(rid)? {
                Some(rid) => row.insert((*column).to_owned(), Value::Integer(rid)),
                None => return Ok(false),
            };
        }
        Ok(true)
    }

    /// Brings a record with what is pending on it. The number it has in the new file.
    fn brought(&mut self, rid: i64) -> Result<Option<i64>, StoreError> {
        if let Some(known) = self.known.get(&rid) {
            return Ok(*known);
        }
        let brought = match by_rid(self.old, rid) {
            Ok(Some(stored)) => Some(self.bring(&stored)?),
            // It cannot be read; the backup's will do, when it is there.
            Ok(None) | Err(_) => by_rid(self.new, rid)?.map(|stored| stored.rid),
        };
        self.known.insert(rid, brought);
        Ok(brought)
    }

    fn bring(&self, stored: &Stored) -> Result<i64, StoreError> {
        let record = &stored.record;
        let kind = record.entity.kind;
        let mut there = find(self.new, kind, &record.entity.id)?;
        if let (None, Some(remote)) = (&there, &record.remote_id) {
            there = find_remote(self.new, kind, remote)?;
        }
        let rid = match there {
            Some(there) => there.rid,
            None => insert(
                self.new,
                &record.entity,
                record.remote_id.as_deref(),
                &record.fields,
                (0, self.at),
            )?
            .ok_or_else(|| StoreError::Unreadable(record.entity.id.clone()))?,
        };
        // `remote_at` stays unknown, so that whatever the CRM says next is newer.
        let here = Stored {
            rid,
            record: record.clone(),
            remote_at: 0,
        };
        save(self.new, &here)?;
        self.new.execute(
            "UPDATE record SET id = ?2 WHERE rid = ?1",
            params![rid, record.entity.id],
        )?;
        if record.tombstone {
            project::remove(self.new, &here)?;
        } else {
            project::project(self.new, &here)?;
            if kind == EntityKind::Contact {
                project::adopt(self.new, rid, &record.entity.id)?;
            }
        }
        Ok(rid)
    }
}

/// Goes on with the log where the backup ends, as far as each row follows from the one before. A log that gives up what
/// the backup has, because somebody was forgotten since, takes its place.
fn log(
    new: &Connection,
    old: &Connection,
    end: Option<&Head>,
    carried: &mut Carried,
) -> Result<(), StoreError> {
    if let Some(head) = end
        && head.is_given_up(old).unwrap_or(false)
        && matches!(journal::verify(old), Ok(Ok(_)))
    {
        new.execute("DELETE FROM audit", [])?;
    }
    let last: i64 = new.query_row("SELECT coalesce(max(seq), 0) FROM audit", [], |row| row.get(0))?;
    for row in read(old, new, "audit", "seq", carried)? {
        if !matches!(row.get("seq"), Some(Value::Integer(seq)) if *seq > last) {
            continue;
        }
        new.execute_batch("SAVEPOINT line")?;
        write(new, "audit", &row)?;
        if journal::follows(new)? {
            new.execute_batch("RELEASE line")?;
            *carried.rows.entry("audit").or_default() += 1;
        } else {
            new.execute_batch("ROLLBACK TO line; RELEASE line")?;
            carried.unreadable.insert("audit");
            return Ok(());
        }
    }
    Ok(())
}

/// What waits in the backup and was not seen in the file may have left since: it is looked up before it leaves.
/// `seen` are the ids of the rows that the file knows.
pub(super) fn doubt(new: &Connection, old: Option<&Connection>) -> Result<u64, StoreError> {
    let seen: BTreeSet<String> = match old {
        None => BTreeSet::new(),
        Some(old) => {
            let column = "id".to_owned();
            let (rows, _) = until_damage(old, "SELECT id FROM outbox NOT INDEXED ORDER BY seq", &[&column]);
            let (more, _) = until_damage(
                old,
                "SELECT id FROM outbox NOT INDEXED ORDER BY seq DESC",
                &[&column],
            );
            rows.into_iter()
                .chain(more)
                .filter_map(|row| match row.get("id") {
                    Some(Value::Text(id)) => Some(id.clone()),
                    _ => None,
                })
                .collect()
        }
    };
    let mut statement = new.prepare(
        "SELECT id FROM outbox WHERE state IN ('queued', 'sending') OR (state = 'held' AND wakes = 1)",
    )?;
    let waiting: Vec<String> = statement
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut doubted = 0;
    for id in waiting.iter().filter(|id| !seen.contains(*id)) {
        doubted += new.execute(
            "UPDATE outbox SET state = 'uncertain', claimed = coalesce(claimed, created), probes = 0, rule = NULL,
               wakes = 0, error = 'it waited in the backup and may have left since; it is looked up' WHERE id = ?1",
            [id],
        )?;
    }
    Ok(doubted as u64)
}
