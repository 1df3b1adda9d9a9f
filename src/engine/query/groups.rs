//! How many people a filter chooses for each value of the field it counts by.

use super::leads::{LeadsError, bounded, understood};
use super::{Query, Sources};
use crate::domain::filter::FieldKind;
use crate::domain::value::Cents;
use crate::store::{PeopleGroup, StoreError};

/// Counts of a filter that has `group:` in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadGroups(pub String);

/// What people are counted by, and how many there are of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouped {
    /// The field; empty when the filter counts by none.
    pub by: &'static str,
    /// Values with their people, the largest first.
    pub groups: Vec<PeopleGroup>,
}

impl Query for LeadGroups {
    type Answer = Result<Grouped, LeadsError>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let filter = match understood(&self.0, sources)? {
            Ok(filter) => filter,
            Err(error) => return Ok(Err(error)),
        };
        let Some(by) = filter.group else {
            return Ok(Ok(Grouped::default()));
        };
        let counted = match bounded(sources.reader.people_by(&filter, by), &self.0)? {
            Ok(counted) => counted,
            Err(error) => return Ok(Err(error)),
        };
        let mut groups = counted;
        if let FieldKind::Name(naming) = by.kind {
            let vocabulary = sources.reader.vocabulary()?;
            for group in &mut groups {
                if let Some(name) = vocabulary.name(naming, &group.value) {
                    name.clone_into(&mut group.value);
                }
            }
        }
        Ok(Ok(Grouped { by: by.name, groups }))
    }
}

/// How many people a filter chooses, and what their open deals are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadSum(pub String);

impl Query for LeadSum {
    type Answer = Result<(usize, Cents), LeadsError>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        match understood(&self.0, sources)? {
            Ok(filter) => bounded(sources.reader.people_summed(&filter), &self.0),
            Err(error) => Ok(Err(error)),
        }
    }
}

/// How many people a filter chooses, and what their open deals are worth, if that is known soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadSumSoon {
    /// The filter as typed.
    pub filter: String,
    /// As in [`LeadsSoon`].
    pub looks: u32,
}

impl Query for LeadSumSoon {
    type Answer = Result<Option<(usize, Cents)>, LeadsError>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        match understood(&self.filter, sources)? {
            Ok(filter) => bounded(
                sources.reader.people_summed_soon(&filter, self.looks),
                &self.filter,
            ),
            Err(error) => Ok(Err(error)),
        }
    }
}

/// How many people a filter chooses, if that is known soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadsSoon {
    /// The filter as typed.
    pub filter: String,
    /// Looks at the running count after which it is given up; one is a third of a millisecond or so.
    pub looks: u32,
}

impl Query for LeadsSoon {
    type Answer = Result<Option<usize>, LeadsError>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        match understood(&self.filter, sources)? {
            Ok(filter) => bounded(
                sources.reader.people_soon(&filter, sources.roster, self.looks),
                &self.filter,
            ),
            Err(error) => Ok(Err(error)),
        }
    }
}
