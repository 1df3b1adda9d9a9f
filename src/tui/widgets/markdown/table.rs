//! A table: as wide as its words, narrowed where there is no room, and told cell by cell where a column would become
//! too narrow to read.

use pulldown_cmark::Alignment;
use ratatui::text::{Line, Span};

use super::flow::{self, Run};
use crate::tui::text;
use crate::tui::theme::Skin;

/// Between two columns.
const GAP: usize = 2;
/// A column narrower than this cannot be read.
const LEAST: usize = 5;

/// A cell's words.
pub(super) type Cell = Vec<Run>;

/// A table as it is read.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub alignments: Vec<Alignment>,
    /// The first row is the head.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Its lines, `columns` wide.
    pub fn lines(&self, columns: usize, skin: &Skin) -> Vec<Line<'static>> {
        let natural = self.natural();
        let room = columns.saturating_sub(GAP * natural.len().saturating_sub(1));
        if natural.len() * LEAST > room {
            return self.told(columns, skin);
        }
        let widths = narrowed(&natural, room);
        let mut lines = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            lines.extend(self.row(row, &widths));
            if at == 0 {
                let wide = widths.iter().sum::<usize>() + GAP * (widths.len() - 1);
                lines.push(Line::styled(skin.glyphs.rule.repeat(wide), skin.styles.rule));
            }
        }
        lines
    }

    fn natural(&self) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |at: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            cells.map(|cell| flow::width(cell)).max().unwrap_or(0).max(1)
        };
        (0..columns).map(widest).collect()
    }

    fn row(&self, row: &[Cell], widths: &[usize]) -> Vec<Line<'static>> {
        let empty = Cell::new();
        let cells: Vec<Vec<Vec<Span<'static>>>> = widths
            .iter()
            .enumerate()
            .map(|(at, width)| flow::wrap(row.get(at).unwrap_or(&empty), *width))
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(1);
        let line = |nr: usize| {
            let mut spans: Vec<Span<'static>> = Vec::new();
            for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
                let words = cell.get(nr).cloned().unwrap_or_default();
                let used: usize = words.iter().map(|span| text::width(&span.content)).sum();
                let free = width.saturating_sub(used);
                let left = match self.alignments.get(at) {
                    Some(Alignment::Right) => free,
                    Some(Alignment::Center) => free / 2,
                    _ => 0,
                };
                let gap = if at == 0 { 0 } else { GAP };
                spans.push(Span::raw(" ".repeat(gap + left)));
                spans.extend(words);
                spans.push(Span::raw(" ".repeat(free - left)));
            }
            Line::from(spans)
        };
        (0..height).map(line).collect()
    }

    /// Without room for columns: each row as lines of `head: cell`.
    fn told(&self, columns: usize, skin: &Skin) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        let Some((head, rows)) = self.rows.split_first() else {
            return lines;
        };
        for row in rows {
            for (at, cell) in row.iter().enumerate() {
                let mut words: Vec<Run> = head.get(at).cloned().unwrap_or_default();
                let colon = crate::domain::value::Shown::own(": ");
                words.push(Run {
                    words: colon,
                    style: skin.styles.dim,
                });
                words.extend(cell.iter().cloned());
                lines.extend(flow::wrap(&words, columns).into_iter().map(Line::from));
            }
            lines.push(Line::default());
        }
        lines.pop();
        lines
    }
}

/// Takes room from the widest columns until all fit.
fn narrowed(natural: &[usize], room: usize) -> Vec<usize> {
    let fits = |most: usize| natural.iter().map(|width| (*width).min(most)).sum::<usize>() <= room;
    let widest = natural.iter().copied().max().unwrap_or(0);
    let most = (1..=widest).rev().find(|most| fits(*most)).unwrap_or(1);
    let mut widths: Vec<usize> = natural.iter().map(|width| (*width).min(most)).collect();
    let mut left = room - widths.iter().sum::<usize>().min(room);
    for (width, natural) in widths.iter_mut().zip(natural) {
        if left > 0 && *width < *natural {
            *width += 1;
            left -= 1;
        }
    }
    widths
}
