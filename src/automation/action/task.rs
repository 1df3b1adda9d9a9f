//! Something to do for a colleague.

use super::{Action, Effect, Move, NEXT, Now, colleague, or_blocked};
use crate::automation::length::Length;
use crate::automation::schema::{Kind, may, needed};
use crate::domain::plan::Deed;

pub(super) const ROW: Action = Action {
    word: "task",
    help: "plans something to do",
    args: &[
        needed("title", Kind::Words, "what is to be done"),
        may("body", Kind::Words, "more words"),
        may(
            "due",
            Kind::Length,
            "by when, from now; 1 day when nothing is said",
        ),
        may(
            "for",
            Kind::User,
            "who does it: a name, owner, lead, or next for whoever is next in turn; the owner when nothing is said",
        ),
    ],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        or_blocked(now.said("title").and_then(|title| {
            let who = now.args.line("for").unwrap_or("owner");
            let user = colleague(now.facts, now.contact, who)?;
            // Whose turn it is shows when it is done: others may be given away by then.
            let user = if who == NEXT { Some(NEXT.to_owned()) } else { user };
            let deed = Deed::Task {
                contact: now.contact.clone(),
                title,
                body: now.said("body")?,
                due: now.length("due", Length::days(1)).after(now.at, now.zone),
                assigned_to: user.map(Into::into),
            };
            Ok(Move::Do(Effect::Deed { deed }))
        }))
    },
};
