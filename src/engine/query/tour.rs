//! Whether the tour of the screen is known.

use super::{Query, Sources};
use crate::store::StoreError;

/// Whether the tour was shown to somebody who has this copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TourSeen;

impl Query for TourSeen {
    type Answer = bool;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.tour_seen()
    }
}
