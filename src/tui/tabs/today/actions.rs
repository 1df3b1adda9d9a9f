//! What can be done on the Today tab only: verdicts, marks, splits, the filter, the thread at the side. What can be done to a person
//! wherever the cursor stands on one is [`crate::tui::person`].

use super::deed::Deed;
use super::whom::{known, something};
use super::{Today, away, card};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::filter_line::Kept;
use crate::tui::overlays::sheet::Sheet;
use crate::tui::pane::{Action, Cx, always};
use crate::tui::widgets::list::Motion;

/// The tab.
pub const TODAY: ScopeSpec = ScopeSpec {
    id: "today",
    title: "Today",
    text: false,
};

/// Its filter line.
pub const FILTER: ScopeSpec = ScopeSpec {
    id: "today.filter",
    title: "Today, while filtering",
    text: true,
};

/// The table.
pub const ACTIONS: &[Action<Today>] = &[
    Action {
        spec: ActionSpec::new(
            "today.open",
            "Do what is offered",
            "Answer, take a lead, open the person or the deal: the right side says which.",
        )
        .word("do it"),
        enabled: |today, look| match something(today, look) {
            Enabled::No(_) if today.is_too_narrow() => Enabled::Yes,
            other => other,
        },
        run: |today, cx| {
            if today.is_too_narrow() {
                today.widen(cx)
            } else {
                today.do_offer(cx)
            }
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.done",
            "Done, next",
            "Nothing more is to be done until something new comes; a task is ticked off.",
        )
        .word("done")
        .weight(Weight::Pushed),
        enabled: something,
        run: |today, cx| today.give(Deed::Done, cx),
    },
    Action {
        spec: ActionSpec::new(
            "today.away",
            "While you were away",
            "Who came, who wrote and what was changed in the CRM since you last did something before today.",
        ),
        enabled: |today, _| {
            let told = today.away.as_ref().is_some_and(|night| !away::is_quiet(night));
            Enabled::when(told, "nothing happened while you were away")
        },
        run: |today, cx| {
            if let Some(night) = &today.away {
                let title = format!("while you were away, since {}", away::since(night, cx.look));
                cx.open(Sheet::new(title, away::lines(night)));
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.decline",
            "Decline",
            "Nothing will be done about it; only a message of theirs brings them back.",
        )
        .word("decline")
        .late()
        .weight(Weight::Local),
        enabled: something,
        run: |today, cx| today.give(Deed::Decline, cx),
    },
    Action {
        spec: ActionSpec::new(
            "today.again",
            "The last verdict again",
            "Done, snooze or decline, as with the row before.",
        ),
        enabled: |today, _| Enabled::when(today.last.is_some(), "no verdict has been given yet"),
        run: |today, cx| match today.last.clone() {
            Some(deed) => today.give(deed, cx),
            None => Effects::unchanged(),
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.mark",
            "Mark",
            "Mark the row; a verdict is then about everything marked.",
        )
        .word("mark")
        .late(),
        enabled: something,
        run: Today::mark,
    },
    Action {
        spec: ActionSpec::new(
            "today.range",
            "Mark a range",
            "Mark from here to where the cursor goes; again ends it.",
        ),
        enabled: something,
        run: |today, _| today.mark_range(),
    },
    Action {
        spec: ActionSpec::new(
            "today.all",
            "Mark all",
            "Mark this whole part of the queue, or nothing.",
        ),
        enabled: something,
        run: |today, _| today.mark_all(),
    },
    Action {
        spec: ActionSpec::new("today.next-split", "Next split", "To the next part of the queue."),
        enabled: always,
        run: |today, cx| step(today, true, cx),
    },
    Action {
        spec: ActionSpec::new(
            "today.previous-split",
            "Previous split",
            "To the part of the queue before.",
        ),
        enabled: always,
        run: |today, cx| step(today, false, cx),
    },
    Action {
        spec: ActionSpec::new(
            "today.next",
            "Next row",
            "The next of the queue; the keys that move stay where they are.",
        ),
        enabled: something,
        run: |today, cx| today.move_by(Motion::Down, cx),
    },
    Action {
        spec: ActionSpec::new(
            "today.previous",
            "Previous row",
            "The one before; the keys that move stay where they are.",
        ),
        enabled: something,
        run: |today, cx| today.move_by(Motion::Up, cx),
    },
    Action {
        spec: ActionSpec::new(
            "today.search",
            "Filter",
            "Choose whose rows are shown, as you type.",
        )
        .word("filter")
        .late(),
        enabled: always,
        run: |today, _| {
            today.line.begin();
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.filter.keep",
            "Keep",
            "Keep the filter and go to the queue; of plain words behind a ! Claude makes one first.",
        )
        .word("keep"),
        enabled: always,
        run: keep_filter,
    },
    Action {
        spec: ActionSpec::new("today.filter.undo", "Back", "Back to the filter before.").word("back"),
        enabled: always,
        run: |today, cx| {
            if today.line.undo() {
                today.refilter(cx).and(Effects::none())
            } else {
                Effects::none()
            }
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.filter.complete",
            "Complete",
            "Complete the field or value.",
        )
        .word("complete"),
        enabled: always,
        run: |today, cx| {
            if today.line.complete(&cx.world.directory) {
                today.refilter(cx).and(Effects::none())
            } else {
                Effects::none()
            }
        },
    },
    Action {
        spec: ActionSpec::new("today.filter.down", "Down", "One row down in the queue.").word("move"),
        enabled: always,
        run: |today, cx| today.move_by(Motion::Down, cx),
    },
    Action {
        spec: ActionSpec::new("today.filter.up", "Up", "One row up in the queue.").word("move"),
        enabled: always,
        run: |today, cx| today.move_by(Motion::Up, cx),
    },
    Action {
        spec: ActionSpec::new(
            "today.left",
            "Back to the queue",
            "The keys that move go to the queue again.",
        ),
        enabled: |today, _| Enabled::when(today.aside, "the queue has the keys already"),
        run: |today, _| {
            today.aside = false;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.right",
            "Into the thread",
            "The keys that move scroll the thread with the person.",
        ),
        enabled: |today, look| match known(today, look) {
            Enabled::Yes => Enabled::when(!today.aside, "the thread has the keys already"),
            no @ Enabled::No(_) => no,
        },
        run: |today, _| {
            today.aside = true;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("today.scroll-down", "Older", "Scroll the thread down."),
        enabled: known,
        run: |today, _| {
            today.scroll = (today.scroll + 3).min(card::thread_len(today));
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("today.scroll-up", "Newer", "Scroll the thread up."),
        enabled: known,
        run: |today, _| {
            today.scroll = today.scroll.saturating_sub(3);
            Effects::none()
        },
    },
];

/// The actions that take the filter which Claude made, and leave it.
pub(super) const KEEP_OR_UNDO: (&str, &str) = ("today.filter.keep", "today.filter.undo");

fn keep_filter(today: &mut Today, cx: &mut Cx<'_>) -> Effects {
    match today.line.finish(cx) {
        Kept::NotYet(effects) => effects,
        Kept::Another => today.refilter(cx).and(Effects::none()),
        Kept::Same => Effects::none(),
    }
}

fn step(today: &mut Today, forward: bool, cx: &mut Cx<'_>) -> Effects {
    if today.desk.step(forward) {
        today.moved(cx)
    } else {
        Effects::unchanged()
    }
}
