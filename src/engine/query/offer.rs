//! What a filter that is being typed can be completed with.

use super::{Query, Sources};
use crate::domain::filter::{FieldKind, Naming, Vocabulary, What, is_listed, place};
use crate::store::StoreError;

/// Values for the end of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offers(pub String);

/// A value and how many people have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The value as it is shown and typed.
    pub value: String,
    /// How many people; `None` where they are not counted.
    pub people: Option<u64>,
}

impl Query for Offers {
    type Answer = Vec<Offer>;

    /// All values of the field at the end, whatever is typed of one: they stay good while the word goes on.
    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let place = place(&self.0);
        let counted = |(value, people)| Offer {
            value,
            people: Some(people),
        };
        let reader = sources.reader;
        match place.what {
            What::Value(spec) => {
                let values = match reader.values_of(spec) {
                    // What takes too long to count is offered without counts, where it has names.
                    Err(StoreError::TooLong) => Vec::new(),
                    other => other?,
                };
                let FieldKind::Name(naming) = spec.kind else {
                    return Ok(values.into_iter().map(counted).collect());
                };
                Ok(named(naming, &values, &reader.vocabulary()?))
            }
            What::Added(name) => {
                let vocabulary = reader.vocabulary()?;
                match vocabulary.added(name).filter(|added| is_listed(added.kind)) {
                    Some(added) => Ok(reader
                        .values_of_added(&added.id)?
                        .into_iter()
                        .map(counted)
                        .collect()),
                    None => Ok(Vec::new()),
                }
            }
            _ => Ok(Vec::new()),
        }
    }
}

/// The names of a list in its order, each with the people counted under it; the same name in two pipelines is one.
fn named(naming: Naming, values: &[(String, u64)], vocabulary: &Vocabulary) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for named in vocabulary.list(naming) {
        let people = values
            .iter()
            .find(|(id, _)| *id == named.id)
            .map_or(0, |(_, people)| *people);
        match offers.iter_mut().find(|offer| offer.value == named.name) {
            Some(offer) => offer.people = offer.people.map(|before| before + people),
            None => offers.push(Offer {
                value: named.name.clone(),
                people: Some(people),
            }),
        }
    }
    offers
}
