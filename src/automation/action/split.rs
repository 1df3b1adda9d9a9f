//! People go different ways by chance, to see which is better. The same person always goes the same way.

use super::{Action, Move, Now};
use crate::automation::schema::{Kind, needed};
use crate::automation::share::hundredth;

pub(super) const ROW: Action = Action {
    word: "split",
    help: "sends some people one way and the others another, by chance",
    args: &[needed(
        "share",
        Kind::Number(0, 100),
        "so many of a hundred go the way of yes",
    )],
    branches: &["yes", "no"],
    reaches: false,
    act: |now: &Now<'_>| {
        let share = now.args.number("share").unwrap_or(50);
        let chance = hundredth(&[now.automation, now.step, now.contact.as_str()]);
        Move::Branch(if i64::from(chance) < share { "yes" } else { "no" })
    },
};
