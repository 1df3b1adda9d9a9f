//! What is remembered of a person.

use super::{Query, Sources};
use crate::domain::memory::Memory;
use crate::domain::value::ContactId;
use crate::store::StoreError;

/// What is remembered of a person, in the order in which it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memories(pub ContactId);

impl Query for Memories {
    type Answer = Vec<Memory>;

    fn answer(self, sources: &Sources<'_>) -> Result<Vec<Memory>, StoreError> {
        sources.reader.memories(&self.0)
    }
}
