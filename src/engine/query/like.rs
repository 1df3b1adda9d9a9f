//! Who is in the same situation as somebody.

use super::{Query, Sources};
use crate::domain::value::ContactId;
use crate::store::{LikeThem, StoreError};

/// People that are named.
const NAMED: usize = 12;

/// Those like somebody, by either id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Like(pub ContactId);

impl Query for Like {
    type Answer = Option<LikeThem>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.like(&self.0, NAMED)
    }
}
