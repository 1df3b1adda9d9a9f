//! They fill in a form or sign in at an open house.

use super::{Example, Trigger, is};
use crate::automation::event::EventKind;
use crate::automation::schema::{Kind, may};

pub(super) const ROW: Trigger = Trigger {
    word: "form",
    help: "they fill in a form or sign in",
    args: &[may("form", Kind::Form, "which; any when nothing is said")],
    fires: |args, kind| matches!(kind, EventKind::Form { form } if is(args, "form", form)),
    example: Example {
        args: r#"form = "Open house""#,
        hit: || EventKind::Form {
            form: "open house".to_owned(),
        },
        miss: || EventKind::Form {
            form: "Newsletter".to_owned(),
        },
    },
};
