//! Somebody else looks after them.

use serde_json::Value;

use super::{Action, Effect, Move, Now};
use crate::automation::schema::{Kind, needed};
use crate::domain::filter::Naming;
use crate::domain::plan::Deed;

pub(super) const ROW: Action = Action {
    word: "assign",
    help: "gives them to a colleague",
    args: &[needed(
        "to",
        Kind::User,
        "to whom: a name, lead, or next for whoever is next in turn",
    )],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let name = now.line("to");
        let Some(user) = now.facts.named(now.contact, Naming::Owner, &name) else {
            return Move::Blocked(format!(
                "there is no colleague \"{name}\" any more; nobody was assigned; name another"
            ));
        };
        let deed = Deed::Fields {
            contact: now.contact.clone(),
            changes: vec![("assignedTo".to_owned(), Value::String(user))],
        };
        Move::Do(Effect::Deed { deed })
    },
};
