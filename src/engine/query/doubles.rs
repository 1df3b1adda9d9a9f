//! Two records of one person.

use super::{Query, Sources};
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
