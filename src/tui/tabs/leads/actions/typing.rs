//! What the keys do in the filter line and in the fields.

use super::super::Leads;
use super::super::deed;
use super::super::edit::{change, save, who_said_so};
use super::super::whom::person;
use crate::tui::action::ActionSpec;
use crate::tui::effect::Effects;
use crate::tui::pane::{Action, always};

/// Its rows.
pub const ACTIONS: &[Action<Leads>] = &[
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
];
