//! What can be done on the Leads tab: its places, and the rows of each kind of action in a file.
//!
//! Owns names, keys' places and when an action can run. Must not do the work: a row calls what stands beside this folder or in
//! `acts`, and what can be done to the person there is in [`crate::tui::person`]. One more action is a row; one more kind is a
//! file and its line in [`ALL`].

mod lists;
mod record;
mod typing;

use super::Leads;
use crate::tui::action::ScopeSpec;
use crate::tui::pane::Action;

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

/// The actions that take the filter which Claude made, and leave it.
pub(super) const KEEP_OR_UNDO: (&str, &str) = ("leads.filter.keep", "leads.filter.undo");

/// Every table, in the order of help.
pub const ALL: [&[Action<Leads>]; 3] = [lists::ACTIONS, record::ACTIONS, typing::ACTIONS];

/// The table that has an action; one without rows when none has.
pub fn table_of(id: &str) -> &'static [Action<Leads>] {
    let has = |table: &&&[Action<Leads>]| table.iter().any(|row| row.spec.id == id);
    ALL.iter().find(has).copied().unwrap_or_default()
}
