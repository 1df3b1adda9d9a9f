//! A record that stands here twice for a while: made here, and told by the CRM before the answer to its create was
//! stored. The one made here stays, because everything here knows its id; what hangs on the twin goes over to it.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::fact::FieldChange;
use crate::domain::merge::{delta, join, same, words};
use crate::domain::record::{EntityKind, RemoteRecord, set_at, value_at};
use crate::store::ask::drafts;
use crate::store::automations;
use crate::store::claude::{prepared, style};
use crate::store::error::StoreError;
use crate::store::person::memory;
use crate::store::rows::project;
use crate::store::rows::record::{Stored, find_remote};

/// The other record that bears the CRM's id of `stored`.
pub(in crate::store) fn of(
    db: &Connection,
    stored: &Stored,
    remote_id: &str,
) -> Result<Option<Stored>, StoreError> {
    let twin = find_remote(db, stored.record.entity.kind, remote_id)?;
    Ok(twin.filter(|twin| twin.rid != stored.rid))
}

/// What the CRM told of the twin: its members without the edits that wait.
pub(in crate::store) fn told(
    db: &Connection,
    twin: &Stored,
    remote_id: &str,
) -> Result<RemoteRecord, StoreError> {
    let mut fields = twin.record.fields.clone();
    for (path, base) in &twin.record.base {
        set_at(&mut fields, path, base.clone());
    }
    let raw: Option<String> = db
        .prepare_cached("SELECT json FROM raw WHERE rid = ?1")?
        .query_row([twin.rid], |row| row.get(0))
        .optional()?;
    Ok(RemoteRecord {
        kind: twin.record.entity.kind,
        id: remote_id.to_owned(),
        raw: raw.unwrap_or_else(|| "{}".to_owned()),
        fields,
    })
}

/// The edits of the twin that wait, as edits of the record that stays.
pub(in crate::store) fn edits(twin: &Stored, stays: &Stored) -> Vec<FieldChange> {
    let mut edits = Vec::new();
    for (path, base) in &twin.record.base {
        let from = value_at(&stays.record.fields, path).clone();
        let mut to = value_at(&twin.record.fields, path).clone();
        if path == "tags" {
            let (added, removed) = delta(&words(base), &words(&to));
            to = join(&words(&from), &added, &removed).into();
        }
        if !same(path, &from, &to) {
            edits.push(FieldChange {
                path: path.clone(),
                from,
                to,
            });
        }
    }
    edits
}

/// Hands over what waits to be pushed for the twin, what hangs on it, and what is being typed to it.
pub(in crate::store) fn hand_over(
    db: &Connection,
    twin: &Stored,
    stays: &Stored,
    at: i64,
) -> Result<(), StoreError> {
    for sql in [
        "UPDATE outbox SET rid = ?2 WHERE rid = ?1",
        "UPDATE outbox SET contact = ?2 WHERE contact = ?1",
    ] {
        db.prepare_cached(sql)?.execute(params![twin.rid, stays.rid])?;
    }
    if twin.record.entity.kind == EntityKind::Contact {
        project::hand_over(db, twin.rid, stays.rid)?;
        drafts::hand_over(db, &twin.record.entity.id, &stays.record.entity.id, at)?;
        style::hand_over(db, &twin.record.entity.id, &stays.record.entity.id, at)?;
        memory::hand_over(db, twin.rid, stays.rid)?;
        prepared::hand_over(db, twin.rid, stays.rid)?;
        automations::hand_over(db, twin.rid, stays.rid, at)?;
    }
    Ok(())
}

/// Hands over what is contested about the twin. After its edits, which are one side of it.
pub(in crate::store) fn hand_over_conflicts(
    db: &Connection,
    twin: i64,
    stays: i64,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE OR IGNORE conflict SET rid = ?2 WHERE rid = ?1 AND open = 1")?
        .execute(params![twin, stays])?;
    Ok(())
}

/// Takes both ids from the twin, so that they lead to the record that stays. Its row remains as the end of what the
/// journal says about it, and so that its number is never given to somebody else.
pub(in crate::store) fn retire(db: &Connection, twin: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE record SET id = id || ' gave way', remote_id = NULL, base = NULL WHERE rid = ?1",
    )?
    .execute([twin])?;
    Ok(())
}
