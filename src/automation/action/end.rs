//! The run is over.

use super::{Action, Move, Now};
use crate::automation::schema::{Kind, may};

pub(super) const ROW: Action = Action {
    word: "end",
    help: "ends here",
    args: &[may("why", Kind::Line, "in a few words")],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| Move::End(now.args.line("why").unwrap_or("the end was reached").to_owned()),
};
