//! A message that Claude writes and a person looks at.

use super::{Action, Effect, Move, Now, Task, or_blocked};
use crate::automation::schema::{Kind, may, needed};
use crate::domain::contact::Channel;

pub(super) const ROW: Action = Action {
    word: "draft",
    help: "Claude writes a message; it is laid ready, or sent where the automation sends by itself",
    args: &[
        needed("says", Kind::Words, "what the message is to be about"),
        may(
            "channel",
            Kind::Choice(&["text", "email"]),
            "text when nothing is said",
        ),
        may(
            "only_draft",
            Kind::Flag,
            "laid ready for a person even where the automation sends by itself",
        ),
        may(
            "else",
            Kind::Words,
            "what it says when Claude cannot be asked in time; without it the step is left out then",
        ),
    ],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let channel = match now.args.line("channel") {
            Some("email") => Channel::Email,
            _ => Channel::Sms,
        };
        let sends = now.sends && !now.args.flag("only_draft");
        or_blocked(now.said("says").map(|says| {
            // What stands in for it is of use only when every blank of it is known.
            let otherwise = now.said("else").ok().filter(|text| !text.is_empty());
            let task = Task::Draft {
                channel,
                sends,
                otherwise,
            };
            Move::Do(Effect::Ask { task, says })
        }))
    },
};
