//! A member of the person is set.

use serde_json::Value;

use super::{Action, Effect, Move, Now, or_blocked};
use crate::automation::schema::{Kind, needed};
use crate::domain::plan::Deed;

pub(super) const ROW: Action = Action {
    word: "field",
    help: "sets a field",
    args: &[
        needed("field", Kind::Field, "which"),
        needed("to", Kind::Words, "to what"),
    ],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        or_blocked(now.said("to").map(|to| {
            let deed = Deed::Fields {
                contact: now.contact.clone(),
                changes: vec![(now.line("field"), Value::String(to))],
            };
            Move::Do(Effect::Deed { deed })
        }))
    },
};
