//! Making a fact true in the tables.

use rusqlite::{Connection, params};
use serde_json::Value;

use crate::domain::fact::{Fact, FieldChange};
use crate::domain::merge::same;
use crate::domain::record::{EntityKind, EntityRef, Fields, Record, set_at, value_at};
use crate::store::ask::turn;
use crate::store::error::StoreError;
use crate::store::push::outbox;
use crate::store::rows::handed::{self, Handed};
use crate::store::rows::record::{Stored, find, insert, save};
use crate::store::rows::{answers, project, verdict};

/// Applies one fact. Returns the row number of the record it is about.
pub(in crate::store) fn apply(
    db: &Connection,
    fact: &Fact,
    at: i64,
    fresh: &str,
) -> Result<Option<i64>, StoreError> {
    match fact {
        Fact::Created { entity, fields } => appear(db, entity, None, fields, (0, at)),
        Fact::Appeared { entity, fields } => appear(db, entity, Some(&entity.id), fields, (0, at)),
        Fact::Edited { entity, changes } => on(db, entity, |stored| {
            let known = stored.record.remote_id.is_some() || outbox::is_being_made(db, stored.rid)?;
            for change in changes {
                if known {
                    remember_base(&mut stored.record, change);
                }
                set_at(&mut stored.record.fields, &change.path, change.to.clone());
                let back = stored.record.base.get(&change.path);
                if back.is_some_and(|base| same(&change.path, base, &change.to)) {
                    stored.record.base.shift_remove(&change.path);
                }
                // Whoever decides about a conflict sees what is here now.
                db.prepare_cached("UPDATE conflict SET here = ?3 WHERE rid = ?1 AND path = ?2 AND open = 1")?
                    .execute(params![stored.rid, change.path, change.to.to_string()])?;
                note_stage(db, stored, change, at)?;
                note_turn(db, stored, change, at)?;
            }
            Ok(())
        }),
        Fact::Changed { entity, changes } => on(db, entity, |stored| {
            for change in changes {
                set_at(&mut stored.record.fields, &change.path, change.to.clone());
                note_stage(db, stored, change, at)?;
                note_turn(db, stored, change, at)?;
                if change.path == "contactId" {
                    outbox::follow(db, stored)?;
                }
            }
            Ok(())
        }),
        Fact::Confirmed { entity, paths } => on(db, entity, |stored| {
            for path in paths {
                stored.record.base.shift_remove(path);
            }
            Ok(())
        }),
        Fact::Rebased { entity, path, base } => on(db, entity, |stored| {
            stored.record.base.insert(path.clone(), base.clone());
            Ok(())
        }),
        Fact::Named { entity, remote_id } => on(db, entity, |stored| {
            stored.record.remote_id = Some(remote_id.clone());
            Ok(())
        }),
        Fact::Removed { entity } => {
            let Some(mut stored) = find(db, entity.kind, &entity.id)? else {
                return Ok(None);
            };
            stored.record.tombstone = true;
            outbox::cancel_queued(db, stored.rid)?;
            if stored.record.remote_id.is_none() {
                outbox::strand(db, stored.rid)?;
            }
            save(db, &stored)?;
            project::remove(db, &stored)?;
            Ok(Some(stored.rid))
        }
        Fact::Conflicted {
            entity,
            path,
            base,
            here,
            there,
        } => {
            let Some(stored) = find(db, entity.kind, &entity.id)? else {
                return Ok(None);
            };
            db.prepare_cached(
                "INSERT INTO conflict (id, rid, path, base, here, there, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (rid, path) WHERE open = 1 DO UPDATE SET here = excluded.here, there = excluded.there",
            )?
            .execute(params![
                fresh,
                stored.rid,
                path,
                base.to_string(),
                here.to_string(),
                there.to_string(),
                at
            ])?;
            Ok(Some(stored.rid))
        }
        Fact::Resolved { conflict, entity, .. } => {
            db.prepare_cached("UPDATE conflict SET open = 0 WHERE id = ?1")?
                .execute([conflict.as_str()])?;
            Ok(find(db, entity.kind, &entity.id)?.map(|stored| stored.rid))
        }
        fact => apply_beside(db, fact, at),
    }
}

/// Whoever is given a person has had their turn.
fn note_turn(db: &Connection, stored: &Stored, change: &FieldChange, at: i64) -> Result<(), StoreError> {
    let to = change.to.as_str().filter(|to| !to.is_empty());
    match (stored.record.entity.kind, change.path.as_str(), to) {
        (EntityKind::Contact, "assignedTo", Some(to)) => turn::had(db, to, at),
        _ => Ok(()),
    }
}

