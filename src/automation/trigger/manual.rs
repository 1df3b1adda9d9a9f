//! A person, or another automation, puts them in by name.

use super::{Example, Trigger};
use crate::automation::event::EventKind;

pub(super) const ROW: Trigger = Trigger {
    word: "manual",
    help: "a person, or another automation, puts them in",
    args: &[],
    fires: |_, kind| matches!(kind, EventKind::Started { .. }),
    example: Example {
        args: "",
        hit: || EventKind::Started {
            automation: "T01".to_owned(),
        },
        miss: || EventKind::Started {
            automation: "T02".to_owned(),
        },
    },
};
