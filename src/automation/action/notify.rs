//! A colleague is told.

use super::{Action, Effect, Move, Now, colleague, or_blocked};
use crate::automation::schema::{Kind, may, needed};

pub(super) const ROW: Action = Action {
    word: "notify",
    help: "tells a colleague",
    args: &[
        needed("says", Kind::Words, "what"),
        may("who", Kind::User, "whom; the owner when nothing is said"),
    ],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let who = now.args.line("who").unwrap_or("owner").to_owned();
        or_blocked(now.said("says").and_then(|says| {
            colleague(now.facts, now.contact, &who)?;
            Ok(Move::Do(Effect::Notify { who, says }))
        }))
    },
};
