//! How the local copy is.

use super::{Query, Sources};
use crate::store::{Integrity, StoreError, StoreHealth};

/// Counts, ages and sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HealthNow;

impl Query for HealthNow {
    type Answer = StoreHealth;

    fn answer(self, sources: &Sources<'_>) -> Result<StoreHealth, StoreError> {
        sources.reader.health()
    }
}

/// Whether the file is whole and its log unbroken. Slow on a large file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntegrityNow;

impl Query for IntegrityNow {
    type Answer = Integrity;

    fn answer(self, sources: &Sources<'_>) -> Result<Integrity, StoreError> {
        sources.reader.integrity()
    }
}
