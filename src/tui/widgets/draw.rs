//! The brush: text, rules, frames and bars put into a buffer, always inside their area.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;

use crate::tui::pane::Look;
use crate::tui::text::{clip, width};

/// Writes text from column `x` of row `row` of an area; returns the column behind it. What does not fit is cut.
pub fn text(buf: &mut Buffer, area: Rect, x: u16, row: u16, text: &str, style: Style) -> u16 {
    if row >= area.height || x >= area.width {
        return x;
    }
    let room = usize::from(area.width - x);
    let (end, _) = buf.set_stringn(area.x + x, area.y + row, clip(text, room), room, style);
    end - area.x
}

/// Writes several texts one behind the other, from column `x`.
pub fn spans(buf: &mut Buffer, area: Rect, x: u16, row: u16, parts: &[(&str, Style)]) -> u16 {
    parts
        .iter()
        .fold(x, |x, (part, style)| text(buf, area, x, row, part, *style))
}

/// Writes text that ends at the right edge; returns the column where it begins. `margin` columns stay free.
pub fn right(buf: &mut Buffer, area: Rect, margin: u16, row: u16, words: &str, style: Style) -> u16 {
    let room = area.width.saturating_sub(margin);
    let shown = clip(words, usize::from(room));
    let x = room.saturating_sub(width(&shown) as u16);
    text(buf, area, x, row, &shown, style);
    x
}

/// Draws a horizontal rule across a row.
pub fn rule(buf: &mut Buffer, area: Rect, row: u16, look: Look<'_>) {
    if row < area.height {
        for x in area.left()..area.right() {
            put(buf, x, area.y + row, look.glyphs().rule, look.styles().rule);
        }
    }
}

/// Draws a vertical rule down a column, hanging from the rule above it when there is one.
pub fn bar(buf: &mut Buffer, area: Rect, column: u16, look: Look<'_>) {
    if column >= area.width {
        return;
    }
    let x = area.x + column;
    for y in area.top()..area.bottom() {
        put(buf, x, y, look.glyphs().bar, look.styles().rule);
    }
    let above = area.y.checked_sub(1);
    if let Some(cell) = above.and_then(|y| buf.cell_mut((x, y)))
        && cell.symbol() == look.glyphs().rule
    {
        cell.set_symbol(look.glyphs().tee);
    }
}

fn put(buf: &mut Buffer, x: u16, y: u16, sign: &str, style: Style) {
    if let Some(cell) = buf.cell_mut((x, y)) {
        cell.set_symbol(sign).set_style(style);
    }
}

/// Lays a ground over an area and empties it. Of a wide letter that reaches into it nothing is left: a terminal would not draw the
/// cell that its second half stands in.
pub fn ground(buf: &mut Buffer, area: Rect, style: Style) {
    for y in area.top()..area.bottom() {
        if let Some(beside) = area.left().checked_sub(1)
            && let Some(cell) = buf.cell_mut((beside, y))
            && width(cell.symbol()) > 1
        {
            cell.set_symbol(" ");
        }
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }
}

/// Colours the ground of one row without touching its text.
pub fn tint(buf: &mut Buffer, area: Rect, row: u16, style: Style) {
    if row < area.height {
        buf.set_style(
            Rect {
                y: area.y + row,
                height: 1,
                ..area
            },
            style,
        );
    }
}

/// Marks the row under the cursor inside of a panel: by its ground, and by the sign in the column that a panel keeps free before
/// its rows, for a ground is not seen everywhere.
pub fn cursor(buf: &mut Buffer, inner: Rect, row: u16, look: Look<'_>) {
    tint(buf, inner, row, look.styles().selected);
    let before = Rect {
        x: inner.x.saturating_sub(1),
        width: inner.width + 1,
        ..inner
    };
    text(buf, before, 0, row, look.glyphs().cursor, look.styles().accent);
}

/// Draws the frame of an overlay with its title, and returns the area inside.
pub fn panel(buf: &mut Buffer, area: Rect, title: &str, look: Look<'_>) -> Rect {
    let area = area.intersection(buf.area);
    ground(buf, area, look.styles().raised);
    if area.width < 2 || area.height < 2 {
        return Rect {
            width: 0,
            height: 0,
            ..area
        };
    }
    let (glyphs, style) = (look.glyphs(), look.styles().rule);
    let (left, right, top, bottom) = (area.left(), area.right() - 1, area.top(), area.bottom() - 1);
    for x in left..=right {
        put(buf, x, top, glyphs.rule, style);
        put(buf, x, bottom, glyphs.rule, style);
    }
    for y in top..=bottom {
        put(buf, left, y, glyphs.bar, style);
        put(buf, right, y, glyphs.bar, style);
    }
    for (corner, (x, y)) in
        glyphs
            .corners
            .iter()
            .zip([(left, top), (right, top), (left, bottom), (right, bottom)])
    {
        put(buf, x, y, corner, style);
    }
    if area.width > 8 {
        let edge = Rect {
            width: area.width - 2,
            ..area
        };
        text(buf, edge, 2, 0, &format!(" {title} "), look.styles().heading);
    }
    area.inner(Margin {
        horizontal: 2,
        vertical: 1,
    })
}

/// A bar of `columns` columns, `share` (0 to 1) of it filled. Never stands without its figure.
pub fn gauge(share: f64, columns: usize, look: Look<'_>) -> String {
    let filled = ((share.clamp(0.0, 1.0) * columns as f64).round() as usize).min(columns);
    look.glyphs().full.repeat(filled) + &look.glyphs().empty.repeat(columns - filled)
}

/// A sparkline, one column per value, scaled to the greatest.
pub fn sparkline(values: &[u64], look: Look<'_>) -> String {
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    values
        .iter()
        .map(|value| {
            let height = (value * 7 / most).min(7) as usize;
            look.glyphs().heights.get(height).copied().unwrap_or_default()
        })
        .collect()
}

/// A rectangle of at most `width` by `height` in the middle of `screen`, a third down.
pub fn middle(screen: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(screen.width), height.min(screen.height));
    Rect {
        x: screen.x + (screen.width - width) / 2,
        y: screen.y + (screen.height - height) / 3,
        width,
        height,
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    /// A terminal leaves out the cell behind a wide letter: what stands in it is never drawn.
    #[test]
    fn what_is_laid_over_half_a_wide_letter_is_drawn_to_its_edges() {
        let mut terminal = Terminal::new(TestBackend::new(12, 2)).unwrap();
        let over = Rect::new(2, 0, 5, 2);
        terminal
            .draw(|frame| {
                let (buf, style) = (frame.buffer_mut(), Style::new());
                buf.set_string(1, 0, "家族の家を", style);
                buf.set_string(0, 1, "家族の家を", style);
                ground(buf, over, style);
                for y in over.top()..over.bottom() {
                    put(buf, over.left(), y, "[", style);
                    put(buf, over.right() - 1, y, "]", style);
                }
            })
            .unwrap();
        let rows: Vec<String> = (0..2)
            .map(|y| {
                (0..12)
                    .map(|x| terminal.backend().buffer()[(x, y)].symbol())
                    .collect()
            })
            .collect();
        // Each wide letter that is left has its empty second half behind it.
        assert_eq!(rows, ["  [   ]家 を  ", "家 [   ] を   "]);
    }
}
