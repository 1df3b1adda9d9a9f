//! What a large local copy could do without.

use jiff::Timestamp;

use super::{Query, Sources};
use crate::store::{self, StoreError};

/// What could be trimmed of messages from before a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trimmable {
    /// The moment.
    pub before: Timestamp,
}

impl Query for Trimmable {
    type Answer = store::Trimmable;

    fn answer(self, sources: &Sources<'_>) -> Result<store::Trimmable, StoreError> {
        sources.reader.trimmable(self.before)
    }
}

/// Before which moment a person has agreed to trim, as long as that is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trimming;

impl Query for Trimming {
    type Answer = Option<Timestamp>;

    fn answer(self, sources: &Sources<'_>) -> Result<Option<Timestamp>, StoreError> {
        sources.reader.trimming()
    }
}
