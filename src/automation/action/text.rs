//! A text message.

use super::{Action, Now, or_blocked};
use crate::automation::schema::{Kind, may, needed};
use crate::domain::contact::Channel;

pub(super) const ROW: Action = Action {
    word: "text",
    help: "writes a text message",
    args: &[
        needed(
            "says",
            Kind::Words,
            "what it says; {first_name} and other blanks are filled in",
        ),
        may(
            "within",
            Kind::Length,
            "left out when it cannot leave within this; for what is soon not true any more",
        ),
    ],
    branches: &[],
    reaches: true,
    act: |now: &Now<'_>| or_blocked(now.said("says").map(|body| now.message(Channel::Sms, None, body))),
};
