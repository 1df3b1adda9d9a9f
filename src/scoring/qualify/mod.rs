//! How far somebody is qualified: how many questions are answered, how well, how promptly, and the class that follows.
//!
//! Here lives the method of each lead type and nothing about weights of scores. To add a method: a file with its class
//! and percentage, and its arm in [`standing`].

pub mod count;
pub mod investor;
pub mod long_form;
pub mod quality;
pub mod readiness;
pub mod responsiveness;
pub mod seller;

use super::inputs::Inputs;
use super::number::Hundredths;
use crate::domain::qualification::Set;
use crate::domain::score::Temperature;

/// How far somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Places of their set that are filled.
    pub answered: u8,
    /// Places there are.
    pub places: u8,
    /// How much of the way that is, 0 to 100 points.
    pub percent: Hundredths,
    /// The class their method gives.
    pub class: Temperature,
}

/// By the set of their type; nothing for colleagues and vendors, who are asked nothing.
pub fn standing(inputs: &Inputs) -> Option<Standing> {
    let set = inputs.kind.set()?;
    let (answered, places) = filled(inputs, set);
    let (percent, class) = match set {
        Set::Buyer => (count::percent(answered, places), count::class(answered)),
        Set::Seller => (seller::percent(answered), seller::class(inputs, answered)),
        Set::LongForm => (long_form::percent(answered), long_form::class(answered)),
        Set::Investor => (investor::percent(answered), investor::class(inputs, answered)),
    };
    Some(Standing {
        answered,
        places,
        percent,
        class,
    })
}

/// How many places of a set are filled, and how many there are.
pub fn filled(inputs: &Inputs, set: Set) -> (u8, u8) {
    let places = set.places();
    let filled = places
        .iter()
        .filter(|place| place.iter().any(|question| inputs.has_answered(*question)));
    (filled.count() as u8, places.len() as u8)
}

#[cfg(test)]
mod tests;
