//! What a round did, as it is told to whoever asked for it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::outbox::OutboxState;
use crate::sync::push::Pushed;

/// What a round of sync did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SyncReport {
    /// Records that were new or changed, by resource.
    pub pulled: BTreeMap<String, u64>,
    /// Rows pushed.
    pub pushed: PushReport,
    /// Conflicts that wait for a decision.
    pub conflicts: u64,
    /// Rows the CRM refused, and resources that could not be fetched.
    pub failed: Vec<String>,
    /// Seconds it took.
    pub seconds: f64,
    /// Another open copy of the program did it, and what it pulled and pushed is not known here.
    pub elsewhere: bool,
}

/// What became of the rows of the outbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PushReport {
    /// Done.
    pub done: u64,
    /// Put off; they go again by themselves.
    pub later: u64,
    /// Refused or held; a person must look.
    pub stopped: u64,
    /// With a lost answer; they are looked up.
    pub uncertain: u64,
}

impl From<Pushed> for PushReport {
    fn from(pushed: Pushed) -> Self {
        let Pushed {
            done,
            later,
            stopped,
            uncertain,
        } = pushed;
        Self {
            done,
            later,
            stopped,
            uncertain,
        }
    }
}

impl PushReport {
    /// What became of rows between two counts of the queue by state, whoever pushed them.
    pub(super) fn between(before: &[(OutboxState, u64)], after: &[(OutboxState, u64)]) -> Self {
        let rows = |counts: &[(OutboxState, u64)], state| {
            let found = counts.iter().find(|(other, _)| *other == state);
            found.map_or(0, |(_, rows)| *rows)
        };
        let more = |state| rows(after, state).saturating_sub(rows(before, state));
        Self {
            done: more(OutboxState::Done) + more(OutboxState::Sent) + more(OutboxState::Delivered),
            later: 0,
            stopped: more(OutboxState::Failed) + more(OutboxState::Held),
            uncertain: more(OutboxState::Uncertain),
        }
    }
}

/// What emptying the queue did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DrainReport {
    /// What became of the rows.
    pub pushed: PushReport,
    /// Rows that still wait.
    pub waiting: u64,
    /// Another open copy of the program did it.
    pub elsewhere: bool,
}
