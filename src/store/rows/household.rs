//! Who decides together: people with the same number or address. The gate counts by it, the screens show it; there is no
//! other definition. A household is no record of its own, so nothing has to be kept in step with it.

use rusqlite::{Connection, params};

use crate::domain::automation::is_kill_tag;
use crate::domain::value::{ContactId, Foreign};
use crate::store::error::StoreError;
use crate::store::rows::record::name_of;

/// Members beside one's own at most: an office's number on hundreds of contacts is no household.
const KIN: usize = 12;

/// Others with the same number or address, those who came here after ?3 first: whoever goes from one to the next comes to
/// all of them and back. Of a number that thousands share, only a bounded part is looked at.
pub(in crate::store) const OTHERS: &str = "SELECT rid FROM (
      SELECT rid FROM (SELECT rid FROM contact WHERE phone = ?1 AND phone <> '' AND rid > ?3 ORDER BY rid LIMIT ?4)
      UNION SELECT rid FROM (SELECT rid FROM contact WHERE phone = ?1 AND phone <> '' AND rid < ?3 ORDER BY rid LIMIT ?4)
      UNION SELECT rid FROM (SELECT rid FROM contact WHERE email = ?2 AND email <> '' AND rid > ?3 ORDER BY rid LIMIT ?4)
      UNION SELECT rid FROM (SELECT rid FROM contact WHERE email = ?2 AND email <> '' AND rid < ?3 ORDER BY rid LIMIT ?4))
    ORDER BY rid < ?3, rid LIMIT ?4";

/// Somebody else of a household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kin {
    /// Who.
    pub id: ContactId,
    /// Their name.
    pub name: Foreign,
    /// They have the same number; else the same address.
    pub by_phone: bool,
}

/// The row numbers of the others with this number or this address. An empty one is nobody's.
pub(in crate::store) fn others(
    db: &Connection,
    rid: i64,
    phone: &str,
    email: &str,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = db.prepare_cached(OTHERS)?;
    Ok(statement
        .query_map(params![phone, email.to_lowercase(), rid, KIN], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

/// The others of the household of somebody who is here, by number and address as they stand in the list.
pub(in crate::store) fn others_of(db: &Connection, rid: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = db.prepare_cached("SELECT phone, email FROM contact WHERE rid = ?1")?;
    let mut rows = statement.query([rid])?;
    let Some(row) = rows.next()? else {
        return Ok(Vec::new());
    };
    others(db, rid, &row.get::<_, String>(0)?, &row.get::<_, String>(1)?)
}

/// Whether a tag of somebody, or of somebody else of their household, keeps everything automatic away.
pub(in crate::store) fn kept_away(db: &Connection, rid: i64) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached("SELECT tag FROM contact_tag WHERE rid = ?1")?;
    for member in others_of(db, rid)?.into_iter().chain([rid]) {
        let mut rows = statement.query([member])?;
        while let Some(row) = rows.next()? {
            if is_kill_tag(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The same with names, without those who are gone in the CRM.
pub(in crate::store) fn kin(db: &Connection, rid: i64) -> Result<Vec<Kin>, StoreError> {
    let sql = format!(
        "SELECT r.id, coalesce({}, ''), k.phone <> '' AND k.phone = me.phone
         FROM contact me, contact k JOIN record r ON r.rid = k.rid
         WHERE me.rid = ?1 AND k.rid = ?2 AND r.gone = 0",
        name_of("k.rid")
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut found = Vec::new();
    for other in others_of(db, rid)? {
        let mut rows = statement.query([rid, other])?;
        if let Some(row) = rows.next()? {
            found.push(Kin {
                id: row.get::<_, String>(0)?.into(),
                name: Foreign::from(row.get::<_, String>(1)?),
                by_phone: row.get(2)?,
            });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
