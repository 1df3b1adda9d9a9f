//! The list of people: a window of it, and the ids of all of it for bulk work.

use std::ops::Range;
use std::sync::Arc;

use super::{Query, Sources};
use crate::domain::filter::{Filter, parse};
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
        let filter = match understood(&self.filter, sources)? {
            Ok(filter) => filter,
            Err(error) => return Ok(Err(error)),
        };
        let window = sources
            .reader
            .people(&filter, sources.roster, self.offset, self.limit, self.count);
        bounded(window, &self.filter)
    }
}

/// The same window with what comes next with each: a screen shows that, and it takes two looks more a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadsShown(pub Leads);

impl Query for LeadsShown {
    type Answer = LeadsAnswer;

    fn answer(self, sources: &Sources<'_>) -> Result<LeadsAnswer, StoreError> {
        let mut answer = self.0.answer(sources)?;
        for row in answer.iter_mut().flat_map(|window| &mut window.rows) {
            row.next = sources.reader.next_step(&row.id, sources.today.now)?;
        }
        Ok(answer)
    }
}

/// Reads a filter with the names that the account uses.
pub(in crate::engine) fn understood(
    text: &str,
    sources: &Sources<'_>,
) -> Result<Result<Filter, LeadsError>, StoreError> {
    let mut today = sources.today.clone();
    // Words alone need no names, and they are typed fastest.
    if text.contains([':', '<', '>', '=', '~']) {
        today.vocabulary = Arc::new(sources.reader.vocabulary()?);
    }
    Ok(parse(text, &today).map_err(|error| LeadsError {
        at: error.at,
        message: error.message,
    }))
}

/// A question that is stopped because it asks too much, or of what nobody knows, is a fault of the filter.
pub(super) fn bounded<T>(
    answer: Result<T, StoreError>,
    filter: &str,
) -> Result<Result<T, LeadsError>, StoreError> {
    match answer {
        Err(error @ (StoreError::TooLong | StoreError::NoPast(_))) => Ok(Err(LeadsError {
            at: 0..filter.len(),
            message: error.to_string(),
        })),
        other => other.map(Ok),
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
        match understood(&self.filter, sources)? {
            Ok(filter) => bounded(sources.reader.people_ids(&filter, self.most), &self.filter),
            Err(error) => Ok(Err(error)),
        }
    }
}
