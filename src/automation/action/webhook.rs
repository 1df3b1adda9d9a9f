//! Another program is told. The id of the person goes with it, and what the step says; nothing that they wrote.

use super::{Action, Effect, Move, Now, or_blocked};
use crate::automation::schema::{Kind, may, needed};

pub(super) const ROW: Action = Action {
    word: "webhook",
    help: "tells another program; the person's id goes with it, and what the step says",
    args: &[
        needed(
            "address",
            Kind::Line,
            "the name of an address in the settings (automations.addresses)",
        ),
        may("says", Kind::Words, "words that go along"),
    ],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let address = now.line("address");
        or_blocked(now.said("says").map(|says| {
            let says = Some(says).filter(|says| !says.is_empty());
            Move::Do(Effect::Webhook { address, says })
        }))
    },
};
