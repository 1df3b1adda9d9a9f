//! One record as the CRM tells it: merged into what is here, or taken in when nobody here knows it.

use rusqlite::{Connection, params};

use crate::domain::fact::{Fact, FieldChange, Topic};
use crate::domain::merge::{loosens, merge};
use crate::domain::outbox::Intent;
use crate::domain::record::{EntityKind, EntityRef, Fields, RemoteRecord, set_at, value_at};
use crate::domain::value::parse_crm_value;
use crate::store::error::StoreError;
use crate::store::push::{doubt, outbox};
use crate::store::rows::record::{Stored, by_rid, find_remote, keep_raw};
use crate::store::rows::{forgotten, project, suspect};
use crate::store::write::work::{Outcome, Work};
use crate::store::write::{apply, journal};

/// How long the CRM's lists may trail its records: "a few seconds" are published, 5-60 s were reported.
const INDEX_LAG_MS: i64 = 60_000;

/// What the CRM confirmed of a record since a moment, newest first.
const CONFIRMED_LATELY: &str =
    "SELECT body FROM journal WHERE rid = ?1 AND fact = 'confirmed' AND at > ?2 ORDER BY seq DESC LIMIT 20";

/// Takes over one record as told. `own` is the row whose push it answers. True when something was new.
pub(in crate::store) fn take(
    work: &mut Work<'_>,
    remote: &RemoteRecord,
    own: Option<i64>,
    outcome: &mut Outcome,
) -> Result<bool, StoreError> {
    let known = match own {
        Some(rid) => by_rid(work.db, rid)?,
        None => find_remote(work.db, remote.kind, &remote.id)?,
    };
    let told_at = ["dateUpdated", "updatedAt"]
        .iter()
        .find_map(|name| remote.fields.get(*name).and_then(parse_crm_value))
        .map_or(0, jiff::Timestamp::as_millisecond);
    let Some(mut stored) = known else {
        if forgotten::owns(work.db, remote)? {
            return Ok(false);
        }
        arrive(work, remote, told_at, outcome)?;
        return Ok(true);
    };
    suspect::cleared(work.db, stored.rid)?;
    // The search index trails the store: what is older than what was told before is old news.
    if told_at != 0 && told_at < stored.remote_at {
        return Ok(false);
    }
    if stored.record.tombstone {
        return come_back(work, &stored, remote, outcome);
    }
    let mut facts = merge(&stored.record, &remote.fields);
    if own.is_none() && told_at <= stored.remote_at && !facts.is_empty() {
        facts = without_old_news(facts, &confirmed_lately(work, stored.rid)?);
    }
    let known = known_conflicts(work.db, &stored, &facts)?;
    facts.retain(|fact| !known.contains(fact));
    for fact in &facts {
        happen(work, fact, outcome)?;
    }
    keep_silence(work, &facts, outcome)?;
    if facts.iter().any(is_move) && !stored.record.base.is_empty() {
        // Merged into somebody else: what was edited goes to where it is now, also when it had been given up (F30).
        let (entity, fresh) = (stored.record.entity.clone(), (work.fresh)());
        outbox::enqueue(work.db, &Intent::Update { entity }, &fresh, "", work.at)?;
    }
    if told_at > stored.remote_at || !facts.is_empty() || own.is_some() {
        keep_raw(work.db, stored.rid, &remote.raw)?;
        stored.remote_at = told_at.max(stored.remote_at);
        set_remote_at(work.db, stored.rid, stored.remote_at)?;
    }
    Ok(!facts.is_empty())
}

/// Whether a record belongs to another person now.
fn is_move(fact: &Fact) -> bool {
    matches!(fact, Fact::Changed { changes, .. } if changes.iter().any(|change| change.path == "contactId"))
}

/// While the account is in doubt, a do-not-disturb that it does not know any more is kept, as an edit that waits: who asked
/// for silence does not lose it by a restore.
fn keep_silence(work: &mut Work<'_>, facts: &[Fact], outcome: &mut Outcome) -> Result<(), StoreError> {
    if !doubt::is_in_doubt(work.db)? {
        return Ok(());
    }
    for fact in facts {
        let Fact::Changed { entity, changes } = fact else {
            continue;
        };
        let kept: Vec<_> = changes
            .iter()
            .filter(|change| loosens(&change.path, &change.from, &change.to))
            .map(|change| FieldChange {
                path: change.path.clone(),
                from: change.to.clone(),
                to: change.from.clone(),
            })
            .collect();
        if kept.is_empty() {
            continue;
        }
        let entity = entity.clone();
        let edit = Fact::Edited {
            entity: entity.clone(),
            changes: kept,
        };
        happen(work, &edit, outcome)?;
        let fresh = (work.fresh)();
        outbox::enqueue(work.db, &Intent::Update { entity }, &fresh, "", work.at)?;
    }
    Ok(())
}

/// What was gone in the CRM and is told again is there again, with what was edited here on top. What was deleted from here
/// stays gone: lists trail.
fn come_back(
    work: &mut Work<'_>,
    stored: &Stored,
    remote: &RemoteRecord,
    outcome: &mut Outcome,
) -> Result<bool, StoreError> {
    if stored.record.remote_id.is_none()
        || outbox::is_deleted_here(work.db, stored.rid)?
        || forgotten::is(work.db, stored.rid)?
    {
        return Ok(false);
    }
    let mut fields = remote.fields.clone();
    for path in stored.record.pending() {
        set_at(&mut fields, path, value_at(&stored.record.fields, path).clone());
    }
    let entity = stored.record.entity.clone();
    happen(work, &Fact::Appeared { entity, fields }, outcome)?;
    Ok(true)
}

