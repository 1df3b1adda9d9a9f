//! What waits, what is contested, what can be undone, who did what.

use jiff::Timestamp;

use super::{Query, Sources};
use crate::domain::outbox::OutboxState;
use crate::domain::value::UndoId;
use crate::store::{ConflictRow, LogRow, OutboxRow, StoreError, UndoChange, UndoRow};

/// Rows of the outbox, newest first; without a state the unfinished ones come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outbox {
    /// Only rows in this state.
    pub state: Option<OutboxState>,
    /// At most so many.
    pub limit: usize,
}

impl Query for Outbox {
    type Answer = Vec<OutboxRow>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.outbox(self.state, self.limit)
    }
}

/// Conflicts that wait for a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflicts;

impl Query for Conflicts {
    type Answer = Vec<ConflictRow>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.conflicts()
    }
}

/// The undo list, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndoList {
    /// At most so many.
    pub limit: usize,
}

impl Query for UndoList {
    type Answer = Vec<UndoRow>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.undo_list(self.limit)
    }
}

/// What a line of the undo list changed, some of it, and how many changes there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoChanges {
    /// Which line.
    pub line: UndoId,
    /// From this one on, in the order in which they were made.
    pub from: usize,
    /// At most so many.
    pub limit: usize,
}

impl Query for UndoChanges {
    type Answer = (usize, Vec<UndoChange>);

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.undo_changes(&self.line, self.from, self.limit)
    }
}

/// The line of the undo list with a number, as the list tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndoLine(pub i64);

impl Query for UndoLine {
    type Answer = Option<UndoId>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.undo_line(self.0)
    }
}

/// Who did what, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// Only by one: me, claude, sync, engine, automation.
    pub by: Option<String>,
    /// Only since a moment.
    pub since: Option<Timestamp>,
    /// At most so many.
    pub limit: usize,
}

impl Log {
    /// The newest rows, by whomever.
    pub const fn newest(limit: usize) -> Self {
        Self {
            by: None,
            since: None,
            limit,
        }
    }
}

impl Query for Log {
    type Answer = Vec<LogRow>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.log_of(self.by.as_deref(), self.since, self.limit)
    }
}
