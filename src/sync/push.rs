//! Pushes what waits in the outbox, and looks up what may or may not have been done.
//!
//! The CRM has no idempotency key, so what must not happen twice is never simply tried again (P7): a
//! row is claimed on disk before the first byte leaves, a lost answer makes it uncertain, and an uncertain row is
//! looked up, twice, after the CRM's lists have had time to show it. Edits are safe to write again.

use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;

use crate::clock::Clock;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::merge::same;
use crate::domain::origin::Origin;
use crate::domain::outbox::{Care, Claim, Intent, PushOutcome, Unseen};
use crate::domain::record::{Fields, RemoteRecord, value_at};
use crate::failpoint;
use crate::store::{CommitError, Store};

/// Looks that must come back empty before a row counts as not done.
const PROBES: u32 = 2;

/// Where rows are pushed to. The CRM, and a stand-in in tests.
pub trait Sink: Send + Sync {
    /// Does what the claim says.
    fn push(&self, claim: &Claim) -> impl Future<Output = PushOutcome> + Send;

    /// Looks for what the claim would have made: the CRM's id when it is there, `None` when it is not.
    fn find(&self, claim: &Claim) -> impl Future<Output = Result<Option<String>, String>> + Send;

    /// How carefully.
    fn care(&self) -> Care {
        Care::default()
    }
}

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pushed {
    /// Rows done.
    pub done: u64,
    /// Rows put off, to be tried again by themselves.
    pub later: u64,
    /// Rows refused or held, for a person to look at.
    pub stopped: u64,
    /// Rows whose answer was lost.
    pub uncertain: u64,
}

impl Pushed {
    fn count(&mut self, outcome: &PushOutcome) {
        match outcome {
            PushOutcome::Done { .. } => self.done += 1,
            PushOutcome::Later { .. } | PushOutcome::Contested { .. } | PushOutcome::Missing => {
                self.later += 1;
            }
            PushOutcome::Held { .. } | PushOutcome::Refused { .. } => self.stopped += 1,
            PushOutcome::Uncertain { .. } | PushOutcome::Unseen { .. } => self.uncertain += 1,
        }
    }
}

/// Pushes the next row that may leave. `None` when none may.
pub async fn next(
    store: &Store,
    sink: &impl Sink,
    pushed: &mut Pushed,
) -> Result<Option<PushOutcome>, CommitError> {
    let claimed = store
        .commit(Command::Sync(SyncCommand::Claim), Origin::Engine)
        .await?;
    let Some(claim) = claimed.claim else {
        return Ok(None);
    };
    failpoint::pass("push.claimed");
    let outcome = sink.push(&claim).await;
    failpoint::pass("push.answered");
    let written = if is_found(&claim, &outcome) {
        claim.as_left().fields
    } else {
        claim.fields.clone()
    };
    settle(store, &claim, outcome.clone(), written).await?;
    failpoint::pass("push.settled");
    pushed.count(&outcome);
    Ok(Some(outcome))
}

/// Looks up the next uncertain row whose time has come. `None` when there is none.
pub async fn look_up(
    store: &Store,
    sink: &impl Sink,
    clock: &Clock,
    pushed: &mut Pushed,
) -> Result<Option<PushOutcome>, CommitError> {
    let found = store
        .commit(Command::Sync(SyncCommand::Probe), Origin::Engine)
        .await?;
    let Some(claim) = found.claim.map(|claim| claim.as_left()) else {
        return Ok(None);
    };
    failpoint::pass("lookup.claimed");
    let seen = sink.find(&claim).await;
    failpoint::pass("lookup.answered");
    let outcome = verdict(&claim, seen, sink.care(), clock.now());
    settle(store, &claim, outcome.clone(), claim.fields.clone()).await?;
    failpoint::pass("lookup.settled");
    pushed.count(&outcome);
    Ok(Some(outcome))
}

/// Whether a create that went again found what an earlier try made, with the members with which that one left: an answer
/// to a create bears a record.
fn is_found(claim: &Claim, outcome: &PushOutcome) -> bool {
    matches!(claim.intent, Intent::Create { .. }) && matches!(outcome, PushOutcome::Done { record: None, .. })
}

/// What a look means. Found: done. Empty: look again later; after the last look a message is held for a person, and
/// anything else goes again. A look that failed says nothing, and neither does one so soon after the claim that the
/// lists could not show what was done: after a crash a row is looked up at once.
fn verdict(claim: &Claim, seen: Result<Option<String>, String>, care: Care, now: Timestamp) -> PushOutcome {
    let late_enough = claim.waited >= care.settle * (claim.probes + 1);
    let is_message = matches!(claim.intent, Intent::Send { .. });
    let is_enrol = matches!(claim.intent, Intent::Enrol { .. });
    match seen {
        Ok(Some(remote_id)) => PushOutcome::Done {
            remote_id: Some(remote_id),
            record: None,
        },
        Err(error) => PushOutcome::Uncertain {
            at: after(now, care.settle),
            error,
        },
        Ok(None) if !late_enough => PushOutcome::Uncertain {
            at: after(now, care.settle.saturating_sub(claim.waited)),
            error: "its answer was lost; it is looked for as soon as the CRM must show it".into(),
        },
        Ok(None) if claim.probes + 1 < PROBES => PushOutcome::Unseen {
            at: after(now, care.settle),
        },
        Ok(None) if is_message && (claim.by_person || care.unseen == Unseen::Hold) => PushOutcome::Held {
            reason:
                "its answer was lost and the CRM shows no such message; look there before you send it again"
                    .into(),
        },
        // A workflow writes to people: being put into it twice is worse than not at all.
        Ok(None) if is_enrol => PushOutcome::Held {
            reason: "its answer was lost and the CRM does not show them in the workflow; look there before you try again"
                .into(),
        },
        Ok(None) => PushOutcome::Later {
            at: now,
            error: "its answer was lost and it was not done; it goes again".into(),
        },
    }
}

/// Whether the CRM's record has moved under an edit: a member that both sides changed, tags and lists aside. Whoever writes
/// reads first and asks this; between reading and writing one round trip is open.
pub fn is_contested(claim: &Claim, there: &RemoteRecord) -> bool {
    claim
        .base
        .iter()
        .filter(|(path, _)| *path != "tags" && *path != "followers")
        .any(|(path, base)| {
            let now = value_at(&there.fields, path);
            let wanted = claim.fields.get(path).unwrap_or(&serde_json::Value::Null);
            !same(path, base, now) && !same(path, wanted, now)
        })
}

/// A moment later; the present at the end of time.
pub(super) fn after(now: Timestamp, wait: Duration) -> Timestamp {
    now.checked_add(wait).unwrap_or(now)
}

async fn settle(
    store: &Store,
    claim: &Claim,
    outcome: PushOutcome,
    written: Fields,
) -> Result<(), CommitError> {
    let settled = SyncCommand::Settle {
        outbox: claim.id.clone(),
        outcome,
        written,
        epoch: claim.epoch,
    };
    store.commit(Command::Sync(settled), Origin::Remote).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
