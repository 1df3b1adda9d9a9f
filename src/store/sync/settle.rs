//! What becomes of a row of the outbox once the CRM has answered, or has not: its state, and what that means for the record
//! it was about.

use jiff::Timestamp;

use crate::domain::fact::{Fact, Topic};
use crate::domain::merge::same;
use crate::domain::outbox::{Intent, OutboxState, PushOutcome};
use crate::domain::record::{Fields, RemoteRecord, paths, value_at};
use crate::domain::value::OutboxId;
use crate::failpoint;
use crate::store::error::{CommitError, StoreError};
use crate::store::merge::naming::{name, take_over};
use crate::store::news::echo::{self, Echo};
use crate::store::news::standing::message_status;
use crate::store::news::told::{happen, take};
use crate::store::push::outbox;
use crate::store::rows::record::{Stored, by_rid, save};
use crate::store::sync::sweep::Denial;
use crate::store::sync::{lease, sweep};
use crate::store::write::journal;
use crate::store::write::work::{Outcome, Work};

/// What a row says after its first look in vain.
const UNSEEN: &str = "not seen in the CRM yet; it is looked for once more";

/// What a row says when the CRM has no such record, the first time and the second.
const MISSING: &str = "the CRM says that it has no such record; it is asked once more in 10 minutes";
const GONE: &str = "it was deleted in the CRM; what you wrote is kept here and nothing was sent; make it anew if it is wanted";

/// How a row stands after a try.
struct Standing<'a> {
    state: OutboxState,
    /// What the row says to whoever looks at it.
    says: Option<&'a str>,
    /// When it goes again.
    again: Option<Timestamp>,
    /// The CRM's id of what it made.
    remote_id: Option<&'a str>,
}

impl<'a> Standing<'a> {
    fn new(state: OutboxState) -> Self {
        Self {
            state,
            says: None,
            again: None,
            remote_id: None,
        }
    }

    fn saying(self, says: &'a str) -> Self {
        Self {
            says: Some(says),
            ..self
        }
    }

    fn again(self, at: Timestamp) -> Self {
        Self {
            again: Some(at),
            ..self
        }
    }
}

/// Settles a row by how its try fared. What was told under an earlier epoch of the lease is left aside.
pub(in crate::store) fn settle(
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
    let now = standing(work, (id, rid, &intent), fared, &mut outcome)?;
    let again = now.again.map(Timestamp::as_millisecond);
    outbox::set_state(work.db, id, now.state, now.says, again, now.remote_id)?;
    failpoint::pass("settle.stated");
    if let Intent::Send { message, .. } = &intent {
        message_status(work, message, now.state.word(), &mut outcome)?;
    }
    match fared {
        PushOutcome::Done { remote_id, record } => {
            let told = (remote_id.as_deref(), record.as_deref());
            confirm(work, rid, &intent, told, written, &mut outcome)?;
            failpoint::pass("settle.confirmed");
        }
        PushOutcome::Contested { record } => {
            take(work, record, Some(rid), &mut outcome)?;
        }
        _ if now.state != before => stopped(work, rid, &intent, &now, &mut outcome)?,
        _ => {}
    }
    Ok(outcome)
}

fn standing<'a>(
    work: &mut Work<'_>,
    (id, rid, intent): (&OutboxId, i64, &Intent),
    fared: &'a PushOutcome,
    outcome: &mut Outcome,
) -> Result<Standing<'a>, CommitError> {
    use OutboxState::{Done, Failed, Held, Queued, Sent, Uncertain};
    Ok(match fared {
        PushOutcome::Done { remote_id, .. } => Standing {
            remote_id: remote_id.as_deref(),
            ..Standing::new(if matches!(intent, Intent::Send { .. }) {
                Sent
            } else {
                Done
            })
        },
        PushOutcome::Contested { .. } => Standing::new(Queued).again(work.now),
        PushOutcome::Later { at, error } => Standing::new(Queued).saying(error).again(*at),
        PushOutcome::Held { reason } => Standing::new(Held).saying(reason),
        PushOutcome::Refused { error } => Standing::new(Failed).saying(error),
        PushOutcome::Uncertain { at, error } => Standing::new(Uncertain).saying(error).again(*at),
        PushOutcome::Missing => missing(work, rid, intent, outcome)?,
        PushOutcome::Unseen { at } => {
            outbox::looked(work.db, id)?;
            Standing::new(Uncertain).saying(UNSEEN).again(*at)
        }
    })
}

/// The CRM says that it has no such record: once it is asked again later, twice it is gone.
fn missing(
    work: &mut Work<'_>,
    rid: i64,
    intent: &Intent,
    outcome: &mut Outcome,
) -> Result<Standing<'static>, CommitError> {
    let whose = match intent {
        Intent::Update { .. } | Intent::Delete { .. } | Intent::Enrol { .. } => by_rid(work.db, rid)?,
        Intent::Create { .. } | Intent::Send { .. } => outbox::person_of(work.db, rid)?,
    };
    let denial = match &whose {
        Some(stored) if !stored.record.tombstone => sweep::denied(work, stored, outcome)?,
        _ => Denial::Gone,
    };
    Ok(match denial {
        Denial::Gone => Standing::new(OutboxState::Failed).saying(GONE),
        Denial::Followed => Standing::new(OutboxState::Queued).again(work.now),
        Denial::Asked => {
            let again = work.now.checked_add(sweep::APART).unwrap_or(work.now);
            Standing::new(OutboxState::Queued).saying(MISSING).again(again)
        }
    })
}

