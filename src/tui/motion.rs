//! How a cursor moves in a list, by the same keys in every list. A pane with a list names [`SCOPE`] among its scopes and
//! moves in `Pane::go`.

use super::action::{ActionSpec, ScopeSpec};

/// Movement in every list has the same keys.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "list",
    title: "In lists",
    text: false,
};

/// How a cursor can move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// One up.
    Up,
    /// One down.
    Down,
    /// Half a screen up.
    HalfUp,
    /// Half a screen down.
    HalfDown,
    /// To the first.
    Top,
    /// To the last.
    Bottom,
}

/// The actions that move a list.
pub const MOTIONS: &[(ActionSpec, Motion)] = &[
    (
        ActionSpec::new("list.down", "Down", "One row down.").word("move"),
        Motion::Down,
    ),
    (
        ActionSpec::new("list.up", "Up", "One row up.").word("move"),
        Motion::Up,
    ),
    (
        ActionSpec::new("list.half-down", "Half a page down", "Half a screen down."),
        Motion::HalfDown,
    ),
    (
        ActionSpec::new("list.half-up", "Half a page up", "Half a screen up."),
        Motion::HalfUp,
    ),
    (
        ActionSpec::new("list.top", "First", "To the first row."),
        Motion::Top,
    ),
    (
        ActionSpec::new("list.bottom", "Last", "To the last row."),
        Motion::Bottom,
    ),
];

impl Motion {
    /// The motion of an action.
    pub fn of(id: &str) -> Option<Self> {
        MOTIONS
            .iter()
            .find(|(spec, _)| spec.id == id)
            .map(|(_, motion)| *motion)
    }

    /// Where a cursor at `from` comes to in a list of `len`, with `page` rows on the screen.
    pub fn target(self, from: usize, len: usize, page: usize) -> usize {
        let half = (page / 2).max(1);
        let to = match self {
            Self::Up => from.saturating_sub(1),
            Self::Down => from.saturating_add(1),
            Self::HalfUp => from.saturating_sub(half),
            Self::HalfDown => from.saturating_add(half),
            Self::Top => 0,
            Self::Bottom => usize::MAX,
        };
        to.min(len.saturating_sub(1))
    }
}
