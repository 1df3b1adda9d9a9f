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

/// One kind of record in a first copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which, such as `contacts`.
    pub what: String,
    /// Records here so far; never falls.
    pub done: u64,
    /// In all, when known.
    pub total: Option<u64>,
    /// More are still to come.
    pub more: bool,
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
    /// How far the dry run is that somebody waits for.
    pub trial: Option<Task>,
    /// The kinds of records that the first copy has begun with, in that order; empty when none runs.
    pub parts: Vec<Part>,
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
    /// Since when everything automatic is stopped by a person, if it is.
    pub stopped: Option<Timestamp>,
    /// Another open copy of the program copies and pushes, and this one reads and edits.
    pub elsewhere: bool,
}

impl Progress {
    /// Records that the first copy has brought so far. How many there will be is known kind by kind only, when its
    /// first page is here; a share of what is known would fall with each kind that begins, and this never does.
    pub fn copied(&self) -> u64 {
        self.parts.iter().map(|part| part.done).sum()
    }

    /// Takes a page of a first copy in.
    pub(super) fn copy(&mut self, what: &str, done: u64, total: Option<u64>, more: bool) {
        if let Some(part) = self.parts.iter_mut().find(|part| part.what == what) {
            part.done = part.done.max(done);
            (part.total, part.more) = (total.or(part.total), more);
            return;
        }
        self.parts.push(Part {
            what: what.to_owned(),
            done,
            total,
            more,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_copied_never_falls_while_kinds_begin_and_end() {
        let mut progress = Progress::default();
        let mut before = 0;
        for (what, done, total, more) in [
            ("contacts", 500, Some(1_000), true),
            ("opportunities", 90, Some(100), true),
            ("contacts", 640, Some(1_002), true),
            ("messages", 100, None, true),
            ("opportunities", 100, Some(100), false),
            // A page that is asked for again after a break.
            ("contacts", 600, None, true),
            ("contacts", 1_002, Some(1_002), false),
        ] {
            progress.copy(what, done, total, more);
            assert!(progress.copied() >= before, "{what} {done}");
            before = progress.copied();
        }
        assert_eq!(before, 1_202);
        let going = progress.parts.iter().filter(|part| part.more);
        assert_eq!(
            going.map(|part| part.what.as_str()).collect::<Vec<_>>(),
            ["messages"]
        );
    }
}
