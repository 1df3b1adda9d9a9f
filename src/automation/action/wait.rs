//! Some time goes by, or something happens before it has.

use super::{Action, Move, Now};
use crate::automation::event::HEARD;
use crate::automation::length::Length;
use crate::automation::schema::{Kind, may};

/// A wait for something to happen ends after this when nothing else is said.
const AT_MOST: Length = Length::days(30);

pub(super) const ROW: Action = Action {
    word: "wait",
    help: "lets some time go by, or waits for something to happen",
    args: &[
        may("for", Kind::Length, "how long"),
        may("until", Kind::Choice(HEARD), "what is waited for"),
        may(
            "at_most",
            Kind::Length,
            "how long it is waited for; 30 days when nothing is said",
        ),
    ],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let wanted = now.args.line("until");
        let word = HEARD.iter().copied().find(|word| Some(*word) == wanted);
        let length = now.args.length("for");
        let length = length.unwrap_or_else(|| now.length("at_most", AT_MOST));
        Move::Wait {
            until: length.after(now.at, now.zone),
            word,
            hour: false,
        }
    },
};
