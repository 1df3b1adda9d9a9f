//! Claude reads what they wrote and fills blanks from it.

use super::{Action, Effect, Move, Now, Task, or_blocked};
use crate::automation::schema::{Kind, needed};

pub(super) const ROW: Action = Action {
    word: "extract",
    help: "Claude reads what they wrote and fills blanks from it",
    args: &[
        needed("says", Kind::Words, "what is to be found"),
        needed("into", Kind::Some(&[]), "the blanks"),
    ],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let into = now.args.list("into").to_vec();
        let task = Task::Extract { into };
        or_blocked(now.said("says").map(|says| Move::Do(Effect::Ask { task, says })))
    },
};
