//! How an item truly stands: not only what was decided, but whether it has reached the CRM.

use serde::{Deserialize, Serialize};

use crate::domain::outbox::OutboxState;

/// How an item truly stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "truth", rename_all = "snake_case")]
pub enum Truth {
    /// Nobody has decided.
    Waiting,
    /// A person said no.
    Denied,
    /// It was picked and not done; nothing happened.
    NotStarted {
        /// Why, one sentence.
        why: String,
    },
    /// Done here, and in the CRM where it has a place there.
    Done,
    /// Done here; the CRM is not told yet.
    Queued,
    /// It waits for a person or for an hour.
    Held,
    /// A message that the CRM took.
    Sent,
    /// It may have happened in the CRM and may not: the answer was lost and is being looked up.
    Unknown,
    /// The CRM or the carrier refused it for good.
    Failed,
    /// It was taken back before it left.
    TakenBack,
}

impl Truth {
    /// How something stands that these rows carry to the CRM: as the worst of them. What has no row is done here.
    pub fn of_rows(rows: &[OutboxState]) -> Self {
        let of_row = |state: &OutboxState| match state {
            OutboxState::Uncertain => (0, Self::Unknown),
            OutboxState::Failed => (1, Self::Failed),
            OutboxState::Held => (2, Self::Held),
            OutboxState::Queued | OutboxState::Sending => (3, Self::Queued),
            OutboxState::Cancelled => (4, Self::TakenBack),
            OutboxState::Sent | OutboxState::Delivered => (5, Self::Sent),
            OutboxState::Done => (6, Self::Done),
        };
        let worst = rows.iter().map(of_row).min_by_key(|(rank, _)| *rank);
        worst.map_or(Self::Done, |(_, truth)| truth)
    }

    /// The word on screen, on the command line and for the model.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting for a yes",
            Self::Denied => "declined",
            Self::NotStarted { .. } => "not done",
            Self::Done => "done",
            Self::Queued => "done here, not yet in the CRM",
            Self::Held => "held back, not sent",
            Self::Sent => "sent",
            Self::Unknown => "unknown, being looked up; do not repeat it",
            Self::Failed => "refused by the CRM",
            Self::TakenBack => "taken back",
        }
    }
}
