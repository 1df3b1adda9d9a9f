//! What the readiness of a buyer is made of: nine marks, and what is on file.

use super::dimension::boost;
use super::inputs::Inputs;
use super::number::{FULL, Hundredths, rounded};
use super::qualify::readiness::{Marks, OnFile};
use crate::domain::qualification::Question;

/// What a way of paying counts that they named and nothing on file shows.
const SAID: Hundredths = 6_000;

/// The nine marks of a buyer from what is known of them, and what is on file; `ready` is their financial readiness by words.
///
/// How clear a budget and a preference are is known of everybody who has said anything: what they left out is not clear. All other
/// marks are left out where nothing is known.
pub fn marks(inputs: &Inputs, ready: Option<Hundredths>) -> (Marks, OnFile) {
    let share = |answered: usize, of: usize| Some(rounded(answered as i64 * FULL, of as i64));
    let answered = |questions: &[Question]| {
        let known = questions
            .iter()
            .filter(|question| inputs.has_answered(**question));
        known.count()
    };
    let points = |value: Option<u8>| value.map(|value| Hundredths::from(value) * 100);
    let [motivation, timeline, _, price] = inputs.pillars;
    let has = |bit: u8| inputs.boosts & (1 << bit) != 0;
    let marks = Marks {
        finance: [
            ready,
            share(answered(&[Question::Budget]), 1),
            inputs.has_answered(Question::Financing).then_some(SAID),
        ],
        urgency: [points(inputs.soon), points(timeline), points(motivation)],
        clarity: [
            share(answered(&[Question::Area, Question::Needs]), 2),
            points(price),
            inputs.has_answered(Question::Deciders).then_some(FULL),
        ],
    };
    let file = OnFile {
        letter: has(boost::APPROVED) || has(boost::TAGGED_APPROVED),
        cash: has(boost::CASH) && inputs.has_answered(Question::Funds),
    };
    (marks, file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::qualification::LeadType;
    use crate::scoring::qualify::readiness::Readiness;

    fn buyer(questions: &[Question]) -> Inputs {
        let mut inputs = Inputs {
            kind: LeadType::Buyer,
            ..Inputs::default()
        };
        for question in questions {
            inputs.answer(*question);
        }
        inputs
    }

    #[test]
    fn the_marks_of_a_buyer_are_what_is_known_of_them() {
        let (none, file) = marks(&buyer(&[]), None);
        assert_eq!(
            none.finance,
            [None, Some(0), None],
            "a budget that is not named is not clear"
        );
        assert_eq!((none.urgency, none.clarity), ([None; 3], [Some(0), None, None]));
        assert_eq!(file, OnFile::default());
        let asked = [
            Question::Budget,
            Question::Area,
            Question::Financing,
            Question::Deciders,
        ];
        let inputs = Inputs {
            pillars: [Some(85), None, None, Some(20)],
            soon: Some(70),
            boosts: 1 << boost::APPROVED,
            ..buyer(&asked)
        };
        let (nine, file) = marks(&inputs, Some(4_000));
        assert_eq!(nine.finance, [Some(4_000), Some(10_000), Some(6_000)]);
        assert_eq!(nine.urgency, [Some(7_000), None, Some(8_500)]);
        assert_eq!(nine.clarity, [Some(5_000), Some(2_000), Some(10_000)]);
        assert_eq!(
            file,
            OnFile {
                letter: true,
                cash: false
            }
        );
        assert_eq!(
            Readiness::of(&nine, file).groups[0],
            Some(7_167),
            "the letter counts 75"
        );
        let cash = Inputs {
            boosts: 1 << boost::CASH,
            ..buyer(&[Question::Funds])
        };
        assert!(marks(&cash, None).1.cash, "cash with proof");
    }
}
