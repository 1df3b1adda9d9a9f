//! What can be done on the Today tab.

use super::deed::Deed;
use super::{Today, away, card};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::overlays::sheet::Sheet;
use crate::tui::pane::{Action, Cx, Look, always};

/// The tab.
pub const TODAY: ScopeSpec = ScopeSpec {
    id: "today",
    title: "Today",
    text: false,
};

fn something(today: &Today, _: Look<'_>) -> Enabled {
    Enabled::when(today.current().is_some(), "nothing waits")
}

fn somebody(today: &Today, _: Look<'_>) -> Enabled {
    let whose = today.current().and_then(|item| item.contact.as_ref());
    Enabled::when(whose.is_some(), "nobody is under the cursor")
}

fn known(today: &Today, _: Look<'_>) -> Enabled {
    Enabled::when(today.card().is_some(), "nobody is under the cursor")
}

/// The person under the cursor, by id and by name.
fn person(today: &Today) -> Option<(crate::domain::value::ContactId, String)> {
    let item = today.current()?;
    Some((item.contact.clone()?, item.name.shown().to_string()))
}

/// A row of a snooze with a fixed moment.
const fn snooze(spec: ActionSpec, run: fn(&mut Today, &mut Cx<'_>) -> Effects) -> Action<Today> {
    Action {
        spec: spec.weight(Weight::Local),
        enabled: something,
        run,
    }
}

/// The table.
pub const ACTIONS: &[Action<Today>] = &[
    Action {
        spec: ActionSpec::new(
            "today.open",
            "Do what is offered",
            "Answer, take a lead, open the person or the deal: the right side says which.",
        )
        .word("do it"),
        enabled: something,
        run: Today::do_offer,
    },
    Action {
        spec: ActionSpec::new(
            "today.reply",
            "Reply",
            "Write to them, on the channel of their last message.",
        )
        .word("reply")
        .weight(Weight::Leaves),
        enabled: known,
        run: Today::reply,
    },
    Action {
        spec: ActionSpec::new(
            "today.call",
            "Call",
            "The card of a call: what to ask, notes, how it ended.",
        )
        .word("call")
        .weight(Weight::Pushed),
        enabled: known,
        run: Today::call,
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
    snooze(
        ActionSpec::new(
            "today.snooze-hour",
            "Snooze an hour",
            "Put them off for an hour; a message of theirs ends it early.",
        ),
        |today, cx| today.give(Deed::Snooze("1h".to_owned()), cx),
    ),
    snooze(
        ActionSpec::new(
            "today.snooze-evening",
            "Snooze until the evening",
            "Put them off until six in the evening.",
        ),
        |today, cx| today.give(Deed::Snooze("evening".to_owned()), cx),
    ),
    snooze(
        ActionSpec::new(
            "today.snooze-tomorrow",
            "Snooze until tomorrow",
            "Put them off until nine tomorrow.",
        )
        .word("tomorrow"),
        |today, cx| today.give(Deed::Snooze("tomorrow".to_owned()), cx),
    ),
    snooze(
        ActionSpec::new(
            "today.snooze-monday",
            "Snooze until Monday",
            "Put them off until nine on Monday.",
        ),
        |today, cx| today.give(Deed::Snooze("monday".to_owned()), cx),
    ),
    snooze(
        ActionSpec::new(
            "today.snooze-words",
            "Snooze until …",
            "Put them off until a moment in your words: in 3 days, fri 10:00.",
        ),
        Today::snooze_until,
    ),
    Action {
        spec: ActionSpec::new(
            "today.assign",
            "Assign or pond",
            "Give them to a colleague or to the pond.",
        )
        .word("assign")
        .weight(Weight::Pushed),
        enabled: somebody,
        run: |today, cx| {
            let owner = today.current().and_then(|item| item.owner.clone());
            let pond = today.queue.as_ref().and_then(|queue| queue.pond.clone());
            if let Some((contact, _)) = person(today) {
                today.acts.owner_or_pond(
                    vec![contact],
                    owner.as_ref().map(crate::domain::value::UserId::as_str),
                    pond.as_ref(),
                    cx,
                );
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.why",
            "Why",
            "The parts of what waiting costs, and where they come from.",
        )
        .word("why"),
        enabled: something,
        run: |today, cx| {
            if let Some(item) = today.current() {
                let lines = card::why_lines(today, item, cx.look);
                cx.open(Sheet::new(format!("why now: {}", item.name.shown()), lines));
            }
            Effects::none()
        },
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
        spec: ActionSpec::new("today.note", "Note", "Write a note.")
            .word("note")
            .weight(Weight::Local),
        enabled: somebody,
        run: |today, cx| {
            if let Some((contact, name)) = person(today) {
                today.acts.note(vec![contact], &name, cx);
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("today.task", "Task", "Plan something to do, and when.")
            .word("task")
            .weight(Weight::Pushed),
        enabled: somebody,
        run: |today, cx| {
            if let Some((contact, name)) = person(today) {
                today.acts.task(vec![contact], &name, cx);
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

fn step(today: &mut Today, forward: bool, cx: &mut Cx<'_>) -> Effects {
    if today.desk.step(forward) {
        today.moved(cx)
    } else {
        Effects::unchanged()
    }
}
