//! The queue of what is to be pushed: one row per intent, in order for each record, never a lock for all.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::domain::conversation::Draft;
use crate::domain::gate::Sender;
use crate::domain::merge::{delta, words};
use crate::domain::outbox::{Claim, Intent, OutboxState};
use crate::domain::record::{EntityKind, Fields, Members, value_at};
use crate::domain::value::OutboxId;
use crate::store::error::StoreError;
use crate::store::file::moment::Moment;
use crate::store::file::setting::{self, RESTORED};
use crate::store::push::{absent, doubt};
use crate::store::rows::record::{Stored, by_rid, contact_rid, find, save, timestamp};

/// What comes of asking for a row.
pub(in crate::store) enum Queued {
    /// A row waits; it may be one that waited already.
    Row(OutboxId),
    /// Nothing needs to be pushed for it.
    Nothing,
}

/// Puts an intent in the queue. Edits of one record that wait share one row; a record that has yet to be made there
/// needs no row for its edits, because a create takes the members as they are when it leaves.
pub(in crate::store) fn enqueue(
    db: &Connection,
    intent: &Intent,
    fresh: &str,
    audit: &str,
    now: i64,
) -> Result<Queued, StoreError> {
    let entity = intent.entity();
    let Some(stored) = find(db, entity.kind, &entity.id)? else {
        return Ok(Queued::Nothing);
    };
    if matches!(intent, Intent::Update { .. }) {
        let waiting: Option<String> = db
            .prepare_cached(
                "SELECT id FROM outbox WHERE rid = ?1 AND state = 'queued'
                 AND json_extract(intent, '$.op') IN ('update', 'create') ORDER BY seq DESC LIMIT 1",
            )?
            .query_row([stored.rid], |row| row.get(0))
            .optional()?;
        if let Some(id) = waiting {
            return Ok(Queued::Row(id.into()));
        }
        if stored.record.base.is_empty() && stored.record.remote_id.is_some() {
            return Ok(Queued::Nothing);
        }
    }
    let (key, not_before) = match intent {
        Intent::Send { key, not_before, .. } => {
            (key.clone(), not_before.map(jiff::Timestamp::as_millisecond))
        }
        Intent::Enrol { key, .. } => (key.clone(), None),
        _ => (None, None),
    };
    db.prepare_cached(
        "INSERT INTO outbox (id, rid, contact, intent, effect_key, state, not_before, created, audit)
         VALUES (?1, ?2, ?3, ?4, ?5, 'queued', ?6, ?7, ?8)",
    )?
    .execute(params![
        fresh,
        stored.rid,
        owner_rid(db, &stored)?,
        serde_json::to_string(intent)?,
        key,
        not_before.unwrap_or(now),
        now,
        audit,
    ])?;
    Ok(Queued::Row(fresh.into()))
}

/// The row that a send key was used for before, if it was.
pub(in crate::store) fn by_key(db: &Connection, key: &str) -> Result<Option<(OutboxId, String)>, StoreError> {
    let mut statement = db.prepare_cached("SELECT id, audit FROM outbox WHERE effect_key = ?1")?;
    let found = statement
        .query_row([key], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.map(|(id, audit)| (id.into(), audit)))
}

/// What was typed of a message that has not left.
pub(in crate::store) fn waiting_text(db: &Connection, rid: i64) -> Result<Option<Draft>, StoreError> {
    let found: Option<String> = db
        .prepare_cached("SELECT intent FROM outbox WHERE rid = ?1 AND state IN ('queued', 'held') LIMIT 1")?
        .query_row([rid], |row| row.get(0))
        .optional()?;
    Ok(
        match found.map(|intent| serde_json::from_str(&intent)).transpose()? {
            Some(Intent::Send { draft, .. }) => Some(draft),
            _ => None,
        },
    )
}

/// Takes back every row of a record that has not left.
pub(in crate::store) fn cancel_queued(db: &Connection, rid: i64) -> Result<usize, StoreError> {
    Ok(db
        .prepare_cached(
            "UPDATE outbox SET state = 'cancelled' WHERE rid = ?1 AND state IN ('queued', 'held')",
        )?
        .execute([rid])?)
}

/// The rule that holds what was written about somebody who was taken back before the CRM knew them.
const STRANDED: &str = "taken_back";