/// Those of the facts that say of an open conflict what it says already: every poll finds it again until it is decided.
fn known_conflicts(db: &Connection, stored: &Stored, facts: &[Fact]) -> Result<Vec<Fact>, StoreError> {
    let mut known = Vec::new();
    for fact in facts {
        let Fact::Conflicted {
            path, here, there, ..
        } = fact
        else {
            continue;
        };
        let same: bool = db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM conflict WHERE rid = ?1 AND path = ?2 AND open = 1 AND here = ?3
                 AND there = ?4)",
            )?
            .query_row(params![stored.rid, path, here.to_string(), there.to_string()], |row| row.get(0))?;
        if same {
            known.push(fact.clone());
        }
    }
    Ok(known)
}

/// The members of a record that the CRM confirmed so lately that its lists may not show it yet.
fn confirmed_lately(work: &Work<'_>, rid: i64) -> Result<Vec<String>, StoreError> {
    let mut statement = work.db.prepare_cached(CONFIRMED_LATELY)?;
    let rows = statement.query_map(params![rid, work.at - INDEX_LAG_MS], |row| {
        row.get::<_, String>(0)
    })?;
    let mut members = Vec::new();
    for row in rows {
        if let Fact::Confirmed { paths, .. } = serde_json::from_str(&row?)? {
            members.extend(paths);
        }
    }
    Ok(members)
}

/// A page that bears no newer date than is known here does not take back what the CRM itself has just confirmed: the
/// index trails the store, and not every change moves the date.
fn without_old_news(facts: Vec<Fact>, confirmed: &[String]) -> Vec<Fact> {
    facts
        .into_iter()
        .filter_map(|fact| match fact {
            Fact::Changed { entity, mut changes } => {
                changes.retain(|change| !confirmed.contains(&change.path));
                (!changes.is_empty()).then_some(Fact::Changed { entity, changes })
            }
            // Half of old news is worse than all of it: a base that moves while the value stays reads as an edit of ours.
            Fact::Rebased { ref path, .. } | Fact::Conflicted { ref path, .. }
                if confirmed.contains(path) =>
            {
                None
            }
            other => Some(other),
        })
        .collect()
}

/// Takes over a record that nobody here knows. Nearly all of a first copy is this, so it reads as little as it can,
/// and the journal says only that it came: the record itself says the rest.
fn arrive(
    work: &Work<'_>,
    remote: &RemoteRecord,
    told_at: i64,
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    let entity = EntityRef::new(remote.kind, remote.id.clone());
    let Some(rid) = apply::appear(
        work.db,
        &entity,
        Some(&remote.id),
        &remote.fields,
        (told_at, work.at),
    )?
    else {
        return Ok(());
    };
    keep_raw(work.db, rid, &remote.raw)?;
    if remote.kind == EntityKind::Contact {
        project::adopt(work.db, rid, &remote.id)?;
    }
    let fact = Fact::Appeared {
        entity,
        fields: Fields::new(),
    };
    outcome.receipt.seq = journal::append(work.db, work.at, work.origin, &fact, Some(rid))?;
    touch(&fact, outcome);
    Ok(())
}

fn set_remote_at(db: &Connection, rid: i64, at: i64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE record SET remote_at = ?2 WHERE rid = ?1")?
        .execute(params![rid, at])?;
    Ok(())
}

/// Makes a fact true and appends it, and what follows from it.
pub(in crate::store) fn happen(
    work: &mut Work<'_>,
    fact: &Fact,
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    let id = (work.fresh)();
    let rid = apply::apply(work.db, fact, work.at, &id)?;
    outcome.receipt.seq = journal::append(work.db, work.at, work.origin, fact, rid)?;
    touch(fact, outcome);
    for resolved in decided(work.db, fact, rid)? {
        happen(work, &resolved, outcome)?;
    }
    Ok(())
}

/// The conflicts that a fact decides: both sides have the same value now.
fn decided(db: &Connection, fact: &Fact, rid: Option<i64>) -> Result<Vec<Fact>, StoreError> {
    let (entity, paths): (_, Vec<&str>) = match fact {
        Fact::Confirmed { entity, paths } => (entity, paths.iter().map(String::as_str).collect()),
        Fact::Changed { entity, changes } => (
            entity,
            changes.iter().map(|change| change.path.as_str()).collect(),
        ),
        _ => return Ok(Vec::new()),
    };
    let mut resolved = Vec::new();
    let mut statement = db.prepare_cached("SELECT id, path FROM conflict WHERE rid = ?1 AND open = 1")?;
    let mut rows = statement.query([rid])?;
    while let Some(row) = rows.next()? {
        let path: String = row.get(1)?;
        if paths.contains(&path.as_str()) {
            resolved.push(Fact::Resolved {
                conflict: row.get::<_, String>(0)?.into(),
                entity: entity.clone(),
                path,
            });
        }
    }
    Ok(resolved)
}

/// Notes who may want to look again.
fn touch(fact: &Fact, outcome: &mut Outcome) {
    for topic in [
        Some(fact.topic()),
        fact.entity().map(|entity| Topic::Records(entity.kind)),
    ]
    .into_iter()
    .flatten()
    {
        if !outcome.topics.contains(&topic) {
            outcome.topics.push(topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::file::schema::open_writer;

    #[test]
    fn what_was_confirmed_lately_is_found_by_the_record() {
        let folder = tempfile::tempdir().unwrap();
        let db = open_writer(&folder.path().join("a.db")).unwrap();
        let mut statement = db
            .prepare(&format!("EXPLAIN QUERY PLAN {CONFIRMED_LATELY}"))
            .unwrap();
        let plan: Vec<String> = statement
            .query_map([1, 2], |row| row.get(3))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(plan, ["SEARCH journal USING INDEX journal_rid (rid=?)"]);
    }
}
