//! What is kept beside one person and goes over to another, row by row, so that it can go back: what is remembered, and what
//! Claude prepared.

use rusqlite::{Connection, params};

use crate::store::error::StoreError;

/// What goes over.
pub(in crate::store) struct Handed<'a> {
    /// What is remembered, by its ids.
    pub memories: &'a [String],
    /// What was prepared, by the numbers of the runs.
    pub runs: &'a [i64],
    /// What left for that, by its numbers.
    pub sent: &'a [i64],
}

/// Gives to one person what is still another's of these rows.
pub(in crate::store) fn over(
    db: &Connection,
    handed: &Handed<'_>,
    from: i64,
    to: i64,
) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached("UPDATE memory SET contact = ?3 WHERE id = ?1 AND contact = ?2")?;
    for id in handed.memories {
        statement.execute(params![id, from, to])?;
    }
    for (sql, rows) in [
        (
            "UPDATE prepared SET contact = ?3 WHERE seq = ?1 AND contact = ?2",
            handed.runs,
        ),
        (
            "UPDATE prepared_sent SET contact = ?3 WHERE seq = ?1 AND contact = ?2",
            handed.sent,
        ),
    ] {
        let mut statement = db.prepare_cached(sql)?;
        for row in rows {
            statement.execute(params![row, from, to])?;
        }
    }
    keep_newest(db, to)
}

/// Of each kind of work about somebody the newest result stays.
pub(in crate::store) fn keep_newest(db: &Connection, contact: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE prepared SET result = NULL, hidden = '[]' WHERE contact = ?1 AND result IS NOT NULL AND EXISTS (
           SELECT 1 FROM prepared n WHERE n.contact = ?1 AND n.kind = prepared.kind AND n.about = prepared.about
             AND n.result IS NOT NULL AND (n.at, n.seq) > (prepared.at, prepared.seq))",
    )?
    .execute([contact])?;
    Ok(())
}
