//! What the sync workers write: records as told, rows claimed and settled, cursors.

use rusqlite::params;

use crate::domain::command::{Cursor, SWEEP, SyncCommand};
use crate::domain::fact::{Fact, Topic};
use crate::domain::merge::same;
use crate::domain::outbox::{Intent, OutboxState, PushOutcome};
use crate::domain::record::{Fields, RemoteRecord, paths, value_at};
use crate::domain::value::OutboxId;
use crate::failpoint;
use crate::store::claude::{chats, spend};
use crate::store::error::{CommitError, StoreError};
use crate::store::file::setting;
use crate::store::gate;
use crate::store::gate::listen;
use crate::store::merge::naming::{name, take_over};
use crate::store::news::echo::{self, Echo};
use crate::store::news::standing::{delivery, message_status};
use crate::store::news::told::{happen, take};
use crate::store::news::{faults, hints, listed, quarantine};
use crate::store::push::outbox;
use crate::store::rows::forgotten;
use crate::store::rows::record::{by_rid, save};
use crate::store::settings::clocks;
use crate::store::sync::sweep::Denial;
use crate::store::sync::{epoch, lease, sweep};
use crate::store::write::journal;
use crate::store::write::work::{Outcome, Work};

/// What a row says after its first look in vain.
const UNSEEN: &str = "not seen in the CRM yet; it is looked for once more";

/// What a row says when the CRM has no such record, the first time and the second.
const MISSING: &str = "the CRM says that it has no such record; it is asked once more in 10 minutes";
const GONE: &str = "it was deleted in the CRM; what you wrote is kept here and nothing was sent; make it anew if it is wanted";

/// Carries out a step of sync.
pub(in crate::store) fn execute(work: &mut Work<'_>, command: &SyncCommand) -> Result<Outcome, CommitError> {
    match command {
        SyncCommand::Apply { records, cursor, .. } => apply_page(work, records, cursor.as_ref()),
        SyncCommand::Quarantine { skipped, resource } => quarantine::set_aside(work, skipped, resource),
        SyncCommand::NoteFault { resource, sentence } => faults::note(work, resource, sentence),
        SyncCommand::Epoch(command) => epoch::execute(work, command),
        SyncCommand::Sweep(command) => sweep::execute(work, command),
        SyncCommand::Claim => lease::leased(work, gate::claim),
        SyncCommand::Probe => lease::leased(work, |work| {
            let mut outcome = Outcome::default();
            outcome.receipt.claim = outbox::probe(work.db, &work.moment())?;
            Ok(outcome)
        }),
        SyncCommand::Settle {
            outbox,
            outcome,
            written,
            epoch,
        } => settle(work, outbox, outcome, written, *epoch),
        SyncCommand::Lease(command) => lease::execute(work, command),
        SyncCommand::Recover => {
            spend::recover(work.db)?;
            chats::recover(work.db)?;
            Ok(Outcome::default())
        }
        SyncCommand::Hear { id, kind } => hints::take(work, id, kind),
        SyncCommand::Breathe => Ok(Outcome::default()),
        SyncCommand::Scrub => Ok(Outcome {
            scrub: true,
            ..Outcome::default()
        }),
        SyncCommand::Scrubbed => {
            forgotten::set_unfinished(work.db, false)?;
            Ok(Outcome::default())
        }
        SyncCommand::KeepClock { at_boot } => {
            clocks::keep(work, *at_boot)?;
            Ok(Outcome::default())
        }
        SyncCommand::KeepBudget { value } => {
            setting::set(work.db, "budget", value)?;
            Ok(Outcome::default())
        }
    }
}

fn apply_page(
    work: &mut Work<'_>,
    records: &[RemoteRecord],
    cursor: Option<&Cursor>,
) -> Result<Outcome, CommitError> {
    let mut outcome = Outcome::default();
    let since = listen::since(work)?;
    let whole = match cursor {
        Some(cursor) => listed::before(work.db, &cursor.name)?,
        None => None,
    };
    let mut spoke = Vec::new();
    for record in records {
        if take(work, record, None, &mut outcome)? {
            outcome.receipt.changed += 1;
            delivery(work, record, &mut outcome)?;
            spoke.extend(listen::spoke(work.db, record, since)?);
        }
    }
    if cursor.is_some_and(|cursor| cursor.name.ends_with(SWEEP)) {
        sweep::seen(work.db, records)?;
        if !records.is_empty() {
            sweep::spend(work)?;
        }
    }
    if let Some(before) = whole {
        listed::compare(work, before, records, &mut outcome)?;
    }
    // A person may come after their message in the same answer.
    for contact in spoke {
        listen::to(work, contact, &mut outcome)?;
    }
    if let Some(cursor) = cursor {
        work.db
            .prepare_cached(
                "INSERT INTO cursor (name, value, at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at",
            )?
            .execute(params![cursor.name, cursor.value, work.at])?;
        outcome.topics.push(Topic::Sync);
    }
    Ok(outcome)
}

