//! What fills the places of a set of questions, whichever set somebody's score goes by.

use super::record;
use crate::domain::qualification::{Question, Set};
use crate::scoring::history::History;
use crate::scoring::inputs::Evidence;

/// A place of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The question that is asked for it.
    pub question: Question,
    /// What fills it, and in a few words what that says; nothing while it is open.
    pub filled: Option<(Evidence, String)>,
}

/// The places of a set in the order in which they are asked: an answer fills one before a field does.
pub fn form(history: &History<'_>, set: Set) -> Vec<Place> {
    let of_place = |place: &&[Question]| {
        let answered = place
            .iter()
            .find_map(|question| Some((*question, record::answered(history, *question)?)));
        let held = || {
            let mut questions = place.iter();
            questions.find_map(|question| Some((*question, record::held(history, *question)?)))
        };
        let first = place.first().copied()?;
        let (question, filled) = answered
            .or_else(held)
            .map_or((first, None), |(question, filled)| (question, Some(filled)));
        Some(Place { question, filled })
    };
    set.places().iter().filter_map(of_place).collect()
}
