//! What waits to be pushed, and how it fared.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::conversation::Draft;
use super::record::{EntityRef, Fields, RemoteRecord, set_at};
use super::value::{OutboxId, WorkflowId};

/// What a row of the outbox will do in the CRM. The members of an update are not kept here: they are read from the
/// record when the row is claimed, so that edits made while it waited go along and undone ones do not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Intent {
    /// Make the record there that was made here.
    Create {
        /// The record made here.
        entity: EntityRef,
    },
    /// Write the members edited here.
    Update {
        /// The record edited here.
        entity: EntityRef,
    },
    /// Delete the record there (the opposite of a create that was pushed).
    Delete {
        /// The record to delete.
        entity: EntityRef,
    },
    /// Send a message to a person.
    Send {
        /// The message as it stands in the thread here.
        message: EntityRef,
        /// To whom and what.
        draft: Draft,
        /// Makes a second intent with the same key harmless.
        key: Option<String>,
        /// Not before this moment: the hold in which it can be taken back, or a chosen time.
        not_before: Option<Timestamp>,
    },
    /// Put a person into a workflow of the CRM.
    Enrol {
        /// The person.
        entity: EntityRef,
        /// Which.
        workflow: WorkflowId,
        /// Makes a second intent with the same key harmless.
        key: Option<String>,
    },
}

impl Intent {
    /// The record it is about; rows about one record go in order.
    pub const fn entity(&self) -> &EntityRef {
        match self {
            Self::Create { entity }
            | Self::Update { entity }
            | Self::Delete { entity }
            | Self::Enrol { entity, .. } => entity,
            Self::Send { message, .. } => message,
        }
    }

    /// The word for the log and the command line.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create",
            Self::Update { .. } => "update",
            Self::Delete { .. } => "delete",
            Self::Send { .. } => "send",
            Self::Enrol { .. } => "enrol",
        }
    }
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    /// Waits its turn.
    Queued,
    /// Waits for a person or a condition; the reason is with the row.
    Held,
    /// Claimed: the request may be on its way.
    Sending,
    /// The answer was lost; whether it was done is being looked up.
    Uncertain,
    /// An edit: done.
    Done,
    /// A message: the CRM took it and gave it an id.
    Sent,
    /// A message: its carrier says that it arrived.
    Delivered,
    /// Refused by the CRM for good, or not delivered by the carrier; the reason is with the row.
    Failed,
    /// Taken back before it left.
    Cancelled,
}

impl OutboxState {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Held,
        Self::Sending,
        Self::Uncertain,
        Self::Done,
        Self::Sent,
        Self::Delivered,
        Self::Failed,
        Self::Cancelled,
    ];

    /// The word on screen, in the file and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Held => "held",
            Self::Sending => "sending",
            Self::Uncertain => "uncertain",
            Self::Done => "done",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// What the CRM did: nothing is left to do.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::Sent | Self::Delivered)
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A claimed row, with everything the push needs, frozen at the claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The row.
    pub id: OutboxId,
    /// What to do.
    pub intent: Intent,
    /// The CRM's id of the record, once there is one.
    pub remote_id: Option<String>,
    /// The CRM's id of the person it belongs to, for routes under a person.
    pub contact_remote_id: Option<String>,
    /// For a create: all members. For an update: the members to write, with the values to write.
    pub fields: Fields,
    /// For an update: the values the CRM had when they were edited. For a create: the values with which members left that
    /// were edited since a try whose answer was lost.
    pub base: Fields,
    /// Tags to add.
    pub tags_added: Vec<String>,
    /// Tags to take away.
    pub tags_removed: Vec<String>,
    /// How often it was tried before.
    pub attempt: u32,
    /// How often it was looked for in vain since its answer was lost.
    pub probes: u32,
    /// When it was claimed.
    pub claimed: Timestamp,
    /// The same since the machine's start, by the clock that counts sleep and that nobody sets.
    pub since_boot: Duration,
    /// For a look-up: what has passed since the claim at least, whatever was done to the clocks.
    pub waited: Duration,
    /// A person wrote it with their own hand, and no rule of the program.
    pub by_person: bool,
    /// The epoch of the lease under which it was claimed.
    pub epoch: i64,
    /// For a look-up, and for what goes again: ids in the CRM that other rows to the same person made, and that this one
    /// therefore did not.
    pub taken: Vec<String>,
}

impl Claim {
    /// The same with the members as they were when an earlier try left, for looking for what it made.
    #[must_use]
    pub fn as_left(&self) -> Self {
        let mut left = self.clone();
        if matches!(self.intent, Intent::Create { .. }) {
            for (path, value) in &self.base {
                set_at(&mut left.fields, path, value.clone());
            }
        }
        left
    }
}

/// How a push ended.
#[derive(Clone, Debug, PartialEq)]
pub enum PushOutcome {
    /// The CRM did it; what it answered, when it answered with a record.
    Done {
        /// The CRM's id, for creates and sends.
        remote_id: Option<String>,
        /// The record as the CRM now has it.
        record: Option<Box<RemoteRecord>>,
    },
    /// Nothing was written: the CRM's record moved since it was edited here. It is merged, and what is not contested
    /// goes again.
    Contested {
        /// The record as the CRM has it.
        record: Box<RemoteRecord>,
    },
    /// Nothing was done; try again not before `at`.
    Later {
        /// The next try.
        at: Timestamp,
        /// Why.
        error: String,
    },
    /// Nothing was done and a person must look: kept, shown, not tried again by itself.
    Held {
        /// Why.
        reason: String,
    },
    /// The CRM refused it for good.
    Refused {
        /// Why, in its words.
        error: String,
    },
    /// Nothing was done: the CRM says that it has no such record, or no such person.
    Missing,
    /// It was looked for after its answer was lost, late enough to be seen, and is not there. To be looked for again not
    /// before `at`.
    Unseen {
        /// When to look again.
        at: Timestamp,
    },
    /// The answer was lost, or a look was in vain that proves nothing. To be looked up not before `at`.
    Uncertain {
        /// When to look.
        at: Timestamp,
        /// What was seen.
        error: String,
    },
}

/// How carefully is sent what must not happen twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Care {
    /// Nothing leaves later than this after its claim.
    pub deadline: Duration,
    /// From the claim until what was done is surely listed: the deadline, 5 to 60 s of reported lag, and margin.
    pub settle: Duration,
    /// What becomes of a message of a rule of the program that was looked for twice in vain. A person's own always asks.
    pub unseen: Unseen,
}

impl Default for Care {
    /// Our own numbers: a request may take half a minute, and the CRM's lists trail a write by a minute at most (F36).
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(30),
            settle: Duration::from_mins(1),
            unseen: Unseen::Hold,
        }
    }
}

/// What becomes of an automatic message whose answer was lost and that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// It is held and shown. Losing one is cheaper than sending it twice.
    Hold,
    /// It passes the gate again, and goes again when that lets it.
    Resend,
}
