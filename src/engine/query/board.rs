//! The deals of a pipeline by stage.

use super::leads::{LeadsError, bounded, understood};
use super::{Query, Sources};
use crate::domain::opportunity::DealOrder;
use crate::domain::value::{ContactId, OpportunityId, PipelineId};
use crate::store::{Board, BoardAsk, DealCard, StoreError};

/// The board of a pipeline, with up to `cards` cards in each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardOf {
    /// Which pipeline.
    pub pipeline: PipelineId,
    /// Whose deals, as a filter of people as typed; an empty one shows all.
    pub filter: String,
    /// In which order at their stage.
    pub order: DealOrder,
    /// Cards to read for each stage; counts and sums are always of all.
    pub cards: usize,
}

impl Query for BoardOf {
    type Answer = Result<Board, LeadsError>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let filter = if self.filter.trim().is_empty() {
            None
        } else {
            match understood(&self.filter, sources)? {
                Ok(filter) => Some(filter),
                Err(error) => return Ok(Err(error)),
            }
        };
        let ask = BoardAsk {
            pipeline: &self.pipeline,
            filter: filter.as_ref(),
            order: self.order,
            cards: self.cards,
        };
        bounded(sources.reader.board(&ask), &self.filter)
    }
}

/// One deal, by either id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealById(pub OpportunityId);

impl Query for DealById {
    type Answer = Option<DealCard>;

    fn answer(self, sources: &Sources<'_>) -> Result<Option<DealCard>, StoreError> {
        sources.reader.deal(&self.0)
    }
}

/// The open deal of each of these people, with its pipeline; those without one are not in the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenDeals(pub Vec<ContactId>);

impl Query for OpenDeals {
    type Answer = Vec<(OpportunityId, PipelineId)>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.open_deals(&self.0)
    }
}

/// The open deals of people that a filter chooses, in its order; none where the filter says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealsWith {
    /// The filter as typed.
    pub filter: String,
    /// At most so many people.
    pub most: usize,
}

impl Query for DealsWith {
    type Answer = Vec<DealCard>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let Ok(filter) = understood(&self.filter, sources)? else {
            return Ok(Vec::new());
        };
        let people = bounded(sources.reader.people_ids(&filter, self.most), &self.filter)?;
        let deals = sources.reader.open_deals(&people.unwrap_or_default())?;
        let mut cards = Vec::with_capacity(deals.len());
        for (deal, _) in deals {
            cards.extend(sources.reader.deal(&deal)?);
        }
        Ok(cards)
    }
}
