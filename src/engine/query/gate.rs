//! What the gate would say to a message, before it is written.

use jiff::Timestamp;

use super::{Query, Sources};
use crate::domain::conversation::Draft;
use crate::domain::gate::Decision;
use crate::store::StoreError;

/// Whether a message of the person at the keyboard would leave, and what stands against it.
#[derive(Clone, Debug, PartialEq)]
pub struct WouldLeave {
    /// To whom and what.
    pub draft: Draft,
    /// When it is to leave.
    pub at: Timestamp,
}

impl Query for WouldLeave {
    type Answer = Decision;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources
            .reader
            .judge(&self.draft, self.at, sources.role, sources.rules)
    }
}
