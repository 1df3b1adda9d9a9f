//! A tag is taken off.

use super::{Example, Trigger, is};
use crate::automation::event::EventKind;
use crate::automation::schema::{Kind, needed};

pub(super) const ROW: Trigger = Trigger {
    word: "tag removed",
    help: "a tag is taken off",
    args: &[needed("tag", Kind::Tag, "which tag")],
    fires: |args, kind| matches!(kind, EventKind::TagRemoved { tag } if is(args, "tag", tag)),
    example: Example {
        args: r#"tag = "AI-Off""#,
        hit: || EventKind::TagRemoved {
            tag: "AI-Off".to_owned(),
        },
        miss: || EventKind::TagAdded {
            tag: "AI-Off".to_owned(),
        },
    },
};
