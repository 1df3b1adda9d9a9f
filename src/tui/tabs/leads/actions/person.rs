//! What is done to a person or to everybody marked: found, written to, called, changed, put off.

use super::super::Leads;
use super::super::deed;
use super::super::edit::{who_said_so, why};
use super::super::fields::Editing;
use super::super::picks::pick_done;
use super::super::whom::{bulk, deal, person, somebody, with_person};
use crate::tui::action::{ActionSpec, Enabled, Weight};
use crate::tui::acts::Acts;
use crate::tui::effect::Effects;
use crate::tui::overlays::doubles::Doubles;
use crate::tui::pane::{Action, Cx, always};

/// A row of a snooze.
const fn snooze(spec: ActionSpec, run: fn(&mut Leads, &mut Cx<'_>) -> Effects) -> Action<Leads> {
    Action {
        spec: spec.weight(Weight::Local),
        enabled: somebody,
        run,
    }
}

/// Its rows.
pub const ACTIONS: &[Action<Leads>] = &[
    Action {
        spec: ActionSpec::new(
            "leads.search",
            "Filter",
            "Choose whom the list shows, as you type.",
        )
        .word("filter"),
        enabled: always,
        run: |leads, _| {
            leads.full = false;
            leads.line.begin();
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.open", "Open", "The person alone, with the whole timeline.")
            .word("open"),
        // Whoever opens a person need not wait for the record: the name is there, the rest follows.
        enabled: |leads, look| match somebody(leads, look) {
            Enabled::No(_) if leads.is_too_narrow() => Enabled::Yes,
            other => other,
        },
        run: deed::open,
    },
    Action {
        spec: ActionSpec::new(
            "leads.reply",
            "Reply",
            "Write to them, on the channel of their last message.",
        )
        .word("reply")
        .weight(Weight::Leaves),
        enabled: person,
        run: |leads, cx| with_person(leads, cx, Acts::reply),
    },
    Action {
        spec: ActionSpec::new(
            "leads.call",
            "Call",
            "The card of a call: what to ask, notes, how it ended.",
        )
        .word("call")
        .weight(Weight::Pushed),
        enabled: person,
        run: |leads, cx| with_person(leads, cx, Acts::call),
    },
    Action {
        spec: ActionSpec::new("leads.note", "Note", "Write a note.")
            .word("note")
            .weight(Weight::Local),
        enabled: somebody,
        run: |leads, cx| {
            let name = leads.name();
            leads.acts.note(leads.whom(), &name, cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.delete",
            "Delete",
            "Delete them in the CRM, after a question.",
        )
        .weight(Weight::Pushed),
        enabled: somebody,
        run: |leads, cx| {
            let name = leads.name();
            leads.acts.delete(leads.whom(), &name, cx)
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.forget",
            "Forget",
            "Everything of theirs leaves this machine for good, after a question.",
        )
        .weight(Weight::Local),
        enabled: |leads, _| Enabled::when(leads.whom().len() == 1, "for one person at a time"),
        run: deed::forget,
    },
    Action {
        spec: ActionSpec::new(
            "leads.lift",
            "Lift the opt-out",
            "They have agreed to hear more: lift it, with the reason.",
        )
        .weight(Weight::Pushed),
        enabled: |leads, _| Enabled::when(leads.whom().len() == 1, "for one person at a time"),
        run: deed::lift,
    },
    Action {
        spec: ActionSpec::new("leads.task", "Task", "Plan something to do, and when.")
            .word("task")
            .weight(Weight::Pushed),
        enabled: somebody,
        run: |leads, cx| {
            let name = leads.name();
            leads.acts.task(leads.whom(), &name, cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.tags", "Tags", "Add and take away tags.")
            .word("tags")
            .weight(Weight::Pushed),
        enabled: somebody,
        run: deed::edit_tags,
    },
    Action {
        spec: ActionSpec::new(
            "leads.stage",
            "Move stage",
            "Move their open deal to another stage.",
        )
        .word("stage")
        .weight(Weight::Pushed),
        enabled: |leads, look| {
            if bulk(leads) {
                Enabled::Yes
            } else {
                deal(leads, look)
            }
        },
        run: deed::move_stage,
    },
    Action {
        spec: ActionSpec::new("leads.assign", "Assign", "Give them to a colleague.")
            .word("assign")
            .weight(Weight::Pushed),
        enabled: somebody,
        run: deed::assign,
    },
    Action {
        spec: ActionSpec::new(
            "leads.edit",
            "Edit fields",
            "Go through the fields and change them in place.",
        )
        .word("edit")
        .weight(Weight::Pushed),
        enabled: person,
        run: |leads, _| {
            leads.editing = Some(Editing::default());
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.done", "Task done", "Tick off one of their tasks.")
            .weight(Weight::Pushed),
        enabled: |leads, _| {
            let open = leads
                .current()
                .is_some_and(|person| person.tasks.iter().any(|task| !task.completed));
            Enabled::when(open, "they have no open task")
        },
        run: pick_done,
    },
    Action {
        spec: ActionSpec::new(
            "leads.history",
            "Who said so",
            "The values their fields had, who set them and when.",
        ),
        enabled: person,
        run: who_said_so,
    },
    Action {
        spec: ActionSpec::new(
            "leads.why",
            "Why this score",
            "The parts of their score with what each rests on, what moved, and the questions still open.",
        )
        .word("why"),
        enabled: person,
        run: why,
    },
    Action {
        spec: ActionSpec::new(
            "leads.doubles",
            "Doubles",
            "People who are here twice, side by side; make them one.",
        ),
        enabled: always,
        run: |_, cx| {
            cx.open(Doubles::default());
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.duplicate",
            "Duplicate",
            "They are here twice: the other record side by side, and the two are made one.",
        )
        .weight(Weight::Local),
        enabled: person,
        run: |leads, cx| {
            with_person(leads, cx, |acts, person, cx| {
                acts.doubles(person.contact.id.clone(), person.contact.name().to_string(), cx)
            })
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.household",
            "Household",
            "The next of those with the same number or address.",
        ),
        enabled: |leads, _| {
            let others = leads.current().is_some_and(|person| !person.household.is_empty());
            Enabled::when(others, "nobody shares their number or address")
        },
        run: deed::next_of_household,
    },
    snooze(
        ActionSpec::new(
            "leads.snooze-hour",
            "Snooze an hour",
            "Put them off for an hour; a message of theirs ends it early.",
        ),
        |leads, cx| leads.acts.snooze(leads.whom(), "1h", cx),
    ),
    snooze(
        ActionSpec::new(
            "leads.snooze-evening",
            "Snooze until the evening",
            "Put them off until six in the evening.",
        ),
        |leads, cx| leads.acts.snooze(leads.whom(), "evening", cx),
    ),
    snooze(
        ActionSpec::new(
            "leads.snooze-tomorrow",
            "Snooze until tomorrow",
            "Put them off until nine tomorrow.",
        ),
        |leads, cx| leads.acts.snooze(leads.whom(), "tomorrow", cx),
    ),
    snooze(
        ActionSpec::new(
            "leads.snooze-monday",
            "Snooze until Monday",
            "Put them off until nine on Monday.",
        ),
        |leads, cx| leads.acts.snooze(leads.whom(), "monday", cx),
    ),
    snooze(
        ActionSpec::new(
            "leads.snooze-words",
            "Snooze until …",
            "Put them off until a moment in your words: in 3 days, fri 10:00.",
        ),
        |leads, cx| {
            let name = leads.name();
            leads.acts.snooze_until(leads.whom(), &name, cx);
            Effects::none()
        },
    ),
];
