//! Records of any kind: finding, reading and writing their members.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::domain::decide::Records;
use crate::domain::qualification::{Answer, Question};
use crate::domain::record::{EntityKind, EntityRef, Fields, Record};
use crate::domain::score::Opinion;
use crate::domain::today::Ruling;
use crate::store::error::StoreError;
use crate::store::rows::{answers, verdict};

/// A record with its row number.
#[derive(Debug)]
pub(in crate::store) struct Stored {
    /// The row number, shared by the projections.
    pub rid: i64,
    /// The record.
    pub record: Record,
    /// When the CRM last changed it, in epoch milliseconds, as far as it has told.
    pub remote_at: i64,
}

/// A moment from the epoch milliseconds in a column; a number no calendar has is the epoch.
pub(in crate::store) fn timestamp(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

const COLUMNS: &str = "rid, kind, id, remote_id, doc, base, gone, remote_at";

/// Finds a record by its id here, or by the CRM's.
pub(in crate::store) fn find(
    db: &Connection,
    kind: EntityKind,
    id: &str,
) -> Result<Option<Stored>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM record WHERE kind = ?1 AND id = ?2");
    if let Some(found) = one(db, &sql, kind, id)? {
        return Ok(Some(found));
    }
    find_remote(db, kind, id)
}

/// Finds a record by the CRM's id.
pub(in crate::store) fn find_remote(
    db: &Connection,
    kind: EntityKind,
    id: &str,
) -> Result<Option<Stored>, StoreError> {
    one(
        db,
        &format!("SELECT {COLUMNS} FROM record WHERE kind = ?1 AND remote_id = ?2"),
        kind,
        id,
    )
}

/// Reads a record by its row number.
pub(in crate::store) fn by_rid(db: &Connection, rid: i64) -> Result<Option<Stored>, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM record WHERE rid = ?1"))?;
    let found = statement.query_row([rid], stored).optional()?;
    found.map(parse).transpose()
}

/// The row number of a person, by either id.
pub(in crate::store) fn contact_rid(db: &Connection, id: &str) -> Result<Option<i64>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT rid FROM record WHERE kind = 'contact' AND id = ?1
         UNION ALL SELECT rid FROM record WHERE kind = 'contact' AND remote_id = ?1 LIMIT 1",
    )?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?)
}

/// Adds a record and returns its row number; nothing when its id or the CRM's is taken.
pub(in crate::store) fn insert(
    db: &Connection,
    entity: &EntityRef,
    remote_id: Option<&str>,
    fields: &Fields,
    (remote_at, now): (i64, i64),
) -> Result<Option<i64>, StoreError> {
    let mut statement = db.prepare_cached(
        "INSERT INTO record (kind, id, remote_id, doc, remote_at, known) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO NOTHING",
    )?;
    let doc = serde_json::to_string(fields)?;
    let word = entity.kind.word();
    let added = statement.execute(params![word, entity.id, remote_id, doc, remote_at, now])?;
    Ok((added == 1).then(|| db.last_insert_rowid()))
}

/// Writes back what changes about a record.
pub(in crate::store) fn save(db: &Connection, stored: &Stored) -> Result<(), StoreError> {
    let record = &stored.record;
    let base = if record.base.is_empty() {
        None
    } else {
        Some(serde_json::to_string(&record.base)?)
    };
    let mut statement = db.prepare_cached(
        "UPDATE record SET doc = ?2, base = ?3, remote_id = ?4, gone = ?5, remote_at = ?6 WHERE rid = ?1",
    )?;
    let doc = serde_json::to_string(&record.fields)?;
    statement.execute(params![
        stored.rid,
        doc,
        base,
        record.remote_id,
        record.tombstone,
        stored.remote_at
    ])?;
    Ok(())
}

/// The CRM has the record no more: made once more, it gets another id there.
pub(in crate::store) fn forget_remote_id(db: &Connection, rid: i64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE record SET remote_id = NULL, base = NULL, remote_at = 0 WHERE rid = ?1")?
        .execute([rid])?;
    Ok(())
}

/// Keeps the JSON as received.
pub(in crate::store) fn keep_raw(db: &Connection, rid: i64, json: &str) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(
        "INSERT INTO raw (rid, json) VALUES (?1, ?2) ON CONFLICT (rid) DO UPDATE SET json = excluded.json",
    )?;
    statement.execute(params![rid, json])?;
    Ok(())
}

/// SQL for the name of a person as it is written, given SQL for their row number: the projection keeps names folded,
/// for searching and sorting. Those without a name are called by what the projection calls them.
pub(in crate::store) fn name_of(rid: &str) -> String {
    format!(
        "(SELECT coalesce(nullif(trim(coalesce(json_extract(d.doc, '$.firstName'), '') || ' '
           || coalesce(json_extract(d.doc, '$.lastName'), '')), ''), n.name)
         FROM contact n JOIN record d ON d.rid = n.rid WHERE n.rid = {rid})"
    )
}

/// The kind from its word in the file.
pub(in crate::store) fn kind(word: &str) -> Option<EntityKind> {
    EntityKind::ALL.into_iter().find(|kind| kind.word() == word)
}

fn one(db: &Connection, sql: &str, kind: EntityKind, id: &str) -> Result<Option<Stored>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_row(params![kind.word(), id], stored).optional()?;
    found.map(parse).transpose()
}

/// A row before its JSON is read.
pub(in crate::store) type Unread = (
    i64,
    String,
    String,
    Option<String>,
    String,
    Option<String>,
    bool,
    Option<i64>,
);

pub(in crate::store) fn stored(row: &Row<'_>) -> rusqlite::Result<Unread> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
        row.get(6)?,
        row.get(7)?,
    ))
}

pub(in crate::store) fn parse(
    (rid, word, id, remote_id, doc, base, gone, remote_at): Unread,
) -> Result<Stored, StoreError> {
    let kind = kind(&word).ok_or_else(|| StoreError::Unreadable(format!("kind {word}")))?;
    let base = base
        .map(|base| serde_json::from_str(&base))
        .transpose()?
        .unwrap_or_default();
    Ok(Stored {
        rid,
        record: Record {
            entity: EntityRef::new(kind, id),
            remote_id,
            fields: serde_json::from_str(&doc)?,
            base,
            tombstone: gone,
        },
        remote_at: remote_at.unwrap_or(0),
    })
}

/// The state a decision looks at: the file, inside the transaction. A record that cannot be read is not there.
pub(in crate::store) struct InFile<'a>(pub &'a Connection);

impl Records for InFile<'_> {
    fn record(&self, entity: &EntityRef) -> Option<Record> {
        find(self.0, entity.kind, &entity.id)
            .ok()
            .flatten()
            .map(|stored| stored.record)
    }

    fn ruling(&self, entity: &EntityRef) -> Option<Ruling> {
        let stored = find(self.0, entity.kind, &entity.id).ok().flatten()?;
        verdict::of(self.0, stored.rid).ok().flatten()
    }

    fn answer(&self, entity: &EntityRef, question: Question) -> Option<Answer> {
        let rid = contact_rid(self.0, &entity.id).ok().flatten()?;
        answers::of(self.0, rid, question).ok().flatten()
    }

    fn opinion(&self, entity: &EntityRef) -> Option<Opinion> {
        let rid = contact_rid(self.0, &entity.id).ok().flatten()?;
        answers::opinion(self.0, rid).ok().flatten()
    }
}
