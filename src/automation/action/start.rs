//! They go into another automation.

use super::{Action, Effect, Move, Now};
use crate::automation::schema::{Kind, needed};

pub(super) const ROW: Action = Action {
    word: "start",
    help: "puts them into another automation",
    args: &[needed("automation", Kind::Automation, "its id")],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let automation = now.line("automation");
        Move::Do(Effect::Start { automation })
    },
};
