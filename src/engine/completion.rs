//! What the end of a filter that is being typed can become, the same on the screen and in plain lines.

use super::query::Offer;
use crate::domain::filter::{place, written};
use crate::domain::value::Foreign;
use crate::store::Directory;

/// What a word can become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// As it is written in the filter; a space behind it says that it is whole.
    pub inserted: String,
    /// As it is offered.
    pub name: String,
    /// How many people have it; `None` for what is no value of theirs, or was not counted.
    pub people: Option<u64>,
}

/// What the word at the end of a filter can become: names of fields, or values of the field that stands there. `offers` are the
/// values that people have, as [`Offers`](super::query::Offers) brings them.
pub fn candidates(filter: &str, directory: &Directory, offers: &[Offer]) -> Vec<Candidate> {
    let place = place(filter);
    let added = directory
        .custom_fields
        .iter()
        .filter(|field| field.model == "contact");
    let added = added.map(|field| field.key.strip_prefix("contact.").unwrap_or(&field.key));
    let names = place.names(added).into_iter().map(|name| Candidate {
        name: name.clone(),
        inserted: name,
        people: None,
    });
    let words = place.words().into_iter().map(|word| Candidate {
        inserted: format!("{}{word} ", if place.typed.starts_with('-') { "-" } else { "" }),
        name: word.to_owned(),
        people: None,
    });
    let mut found: Vec<Candidate> = names.chain(words).collect();
    for offer in offers.iter().filter(|offer| place.fits(&offer.value)) {
        // What strangers have written is shown and typed only as far as it can do no harm.
        let name = Foreign::from(offer.value.as_str()).shown().to_string();
        let inserted = format!("{} ", written(&name));
        if let Some(known) = found.iter_mut().find(|known| known.inserted == inserted) {
            (known.name, known.people) = (name, offer.people);
            continue;
        }
        found.push(Candidate {
            inserted,
            name,
            people: offer.people,
        });
    }
    found
}

/// The filter with its last word become a candidate.
pub fn completed(filter: &str, candidate: &Candidate) -> String {
    let kept = filter.get(..place(filter).start).unwrap_or_default();
    format!("{kept}{}", candidate.inserted)
}
