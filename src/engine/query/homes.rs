//! Homes by what they are called.

use super::{Query, Sources};
use crate::domain::listing::Listing;
use crate::store::StoreError;

/// Words that are looked for at most; an address has no more.
const WORDS: usize = 8;

/// Homes whose address, city, postal code or number holds every word that was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomesCalled {
    /// The words as typed; without any, the homes that came last.
    pub words: String,
    /// At most so many.
    pub most: usize,
}

impl Query for HomesCalled {
    type Answer = Vec<Listing>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let words = self.words.split_whitespace().take(WORDS).map(str::to_owned);
        sources.reader.homes_called(&words.collect::<Vec<_>>(), self.most)
    }
}
