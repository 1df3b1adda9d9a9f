//! Tags are put on and taken off. Never is a whole list replaced.

use super::{Action, Effect, Move, Now};
use crate::automation::schema::{Kind, may};
use crate::domain::plan::Deed;

pub(super) const ROW: Action = Action {
    word: "tag",
    help: "puts a tag on, or takes one off",
    args: &[
        may("add", Kind::Tag, "to put on"),
        may("remove", Kind::Tag, "to take off"),
    ],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let list = |name: &str| now.args.line(name).map(str::to_owned).into_iter().collect();
        let deed = Deed::Tags {
            contact: now.contact.clone(),
            add: list("add"),
            remove: list("remove"),
        };
        Move::Do(Effect::Deed { deed })
    },
};
