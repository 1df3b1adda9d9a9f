//! They leave other automations.

use super::{Action, Effect, Move, Now};
use crate::automation::schema::{Kind, may};

pub(super) const ROW: Action = Action {
    word: "stop",
    help: "takes them out of another automation, or of all others",
    args: &[may(
        "automation",
        Kind::Automation,
        "its id; all others when nothing is said",
    )],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let automation = now.args.line("automation").map(str::to_owned);
        Move::Do(Effect::Stop { automation })
    },
};