/// The same of what is kept beside a record.
fn apply_beside(db: &Connection, fact: &Fact, at: i64) -> Result<Option<i64>, StoreError> {
    match fact {
        Fact::Judged { entity, to, .. } => beside(db, entity, |rid| verdict::set(db, rid, *to)),
        Fact::Answered {
            entity, question, to, ..
        } => beside(db, entity, |rid| {
            answers::set(db, rid, *question, to.as_deref(), at)
        }),
        Fact::Dropped {
            entity,
            answer,
            is_wanted,
        } => beside(db, entity, |rid| {
            answers::drop_found(db, rid, answer, *is_wanted, at)
        }),
        Fact::HandedOver {
            entity,
            to,
            memories,
            runs,
            sent,
        } => {
            let Some(to) = find(db, to.kind, &to.id)?.map(|stored| stored.rid) else {
                return Ok(None);
            };
            beside(db, entity, |from| {
                let handed = Handed { memories, runs, sent };
                handed::over(db, &handed, from, to)
            })
        }
        Fact::Concerned { entity, .. } | Fact::TakenBack { entity, .. } => beside(db, entity, |_| Ok(())),
        Fact::Disagreed { entity, to, .. } => beside(db, entity, |rid| answers::say(db, rid, to.as_ref())),
        _ => Ok(None),
    }
}

/// Keeps something beside a record, which may be gone from the file.
fn beside(
    db: &Connection,
    entity: &EntityRef,
    keep: impl FnOnce(i64) -> Result<(), StoreError>,
) -> Result<Option<i64>, StoreError> {
    let rid = find(db, entity.kind, &entity.id)?.map(|stored| stored.rid);
    rid.map(keep).transpose()?;
    Ok(rid)
}

/// Adds a record with its projection, or brings it back to life. `remote_at` is when the CRM changed it, or zero; `now`
/// is the present.
pub(in crate::store) fn appear(
    db: &Connection,
    entity: &EntityRef,
    remote_id: Option<&str>,
    fields: &Fields,
    (remote_at, now): (i64, i64),
) -> Result<Option<i64>, StoreError> {
    if let Some(rid) = insert(db, entity, remote_id, fields, (remote_at, now))? {
        let subject = project::Subject {
            rid,
            entity,
            fields,
            new: true,
        };
        project::project(db, subject)?;
        return Ok(Some(rid));
    }
    // Taken back and made again: the same record, alive once more.
    let Some(mut stored) = find(db, entity.kind, &entity.id)? else {
        return Ok(None);
    };
    stored.record.tombstone = false;
    stored.record.fields.clone_from(fields);
    stored.remote_at = stored.remote_at.max(remote_at);
    save(db, &stored)?;
    project::project(db, &stored)?;
    if entity.kind == EntityKind::Contact {
        outbox::release_for(db, stored.rid)?;
        project::count_again(db, stored.rid)?;
    }
    Ok(Some(stored.rid))
}

fn on(
    db: &Connection,
    entity: &EntityRef,
    change: impl FnOnce(&mut Stored) -> Result<(), StoreError>,
) -> Result<Option<i64>, StoreError> {
    let Some(mut stored) = find(db, entity.kind, &entity.id)? else {
        return Ok(None);
    };
    change(&mut stored)?;
    save(db, &stored)?;
    if !stored.record.tombstone {
        project::project(db, &stored)?;
    }
    Ok(Some(stored.rid))
}

/// The first edit of a member remembers what the CRM had, or is being told; later ones keep that.
fn remember_base(record: &mut Record, change: &FieldChange) {
    if !record.base.contains_key(&change.path) {
        let had = value_at(&record.fields, &change.path).clone();
        record.base.insert(change.path.clone(), had);
    }
}

/// Moving a card starts its time at the new stage now; the CRM's own date takes over when it tells one.
fn note_stage(db: &Connection, stored: &mut Stored, change: &FieldChange, at: i64) -> Result<(), StoreError> {
    let moved = stored.record.entity.kind == EntityKind::Opportunity && change.path == "pipelineStageId";
    let Some(stage) = change.to.as_str().filter(|_| moved) else {
        return Ok(());
    };
    let now = jiff::Timestamp::from_millisecond(at)
        .map(|at| Value::from(at.to_string()))
        .unwrap_or_default();
    set_at(&mut stored.record.fields, "lastStageChangeAt", now);
    db.prepare_cached(
        "INSERT OR IGNORE INTO stage_history (opportunity, at, stage, who) VALUES (?1, ?2, ?3, 'here')",
    )?
    .execute(params![stored.rid, at, stage])?;
    Ok(())
}