/// What becomes of the rest of what was taken back before the CRM knew it: a create that was refused is not to be tried
/// again beside that of a redo, and what waits for a person is held, because without them it could never go.
pub(in crate::store) fn strand(db: &Connection, rid: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE outbox SET state = 'cancelled' WHERE rid = ?1 AND state = 'failed'
         AND json_extract(intent, '$.op') = 'create'",
    )?
    .execute([rid])?;
    let why = "the person was taken back before the CRM knew them; this goes when they are made again";
    db.prepare_cached(
        "UPDATE outbox SET state = 'held', rule = ?2, error = ?3, wakes = 0
         WHERE contact = ?1 AND rid <> ?1 AND state = 'queued'",
    )?
    .execute(params![rid, STRANDED, why])?;
    Ok(())
}

/// Lets go what waits for a person who is made again.
pub(in crate::store) fn release_for(db: &Connection, person: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE outbox SET state = 'queued', rule = NULL, error = NULL
         WHERE contact = ?1 AND state = 'held' AND rule = ?2",
    )?
    .execute(params![person, STRANDED])?;
    Ok(())
}

/// Takes back the last delete of a record unless it has left; where that delete stood.
pub(in crate::store) fn take_back_delete(
    db: &Connection,
    rid: i64,
) -> Result<Option<OutboxState>, StoreError> {
    let found: Option<(i64, String)> = db
        .prepare_cached(
            "SELECT seq, state FROM outbox WHERE rid = ?1 AND json_extract(intent, '$.op') = 'delete'
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([rid], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((seq, state)) = found else {
        return Ok(None);
    };
    let state = OutboxState::from_word(&state).ok_or(StoreError::Unreadable(state))?;
    if matches!(
        state,
        OutboxState::Queued | OutboxState::Held | OutboxState::Failed
    ) {
        db.prepare_cached("UPDATE outbox SET state = 'cancelled' WHERE seq = ?1")?
            .execute([seq])?;
    }
    Ok(Some(state))
}

/// Whether a backup was restored and people and threads have not been fetched again since: what is here is old, and
/// somebody may have asked for silence meanwhile (F47).
fn waits_for_people(db: &Connection) -> Result<bool, StoreError> {
    if setting::get(db, RESTORED)?.is_none() {
        return Ok(false);
    }
    let waits: bool = db.query_row(
        "SELECT count(DISTINCT name) FILTER (WHERE name IN ('contacts', 'messages')) < 2
           OR count(*) FILTER (WHERE json_extract(value, '$.copy') <> 'following') > 0
         FROM cursor WHERE name = 'contacts' OR name = 'conversations' OR name LIKE 'messages%'",
        [],
        |row| row.get(0),
    )?;
    if !waits {
        db.execute("DELETE FROM setting WHERE name = ?1", [RESTORED])?;
    }
    Ok(waits)
}

/// Claims the next row that may leave now: due, no unfinished row before it for the same record, and the person it
/// belongs to known to the CRM. A message that `gate` does not let through stays behind, and so is no row any more
/// that may leave now. An update whose edits were all taken back is closed on the way.
pub(in crate::store) fn claim(
    db: &Connection,
    at: &Moment,
    gate: &mut dyn FnMut(&OutboxId, &Intent) -> Result<bool, StoreError>,
) -> Result<Option<Claim>, StoreError> {
    if waits_for_people(db)? || doubt::is_in_doubt(db)? {
        return Ok(None);
    }
    loop {
        let next: Option<(i64, String, String, i64, u32)> = db
            .prepare_cached(
                "SELECT o.seq, o.id, o.intent, o.rid, o.attempt FROM outbox o
                 WHERE o.state IN ('queued', 'held') AND o.not_before <= ?1 AND (o.state = 'queued' OR o.wakes = 1)
                   AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.rid = o.rid AND p.seq < o.seq
                     AND p.state IN ('queued', 'held', 'sending', 'uncertain'))
                   AND (o.contact IS NULL OR o.contact = o.rid
                     OR EXISTS (SELECT 1 FROM record c WHERE c.rid = o.contact AND c.remote_id IS NOT NULL))
                 ORDER BY o.not_before, o.seq LIMIT 1",
            )?
            .query_row([at.wall.as_millisecond()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })
            .optional()?;
        let Some((seq, id, intent, rid, attempt)) = next else {
            return Ok(None);
        };
        let intent: Intent = serde_json::from_str(&intent)?;
        let mut stored = by_rid(db, rid)?.ok_or_else(|| StoreError::Unreadable(format!("row {id}")))?;
        let id = OutboxId::from(id);
        if matches!(intent, Intent::Send { .. }) && !gate(&id, &intent)? {
            continue;
        }
        if let Some((why, until)) = absent::holds(db, &intent, &stored, at.wall)? {
            hold(db, &id, OutboxState::Held, absent::RULE, &why, Some(until))?;
            continue;
        }
        let Some(claim) = freeze(db, id, intent, &stored, attempt, at)? else {
            db.prepare_cached("UPDATE outbox SET state = 'cancelled' WHERE seq = ?1")?
                .execute([seq])?;
            continue;
        };
        if matches!(claim.intent, Intent::Create { .. }) && !claim.base.is_empty() {
            // It leaves with all members as they are now; the claim alone knows how an earlier try left.
            stored.record.base.clear();
            save(db, &stored)?;
        }
        db.prepare_cached(
            "UPDATE outbox SET state = 'sending', claimed = ?2, claimed_boot = ?3, boot = ?4, attempt = attempt + 1,
               probes = 0, rule = NULL, wakes = 0 WHERE seq = ?1",
        )?
        .execute(params![seq, at.wall.as_millisecond(), millis(at.since_boot), at.boot])?;
        return Ok(Some(claim));
    }
}

/// A look is never put off for longer than this (milliseconds), so a row that waits longer was put off before the clock was set back.
const LONGEST_WAIT: i64 = 10 * 60 * 1_000;

/// The next row whose answer was lost and that may be looked up now, as it was claimed.
pub(in crate::store) fn probe(db: &Connection, at: &Moment) -> Result<Option<Claim>, StoreError> {
    let now = at.wall.as_millisecond();
    loop {
        let next = db
            .prepare_cached(
                "SELECT id, intent, rid, attempt, probes, coalesce(claimed, created), claimed_boot, boot FROM outbox
                 WHERE state = 'uncertain' AND (not_before <= ?1 OR not_before > ?2) ORDER BY not_before LIMIT 1",
            )?
            .query_row(
                params![now, now.saturating_add(LONGEST_WAIT)],
                Lost::read,
            )
            .optional()?;
        let Some(lost) = next else { return Ok(None) };
        let stored =
            by_rid(db, lost.rid)?.ok_or_else(|| StoreError::Unreadable(format!("row {}", lost.id)))?;
        let intent = serde_json::from_str(&lost.intent)?;
        let claimed = Moment {
            wall: timestamp(lost.claimed),
            since_boot: lost.since_boot,
            boot: lost.boot,
        };
        let id = OutboxId::from(lost.id);
        // Whatever was lost was tried once at least.
        let attempt = lost.attempt.max(1);
        if let Some(claim) = freeze(db, id.clone(), intent, &stored, attempt, &claimed)? {
            return Ok(Some(Claim {
                probes: lost.probes,
                waited: at.surely_since(&claimed.boot, claimed.since_boot),
                ..claim
            }));
        }
        // Its edits were all taken back: there is nothing to look for, and nobody waits behind it.
        db.prepare_cached("UPDATE outbox SET state = 'cancelled' WHERE id = ?1")?
            .execute([id.as_str()])?;
    }
}

/// A row whose answer was lost, as it stands in the file.
struct Lost {
    id: String,
    intent: String,
    rid: i64,
    attempt: u32,
    probes: u32,
    claimed: i64,
    since_boot: Duration,
    boot: String,
}

impl Lost {
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            intent: row.get(1)?,
            rid: row.get(2)?,
            attempt: row.get(3)?,
            probes: row.get(4)?,
            claimed: row.get(5)?,
            since_boot: Duration::from_millis(row.get(6)?),
            boot: row.get(7)?,
        })
    }
}

