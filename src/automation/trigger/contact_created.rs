//! Somebody new is known.

use super::{Example, Trigger};
use crate::automation::event::EventKind;

pub(super) const ROW: Trigger = Trigger {
    word: "contact created",
    help: "somebody new is known",
    args: &[],
    fires: |_, kind| matches!(kind, EventKind::Created),
    example: Example {
        args: "",
        hit: || EventKind::Created,
        miss: || EventKind::Opened,
    },
};
