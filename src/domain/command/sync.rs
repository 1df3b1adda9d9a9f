//! What the workers of sync write: what the CRM told, what was claimed and how it fared, and whether what is here is still
//! there.

use jiff::Timestamp;

use crate::domain::account::Mark;
use crate::domain::outbox::PushOutcome;
use crate::domain::record::{EntityKind, EntityRef, Fields, RemoteRecord};
use crate::domain::value::OutboxId;

/// A position in a stream of changes; moves in the same transaction as the rows it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Whose: a resource of sync, such as `contacts` or `messages.email`.
    pub name: String,
    /// Where; opaque to the store.
    pub value: String,
}

/// Who of several copies over one file talks to the CRM (P47).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeaseCommand {
    /// Take the lease if it is free or its holder is gone; hold it on if it is ours. The receipt says how it stands.
    Ask,
    /// Give it up, if it is ours.
    LetGo,
    /// Ask the holder, whoever it is, for a round of copying and pushing; the receipt carries the number to wait for.
    Wish {
        /// Everything again, not only what is new.
        full: bool,
    },
    /// Tell those who asked for rounds up to this number that they are done.
    Grant {
        /// The number.
        upto: i64,
        /// Why it came to nothing, if it did.
        fault: Option<String>,
    },
}

/// Whether what is here is still in the CRM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SweepCommand {
    /// A walk over all ids begins. Its pages are applied under a cursor whose name ends with [`SWEEP`].
    Begin,
    /// It has come to its end.
    End {
        /// The kinds it walked.
        kinds: Vec<EntityKind>,
    },
    /// A record is asked for by its id; the request counts as one of the day's share.
    Ask,
    /// Asked for by its id, the CRM said that it has no such record. The second time, some time apart, it is gone.
    Denied {
        /// Which one, by the CRM's id.
        entity: EntityRef,
    },
}

/// Whether the account is still the one that was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EpochCommand {
    /// It was looked at, and nothing speaks against it.
    Looked {
        /// What it is known by from now on; `None` keeps what was.
        mark: Option<Mark>,
    },
    /// It may be another one, or in an old state: all is read anew, and until a person has agreed nothing is pushed or
    /// removed.
    Doubt {
        /// Why, as a part of a sentence.
        reason: String,
        /// What it would be known by.
        mark: Mark,
    },
    /// Look for some of those who were not seen under another id. The receipt says how many; after none a person is asked.
    Match,
}

/// How the name of a cursor of a sweep ends.
pub const SWEEP: &str = ".sweep";

/// What the sync workers write.
#[derive(Clone, Debug, PartialEq)]
pub enum SyncCommand {
    /// Take over what one answer of the CRM told, and move the cursor past it.
    Apply {
        /// The records, in any order of kinds.
        records: Vec<RemoteRecord>,
        /// The cursor after them.
        cursor: Option<Cursor>,
        /// Part of a first copy: indexes and searches may be brought up to date at its end.
        first_copy: bool,
    },
    /// Records that could not be read at all; kept with the reason, never in the way of others.
    Quarantine {
        /// Raw text and reason of each.
        skipped: Vec<(String, String)>,
        /// Which resource they came from.
        resource: String,
    },
    /// A resource could not be fetched, and why: the last fault of each is kept, for whoever examines the copy.
    NoteFault {
        /// Which resource.
        resource: String,
        /// What happened, what is safe, what to do.
        sentence: String,
    },
    /// Whether the account is still the one that was copied.
    Epoch(EpochCommand),
    /// A step of the sweep over everything the CRM has.
    Sweep(SweepCommand),
    /// Claim the next row that may go; the receipt carries the claim.
    Claim,
    /// The next row whose answer was lost and that may be looked up now; the receipt carries the claim as it was.
    Probe,
    /// How a claimed row fared.
    Settle {
        /// The row.
        outbox: OutboxId,
        /// How it fared.
        outcome: PushOutcome,
        /// For an update: what was written, so that edits made meanwhile stay pending.
        written: Fields,
        /// The epoch it was claimed in.
        epoch: i64,
    },
    /// The lease of the copy that talks to the CRM.
    Lease(LeaseCommand),
    /// When no other copy runs: answers of Claude that were left open are interrupted ones.
    Recover,
    /// What the CRM's clock said when this machine was started, by what it says now: whatever is done to the clock here,
    /// the difference shows.
    KeepClock {
        /// That moment.
        at_boot: Timestamp,
    },
    /// Take a call of the CRM, once however often it is delivered; the receipt counts 1 when it is new.
    Hear {
        /// What it is known by.
        id: String,
        /// What happened, in the CRM's word.
        kind: String,
    },
    /// Nothing; whoever answers is not stuck.
    Breathe,
    /// Lets no unused page of the file hold what was forgotten. Slow on a large file.
    Scrub,
    /// Nothing of whom was forgotten last is left, in the file or in its backups.
    Scrubbed,
    /// The day's request count, so that a restart does not forget it.
    KeepBudget {
        /// Opaque to the store.
        value: String,
    },
}
