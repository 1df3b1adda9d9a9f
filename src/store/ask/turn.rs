//! Whose turn it was last: when colleagues were given somebody, or asked to take over.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::domain::value::UserId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::timestamp;

/// People who came last that are looked at: whoever looks after them had their turn.
const ARRIVED: usize = 1_000;

/// Keeps that a colleague was given somebody, or asked to take over.
pub(in crate::store) fn had(db: &Connection, user: &str, at: i64) -> Result<(), StoreError> {
    // Of two who had it at one moment the later one is behind.
    db.prepare_cached(
        "INSERT INTO turn (user, at) SELECT ?1, max(?2, coalesce((SELECT max(at) FROM turn), 0) + 1) WHERE true
         ON CONFLICT (user) DO UPDATE SET at = excluded.at",
    )?
    .execute(params![user, at])?;
    Ok(())
}

impl Reader {
    /// When colleagues were last given somebody, or asked to take over; who is not in it never was, or long ago.
    pub fn turns(&self) -> Result<HashMap<UserId, Timestamp>, StoreError> {
        let mut turns: HashMap<UserId, Timestamp> = HashMap::new();
        let mut statement = self.db.prepare_cached(
            "SELECT user, at FROM turn UNION ALL
             SELECT owner, max(added) FROM (SELECT owner, added FROM contact ORDER BY added DESC LIMIT ?1)
             WHERE owner <> '' GROUP BY owner",
        )?;
        let mut rows = statement.query([ARRIVED])?;
        while let Some(row) = rows.next()? {
            let (user, at) = (row.get::<_, String>(0)?, timestamp(row.get(1)?));
            let last = turns.entry(user.into()).or_insert(at);
            *last = at.max(*last);
        }
        Ok(turns)
    }
}
