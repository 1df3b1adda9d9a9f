//! What Claude prepared about somebody.

use super::{Query, Sources};
use crate::domain::prepared::{Prepared, PreparedSent};
use crate::domain::value::ContactId;
use crate::store::StoreError;

/// The newest good result of every kind about somebody, newest first, by either id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedOf(pub ContactId);

impl Query for PreparedOf {
    type Answer = Vec<Prepared>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.all_prepared(&self.0)
    }
}

/// The bytes that left for work about somebody, by either id, first to last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedSentOf(pub ContactId);

impl Query for PreparedSentOf {
    type Answer = Vec<PreparedSent>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.prepared_sent(&self.0)
    }
}
