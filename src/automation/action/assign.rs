//! Somebody else looks after them.

use serde_json::Value;

use super::{Action, Effect, Move, NEXT, Now, colleague};
use crate::automation::schema::{Kind, needed};
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
        let user = match colleague(now.facts, now.contact, &name) {
            Ok(Some(user)) => user,
            Ok(None) => return Move::Blocked("nobody looks after them, so nobody was assigned".to_owned()),
            Err(why) => return Move::Blocked(why),
        };
        // Whose turn it is shows when it is done: others may be given away by then.
        let to = if name == NEXT { name } else { user };
        let deed = Deed::Fields {
            contact: now.contact.clone(),
            changes: vec![("assignedTo".to_owned(), Value::String(to))],
        };
        Move::Do(Effect::Deed { deed })
    },
};
