//! An appointment is booked, near, done, missed or called off.

use super::{Example, Trigger, is};
use crate::automation::event::{EventKind, Turn};
use crate::automation::schema::{Kind, may, needed};
use jiff::Timestamp;

pub(super) const ROW: Trigger = Trigger {
    word: "appointment",
    help: "an appointment changes",
    args: &[
        needed(
            "turn",
            Kind::Choice(&["booked", "soon", "done", "no-show", "cancelled"]),
            "how",
        ),
        may("sort", Kind::Line, "only of this kind, such as showing"),
    ],
    fires: |args, kind| matches!(kind, EventKind::Appointment { turn, sort, .. } if is(args, "turn", turn.word()) && is(args, "sort", sort)),
    example: Example {
        args: r#"turn = "done"
sort = "showing""#,
        hit: || EventKind::Appointment {
            turn: Turn::Done,
            sort: "showing".to_owned(),
            starts: Timestamp::UNIX_EPOCH,
        },
        miss: || EventKind::Appointment {
            turn: Turn::Done,
            sort: "consultation".to_owned(),
            starts: Timestamp::UNIX_EPOCH,
        },
    },
};
