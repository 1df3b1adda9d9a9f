//! Which edits an undo takes back, by their numbers in the journal: whoever asks what was changed is not told of them, nor of
//! their taking back.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::domain::fact::{Fact, FieldChange};
use crate::store::error::StoreError;
use crate::store::rows::record::find;

/// The facts of an undo, each edit with the fact before it that says what it takes back. The line of undo began at `began`.
pub(in crate::store) fn noted(
    db: &Connection,
    facts: Vec<Fact>,
    began: i64,
) -> Result<Vec<Fact>, StoreError> {
    let mut noted = Vec::with_capacity(facts.len());
    for fact in facts {
        if let Fact::Edited { entity, changes } = &fact {
            let rows = match find(db, entity.kind, &entity.id)? {
                Some(stored) => edits(db, stored.rid, began, changes)?,
                None => Vec::new(),
            };
            let entity = entity.clone();
            noted.push(Fact::TakenBack { entity, rows });
        }
        noted.push(fact);
    }
    Ok(noted)
}

/// The edits of a record since a moment that stand and are wholly turned round by these changes. A line edits a record in one
/// commit, so that all of them came at once.
fn edits(db: &Connection, rid: i64, began: i64, turned: &[FieldChange]) -> Result<Vec<i64>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT seq, at, body FROM journal WHERE rid = ?1 AND at >= ?2 AND fact IN ('edited', 'taken_back') ORDER BY seq",
    )?;
    let mut rows = statement.query(params![rid, began])?;
    let (mut standing, mut takes_back) = (Vec::new(), false);
    while let Some(row) = rows.next()? {
        let (seq, at): (i64, i64) = (row.get(0)?, row.get(1)?);
        match serde_json::from_str(&row.get::<_, String>(2)?)? {
            Fact::TakenBack { rows, .. } => {
                let gone: BTreeSet<i64> = rows.into_iter().collect();
                standing.retain(|(seq, _)| !gone.contains(seq));
                takes_back = true;
            }
            Fact::Edited { changes, .. } => {
                let is_turned = |change: &FieldChange| turned.iter().any(|back| back.path == change.path);
                if !std::mem::take(&mut takes_back) && changes.iter().all(is_turned) {
                    standing.push((seq, at));
                }
            }
            _ => {}
        }
    }
    let first = standing.first().map(|(_, at)| *at);
    let of_the_line = standing.into_iter().filter(|(_, at)| Some(*at) == first);
    Ok(of_the_line.map(|(seq, _)| seq).collect())
}

#[cfg(test)]
mod tests;