/// The ids in the CRM that the other rows to the same person made. An edit makes nothing: what it changed may well be what
/// this row made.
fn made_by_others(db: &Connection, id: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT p.remote_id FROM outbox o JOIN outbox p ON p.contact = o.contact
         WHERE o.id = ?1 AND p.id <> ?1 AND p.remote_id IS NOT NULL
           AND json_extract(p.intent, '$.op') IN ('create', 'send')",
    )?;
    Ok(statement
        .query_map([id], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

/// The next moment at which a queued row may leave or a lost one may be looked up, in epoch milliseconds.
pub(in crate::store) fn next_due(db: &Connection) -> Result<Option<i64>, StoreError> {
    Ok(db.query_row(
        "SELECT min(not_before) FROM outbox WHERE state IN ('queued', 'uncertain', 'held')
           AND (state <> 'held' OR wakes = 1)",
        [],
        |row| row.get(0),
    )?)
}

/// Holds a row for a rule of the gate: until a moment, at which it goes by itself, or until a person has decided.
pub(in crate::store) fn hold(
    db: &Connection,
    id: &OutboxId,
    state: OutboxState,
    rule: &str,
    reason: &str,
    until: Option<i64>,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE outbox SET state = ?2, rule = ?3, error = ?4, wakes = ?5 IS NOT NULL,
           not_before = coalesce(?5, not_before) WHERE id = ?1",
    )?
    .execute(params![id.as_str(), state.word(), rule, reason, until])?;
    Ok(())
}

/// Puts the rows that a rule of the gate holds for a person back in the queue.
pub(in crate::store) fn release(db: &Connection, rule: &str) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE outbox SET state = 'queued', rule = NULL, error = NULL
         WHERE state = 'held' AND rule = ?1 AND wakes = 0",
    )?
    .execute([rule])?;
    Ok(())
}

