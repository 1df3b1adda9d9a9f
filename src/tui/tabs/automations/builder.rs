//! One automation: its tree, and beside it the step under the cursor, the checks and the dry run.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Automations;
use super::figures::{Styled, checks, figures, put, sections, state};
use crate::engine::library::{Book, Line};
use crate::tui::pane::Look;
use crate::tui::text::{grouped, wrap};
use crate::tui::widgets::draw;

/// From this width on, the rest stands beside the tree.
const WIDE: u16 = 100;

pub(super) fn draw(tab: &Automations, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let Some(book) = tab.book() else { return };
    let styles = look.styles();
    let end = draw::text(
        buf,
        area,
        1,
        0,
        &format!("{} {}", book.id, book.name),
        styles.heading,
    );
    let (_, style) = state(book.state, look);
    let end = draw::text(
        buf,
        area,
        end + 2,
        0,
        &format!("{} v{}", book.state.word(), book.version),
        style,
    );
    draw::text(buf, area, end + 2, 0, &file(book), styles.dim);
    let valid = if book.blocks() == 0 {
        (format!("valid {}", look.glyphs().yes), styles.good)
    } else {
        (
            format!("{} must change {}", book.blocks(), look.glyphs().no),
            styles.bad,
        )
    };
    draw::right(buf, area, 1, 0, &valid.0, valid.1);
    let wide = area.width >= WIDE;
    let below = area.height * 11 / 20;
    let left = Rect {
        y: area.y + 1,
        width: if wide { area.width * 3 / 5 } else { area.width },
        height: if wide { area.height - 1 } else { below },
        ..area
    };
    let right = if wide {
        Rect {
            x: left.right() + 1,
            y: area.y + 1,
            width: area.width.saturating_sub(left.width + 1),
            height: area.height - 1,
        }
    } else {
        draw::rule(buf, area, below + 1, look);
        Rect {
            y: area.y + below + 2,
            height: area.height.saturating_sub(below + 2),
            ..area
        }
    };
    if wide {
        draw::bar(buf, left, left.width - 1, look);
    }
    let columns = usize::from(left.width);
    let row = put(
        buf,
        left,
        0,
        &sections(book, columns, if wide { 2 } else { 1 }, look),
    );
    tree(tab, book, buf, left, row + u16::from(wide), look);
    beside(tab, book, buf, right, wide, look);
}

fn file(book: &Book) -> String {
    match &book.from {
        crate::engine::library::From::File(file) => file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        crate::engine::library::From::Template => "template".to_owned(),
    }
}

fn tree(tab: &Automations, book: &Book, buf: &mut Buffer, area: Rect, row: u16, look: Look<'_>) {
    let styles = look.styles();
    let room = usize::from(area.height.saturating_sub(row)).max(1);
    let top = (tab.step + 2)
        .saturating_sub(room)
        .min(book.steps.len().saturating_sub(room));
    for (at, (number, step)) in (row..).zip(book.steps.iter().enumerate().skip(top).take(room)) {
        if number == tab.step {
            let line = Rect {
                width: area.width - u16::from(area.width >= WIDE * 3 / 5 && area.width < buf.area.width),
                ..area
            };
            draw::tint(buf, line, at, styles.selected);
            draw::text(buf, area, 0, at, look.glyphs().cursor, styles.accent);
        }
        let inner = Rect {
            width: area.width.saturating_sub(2),
            ..area
        };
        let x = draw::text(buf, inner, 2, at, &trunk(step, look), styles.rule);
        let x = draw::text(buf, inner, x, at, &format!("{:<4}", step.number), styles.dim);
        let x = draw::text(buf, inner, x, at, &format!("{:<9} ", step.does), styles.strong);
        let here = tab
            .steps
            .here
            .get(&step.id)
            .map(|people| format!("{} here", grouped(*people)));
        let room = here.as_ref().map_or(0, |here| here.len() as u16 + 2);
        let words = Rect {
            width: inner.width.saturating_sub(room),
            ..inner
        };
        draw::text(buf, words, x, at, &step.words, styles.text);
        draw::right(buf, inner, 1, at, &here.unwrap_or_default(), styles.accent);
    }
}

/// What stands in front of a step: the stem of the tree, and the case that begins with it.
fn trunk(step: &Line, look: Look<'_>) -> String {
    let bar = look.glyphs().bar;
    let stem = format!("{bar} ").repeat(step.depth.saturating_sub(1));
    match (&step.case, step.depth) {
        (_, 0) => String::new(),
        (Some(case), _) => format!("{stem}{} {case:<4}", look.glyphs().fork),
        (None, _) => format!("{stem}{bar}     "),
    }
}

fn beside(tab: &Automations, book: &Book, buf: &mut Buffer, area: Rect, wide: bool, look: Look<'_>) {
    let styles = look.styles();
    let columns = usize::from(area.width);
    let mut row = 0;
    if let Some(step) = book.steps.get(tab.step).filter(|_| wide) {
        let head = format!(
            "STEP {}  {}  {}, line {}",
            step.number, step.does, step.id, step.line
        );
        let mut lines: Vec<Styled> = vec![(head, styles.heading)];
        let words = wrap(&step.words, columns.saturating_sub(3));
        lines.extend(words.into_iter().take(6).map(|line| (line, styles.text)));
        row = put(buf, area, row, &lines) + 1;
    }
    row = put(
        buf,
        area,
        row,
        &checks(book, columns, if wide { 6 } else { 2 }, look),
    ) + u16::from(wide);
    let rows = usize::from(area.height.saturating_sub(row));
    put(buf, area, row, &figures(tab, columns, rows, look));
}
