//! Reaching a person: a reply, a call, a draft of Claude's.

use super::{Row, Tab, known, with_person};
use crate::tui::action::{ActionSpec, Weight};
use crate::tui::acts::Acts;
use crate::tui::effect::Effects;
use crate::tui::pane::Cx;

/// Its rows.
pub(super) const ACTIONS: &[Row] = &[
    Row {
        spec: ActionSpec::new(
            "person.reply",
            "Reply",
            "Write to them, on the channel of their last message.",
        )
        .word("reply")
        .weight(Weight::Leaves),
        enabled: known,
        run: reply,
    },
    Row {
        spec: ActionSpec::new(
            "person.call",
            "Call",
            "The card of a call: what to ask, notes, how it ended.",
        )
        .word("call")
        .weight(Weight::Pushed),
        enabled: known,
        run: |tab, cx| with_person(tab, cx, Acts::call),
    },
    Row {
        spec: ActionSpec::new(
            "person.draft",
            "Draft with Claude",
            "Claude writes an answer where you write it; you send it. Names and numbers stay here.",
        )
        .word("draft"),
        enabled: known,
        run: |tab, cx| with_person(tab, cx, Acts::draft),
    },
];

/// Writes to them; where the tab has words ready they stand there.
pub fn reply(tab: &mut Tab, cx: &mut Cx<'_>) -> Effects {
    let ready = tab.ready(cx.look);
    with_person(tab, cx, |acts, person, cx| acts.reply_with(person, ready, cx))
}
