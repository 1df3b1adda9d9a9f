//! One way or the other, by a question.

use super::{Action, Move, Now};
use crate::automation::schema::{Kind, needed};
use crate::automation::words::{Asks, Condition};

pub(super) const ROW: Action = Action {
    word: "if",
    help: "goes on one way or the other",
    args: &[needed(
        "if",
        Kind::Condition,
        "a question about the person, or what the run has seen: replied, opened",
    )],
    branches: &["yes", "no"],
    reaches: false,
    act: |now: &Now<'_>| {
        let yes = now
            .args
            .condition("if")
            .is_none_or(|condition| now.is_true(condition));
        Move::Branch(if yes { "yes" } else { "no" })
    },
};

impl Now<'_> {
    /// Whether a condition is true now.
    pub fn is_true(&self, condition: &Condition) -> bool {
        match &condition.asks {
            Asks::Person => condition.is_open() || self.facts.holds(self.contact, condition, self.at),
            Asks::Heard(word) => self.heard.iter().any(|heard| heard == word),
            Asks::Left { name, is, value } => {
                let left = self.vars.get(name);
                left.is_some_and(|left| left.eq_ignore_ascii_case(value)) == *is
            }
        }
    }
}
