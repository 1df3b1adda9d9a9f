//! Everything here about one person.

use super::{Query, Sources};
use crate::domain::value::ContactId;
use crate::store::{Person, StoreError};

/// A person with thread, deals, notes, tasks and appointments, by either id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonById(pub ContactId);

impl Query for PersonById {
    type Answer = Option<Person>;

    fn answer(self, sources: &Sources<'_>) -> Result<Option<Person>, StoreError> {
        sources.reader.person(&self.0)
    }
}
