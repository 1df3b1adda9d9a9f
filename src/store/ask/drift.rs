//! Whether what is here is what the CRM has, member by member; nothing is written.

use serde_json::Value;

use crate::domain::merge::same;
use crate::domain::record::{EntityKind, EntityRef, RemoteRecord, paths, value_at};
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::find_remote;

/// A member that is not here as it is there. Edits that wait to be pushed are no difference.
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
                if !same(&path, here, there) {
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