/// Notes that a person has looked at what the gate asked about a row, and wants it sent.
pub(in crate::store) fn wave(db: &Connection, id: &OutboxId) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE outbox SET waved = trim(coalesce(waved, '') || ' ' || rule)
         WHERE id = ?1 AND state = 'held' AND rule IS NOT NULL AND wakes = 0",
    )?
    .execute([id.as_str()])?;
    Ok(())
}

/// Moves a row to another state. No rule of the gate holds it any more.
pub(in crate::store) fn set_state(
    db: &Connection,
    id: &OutboxId,
    state: OutboxState,
    error: Option<&str>,
    not_before: Option<i64>,
    remote_id: Option<&str>,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE outbox SET state = ?2, error = ?3, not_before = coalesce(?4, not_before),
           remote_id = coalesce(?5, remote_id), rule = NULL, wakes = 0 WHERE id = ?1",
    )?
    .execute(params![id.as_str(), state.word(), error, not_before, remote_id])?;
    Ok(())
}

/// The row that sent a message, when the CRM took it and nothing is known yet of its arrival.
pub(in crate::store) fn sent(db: &Connection, rid: i64) -> Result<Option<OutboxId>, StoreError> {
    let found: Option<String> = db
        .prepare_cached("SELECT id FROM outbox WHERE rid = ?1 AND state = 'sent'")?
        .query_row([rid], |row| row.get(0))
        .optional()?;
    Ok(found.map(OutboxId::from))
}

/// What waits for a record goes with it to the person it belongs to now.
pub(in crate::store) fn follow(db: &Connection, stored: &Stored) -> Result<(), StoreError> {
    let owner = owner_rid(db, stored)?;
    db.prepare_cached("UPDATE outbox SET contact = ?2 WHERE rid = ?1")?
        .execute(params![stored.rid, owner])?;
    Ok(())
}

/// Whether the CRM may be making a record this moment, or has made it unheard.
pub(in crate::store) fn is_being_made(db: &Connection, rid: i64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE rid = ?1 AND state IN ('sending', 'uncertain')
               AND json_extract(intent, '$.op') = 'create')",
        )?
        .query_row([rid], |row| row.get(0))?)
}

/// Whether a record was made or deleted from here in a way that explains that it is gone.
pub(in crate::store) fn is_deleted_here(db: &Connection, rid: i64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE rid = ?1
               AND json_extract(intent, '$.op') IN ('delete', 'send'))",
        )?
        .query_row([rid], |row| row.get(0))?)
}

/// Notes that what a row would have made was looked for, late enough, and is not there.
pub(in crate::store) fn looked(db: &Connection, id: &OutboxId) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE outbox SET probes = probes + 1 WHERE id = ?1")?
        .execute([id.as_str()])?;
    Ok(())
}