fn settle(
    work: &mut Work<'_>,
    id: &OutboxId,
    fared: &PushOutcome,
    written: &Fields,
    epoch: i64,
) -> Result<Outcome, CommitError> {
    let (rid, intent, before) =
        outbox::row(work.db, id)?.ok_or_else(|| CommitError::NotFound(format!("row {id} in the outbox")))?;
    if !lease::may_settle(work.db, id, before, epoch, fared)? {
        tracing::info!(
            state = before.word(),
            "what an earlier epoch told of a row was left aside"
        );
        return Ok(Outcome::default());
    }
    let mut outcome = Outcome {
        topics: vec![Topic::Outbox],
        ..Outcome::default()
    };
    let (state, error, at, remote_id): Fared<'_> = match fared {
        PushOutcome::Done { remote_id, .. } => {
            let state = match intent {
                Intent::Send { .. } => OutboxState::Sent,
                _ => OutboxState::Done,
            };
            (state, None, None, remote_id.as_deref())
        }
        PushOutcome::Contested { .. } => (OutboxState::Queued, None, Some(work.now), None),
        PushOutcome::Later { at, error } => (OutboxState::Queued, Some(error.as_str()), Some(*at), None),
        PushOutcome::Held { reason } => (OutboxState::Held, Some(reason.as_str()), None, None),
        PushOutcome::Refused { error } => (OutboxState::Failed, Some(error.as_str()), None, None),
        PushOutcome::Uncertain { at, error } => {
            (OutboxState::Uncertain, Some(error.as_str()), Some(*at), None)
        }
        PushOutcome::Missing => missing(work, rid, &intent, &mut outcome)?,
        PushOutcome::Unseen { at } => {
            outbox::looked(work.db, id)?;
            (OutboxState::Uncertain, Some(UNSEEN), Some(*at), None)
        }
    };
    outbox::set_state(
        work.db,
        id,
        state,
        error,
        at.map(jiff::Timestamp::as_millisecond),
        remote_id,
    )?;
    failpoint::pass("settle.stated");
    if let Intent::Send { message, .. } = &intent {
        message_status(work, message, state.word(), &mut outcome)?;
    }
    if let PushOutcome::Done { remote_id, record } = fared {
        confirm(
            work,
            rid,
            &intent,
            remote_id.as_deref(),
            record.as_deref(),
            written,
            &mut outcome,
        )?;
        failpoint::pass("settle.confirmed");
    } else if let PushOutcome::Contested { record } = fared {
        take(work, record, Some(rid), &mut outcome)?;
    } else if state != before
        && matches!(
            state,
            OutboxState::Failed | OutboxState::Held | OutboxState::Uncertain
        )
    {
        let back = state != OutboxState::Uncertain && come_back(work, rid, &intent, &mut outcome)?;
        let what = format!(
            "{} {}: {}{}",
            intent.word(),
            state.word(),
            error.unwrap_or_default(),
            if back { "; it is shown again" } else { "" }
        );
        let ack = (work.fresh)();
        journal::audit(work.db, &ack, work.at, work.origin, &what, Some(intent.entity()))?;
        outcome.topics.push(Topic::Log);
    }
    Ok(outcome)
}

/// The CRM says that it has no such record: once it is asked again later, twice it is gone.
fn missing(
    work: &mut Work<'_>,
    rid: i64,
    intent: &Intent,
    outcome: &mut Outcome,
) -> Result<Fared<'static>, CommitError> {
    let whose = match intent {
        Intent::Update { .. } | Intent::Delete { .. } | Intent::Enrol { .. } => by_rid(work.db, rid)?,
        Intent::Create { .. } | Intent::Send { .. } => outbox::person_of(work.db, rid)?,
    };
    let denial = match &whose {
        Some(stored) if !stored.record.tombstone => sweep::denied(work, stored, outcome)?,
        _ => Denial::Gone,
    };
    Ok(match denial {
        Denial::Gone => (OutboxState::Failed, Some(GONE), None, None),
        Denial::Followed => (OutboxState::Queued, None, Some(work.now), None),
        Denial::Asked => {
            let again = work.now.checked_add(sweep::APART).unwrap_or(work.now);
            (OutboxState::Queued, Some(MISSING), Some(again), None)
        }
    })
}

