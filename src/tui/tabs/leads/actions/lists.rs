//! The filter, marks, lists, their order and columns, and going from person to person.

use super::super::Leads;
use super::super::deed;
use super::super::keep::{ask_name, ask_new_name, delete_list, pick_columns, readable, saved};
use super::super::picks::{export_list, pick_order, step_list};
use super::super::whom::somebody;
use crate::tui::action::{ActionSpec, Enabled, Weight};
use crate::tui::effect::Effects;
use crate::tui::overlays::doubles::Doubles;
use crate::tui::pane::{Action, always};

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
            "leads.mark",
            "Mark",
            "Mark the person; actions then go to everybody marked.",
        )
        .word("mark")
        .late(),
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
        spec: ActionSpec::new(
            "leads.export",
            "Export this list",
            "Everybody in the list as a table in a file, safe to open in a spreadsheet.",
        ),
        enabled: always,
        run: export_list,
    },
];
