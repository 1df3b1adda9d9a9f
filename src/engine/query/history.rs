//! Who set a person's fields, and when.

use super::{Query, Sources};
use crate::domain::value::ContactId;
use crate::store::{HistoryRow, StoreError};

/// The values that a person's fields had, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryOf {
    /// Whose.
    pub contact: ContactId,
    /// Only of this member.
    pub path: Option<String>,
    /// At most so many.
    pub limit: usize,
}

impl Query for HistoryOf {
    type Answer = Vec<HistoryRow>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources
            .reader
            .history(&self.contact, self.path.as_deref(), self.limit)
    }
}
