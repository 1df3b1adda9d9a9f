//! The list of people: a window of it, and the ids of all of it for bulk work.

use std::ops::Range;

use super::{Query, Sources};
use crate::domain::filter::parse;
use crate::domain::value::ContactId;
use crate::store::{PeopleWindow, StoreError};

/// Rows `offset` to `offset + limit` of the people a filter chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leads {
    /// The filter as typed.
    pub filter: String,
    /// The position of the first row.
    pub offset: usize,
    /// How many rows.
    pub limit: usize,
    /// Go on to the exact total; without it the first rows come sooner and the total may be missing.
    pub count: bool,
}

/// Why a filter cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadsError {
    /// The spot, in bytes of the filter.
    pub at: Range<usize>,
    /// What is wrong and what would fit, in one sentence.
    pub message: String,
}

/// A window, or what is wrong with the filter.
pub type LeadsAnswer = Result<PeopleWindow, LeadsError>;

impl Query for Leads {
    type Answer = LeadsAnswer;

    fn answer(self, sources: &Sources<'_>) -> Result<LeadsAnswer, StoreError> {
        let filter = match parse(&self.filter, &sources.today) {
            Ok(filter) => filter,
            Err(error) => {
                return Ok(Err(LeadsError {
                    at: error.at,
                    message: error.message,
                }));
            }
        };
        let window = sources
            .reader
            .people(&filter, sources.roster, self.offset, self.limit, self.count);
        match window {
            Err(StoreError::TooLong) => {
                let message = StoreError::TooLong.to_string();
                Ok(Err(LeadsError {
                    at: 0..self.filter.len(),
                    message,
                }))
            }
            other => other.map(Ok),
        }
    }
}

/// The ids of everybody a filter chooses, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadIds {
    /// The filter as typed.
    pub filter: String,
    /// At most so many.
    pub most: usize,
}

impl Query for LeadIds {
    type Answer = Result<Vec<ContactId>, LeadsError>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        match parse(&self.filter, &sources.today) {
            Ok(filter) => sources.reader.people_ids(&filter, self.most).map(Ok),
            Err(error) => Ok(Err(LeadsError {
                at: error.at,
                message: error.message,
            })),
        }
    }
}
