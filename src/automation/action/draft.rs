//! A message that Claude writes and a person looks at.

use super::{Action, Effect, Move, Now, Task, or_blocked};
use crate::automation::schema::{Kind, may, needed};
use crate::domain::contact::Channel;

pub(super) const ROW: Action = Action {
    word: "draft",
    help: "Claude writes a message; it is laid ready and a person sends it",
    args: &[
        needed("says", Kind::Words, "what the message is to be about"),
        may(
            "channel",
            Kind::Choice(&["text", "email"]),
            "text when nothing is said",
        ),
    ],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let channel = match now.args.line("channel") {
            Some("email") => Channel::Email,
            _ => Channel::Sms,
        };
        let task = Task::Draft { channel };
        or_blocked(now.said("says").map(|says| Move::Do(Effect::Ask { task, says })))
    },
};
