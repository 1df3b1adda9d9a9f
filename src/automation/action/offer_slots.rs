//! A text that offers times from the calendar.

use super::{Action, Now, or_blocked};
use crate::automation::schema::{Kind, may, needed};
use crate::domain::contact::Channel;

pub(super) const ROW: Action = Action {
    word: "offer_slots",
    help: "writes a text that offers free times: {slot_1}, {slot_2}, {slot_3}",
    args: &[
        needed(
            "says",
            Kind::Words,
            "what it says, with at least {slot_1} and {slot_2}",
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
