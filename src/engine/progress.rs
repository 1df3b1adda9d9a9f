//! How copying and pushing go, as one small value that the newest of replaces the one before.

use jiff::Timestamp;

use crate::domain::value::Foreign;

/// What the connection to the CRM is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// No key or location is set: everything works, nothing is copied.
    #[default]
    None,
    /// Working.
    Up,
    /// Not reachable since then; everything waits here.
    Down {
        /// Since when.
        since: Timestamp,
        /// Why, in one sentence.
        why: Foreign,
    },
    /// Reachable, but it refuses: a wrong key, a wrong location, a missing scope.
    Refused {
        /// Why and what to do, in one sentence.
        why: Foreign,
    },
}

/// A long piece of work, as counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What, such as `contacts`.
    pub what: String,
    /// Done so far.
    pub done: u64,
    /// In all, when known.
    pub total: Option<u64>,
    /// Seconds left, when it can be said.
    pub seconds_left: Option<u64>,
}

/// How copying and pushing go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The connection.
    pub link: Link,
    /// The first copy is not complete yet.
    pub first_copy: bool,
    /// What is being done just now.
    pub task: Option<Task>,
    /// When everything was last fetched without a fault.
    pub synced: Option<Timestamp>,
    /// Rows that wait to be pushed.
    pub waiting: u64,
    /// Requests in the last ten seconds, and the most that are allowed.
    pub requests: (u32, u32),
    /// Requests today, and the most that are allowed.
    pub today: (u64, u64),
    /// Reads that were tried again since the start.
    pub again: u64,
    /// Requests the CRM refused for speed since the start; they went later.
    pub slowed: u64,
    /// The last fault of each resource, newest first.
    pub faults: Vec<(String, Foreign, Timestamp)>,
    /// Sync is paused by a person.
    pub paused: bool,
}
