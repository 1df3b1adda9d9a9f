//! What can be done on the Leads tab.

use super::Leads;
use super::deed;
use super::edit::{change, save, who_said_so, why};
use super::fields::Editing;
use super::keep::{ask_name, ask_new_name, delete_list, pick_columns, readable, saved};
use super::picks::{export_list, pick_done, pick_order, step_list};
use super::whom::{bulk, copy, deal, person, somebody, with_person};
use crate::engine::query::LeftFor;
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::acts::out;
use crate::tui::effect::Effects;
use crate::tui::overlays::doubles::Doubles;
use crate::tui::overlays::lens::Lens;
use crate::tui::pane::{Action, Cx, always};

/// The tab.
pub const LEADS: ScopeSpec = ScopeSpec {
    id: "leads",
    title: "Leads",
    text: false,
};
/// Its filter line.
pub const FILTER: ScopeSpec = ScopeSpec {
    id: "leads.filter",
    title: "Leads, while filtering",
    text: true,
};
/// Going through the fields of a person.
pub const FIELDS: ScopeSpec = ScopeSpec {
    id: "leads.fields",
    title: "Leads, in the fields",
    text: false,
};
/// Typing into one.
pub const FIELD: ScopeSpec = ScopeSpec {
    id: "leads.field",
    title: "Leads, in one field",
    text: true,
};

