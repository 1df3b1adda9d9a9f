//! The tabs of the first line, one row each.
//!
//! A tab owns what it shows and nothing of another tab; tabs meet through the engine and through
//! [`super::pane::Target`]. Must not do input or output. One more tab: a file or folder here, a `mod` line, a row in
//! [`TABS`], its keys in `assets/keymap.toml`.

pub mod automations;
pub mod chat;
pub mod health;
pub mod leads;
pub mod numbers;
pub mod pipeline;
pub mod today;

use super::action::{ActionSpec, ScopeSpec};
use super::pane::Pane;

/// A tab.
pub struct TabSpec {
    /// Its name for targets.
    pub id: &'static str,
    /// In line 1.
    pub title: &'static str,
    /// In line 1 of a narrow terminal.
    pub short: &'static str,
    /// The action that brings it to the front.
    pub go: ActionSpec,
    /// Makes it.
    pub open: fn() -> Box<dyn Pane>,
    /// Its scopes.
    pub scopes: &'static [&'static ScopeSpec],
    /// The rows of its actions.
    pub actions: fn() -> Vec<&'static ActionSpec>,
}

/// All tabs, in the order of line 1.
pub const TABS: &[TabSpec] = &[
    today::TAB,
    leads::TAB,
    pipeline::TAB,
    chat::TAB,
    automations::TAB,
    numbers::TAB,
    health::TAB,
];
