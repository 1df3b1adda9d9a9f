//! The pane beside the list.

use super::super::Leads;
use super::super::whom::person;
use crate::tui::action::{ActionSpec, Enabled};
use crate::tui::effect::Effects;
use crate::tui::pane::Action;

/// Its rows.
pub const ACTIONS: &[Action<Leads>] = &[
    Action {
        spec: ActionSpec::new(
            "leads.left",
            "Back to the list",
            "The keys that move go to the list again.",
        ),
        enabled: |leads, _| Enabled::when(leads.aside, "the list has the keys already"),
        run: |leads, _| {
            leads.aside = false;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.right",
            "Into the timeline",
            "The keys that move scroll the timeline of the person.",
        ),
        enabled: |leads, look| match person(leads, look) {
            Enabled::Yes => Enabled::when(!leads.aside, "the timeline has the keys already"),
            no @ Enabled::No(_) => no,
        },
        run: |leads, _| {
            leads.aside = true;
            Effects::none()
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
];
