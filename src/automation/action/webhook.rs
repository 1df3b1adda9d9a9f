//! Another program is told. Only the id of the person goes with it.

use super::{Action, Effect, Move, Now};
use crate::automation::schema::{Kind, needed};

pub(super) const ROW: Action = Action {
    word: "webhook",
    help: "tells another program; only the person's id goes with it",
    args: &[needed("address", Kind::Address, "where")],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let address = now.line("address");
        Move::Do(Effect::Webhook { address })
    },
};
