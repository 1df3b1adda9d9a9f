//! Claude reads what they wrote and chooses one of a few words.

use super::{Action, Effect, Move, Now, Task, or_blocked};
use crate::automation::schema::{Kind, may, needed};

pub(super) const ROW: Action = Action {
    word: "classify",
    help: "Claude reads what they wrote and chooses one word",
    args: &[
        needed("says", Kind::Words, "what is to be decided"),
        needed("among", Kind::Some(&[]), "the words to choose from"),
        needed("into", Kind::Line, "the blank the word goes into"),
        may("else", Kind::Line, "the word when Claude cannot be asked in time"),
    ],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let task = Task::Classify {
            into: now.line("into"),
            among: now.args.list("among").to_vec(),
            otherwise: now.args.line("else").map(str::to_owned),
        };
        or_blocked(now.said("says").map(|says| Move::Do(Effect::Ask { task, says })))
    },
};
