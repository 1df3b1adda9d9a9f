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

/// The nearest wider filter of one that chooses nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wider(pub String);

/// A filter without some of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WiderFilter {
    /// The filter.
    pub filter: String,
    /// What is left out.
    pub without: String,
    /// How many people it chooses.
    pub people: usize,
}

/// Most parts that are tried; who types more edits them anyway.
const TRIED: usize = 8;

impl Query for Wider {
    type Answer = Option<WiderFilter>;

    /// Leaves out each part in turn, and where that is not enough all parts but one; keeps what chooses the fewest
    /// people, but somebody.
    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let parts = parts(&self.0);
        let choosing = (0..parts.len()).filter(|at| parts.get(*at).is_some_and(|part| chooses(part)));
        let choosing: Vec<usize> = choosing.take(TRIED).collect();
        let without_one = choosing.iter().map(|at| vec![*at]);
        if let Some(nearest) = nearest(&parts, without_one, sources)? {
            return Ok(Some(nearest));
        }
        let with_one = choosing
            .iter()
            .map(|kept| choosing.iter().copied().filter(|at| at != kept).collect());
        nearest(&parts, with_one, sources)
    }
}

/// Of a filter without these or those of its parts, the one that chooses the fewest people, but somebody.
fn nearest(
    parts: &[&str],
    left_out: impl Iterator<Item = Vec<usize>>,
    sources: &Sources<'_>,
) -> Result<Option<WiderFilter>, StoreError> {
    let mut nearest: Option<WiderFilter> = None;
    for left_out in left_out {
        let some = |out: bool| {
            let of = parts
                .iter()
                .enumerate()
                .filter(|(at, _)| left_out.contains(at) == out);
            of.map(|(_, part)| *part).collect::<Vec<_>>().join(" ")
        };
        let (filter, without) = (some(false), some(true));
        let Ok(question) = parse(&filter, &sources.today) else {
            continue;
        };
        let window = sources.reader.people(&question, sources.roster, 0, 1, true)?;
        let people = window.total.unwrap_or(window.rows.len());
        if people > 0 && nearest.as_ref().is_none_or(|nearest| people < nearest.people) {
            nearest = Some(WiderFilter {
                filter,
                without,
                people,
            });
        }
    }
    Ok(nearest)
}

/// Whether a part of a filter says who is in it, and not in which order or how many.
fn chooses(part: &str) -> bool {
    !part.starts_with("sort:") && !part.starts_with("limit:")
}

/// The parts of a filter that hold together: what stands between blanks, outside of quotes and brackets. Of
/// alternatives there are none, because leaving one out makes a filter narrower.
fn parts(filter: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut start) = (0_u32, false, 0);
    let mut parts = Vec::new();
    for (at, letter) in filter.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            '|' if !quoted && depth == 0 => return Vec::new(),
            ' ' if !quoted && depth == 0 => {
                parts.push(filter.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(filter.get(start..).unwrap_or_default());
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_falls_into_parts_where_it_may_be_cut() {
        assert_eq!(
            parts("stage:\"Under contract\"  -tag:hot deal(stage:offer value>5) (zip:1 | zip:2) sort:name"),
            [
                "stage:\"Under contract\"",
                "-tag:hot",
                "deal(stage:offer value>5)",
                "(zip:1 | zip:2)",
                "sort:name"
            ]
        );
        assert!(parts("tag:a | tag:b").is_empty());
        assert!(parts("  ").is_empty());
        assert!(!chooses("sort:name") && chooses("-tag:hot"));
    }
}
