//! A day they have comes: a birthday, the day they bought, the first of a quarter.

use super::{Example, Trigger, is};
use crate::automation::event::EventKind;
use crate::automation::schema::{Kind, needed};

pub(super) const ROW: Trigger = Trigger {
    word: "date reached",
    help: "a day they have comes",
    args: &[needed(
        "date",
        Kind::Choice(&["birthday", "home anniversary", "quarter"]),
        "which day",
    )],
    fires: |args, kind| matches!(kind, EventKind::Date { date } if is(args, "date", date)),
    example: Example {
        args: r#"date = "birthday""#,
        hit: || EventKind::Date {
            date: "birthday".to_owned(),
        },
        miss: || EventKind::Date {
            date: "quarter".to_owned(),
        },
    },
};
