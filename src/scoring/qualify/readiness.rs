//! How ready a buyer is: nine marks in three groups, when to follow up, and what to ask next.

use serde::{Deserialize, Serialize};

use crate::domain::qualification::Question;
use crate::scoring::number::{FULL, Hundredths, mean};

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

/// Weights of finance, urgency and clarity.
const WEIGHTS: [u16; 3] = [40, 35, 25];
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
