//! Taking back, doing again, and deciding conflicts: commands whose facts come from what is stored.

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::domain::command::Side;
use crate::domain::contact::Contact;
use crate::domain::decide::{Decision, Rejection, is_call, reverse, stays, word_for};
use crate::domain::fact::{Fact, FieldChange};
use crate::domain::merge::{delta, join, same, words};
use crate::domain::outbox::{Intent, OutboxState};
use crate::domain::record::{EntityKind, EntityRef, Fields, value_at};
use crate::domain::value::{ConflictId, OutboxId, UndoId};
use crate::failpoint;
use crate::store::ask::drafts;
use crate::store::error::{CommitError, StoreError};
use crate::store::push::outbox;
use crate::store::rows::record::{InFile, by_rid, find};
use crate::store::write::taken_back;
use crate::store::write::work::{Outcome, Work};

/// Takes back the last line of the undo list that is not taken back, or a certain one.
pub(in crate::store) fn undo(work: &mut Work<'_>, line: Option<&UndoId>) -> Result<Outcome, CommitError> {
    let found: Option<(String, String, String, i64)> = work
        .db
        .prepare_cached(
            "SELECT id, what, facts, at FROM undo WHERE undone = 0 AND (?1 IS NULL OR id = ?1) ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([line.map(UndoId::as_str)], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let (id, what, facts, began) = found.ok_or_else(|| CommitError::NotFound("line to undo".into()))?;
    let facts: Vec<Fact> = serde_json::from_str(&facts)?;
    let (mut decision, mut cannot) = reverse(&facts, &InFile(work.db));
    take_back_sends(work.db, &facts, work.at, &mut decision, &mut cannot)?;
    delete_what_is_on_its_way(work.db, &facts, &mut decision)?;
    bring_back(work.db, &facts, &mut decision, &mut cannot)?;
    decision.summary = format!("undo {what}");
    if decision.facts.is_empty() && !cannot.is_empty() {
        return Err(Rejection::Invalid(cannot.join("; ")).into());
    }
    decision.facts = taken_back::noted(work.db, decision.facts, began)?;
    let mut outcome = work.carry_out(decision)?;
    failpoint::pass("undo.reversed");
    work.db
        .prepare_cached("UPDATE undo SET undone = (SELECT max(undone) + 1 FROM undo) WHERE id = ?1")?
        .execute([&id])?;
    outcome.receipt.undone = Some(id.into());
    outcome.receipt.cannot = cannot;
    Ok(outcome)
}

/// Does the line that was taken back last once more.
pub(in crate::store) fn redo(work: &mut Work<'_>) -> Result<Outcome, CommitError> {
    let found: Option<(String, String, String)> = work
        .db
        .prepare_cached("SELECT id, what, facts FROM undo WHERE undone > 0 ORDER BY undone DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let (id, what, facts) = found.ok_or_else(|| CommitError::NotFound("line to do again".into()))?;
    let facts: Vec<Fact> = serde_json::from_str(&facts)?;
    let mut decision = Decision {
        summary: what,
        ..Decision::default()
    };
    let mut cannot = Vec::new();
    for fact in facts {
        match fact {
            Fact::Edited { entity, changes } => {
                let Some(stored) = find(work.db, entity.kind, &entity.id)? else {
                    continue;
                };
                let mut again = Vec::new();
                for change in changes {
                    match once_more(&stored.record.fields, change) {
                        Ok(change) => again.push(change),
                        Err(path) => cannot.push(format!("{} was changed since", word_for(&path))),
                    }
                }
                if !again.is_empty() {
                    decision.facts.push(Fact::Edited {
                        entity: entity.clone(),
                        changes: again,
                    });
                    decision.intents.push(Intent::Update { entity });
                }
            }
            Fact::Removed { entity } => {
                decision.facts.push(Fact::Removed {
                    entity: entity.clone(),
                });
                decision.intents.push(Intent::Delete { entity });
            }
            Fact::Judged { .. }
            | Fact::Answered { .. }
            | Fact::Dropped { .. }
            | Fact::HandedOver { .. }
            | Fact::Disagreed { .. } => decision.facts.push(fact),
            Fact::Created { entity, fields } if entity.kind != EntityKind::Message || is_call(&fields) => {
                make_again(work.db, entity, fields, &mut decision)?;
            }
            _ => {
                return Err(
                    Rejection::Invalid("a message taken back is written again, not redone".into()).into(),
                );
            }
        }
    }
    if decision.facts.is_empty() && !cannot.is_empty() {
        return Err(Rejection::Invalid(cannot.join("; ")).into());
    }
    let mut outcome = work.carry_out(decision)?;
    work.db
        .prepare_cached("UPDATE undo SET undone = 0 WHERE id = ?1")?
        .execute([&id])?;
    outcome.receipt.cannot = cannot;
    Ok(outcome)
}

/// Who was deleted here comes back as long as the CRM has not been told.
fn bring_back(
    db: &Connection,
    facts: &[Fact],
    decision: &mut Decision,
    cannot: &mut Vec<String>,
) -> Result<(), CommitError> {
    for fact in facts {
        let Fact::Removed { entity } = fact else { continue };
        let Some(stored) = find(db, entity.kind, &entity.id)?.filter(|stored| stored.record.tombstone) else {
            continue;
        };
        let left = matches!(
            outbox::take_back_delete(db, stored.rid)?,
            Some(OutboxState::Sending | OutboxState::Uncertain | OutboxState::Done)
        );
        if left {
            let name = Contact::from_fields(entity.id.as_str().into(), &stored.record.fields).name();
            cannot.push(format!(
                "{name} is deleted in the CRM already; leadline rebuild {} makes them anew, with notes and tasks and the conversation as a note",
                entity.id
            ));
            continue;
        }
        decision.facts.push(Fact::Appeared {
            entity: entity.clone(),
            fields: stored.record.fields,
        });
    }
    Ok(())
}

/// The same edit from where the record stands now. Of tags the same are added and taken away, and what came since stays; any
/// other member that was changed since is left as it is, and is the error.
fn once_more(fields: &Fields, change: FieldChange) -> Result<FieldChange, String> {
    let from = value_at(fields, &change.path).clone();
    let to = if change.path == "tags" {
        let (added, removed) = delta(&words(&change.from), &words(&change.to));
        join(&words(&from), &added, &removed).into()
    } else if same(&change.path, &from, &change.from) {
        change.to
    } else {
        return Err(change.path);
    };
    let path = change.path;
    Ok(FieldChange { path, from, to })
}

/// Makes a record once more. What the CRM still has needs no second one there: its delete does not leave.
fn make_again(
    db: &Connection,
    entity: EntityRef,
    fields: Fields,
    decision: &mut Decision,
) -> Result<(), CommitError> {
    let stored = find(db, entity.kind, &entity.id)?;
    if stored.as_ref().is_some_and(|stored| !stored.record.tombstone) {
        return Ok(());
    }
    // What was edited before it was taken back is part of it.
    let fields = stored
        .as_ref()
        .map_or(fields, |stored| stored.record.fields.clone());
    let still_there = match stored {
        Some(stored) if stored.record.remote_id.is_some() => {
            match outbox::take_back_delete(db, stored.rid)? {
                Some(OutboxState::Done) => {
                    crate::store::rows::record::forget_remote_id(db, stored.rid)?;
                    false
                }
                Some(OutboxState::Sending | OutboxState::Uncertain) => {
                    let why = "its delete is on its way to the CRM; do it again when that is done";
                    return Err(Rejection::Invalid(why.into()).into());
                }
                Some(_) => true,
                None => false,
            }
        }
        _ => false,
    };
    decision.intents.push(if still_there {
        Intent::Update {
            entity: entity.clone(),
        }
    } else {
        Intent::Create {
            entity: entity.clone(),
        }
    });
    decision.facts.push(Fact::Created { entity, fields });
    Ok(())
}

/// Takes back a message that has not left.
pub(in crate::store) fn cancel_send(work: &mut Work<'_>, id: &OutboxId) -> Result<Outcome, CommitError> {
    let (_, intent, state) =
        outbox::row(work.db, id)?.ok_or_else(|| CommitError::NotFound(format!("row {id} in the outbox")))?;
    if !matches!(
        state,
        OutboxState::Queued | OutboxState::Held | OutboxState::Failed
    ) {
        let why = format!("this is {} already and cannot be taken back", state.word());
        return Err(Rejection::Invalid(why).into());
    }
    let Intent::Send { message, draft, .. } = intent else {
        let why =
            "this is an edit, not a message; z takes edits back, and leaves nothing waiting behind them";
        return Err(Rejection::Invalid(why.to_owned()).into());
    };
    outbox::set_state(work.db, id, OutboxState::Cancelled, None, None, None)?;
    drafts::restore(work.db, &draft, work.at)?;
    let facts = vec![Fact::Removed { entity: message }];
    work.carry_out(Decision {
        facts,
        summary: "taken back; the text is a draft again".into(),
        ..Decision::default()
    })
}

/// Puts a failed or held row back in the queue.
pub(in crate::store) fn retry(work: &mut Work<'_>, id: &OutboxId) -> Result<Outcome, CommitError> {
    let (_, _, state) =
        outbox::row(work.db, id)?.ok_or_else(|| CommitError::NotFound(format!("row {id} in the outbox")))?;
    if !matches!(state, OutboxState::Held | OutboxState::Failed) {
        return Err(Rejection::Invalid(format!(
            "this row is {}; only held and failed rows are retried",
            state.word()
        ))
        .into());
    }
    outbox::wave(work.db, id)?;
    outbox::set_state(work.db, id, OutboxState::Queued, None, Some(work.at), None)?;
    work.carry_out(Decision {
        summary: "queued again".into(),
        ..Decision::default()
    })
}

/// Decides a conflict.
pub(in crate::store) fn resolve(
    work: &mut Work<'_>,
    id: &ConflictId,
    keep: Side,
) -> Result<Outcome, CommitError> {
    let found: Option<(i64, String, String, String)> = work
        .db
        .prepare_cached("SELECT rid, path, there, base FROM conflict WHERE id = ?1 AND open = 1")?
        .query_row([id.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let (rid, path, there, before) =
        found.ok_or_else(|| CommitError::NotFound(format!("open conflict {id}")))?;
    let there: Value = serde_json::from_str(&there)?;
    let stored = by_rid(work.db, rid)?.ok_or_else(|| StoreError::Unreadable(format!("conflict {id}")))?;
    let entity = stored.record.entity.clone();
    let mut decision = Decision {
        summary: format!("conflict about {path} decided"),
        ..Decision::default()
    };
    match keep {
        Side::Here | Side::Before => {
            decision.facts.push(Fact::Rebased {
                entity: entity.clone(),
                path: path.clone(),
                base: there,
            });
            if keep == Side::Before {
                let changes = vec![FieldChange {
                    path: path.clone(),
                    from: value_at(&stored.record.fields, &path).clone(),
                    to: serde_json::from_str(&before)?,
                }];
                let entity = entity.clone();
                decision.facts.push(Fact::Edited { entity, changes });
            }
            decision.intents.push(Intent::Update {
                entity: entity.clone(),
            });
        }
        Side::There => {
            let from = value_at(&stored.record.fields, &path).clone();
            let changes = vec![FieldChange {
                path: path.clone(),
                from,
                to: there,
            }];
            decision.facts.push(Fact::Changed {
                entity: entity.clone(),
                changes,
            });
            decision.facts.push(Fact::Confirmed {
                entity: entity.clone(),
                paths: vec![path.clone()],
            });
        }
    }
    decision.facts.insert(
        0,
        Fact::Resolved {
            conflict: id.clone(),
            entity,
            path,
        },
    );
    work.carry_out(decision)
}

/// Messages still in their hold are taken back and are drafts again; for the others the reason stays in `cannot`.
fn take_back_sends(
    db: &Connection,
    facts: &[Fact],
    at: i64,
    decision: &mut Decision,
    cannot: &mut Vec<String>,
) -> Result<(), StoreError> {
    for fact in facts {
        let Fact::Created { entity, fields } = fact else {
            continue;
        };
        if entity.kind != EntityKind::Message {
            continue;
        }
        let Some(stored) = find(db, entity.kind, &entity.id)? else {
            continue;
        };
        let waiting = outbox::waiting_text(db, stored.rid)?;
        if outbox::cancel_queued(db, stored.rid)? > 0 {
            if let Some(draft) = waiting {
                drafts::restore(db, &draft, at)?;
            }
            decision.facts.push(Fact::Removed {
                entity: entity.clone(),
            });
            cannot.retain(|why| why != stays(fields));
        }
    }
    Ok(())
}

/// A record whose create is on its way may come to be in the CRM: its delete waits behind the create.
fn delete_what_is_on_its_way(
    db: &Connection,
    facts: &[Fact],
    decision: &mut Decision,
) -> Result<(), StoreError> {
    for fact in facts {
        let Fact::Created { entity, .. } = fact else {
            continue;
        };
        let Some(stored) = find(db, entity.kind, &entity.id)? else {
            continue;
        };
        let on_its_way: bool = db.query_row(
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE rid = ?1 AND state IN ('sending', 'uncertain'))",
            params![stored.rid],
            |row| row.get(0),
        )?;
        if on_its_way && stored.record.remote_id.is_none() && entity.kind != EntityKind::Message {
            decision.intents.push(Intent::Delete {
                entity: entity.clone(),
            });
        }
    }
    Ok(())
}
