//! Something to do for a colleague.

use super::{Action, Effect, Move, Now, colleague, or_blocked};
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
        may("for", Kind::User, "who does it; the owner when nothing is said"),
    ],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        or_blocked(now.said("title").and_then(|title| {
            let who = now.args.line("for").unwrap_or("owner");
            let deed = Deed::Task {
                contact: now.contact.clone(),
                title,
                body: now.said("body")?,
                due: now.length("due", Length::days(1)).after(now.at, now.zone),
                assigned_to: colleague(now.facts, now.contact, who)?.map(Into::into),
            };
            Ok(Move::Do(Effect::Deed { deed }))
        }))
    },
};
