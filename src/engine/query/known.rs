//! Who of a file is here already.

use std::collections::BTreeSet;

use super::{Query, Sources};
use crate::domain::import::{Here, Key};
use crate::store::StoreError;

/// Everybody who is known by one of these keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownBy(pub BTreeSet<Key>);

impl Query for KnownBy {
    type Answer = Vec<Here>;

    fn answer(self, sources: &Sources<'_>) -> Result<Vec<Here>, StoreError> {
        sources.reader.known_by(&self.0)
    }
}
