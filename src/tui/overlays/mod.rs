//! What is laid over a tab for a moment: palette, help, pickers, prompts, the composer, the list of notices.
//!
//! An overlay is a question to the person. It is opened with the ticket of a slot and closes with an answer for that
//! slot, exactly as a question to the engine does; it must not know who opened it. One more overlay: a file, a `mod`
//! line, and its scope and actions in [`SCOPES`] and [`actions`]; one that is a list says only its rows and actions
//! ([`listing::Listing`]).

pub mod about;
pub mod call;
pub mod choose;
pub mod composer;
pub mod confirm;
pub mod conflict;
pub mod difference;
pub mod doubles;
pub mod facts;
pub mod help;
pub mod history;
pub mod import;
pub mod lens;
pub mod listing;
pub mod log;
pub mod palette;
pub mod picker;
pub mod prompt;
pub mod sheet;
#[cfg(test)]
mod tests;
pub mod tour;
pub mod undo;
pub mod update;
pub mod why;

use super::action::{ActionSpec, ScopeSpec};
use super::pane::specs;

/// The scopes of all overlays.
pub const SCOPES: &[&ScopeSpec] = &[
    &choose::SCOPE,
    &picker::SCOPE,
    &prompt::SCOPE,
    &composer::SCOPE,
    &call::NOTES,
    &call::ENDED,
    &call::WHEN,
    &confirm::SCOPE,
    &history::SCOPE,
    &undo::SCOPE,
    &difference::SCOPE,
    &doubles::SCOPE,
    &log::SCOPE,
    &conflict::SCOPE,
    &update::SCOPE,
    &sheet::SCOPE,
    &import::SCOPE,
    &tour::SCOPE,
    &lens::SCOPE,
    &why::SCOPE,
];

/// The actions of all overlays.
pub fn actions() -> Vec<&'static ActionSpec> {
    let mut all: Vec<&'static ActionSpec> = choose::ACTIONS.iter().map(|(spec, _)| spec).collect();
    all.extend(specs(picker::ACTIONS));
    all.extend(specs(prompt::ACTIONS));
    all.extend(specs(composer::ACTIONS));
    all.extend(specs(call::ACTIONS));
    all.extend(specs(confirm::ACTIONS));
    all.extend(specs(history::ACTIONS));
    all.extend(specs(undo::ACTIONS));
    all.extend(specs(difference::ACTIONS));
    all.extend(specs(doubles::ACTIONS));
    all.extend(specs(log::ACTIONS));
    all.extend(specs(conflict::ACTIONS));
    all.extend(specs(update::ACTIONS));
    all.extend(specs(sheet::ACTIONS));
    all.extend(specs(import::ACTIONS));
    all.extend(specs(tour::ACTIONS));
    all.extend(specs(lens::ACTIONS));
    all.extend(specs(why::ACTIONS));
    all
}