/// A row that stopped is told in the log. What it was to delete is shown again, unless it may have been deleted.
fn stopped(
    work: &mut Work<'_>,
    rid: i64,
    intent: &Intent,
    now: &Standing<'_>,
    outcome: &mut Outcome,
) -> Result<(), CommitError> {
    let back = match now.state {
        OutboxState::Failed | OutboxState::Held => come_back(work, rid, intent, outcome)?,
        OutboxState::Uncertain => false,
        _ => return Ok(()),
    };
    let what = format!(
        "{} {}: {}{}",
        intent.word(),
        now.state.word(),
        now.says.unwrap_or_default(),
        if back { "; it is shown again" } else { "" }
    );
    let ack = (work.fresh)();
    journal::audit(work.db, &ack, work.at, work.origin, &what, Some(intent.entity()))?;
    outcome.topics.push(Topic::Log);
    Ok(())
}

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

/// The CRM did it, and told the id and perhaps the record: the record gets its id, what was written is what the CRM has, what
/// was edited meanwhile stays.
fn confirm(
    work: &mut Work<'_>,
    rid: i64,
    intent: &Intent,
    (remote_id, record): (Option<&str>, Option<&RemoteRecord>),
    written: &Fields,
    outcome: &mut Outcome,
) -> Result<(), CommitError> {
    let Some(mut stored) = by_rid(work.db, rid)? else {
        return Ok(());
    };
    match intent {
        Intent::Enrol { .. } => return Ok(()),
        Intent::Delete { entity } => {
            // Shown again after a refusal, and deleted all the same at a later try.
            if !stored.record.tombstone {
                let entity = entity.clone();
                happen(work, &Fact::Removed { entity }, outcome)?;
            }
            sweep::doubt_deals(work, rid)?;
            return Ok(());
        }
        Intent::Create { .. } | Intent::Update { .. } | Intent::Send { .. } => {}
    }
    let mut twin = None;
    if let Some(remote_id) = remote_id.filter(|_| stored.record.remote_id.is_none()) {
        twin = name(work, &stored, remote_id, outcome)?;
        stored = by_rid(work.db, rid)?.unwrap_or(stored);
    }
    let entity = stored.record.entity.clone();
    let Arrived { confirmed, old } = arrived(work, &mut stored, intent, record, written)?;
    save(work.db, &stored)?;
    if !confirmed.is_empty() {
        let (entity, paths) = (entity.clone(), confirmed);
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

/// Members of a record of which the CRM's answer says something.
#[derive(Default)]
struct Arrived {
    /// What stands here is what the CRM has.
    confirmed: Vec<String>,
    /// The answer tells what the CRM had before.
    old: Vec<String>,
}

/// Holds what was written against what stands here now and what the answer tells. What was edited meanwhile starts from what
/// was written.
fn arrived(
    work: &Work<'_>,
    stored: &mut Stored,
    intent: &Intent,
    record: Option<&RemoteRecord>,
    written: &Fields,
) -> Result<Arrived, StoreError> {
    let mut arrived = Arrived::default();
    // What somebody wrote there while this was on its way may be older than this or newer. The answer says which.
    let contested = outbox::contested(work.db, stored.rid)?;
    for path in written_paths(intent, written) {
        if contested.contains(&path) {
            continue;
        }
        let wrote = written.get(&path).unwrap_or_else(|| value_at(written, &path));
        let is_here = same(&path, value_at(&stored.record.fields, &path), wrote);
        match echo::of(&path, stored.record.base.get(&path), wrote, record) {
            // The conflict that follows is with what both started from.
            Echo::Theirs if is_here => continue,
            Echo::Old => arrived.old.push(path.clone()),
            Echo::Ours | Echo::Theirs => {}
        }
        if is_here {
            arrived.confirmed.push(path);
        } else {
            stored.record.base.insert(path, wrote.clone());
        }
    }
    if matches!(intent, Intent::Create { .. }) {
        // Members that came after the create had left: the CRM has nothing there yet.
        for path in paths(&stored.record.fields) {
            if !arrived.confirmed.contains(&path) {
                stored.record.base.entry(path).or_insert(serde_json::Value::Null);
            }
        }
    }
    Ok(arrived)
}

fn written_paths(intent: &Intent, written: &Fields) -> Vec<String> {
    match intent {
        Intent::Update { .. } => written.keys().cloned().collect(),
        Intent::Create { .. } => paths(written),
        Intent::Delete { .. } | Intent::Send { .. } | Intent::Enrol { .. } => Vec::new(),
    }
}
