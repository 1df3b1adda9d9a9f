//! The same steps again and again, so many times.

use super::{Action, Move, Now};
use crate::automation::schema::{Kind, needed};

pub(super) const ROW: Action = Action {
    word: "repeat",
    help: "does the steps in it so many times",
    args: &[needed("times", Kind::Number(1, 100), "how often")],
    branches: &["each"],
    reaches: false,
    act: |now: &Now<'_>| {
        let times = now.args.number("times").unwrap_or(1);
        Move::Branch(if i64::from(now.times) < times { "each" } else { "" })
    },
};
