//! From a byte of a file to its line and column.

use crate::automation::schema::Spot;

/// The line and column of a byte, both from 1; columns count characters.
pub(super) fn spot(text: &str, at: usize) -> Spot {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Spot {
        line: before.matches('\n').count() + 1,
        column: before[start..].chars().count() + 1,
    }
}
