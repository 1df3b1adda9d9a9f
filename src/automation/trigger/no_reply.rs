//! They have not answered for so long what was written to them last. It fires at that hour and not again at every later one.

use super::{Example, Trigger};
use crate::automation::event::EventKind;
use crate::automation::schema::{Kind, may, needed};

pub(super) const ROW: Trigger = Trigger {
    word: "no reply",
    help: "they have not answered for a while",
    args: &[
        needed("after", Kind::Length, "for how long, in whole hours"),
        may("engaged", Kind::Flag, "only who had answered before"),
    ],
    fires: |args, kind| match kind {
        EventKind::Silent { hours, engaged } => {
            let wanted = args.length("after").map(|length| length.about().as_hours());
            wanted == Some(i64::from(*hours)) && (*engaged || !args.flag("engaged"))
        }
        _ => false,
    },
    example: Example {
        args: r#"after = "24 hours"
engaged = true"#,
        hit: || EventKind::Silent {
            hours: 24,
            engaged: true,
        },
        miss: || EventKind::Silent {
            hours: 24,
            engaged: false,
        },
    },
};
