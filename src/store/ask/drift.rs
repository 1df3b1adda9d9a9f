//! Whether what is here is what the CRM has, member by member; nothing is written.

use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use crate::domain::merge::same;
use crate::domain::record::{EntityKind, EntityRef, RemoteRecord, paths, value_at};
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::forgotten;
use crate::store::rows::record::find_remote;

/// A member that is not here as it is there. Edits that wait to be pushed are no difference, nor is what waits for a
/// person's decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// On which record, by the CRM's id.
    pub entity: EntityRef,
    /// Which member; empty when the whole record is on one side only.
    pub path: String,
    /// What the CRM had when it last told.
    pub here: Value,
    /// What it has.
    pub there: Value,
}

impl Reader {
    /// What differs between records as the CRM tells them and what is here. Members it does not tell are not compared.
    pub fn differences(&self, told: &[RemoteRecord]) -> Result<Vec<Difference>, StoreError> {
        let mut found = Vec::new();
        for remote in told {
            let entity = EntityRef::new(remote.kind, remote.id.clone());
            let stored = find_remote(&self.db, remote.kind, &remote.id)?;
            let deleted = stored.as_ref().filter(|stored| stored.record.tombstone);
            if deleted.map_or_else(
                || forgotten::owns(&self.db, remote),
                |deleted| self.deletes(deleted.rid),
            )? {
                continue;
            }
            let Some(stored) = stored.filter(|stored| !stored.record.tombstone) else {
                found.push(Difference {
                    entity,
                    path: String::new(),
                    here: Value::Null,
                    there: Value::Object(remote.fields.clone()),
                });
                continue;
            };
            let record = stored.record;
            for path in paths(&remote.fields) {
                let here = record
                    .base
                    .get(&path)
                    .unwrap_or_else(|| value_at(&record.fields, &path));
                let there = value_at(&remote.fields, &path);
                if !same(&path, here, there) && !self.decides(stored.rid, &path, there)? {
                    found.push(Difference {
                        entity: entity.clone(),
                        here: here.clone(),
                        there: there.clone(),
                        path,
                    });
                }
            }
        }
        Ok(found)
    }

    /// Whether the CRM has said already that it has no such record; it is asked once more before it is gone here.
    pub fn is_denied(&self, entity: &EntityRef) -> Result<bool, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM record r JOIN suspect s ON s.rid = r.rid
             WHERE r.kind = ?1 AND r.remote_id = ?2 AND s.denied)",
        )?;
        Ok(statement.query_row(params![entity.kind.word(), entity.id], |row| row.get(0))?)
    }

    /// Whether the CRM is still to be told that a record was deleted here.
    fn deletes(&self, rid: i64) -> Result<bool, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE rid = ?1 AND json_extract(intent, '$.op') = 'delete'
             AND state IN ('queued', 'held', 'sending', 'uncertain'))",
        )?;
        Ok(statement.query_row([rid], |row| row.get(0))?)
    }

    /// Whether a person is to decide between what is here and just this value of the CRM's.
    fn decides(&self, rid: i64, path: &str, there: &Value) -> Result<bool, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT there FROM conflict WHERE rid = ?1 AND path = ?2 AND open = 1")?;
        let known: Option<String> = statement
            .query_row(params![rid, path], |row| row.get(0))
            .optional()?;
        let known = known
            .map(|known| serde_json::from_str::<Value>(&known))
            .transpose()?;
        Ok(known.is_some_and(|known| same(path, &known, there)))
    }

    /// The CRM's ids of the records of a kind that are here; some of them at random, when only so many are wanted.
    pub fn remote_ids(&self, kind: EntityKind, some: Option<usize>) -> Result<Vec<String>, StoreError> {
        let order = if some.is_some() { "ORDER BY random()" } else { "" };
        let sql = format!(
            "SELECT remote_id FROM record WHERE kind = ?1 AND gone = 0 AND remote_id IS NOT NULL {order} LIMIT ?2"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let most = some.map_or(i64::MAX, |some| some as i64);
        let rows = statement.query_map(rusqlite::params![kind.word(), most], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests;
