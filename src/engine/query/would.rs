//! What an edit of many would do.

use jiff::Timestamp;

use super::{Query, Sources};
use crate::domain::command::Command;
use crate::store::{StoreError, Would};

/// Who would change, who has it already, who is left out and why; nothing is done.
#[derive(Clone, Debug, PartialEq)]
pub struct WouldChange {
    /// The edits, each of another person.
    pub commands: Vec<Command>,
    /// The present.
    pub now: Timestamp,
}

impl Query for WouldChange {
    type Answer = Would;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.would(&self.commands, self.now)
    }
}
