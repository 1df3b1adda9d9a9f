//! A number about them crosses a mark. Staying above it is no crossing.

use super::{Example, Trigger, is};
use crate::automation::event::EventKind;
use crate::automation::schema::{Kind, may, needed};

/// Numbers of a score that can be waited for, by the names they are kept under.
const NUMBERS: &[&str] = &[
    "priority",
    "qualification",
    "conversion",
    "readiness",
    "commitment",
    "risk",
    "confidence",
];

pub(super) const ROW: Trigger = Trigger {
    word: "score crosses",
    help: "a number about them rises to, or falls below, a mark",
    args: &[
        needed("score", Kind::Choice(NUMBERS), "which number"),
        may(
            "up_to",
            Kind::Number(0, 100),
            "it was below this and is not any more",
        ),
        may(
            "down_to",
            Kind::Number(0, 100),
            "it was above this and is not any more",
        ),
    ],
    fires: |args, kind| match kind {
        EventKind::Score { score, from, to } => {
            let rises = args
                .number("up_to")
                .is_some_and(|mark| *from < mark && *to >= mark);
            let falls = args
                .number("down_to")
                .is_some_and(|mark| *from > mark && *to <= mark);
            is(args, "score", score) && (rises || falls)
        }
        _ => false,
    },
    example: Example {
        args: r#"score = "priority"
up_to = 70"#,
        hit: || EventKind::Score {
            score: "priority".to_owned(),
            from: 69,
            to: 70,
        },
        miss: || EventKind::Score {
            score: "priority".to_owned(),
            from: 70,
            to: 90,
        },
    },
};
