//! Columns of a table: how wide each may be, and which go first when the terminal is narrow.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::draw;
use crate::tui::text::{Side, fit};

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its heading.
    pub title: &'static str,
    /// Least width in columns.
    pub least: u16,
    /// Share of the room that is left over; 0 keeps it at its least.
    pub grow: u16,
    /// Words left, figures right.
    pub side: Side,
    /// Columns of the highest rank go first when there is no room; 0 stays to the end.
    pub rank: u8,
}

/// A column by its heading, least width, share of what is left over, side and rank.
pub const fn column(title: &'static str, least: u16, grow: u16, side: Side, rank: u8) -> Column {
    Column {
        title,
        least,
        grow,
        side,
        rank,
    }
}

/// Columns between two columns.
const GAP: u16 = 2;

/// Where a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which column.
    pub at: usize,
    /// Its left edge.
    pub x: u16,
    /// Its width.
    pub width: u16,
}

/// Where each column stands in `room` columns. Columns that find no room are left out.
pub fn layout(columns: &[Column], room: u16) -> Vec<Placed> {
    let mut shown: Vec<(usize, &Column)> = columns.iter().enumerate().collect();
    let least = |shown: &[(usize, &Column)]| -> u16 {
        let gaps = GAP * (shown.len() as u16).saturating_sub(1);
        gaps + shown.iter().map(|(_, column)| column.least).sum::<u16>()
    };
    while shown.len() > 1 && least(&shown) > room {
        let last = shown
            .iter()
            .enumerate()
            .max_by_key(|(place, (_, column))| (column.rank, *place))
            .map_or(0, |(place, _)| place);
        shown.remove(last);
    }
    let mut spare = room.saturating_sub(least(&shown));
    let mut shares: u16 = shown.iter().map(|(_, column)| column.grow).sum();
    let mut x = 0;
    let mut placed = Vec::with_capacity(shown.len());
    for (at, column) in shown {
        let extra = (spare * column.grow).checked_div(shares).unwrap_or(0);
        spare -= extra;
        shares -= column.grow;
        let width = (column.least + extra).min(room.saturating_sub(x));
        placed.push(Placed { at, x, width });
        x += width + GAP;
    }
    placed
}

/// Writes the headings.
pub fn header(buf: &mut Buffer, area: Rect, row: u16, columns: &[Column], placed: &[Placed], style: Style) {
    self::row(buf, area, row, columns, placed, |at| {
        (
            Cow::Borrowed(columns.get(at).map_or("", |column| column.title)),
            style,
        )
    });
}

/// Writes one row; `cell` gives text and style of a column. `placed` comes from [`layout`], made once per frame.
pub fn row<'a>(
    buf: &mut Buffer,
    area: Rect,
    row: u16,
    columns: &[Column],
    placed: &[Placed],
    cell: impl Fn(usize) -> (Cow<'a, str>, Style),
) {
    for Placed { at, x, width } in placed {
        if let Some(column) = columns.get(*at) {
            let (words, style) = cell(*at);
            draw::text(
                buf,
                area,
                *x,
                row,
                &fit(&words, usize::from(*width), column.side),
                style,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column {
            title: "NAME",
            least: 10,
            grow: 2,
            side: Side::Left,
            rank: 0,
        },
        Column {
            title: "STAGE",
            least: 8,
            grow: 1,
            side: Side::Left,
            rank: 1,
        },
        Column {
            title: "VALUE",
            least: 6,
            grow: 0,
            side: Side::Right,
            rank: 2,
        },
    ];

    #[test]
    fn room_is_shared_and_what_does_not_fit_goes() {
        let placed = |room| {
            layout(&COLUMNS, room)
                .into_iter()
                .map(|placed| (placed.at, placed.x, placed.width))
                .collect::<Vec<_>>()
        };
        assert_eq!(placed(37), [(0, 0, 16), (1, 18, 11), (2, 31, 6)]);
        assert_eq!(placed(20), [(0, 0, 10), (1, 12, 8)]);
        assert_eq!(placed(12), [(0, 0, 12)]);
        assert_eq!(placed(3), [(0, 0, 3)]);
        assert_eq!(placed(0), [(0, 0, 0)]);
    }
}
