//! Claude reads what they wrote and finds their answers to questions of qualification. What strangers wrote fills no blank: a
//! person says whether an answer is kept.

use super::{Action, Effect, Move, Now, Task, or_blocked};
use crate::automation::schema::{Kind, needed};
use crate::domain::qualification::Question;

pub(super) const ROW: Action = Action {
    word: "extract",
    help: "Claude reads what they wrote and finds answers to questions of qualification, for a person to keep",
    args: &[
        needed("says", Kind::Words, "what is to be found"),
        needed(
            "into",
            Kind::Some(&Question::WORDS),
            "the questions: budget, area, timeline and so on",
        ),
    ],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let into = now.args.list("into").to_vec();
        let task = Task::Extract { into };
        or_blocked(now.said("says").map(|says| Move::Do(Effect::Ask { task, says })))
    },
};