/// How a row fared: its state, what it says, when it goes again, the CRM's id.
type Fared<'a> = (
    OutboxState,
    Option<&'a str>,
    Option<jiff::Timestamp>,
    Option<&'a str>,
);

/// What the CRM does not delete is still there, and is shown again. True when it was hidden.
fn come_back(
    work: &mut Work<'_>,
    rid: i64,
    intent: &Intent,
    outcome: &mut Outcome,
) -> Result<bool, StoreError> {
    let stored = by_rid(work.db, rid)?.filter(|stored| stored.record.tombstone);
    let (Intent::Delete { entity }, Some(stored)) = (intent, stored) else {
        return Ok(false);
    };
    let fields = stored.record.fields;
    let entity = entity.clone();
    happen(work, &Fact::Appeared { entity, fields }, outcome)?;
    Ok(true)
}

/// The CRM did it: the record gets its id, what was written is what the CRM has, what was edited meanwhile stays.
fn confirm(
    work: &mut Work<'_>,
    rid: i64,
    intent: &Intent,
    remote_id: Option<&str>,
    record: Option<&RemoteRecord>,
    written: &Fields,
    outcome: &mut Outcome,
) -> Result<(), CommitError> {
    let Some(mut stored) = by_rid(work.db, rid)? else {
        return Ok(());
    };
    if matches!(intent, Intent::Enrol { .. }) {
        return Ok(());
    }
    if let Intent::Delete { entity } = intent {
        // Shown again after a refusal, and deleted all the same at a later try.
        if !stored.record.tombstone {
            let entity = entity.clone();
            happen(work, &Fact::Removed { entity }, outcome)?;
        }
        return Ok(());
    }
    let mut twin = None;
    if let Some(remote_id) = remote_id.filter(|_| stored.record.remote_id.is_none()) {
        twin = name(work, &stored, remote_id, outcome)?;
        stored = by_rid(work.db, rid)?.unwrap_or(stored);
    }
    let entity = stored.record.entity.clone();
    let mut confirmed = Vec::new();
    // What somebody wrote there while this was on its way may be older than this or newer. The answer says which.
    let contested = outbox::contested(work.db, rid)?;
    let mut old = Vec::new();
    for path in written_paths(intent, written) {
        if contested.contains(&path) {
            continue;
        }
        let wrote = written.get(&path).unwrap_or_else(|| value_at(written, &path));
        let is_here = same(&path, value_at(&stored.record.fields, &path), wrote);
        match echo::of(&path, stored.record.base.get(&path), wrote, record) {
            // The conflict that follows is with what both started from.
            Echo::Theirs if is_here => continue,
            Echo::Old => old.push(path.clone()),
            Echo::Ours | Echo::Theirs => {}
        }
        if is_here {
            confirmed.push(path);
        } else {
            stored.record.base.insert(path, wrote.clone());
        }
    }
    if matches!(intent, Intent::Create { .. }) {
        // Members that came after the create had left: the CRM has nothing there yet.
        for path in paths(&stored.record.fields) {
            if !confirmed.contains(&path) {
                stored.record.base.entry(path).or_insert(serde_json::Value::Null);
            }
        }
    }
    save(work.db, &stored)?;
    if !confirmed.is_empty() {
        let paths = confirmed;
        let entity = entity.clone();
        happen(work, &Fact::Confirmed { entity, paths }, outcome)?;
    }
    if let (Some(twin), Some(remote_id)) = (twin, remote_id) {
        take_over(work, &twin, rid, remote_id, outcome)?;
    }
    if let Some(record) = record {
        take(work, &echo::without(record, &old), Some(rid), outcome)?;
    }
    let still_pending =
        by_rid(work.db, rid)?.is_some_and(|now| !now.record.base.is_empty() && !now.record.tombstone);
    if still_pending {
        let fresh = (work.fresh)();
        outbox::enqueue(work.db, &Intent::Update { entity }, &fresh, "", work.at)?;
    }
    Ok(())
}

fn written_paths(intent: &Intent, written: &Fields) -> Vec<String> {
    match intent {
        Intent::Update { .. } => written.keys().cloned().collect(),
        Intent::Create { .. } => paths(written),
        Intent::Delete { .. } | Intent::Send { .. } | Intent::Enrol { .. } => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
