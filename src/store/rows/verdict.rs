//! What somebody here has said about what waits: one verdict for a record, the last one.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::today::{Ruling, Verdict};
use crate::store::error::StoreError;

/// Keeps a verdict in place of the one before, or forgets it.
pub(in crate::store) fn set(db: &Connection, rid: i64, ruling: Option<Ruling>) -> Result<(), StoreError> {
    let Some(Ruling { verdict, at }) = ruling else {
        db.prepare_cached("DELETE FROM verdict WHERE rid = ?1")?
            .execute([rid])?;
        return Ok(());
    };
    db.prepare_cached(
        "INSERT INTO verdict (rid, word, at, until) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (rid) DO UPDATE SET word = excluded.word, at = excluded.at, until = excluded.until",
    )?
    .execute(params![
        rid,
        verdict.word(),
        at.as_millisecond(),
        verdict.until().map(Timestamp::as_millisecond)
    ])?;
    Ok(())
}

/// The verdict on a record, whether or not it still holds.
pub(in crate::store) fn of(db: &Connection, rid: i64) -> Result<Option<Ruling>, StoreError> {
    let found: Option<(String, i64, Option<i64>)> = db
        .prepare_cached("SELECT word, at, until FROM verdict WHERE rid = ?1")?
        .query_row([rid], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(found.and_then(|(word, at, until)| {
        let moment = |millis| Timestamp::from_millisecond(millis).ok();
        Some(Ruling {
            verdict: Verdict::from_word(&word, until.and_then(moment))?,
            at: moment(at)?,
        })
    }))
}