/// Whether a person wrote a row with their own hand.
fn written_by_person(db: &Connection, id: &str) -> Result<bool, StoreError> {
    let who: Option<String> = db
        .prepare_cached("SELECT a.who FROM outbox o JOIN audit a ON a.id = o.audit WHERE o.id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(Sender::behind(who.as_deref()) == Sender::Person)
}

fn millis(since_boot: Duration) -> i64 {
    i64::try_from(since_boot.as_millis()).unwrap_or(i64::MAX)
}

/// A row of the queue: its record and what it intends.
pub(in crate::store) fn row(
    db: &Connection,
    id: &OutboxId,
) -> Result<Option<(i64, Intent, OutboxState)>, StoreError> {
    let found: Option<(i64, String, String)> = db
        .prepare_cached("SELECT rid, intent, state FROM outbox WHERE id = ?1")?
        .query_row([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((rid, intent, state)) = found else {
        return Ok(None);
    };
    let state = OutboxState::from_word(&state).ok_or(StoreError::Unreadable(state))?;
    Ok(Some((rid, serde_json::from_str(&intent)?, state)))
}

/// The person whom a record belongs to.
pub(in crate::store) fn person_of(db: &Connection, rid: i64) -> Result<Option<Stored>, StoreError> {
    let Some(stored) = by_rid(db, rid)? else {
        return Ok(None);
    };
    match owner_rid(db, &stored)? {
        Some(owner) => by_rid(db, owner),
        None => Ok(None),
    }
}

/// The person a record belongs to: itself, or the one it names.
fn owner_rid(db: &Connection, stored: &Stored) -> Result<Option<i64>, StoreError> {
    if stored.record.entity.kind == EntityKind::Contact {
        return Ok(Some(stored.rid));
    }
    match stored.record.fields.word("contactId") {
        Some(id) => contact_rid(db, id),
        None => Ok(None),
    }
}

fn freeze(
    db: &Connection,
    id: OutboxId,
    intent: Intent,
    stored: &Stored,
    attempt: u32,
    claimed: &Moment,
) -> Result<Option<Claim>, StoreError> {
    let record = &stored.record;
    let contact = match owner_rid(db, stored)? {
        Some(rid) => by_rid(db, rid)?,
        None => None,
    };
    let mut claim = Claim {
        remote_id: record.remote_id.clone(),
        contact_remote_id: contact.and_then(|contact| contact.record.remote_id),
        fields: Fields::new(),
        base: Fields::new(),
        tags_added: Vec::new(),
        tags_removed: Vec::new(),
        attempt,
        probes: 0,
        claimed: claimed.wall,
        since_boot: claimed.since_boot,
        waited: Duration::ZERO,
        by_person: written_by_person(db, id.as_str())?,
        epoch: 0,
        // A create that goes again is looked for first, and what another row made is not it.
        taken: if attempt > 0 {
            made_by_others(db, id.as_str())?
        } else {
            Vec::new()
        },
        id,
        intent,
    };
    match claim.intent {
        Intent::Create { .. } => {
            claim.fields.clone_from(&record.fields);
            claim.base.clone_from(&record.base);
        }
        Intent::Update { .. } => {
            let contested = contested(db, stored.rid)?;
            for path in record
                .pending()
                .filter(|path| !contested.iter().any(|open| open == path))
            {
                claim
                    .fields
                    .insert(path.to_owned(), value_at(&record.fields, path).clone());
                claim.base.insert(
                    path.to_owned(),
                    record.base.get(path).cloned().unwrap_or(Value::Null),
                );
            }
            if let (Some(base), Some(here)) = (claim.base.get("tags"), claim.fields.get("tags")) {
                (claim.tags_added, claim.tags_removed) = delta(&words(base), &words(here));
            }
            if claim.fields.is_empty() {
                return Ok(None);
            }
        }
        Intent::Delete { .. } if record.remote_id.is_none() => return Ok(None),
        Intent::Delete { .. } | Intent::Send { .. } | Intent::Enrol { .. } => {}
    }
    Ok(Some(claim))
}

/// The members of a record that both sides changed and nobody has decided about.
pub(in crate::store) fn contested(db: &Connection, rid: i64) -> Result<Vec<String>, StoreError> {
    let mut statement = db.prepare_cached("SELECT path FROM conflict WHERE rid = ?1 AND open = 1")?;
    Ok(statement
        .query_map([rid], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}