/// A row of a snooze.
const fn snooze(spec: ActionSpec, run: fn(&mut Leads, &mut Cx<'_>) -> Effects) -> Action<Leads> {
    Action {
        spec: spec.weight(Weight::Local),
        enabled: somebody,
        run,
    }
}

/// The actions that take the filter which Claude made, and leave it.
pub(super) const KEEP_OR_UNDO: (&str, &str) = ("leads.filter.keep", "leads.filter.undo");

/// The table.
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
        run: |leads, cx| with_person(leads, cx, crate::tui::acts::Acts::reply),
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
        run: |leads, cx| with_person(leads, cx, crate::tui::acts::Acts::call),
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
    Action {
        spec: ActionSpec::new(
            "leads.draft",
            "Draft with Claude",
            "Claude writes an answer where you write it; you send it. Names and numbers stay here.",
        ),
        enabled: person,
        run: |leads, cx| with_person(leads, cx, crate::tui::acts::Acts::draft),
    },
    Action {
        spec: ActionSpec::new(
            "leads.claude",
            "Ask Claude about them",
            "A question in the chat about them; Claude reads what is here, names and numbers stay here.",
        )
        .word("Claude"),
        enabled: person,
        run: |leads, cx| with_person(leads, cx, |acts, person, cx| acts.ask_claude(person, cx)),
    },
    Action {
        spec: ActionSpec::new(
            "leads.analyse",
            "Analyse with Claude",
            "How likely they close, how they behave, what to do next; with what it rests on.",
        ),
        enabled: person,
        run: |leads, cx| with_person(leads, cx, |acts, person, cx| acts.prepare("analysis", person, cx)),
    },
    Action {
        spec: ActionSpec::new(
            "leads.brief",
            "Call brief with Claude",
            "An opener, what is known and what to ask; made in the background.",
        ),
        enabled: person,
        run: |leads, cx| {
            with_person(leads, cx, |acts, person, cx| {
                acts.prepare("call_brief", person, cx)
            })
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.prepare",
            "Prepare with Claude",
            "A reply in three tones, a plan, an answer to an objection, a translation and more: made in the background.",
        ),
        enabled: person,
        run: |leads, cx| {
            with_person(leads, cx, |acts, person, cx| {
                acts.choose_work(person, cx);
                Effects::none()
            })
        },
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
    Action {
        spec: ActionSpec::new(
            "leads.remember",
            "Remember of them",
            "What is remembered of them: add to it, put it differently, forget it.",
        )
        .word("remember")
        .weight(Weight::Local),
        enabled: person,
        run: |leads, cx| {
            with_person(leads, cx, |acts, person, cx| {
                acts.remember(person, cx);
                Effects::none()
            })
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.lens",
            "What left for what Claude prepared",
            "Every byte that left for work about them, beside how it reads here.",
        ),
        enabled: person,
        run: |leads, cx| {
            with_person(leads, cx, |_, person, cx| {
                cx.open(Lens::new(LeftFor::Work(person.contact.id.clone())));
                Effects::none()
            })
        },
    },
    Action {
        spec: ActionSpec::new("leads.new", "New person", "Name, phone and email on one line.")
            .word("new")
            .weight(Weight::Pushed),
        enabled: always,
        run: |leads, cx| {
            leads.acts.newcomer(cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.mark",
            "Mark",
            "Mark the person; actions then go to everybody marked.",
        )
        .word("mark"),
        enabled: somebody,
        run: deed::mark,
    },
    Action {
        spec: ActionSpec::new(
            "leads.range",
            "Mark a range",
            "Mark from here to where the cursor goes; again ends it.",
        ),
        enabled: somebody,
        run: deed::mark_range,
    },
    Action {
        spec: ActionSpec::new(
            "leads.all",
            "Mark all",
            "Mark everybody the filter chooses, or nobody.",
        ),
        enabled: always,
        run: Leads::mark_all,
    },
    Action {
        spec: ActionSpec::new("leads.next-list", "Next list", "The next list."),
        enabled: always,
        run: |leads, cx| step_list(leads, true, cx),
    },
    Action {
        spec: ActionSpec::new("leads.previous-list", "Previous list", "The list before."),
        enabled: always,
        run: |leads, cx| step_list(leads, false, cx),
    },
    Action {
        spec: ActionSpec::new(
            "leads.save-list",
            "Save the list",
            "Keep this filter under a name, with its order and columns.",
        )
        .weight(Weight::Local),
        enabled: readable,
        run: ask_name,
    },
    Action {
        spec: ActionSpec::new(
            "leads.rename-list",
            "Rename the list",
            "Give the saved list another name.",
        )
        .weight(Weight::Local),
        enabled: saved,
        run: ask_new_name,
    },
    Action {
        spec: ActionSpec::new(
            "leads.delete-list",
            "Delete the list",
            "Forget the saved list; nothing happens to anybody in it.",
        )
        .weight(Weight::Local),
        enabled: saved,
        run: delete_list,
    },
    Action {
        spec: ActionSpec::new("leads.columns", "Columns", "Choose which columns the list shows."),
        enabled: always,
        run: pick_columns,
    },
    Action {
        spec: ActionSpec::new("leads.everybody", "Everybody", "Take the filter away."),
        enabled: always,
        run: |leads, cx| leads.set_filter("", cx),
    },
    Action {
        spec: ActionSpec::new("leads.sort", "Sort", "Put the list in another order."),
        enabled: always,
        run: pick_order,
    },
    Action {
        spec: ActionSpec::new(
            "leads.next",
            "Next person",
            "The next person, without leaving the detail.",
        ),
        enabled: always,
        run: |leads, cx| {
            leads.visitor = None;
            leads.move_by(crate::tui::widgets::list::Motion::Down, cx)
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.previous",
            "Previous person",
            "The person before, without leaving the detail.",
        ),
        enabled: always,
        run: |leads, cx| {
            leads.visitor = None;
            leads.move_by(crate::tui::widgets::list::Motion::Up, cx)
        },
    },
    Action {
        spec: ActionSpec::new("leads.scroll-down", "Older", "Scroll the timeline down."),
        enabled: person,
        run: |leads, _| {
            leads.scroll += 3;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.scroll-up", "Newer", "Scroll the timeline up."),
        enabled: person,
        run: |leads, _| {
            leads.scroll = leads.scroll.saturating_sub(3);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.fetch",
            "Fetch again",
            "Fetch this person from the CRM now.",
        ),
        enabled: person,
        run: deed::fetch,
    },
    Action {
        spec: ActionSpec::new(
            "leads.copy-phone",
            "Copy phone",
            "Put their number on the clipboard.",
        ),
        enabled: person,
        run: |leads, cx| copy(leads, cx, |person| person.contact.phone.shown()),
    },
    Action {
        spec: ActionSpec::new(
            "leads.copy-email",
            "Copy email",
            "Put their address on the clipboard.",
        ),
        enabled: person,
        run: |leads, cx| copy(leads, cx, |person| person.contact.email.shown()),
    },
    Action {
        spec: ActionSpec::new(
            "leads.copy-line",
            "Copy line",
            "Put name, phone and email on the clipboard.",
        ),
        enabled: person,
        run: |leads, cx| copy(leads, cx, |person| out::line(&person.contact)),
    },
    Action {
        spec: ActionSpec::new(
            "leads.copy-link",
            "Copy link",
            "Put the address of their page in the CRM on the clipboard.",
        ),
        enabled: person,
        run: |leads, cx| with_person(leads, cx, |_, person, cx| out::copy_link(person, cx)),
    },
    Action {
        spec: ActionSpec::new(
            "leads.web",
            "Open in the CRM",
            "Open this person in the CRM on the web.",
        ),
        enabled: |leads, _| {
            let known = leads.current().is_some_and(|person| person.remote_id.is_some());
            Enabled::when(known, "the CRM does not know them yet")
        },
        run: |leads, cx| with_person(leads, cx, |_, person, cx| out::open_on_web(person, cx)),
    },
    Action {
        spec: ActionSpec::new(
            "leads.deal",
            "Show the deal",
            "Show their open deal on the board.",
        ),
        enabled: deal,
        run: deed::show_deal,
    },
    Action {
        spec: ActionSpec::new(
            "leads.filter.keep",
            "Keep",
            "Keep the filter and go to the list; of plain words behind a ! Claude makes one first.",
        )
        .word("keep"),
        enabled: always,
        run: deed::keep_filter,
    },
    Action {
        spec: ActionSpec::new("leads.filter.undo", "Back", "Back to the filter before.").word("back"),
        enabled: always,
        run: deed::undo_filter,
    },
    Action {
        spec: ActionSpec::new(
            "leads.filter.complete",
            "Complete",
            "Complete the field or value.",
        )
        .word("complete"),
        enabled: always,
        run: deed::complete_filter,
    },
    Action {
        spec: ActionSpec::new("leads.filter.down", "Down", "One row down in the list.").word("move"),
        enabled: always,
        run: |leads, cx| leads.move_by(crate::tui::widgets::list::Motion::Down, cx),
    },
    Action {
        spec: ActionSpec::new("leads.filter.up", "Up", "One row up in the list.").word("move"),
        enabled: always,
        run: |leads, cx| leads.move_by(crate::tui::widgets::list::Motion::Up, cx),
    },
    Action {
        spec: ActionSpec::new(
            "leads.fields.change",
            "Change",
            "Change the field under the cursor.",
        )
        .word("change"),
        enabled: person,
        run: change,
    },
    Action {
        spec: ActionSpec::new(
            "leads.fields.history",
            "Who said so",
            "The values this field had, who set them and when.",
        )
        .word("who said so"),
        enabled: person,
        run: who_said_so,
    },
    Action {
        spec: ActionSpec::new("leads.fields.close", "Done", "Back to the person.").word("done"),
        enabled: always,
        run: |leads, _| {
            leads.editing = None;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.field.save", "Save", "Save the field.").word("save"),
        enabled: person,
        run: |leads, cx| save(leads, false, cx),
    },
    Action {
        spec: ActionSpec::new(
            "leads.field.next",
            "Save, next",
            "Save the field and go on to the next.",
        )
        .word("next"),
        enabled: person,
        run: |leads, cx| save(leads, true, cx),
    },
    Action {
        spec: ActionSpec::new("leads.field.undo", "Leave it", "Leave the field as it was.").word("leave it"),
        enabled: always,
        run: deed::leave_field,
    },
    Action {
        spec: ActionSpec::new(
            "leads.export",
            "Export this list",
            "Everybody in the list as a table in a file, safe to open in a spreadsheet.",
        ),
        enabled: always,
        run: export_list,
    },
];
