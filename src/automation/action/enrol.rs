//! They go into a workflow of the CRM.

use super::{Action, Effect, Move, Now};
use crate::automation::schema::{Kind, needed};

pub(super) const ROW: Action = Action {
    word: "enrol",
    help: "puts them into a workflow of the CRM",
    args: &[needed("workflow", Kind::Workflow, "its name")],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let workflow = now.line("workflow");
        Move::Do(Effect::Enrol { workflow })
    },
};
