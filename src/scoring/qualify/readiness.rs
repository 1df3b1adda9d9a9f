//! How ready a buyer is: nine marks in three groups, when to follow up, and what to ask next.

use serde::{Deserialize, Serialize};

use crate::domain::qualification::Question;
use crate::scoring::dimension::boost;
use crate::scoring::inputs::Inputs;
use crate::scoring::number::{FULL, Hundredths, mean, rounded};

/// The nine marks, each 0 to 100 points; `None` is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Readiness, clarity of the budget, state of the financing.
    pub finance: [Option<Hundredths>; 3],
    /// Urgency, pressure of time, awareness of what waiting costs.
    pub urgency: [Option<Hundredths>; 3],
    /// Clarity of what is wanted, realism, authority to decide.
    pub clarity: [Option<Hundredths>; 3],
}

/// What is on file. It beats words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnFile {
    /// A letter of a lender.
    pub letter: bool,
    /// Cash, with proof.
    pub cash: bool,
}

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

/// Weights of finance, urgency and clarity.
const WEIGHTS: [u16; 3] = [40, 35, 25];
/// What a way of paying counts that they named and nothing on file shows.
const SAID: Hundredths = 6_000;
/// Below that finance is asked about next.
const THIN: Hundredths = 5_000;

/// A buyer's readiness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Finance, urgency and clarity.
    pub groups: [Option<Hundredths>; 3],
    /// All of it, 0 to 100 points; nothing when nothing is known.
    pub whole: Option<Hundredths>,
}

impl Readiness {
    /// Out of marks and what is on file.
    pub fn of(marks: &Marks, file: OnFile) -> Self {
        let mut finance = marks.finance;
        let least = match (file.cash, file.letter) {
            (true, _) => Some(9_000),
            (false, true) => Some(7_500),
            (false, false) => None,
        };
        finance[2] = finance[2].max(least);
        let plain =
            |group: [Option<Hundredths>; 3]| mean(group.map(|mark| (1, mark.map(|mark| mark.min(FULL)))));
        let groups = [plain(finance), plain(marks.urgency), plain(marks.clarity)];
        Self {
            groups,
            whole: mean(WEIGHTS.into_iter().zip(groups)),
        }
    }

    /// Hours until they are due for a follow-up: the month when little is known or there.
    pub fn due_hours(&self) -> u32 {
        match self.whole.unwrap_or(0) {
            7_500.. => 2,
            5_000.. => 24,
            3_500.. => 72,
            2_000.. => 168,
            _ => 30 * 24,
        }
    }

    /// What to ask next, given what is answered; nothing left means showings.
    pub fn next(&self, is_answered: impl Fn(Question) -> bool) -> Option<Question> {
        if self.groups[0].is_none_or(|finance| finance < THIN) && !is_answered(Question::Financing) {
            return Some(Question::Financing);
        }
        [Question::Timeline, Question::Needs, Question::Deciders]
            .into_iter()
            .find(|question| !is_answered(*question))
    }
}
