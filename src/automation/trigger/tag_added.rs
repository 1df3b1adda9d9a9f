//! A tag is put on, whatever the case it is written in.

use super::{Example, Trigger, is};
use crate::automation::event::EventKind;
use crate::automation::schema::{Kind, needed};

pub(super) const ROW: Trigger = Trigger {
    word: "tag added",
    help: "a tag is put on",
    args: &[needed("tag", Kind::Tag, "which tag")],
    fires: |args, kind| matches!(kind, EventKind::TagAdded { tag } if is(args, "tag", tag)),
    example: Example {
        args: r#"tag = "Needs Qualifying""#,
        hit: || EventKind::TagAdded {
            tag: "needs qualifying".to_owned(),
        },
        miss: || EventKind::TagAdded {
            tag: "Qualified".to_owned(),
        },
    },
};
