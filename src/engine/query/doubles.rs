//! Two records of one person.

use super::{Query, Sources};
use crate::domain::value::ContactId;
use crate::store::{Double, StoreError};

/// Pairs of records that share a number or an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubles {
    /// At most so many.
    pub limit: usize,
}

impl Query for Doubles {
    type Answer = Vec<Double>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.doubles(self.limit)
    }
}

/// The same of one person, by either id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoublesOf(pub ContactId);

impl Query for DoublesOf {
    type Answer = Vec<Double>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.doubles_of(&self.0)
    }
}
