//! What a line of the undo list changed, record by record: before and after.

use rusqlite::OptionalExtension;
use serde_json::Value;

use crate::domain::fact::Fact;
use crate::domain::merge::same;
use crate::domain::record::{EntityKind, EntityRef, value_at};
use crate::domain::value::{Foreign, UndoId};
use crate::store::ask::undoable::whom;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::find;

/// One thing that a line of the undo list changed.
#[derive(Clone, Debug, PartialEq)]
pub struct UndoChange {
    /// The record; `None` for what is about none.
    pub record: Option<EntityRef>,
    /// Whose record it is on, or what the record is called.
    pub whom: Foreign,
    /// Which member; for what is no member, a word for what happened.
    pub path: String,
    /// What it was before.
    pub from: Value,
    /// What it was made.
    pub to: Value,
    /// It was changed since, and taking the line back leaves it as it is.
    pub stays: bool,
}

impl Reader {
    /// What a line of the undo list changed, some of it, and how many changes there are; nothing when there is no such line.
    pub fn undo_changes(
        &self,
        line: &UndoId,
        from: usize,
        limit: usize,
    ) -> Result<(usize, Vec<UndoChange>), StoreError> {
        let mut statement = self.db.prepare_cached("SELECT facts FROM undo WHERE id = ?1")?;
        let facts: Option<String> = statement
            .query_row([line.as_str()], |row| row.get(0))
            .optional()?;
        let facts: Vec<Fact> = match facts {
            Some(facts) => serde_json::from_str(&facts)?,
            None => Vec::new(),
        };
        let changes: Vec<(&Fact, Change)> = facts
            .iter()
            .flat_map(|fact| changes(fact).into_iter().map(move |change| (fact, change)))
            .collect();
        let page = changes.iter().skip(from).take(limit);
        let page = page.map(|(fact, change)| self.seen(fact, change.clone()));
        Ok((changes.len(), page.collect::<Result<_, _>>()?))
    }

    fn seen(&self, fact: &Fact, (path, from, to): Change) -> Result<UndoChange, StoreError> {
        let mut seen = UndoChange {
            record: fact.entity().cloned(),
            whom: Foreign::default(),
            path,
            from,
            to,
            stays: false,
        };
        if let Some(entity) = fact.entity() {
            seen.whom = whom(&self.db, entity.kind, &entity.id)?.into();
            // Of tags only what was added or taken away is turned round; what came since stays beside it.
            if matches!(fact, Fact::Edited { .. })
                && seen.path != "tags"
                && let Some(stored) = find(&self.db, entity.kind, &entity.id)?
            {
                let here = value_at(&stored.record.fields, &seen.path);
                seen.stays = !same(&seen.path, here, &seen.to) && !same(&seen.path, here, &seen.from);
            }
        }
        Ok(seen)
    }
}

/// A member or a word, before and after.
type Change = (String, Value, Value);

fn changes(fact: &Fact) -> Vec<Change> {
    let word = |word: &str, from: Value, to: Value| vec![(word.to_owned(), from, to)];
    match fact {
        Fact::Edited { changes, .. } | Fact::Changed { changes, .. } => changes
            .iter()
            .map(|change| (change.path.clone(), change.from.clone(), change.to.clone()))
            .collect(),
        Fact::Created { entity, fields } => {
            let said = ["title", "body", "name"];
            let said = said.iter().find_map(|name| fields.get(*name));
            word(
                entity.kind.word(),
                Value::Null,
                said.cloned().unwrap_or_else(|| "new".into()),
            )
        }
        Fact::Removed { entity } if entity.kind == EntityKind::Contact => {
            word("person", "here".into(), "deleted".into())
        }
        Fact::Removed { entity } => word(entity.kind.word(), "here".into(), "deleted".into()),
        other => word(other.word(), Value::Null, Value::Null),
    }
}
