//! A day they have comes: a birthday, the day they bought, the first of a quarter, a date in a field that the account added.

use super::{Example, Trigger, is};
use crate::automation::event::EventKind;
use crate::automation::schema::{Kind, may, needed};

pub(super) const ROW: Trigger = Trigger {
    word: "date reached",
    help: "a day they have comes",
    args: &[
        needed(
            "date",
            Kind::Line,
            "birthday, home anniversary, quarter, or a date field that you added to people or deals, by its name",
        ),
        may(
            "every",
            Kind::Choice(&["year"]),
            "the date of an added field comes each year, not only once",
        ),
    ],
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
