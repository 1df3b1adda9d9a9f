//! What happened and who did it. Both tables only grow; every audit row is bound to the one before it by a hash.

use std::fmt::Write as _;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::domain::fact::Fact;
use crate::domain::origin::Origin;
use crate::domain::record::EntityRef;
use crate::store::error::StoreError;

/// Appends a fact and returns its number.
pub(in crate::store) fn append(
    db: &Connection,
    at: i64,
    origin: &Origin,
    fact: &Fact,
    rid: Option<i64>,
) -> Result<i64, StoreError> {
    let mut statement =
        db.prepare_cached("INSERT INTO journal (at, origin, fact, rid, body) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    Ok(statement.insert(params![
        at,
        serde_json::to_string(origin)?,
        fact.word(),
        rid,
        serde_json::to_string(fact)?
    ])?)
}

/// Appends an audit row.
pub(in crate::store) fn audit(
    db: &Connection,
    id: &str,
    at: i64,
    origin: &Origin,
    what: &str,
    entity: Option<&EntityRef>,
) -> Result<i64, StoreError> {
    audit_with(db, id, at, origin, what, entity, None)
}

/// The same with what it rests on, as JSON.
pub(in crate::store) fn audit_with(
    db: &Connection,
    id: &str,
    at: i64,
    origin: &Origin,
    what: &str,
    entity: Option<&EntityRef>,
    more: Option<&str>,
) -> Result<i64, StoreError> {
    let before: Option<String> = db
        .prepare_cached("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let kind = entity.map(|entity| entity.kind.word());
    let name = entity.map(|entity| entity.id.as_str());
    let row = Row {
        id,
        at,
        who: origin.word(),
        what,
        kind,
        entity: name,
        more,
    };
    let hash = row.link(&before.unwrap_or_default());
    let mut statement = db.prepare_cached(
        "INSERT INTO audit (id, at, who, what, kind, entity, hash, more) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    Ok(statement.insert(params![id, at, row.who, what, kind, name, hash, more])?)
}

/// Whether the last row follows from the one before it.
pub(in crate::store) fn follows(db: &Connection) -> Result<bool, StoreError> {
    let two = "SELECT seq FROM audit ORDER BY seq DESC LIMIT 1 OFFSET 1";
    let before: Option<i64> = db
        .prepare_cached(two)?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(verify_after(db, before)?.is_ok())
}

/// Checks the chain of audit rows. `Err` holds the number of the first row that does not follow from the one before.
pub(in crate::store) fn verify(db: &Connection) -> Result<Result<u64, i64>, StoreError> {
    verify_after(db, None)
}

/// The same for the rows after one that is known to be right.
fn verify_after(db: &Connection, after: Option<i64>) -> Result<Result<u64, i64>, StoreError> {
    let mut last = after.unwrap_or(0);
    let mut before: String = db
        .prepare_cached("SELECT hash FROM audit WHERE seq = ?1")?
        .query_row([last], |row| row.get(0))
        .optional()?
        .unwrap_or_default();
    let mut statement = db.prepare_cached(&format!("{ROWS} WHERE seq > ?1 ORDER BY seq"))?;
    let mut rows = statement.query([last])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let (seq, hash): (i64, String) = (row.get("seq")?, row.get("hash")?);
        if hash != Row::of(row)?.link(&before) || seq != last + 1 {
            return Ok(Err(seq));
        }
        (before, last) = (hash, seq);
        count += 1;
    }
    Ok(Ok(count))
}

/// A row of the log as it is looked at before it is kept.
pub(in crate::store) struct Line<'a> {
    pub what: &'a str,
    pub entity: Option<&'a str>,
    pub more: Option<&'a str>,
}

/// What is to stand in a row instead: what was done, and what it rests on.
pub(in crate::store) type Instead = Option<(String, Option<String>)>;

/// Changes the words of rows and binds every row after the first changed one anew, so that the chain holds. Heads that
/// were kept of it before must be given up by a row that follows.
pub(in crate::store) fn redact(
    db: &Connection,
    change: &mut dyn FnMut(Line<'_>) -> Instead,
) -> Result<(), StoreError> {
    let mut statement = db.prepare(&format!("{ROWS} ORDER BY seq"))?;
    let mut write = db.prepare("UPDATE audit SET what = ?2, more = ?3, hash = ?4 WHERE seq = ?1")?;
    let mut rows = statement.query([])?;
    let (mut before, mut changed) = (String::new(), false);
    while let Some(row) = rows.next()? {
        let kept = Row::of(row)?;
        let line = Line {
            what: kept.what,
            entity: kept.entity,
            more: kept.more,
        };
        let instead =
            change(line).filter(|(what, more)| (what.as_str(), more.as_deref()) != (kept.what, kept.more));
        changed |= instead.is_some();
        if !changed {
            before = row.get("hash")?;
            continue;
        }
        let (what, more) = match &instead {
            Some((what, more)) => (what.as_str(), more.as_deref()),
            None => (kept.what, kept.more),
        };
        let seq: i64 = row.get("seq")?;
        before = Row { what, more, ..kept }.link(&before);
        write.execute(params![seq, what, more, before])?;
    }
    Ok(())
}

/// An audit row as it goes into the chain.
struct Row<'a> {
    id: &'a str,
    at: i64,
    who: &'a str,
    what: &'a str,
    kind: Option<&'a str>,
    entity: Option<&'a str>,
    more: Option<&'a str>,
}

/// Reads audit rows.
const ROWS: &str = "SELECT seq, id, at, who, what, kind, entity, more, hash FROM audit";

impl<'a> Row<'a> {
    /// One that was read by [`ROWS`].
    fn of(row: &'a rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get_ref("id")?.as_str()?,
            at: row.get("at")?,
            who: row.get_ref("who")?.as_str()?,
            what: row.get_ref("what")?.as_str()?,
            kind: row.get_ref("kind")?.as_str_or_null()?,
            entity: row.get_ref("entity")?.as_str_or_null()?,
            more: row.get_ref("more")?.as_str_or_null()?,
        })
    }

    /// Binds it to the row before. Rows that rest on nothing are bound as they were before there was `more`.
    fn link(&self, before: &str) -> String {
        let mut row = serde_json::json!([
            before,
            self.id,
            self.at,
            self.who,
            self.what,
            self.kind,
            self.entity
        ]);
        if let (Some(more), Some(list)) = (self.more, row.as_array_mut()) {
            list.push(more.into());
        }
        let mut hex = String::with_capacity(64);
        for byte in Sha256::digest(row.to_string().as_bytes()) {
            // Writing to a string cannot fail.
            let _never = write!(hex, "{byte:02x}");
        }
        hex
    }
}
