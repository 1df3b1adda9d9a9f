//! A note on the person.

use super::{Action, Effect, Move, Now, or_blocked};
use crate::automation::schema::{Kind, needed};
use crate::domain::plan::Deed;

pub(super) const ROW: Action = Action {
    word: "note",
    help: "writes a note on them",
    args: &[needed("says", Kind::Words, "what it says")],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        or_blocked(now.said("says").map(|body| {
            let contact = now.contact.clone();
            let deed = Deed::Note { contact, body };
            Move::Do(Effect::Deed { deed })
        }))
    },
};
