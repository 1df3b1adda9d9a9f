//! A deal moves.

use super::{Example, Trigger, is};
use crate::automation::event::EventKind;
use crate::automation::schema::{Kind, may};

pub(super) const ROW: Trigger = Trigger {
    word: "stage changed",
    help: "a deal moves",
    args: &[
        may("to", Kind::Stage, "to this stage; any when nothing is said"),
        may("from", Kind::Stage, "from this stage; any when nothing is said"),
        may("contract", Kind::Flag, "to a stage at which a contract is signed"),
    ],
    fires: |args, kind| match kind {
        EventKind::Stage { from, to, contract } => {
            is(args, "to", to) && is(args, "from", from) && (*contract || !args.flag("contract"))
        }
        _ => false,
    },
    example: Example {
        args: r#"to = "Listed""#,
        hit: || EventKind::Stage {
            from: "Signed".to_owned(),
            to: "Listed".to_owned(),
            contract: false,
        },
        miss: || EventKind::Stage {
            from: "Listed".to_owned(),
            to: "Signed".to_owned(),
            contract: false,
        },
    },
};
