//! A mail.

use super::{Action, Now, or_blocked};
use crate::automation::schema::{Kind, may, needed};
use crate::domain::contact::Channel;

pub(super) const ROW: Action = Action {
    word: "email",
    help: "writes a mail",
    args: &[
        needed("subject", Kind::Words, "its subject"),
        needed(
            "says",
            Kind::Words,
            "what it says; mail that wants to win somebody needs {unsubscribe}",
        ),
        may(
            "within",
            Kind::Length,
            "left out when it cannot leave within this; for what is soon not true any more",
        ),
    ],
    branches: &[],
    reaches: true,
    act: |now: &Now<'_>| {
        let subject = now.said("subject");
        or_blocked(subject.and_then(|subject| {
            let body = now.said("says")?;
            Ok(now.message(Channel::Email, Some(subject), body))
        }))
    },
};
