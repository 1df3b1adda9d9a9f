//! Aligned columns for people.

use crate::domain::value::{Foreign, clip, width};

/// The widest a cell gets on a terminal, but for the last of its row; CSV and JSON carry the whole.
const WIDEST: usize = 60;

/// To which side a column leans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Words.
    #[default]
    Left,
    /// Numbers.
    Right,
}

/// The head of a column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub title: &'static str,
    /// Its side.
    pub align: Align,
}

/// Rows under named columns. Cells may hold anything; they are made harmless when they are written.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The heads.
    pub columns: Vec<Column>,
    /// The rows, each as long as the heads.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table; a title that begins with `#` names a column of numbers.
    pub fn new(titles: impl IntoIterator<Item = &'static str>) -> Self {
        let column = |title: &'static str| match title.strip_prefix('#') {
            Some(title) => Column {
                title,
                align: Align::Right,
            },
            None => Column {
                title,
                align: Align::Left,
            },
        };
        Self {
            columns: titles.into_iter().map(column).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The table as text: heads, then rows, two spaces between columns, nothing at all when there are no rows.
    pub fn plain(&self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let head: Vec<String> = self
            .columns
            .iter()
            .map(|column| column.title.to_owned())
            .collect();
        let body = self.rows.iter().map(|row| {
            row.iter()
                .enumerate()
                .map(|(at, cell)| self.shown(at, cell))
                .collect::<Vec<_>>()
        });
        let lines: Vec<Vec<String>> = std::iter::once(head).chain(body).collect();
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|at| {
                lines
                    .iter()
                    .filter_map(|line| line.get(at))
                    .map(|cell| width(cell))
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        lines.iter().map(|line| self.line(line, &widths)).collect()
    }

    fn shown(&self, column: usize, cell: &str) -> String {
        let cell = Foreign::from(cell).shown();
        if column + 1 == self.columns.len() {
            cell.to_string()
        } else {
            clip(cell.as_str(), WIDEST)
        }
    }

    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let mut out = String::new();
        for ((cell, column), widest) in cells.iter().zip(&self.columns).zip(widths) {
            let gap = " ".repeat(widest.saturating_sub(width(cell)));
            match column.align {
                Align::Left => out.extend([cell.as_str(), gap.as_str(), "  "]),
                Align::Right => out.extend([gap.as_str(), cell.as_str(), "  "]),
            }
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_stands_in_them() {
        let mut table = Table::new(["name", "#score", "note"]);
        table.row([
            "\u{738b}\u{5c0f}\u{660e}".to_owned(),
            "7".to_owned(),
            "x\ny\u{1b}[1m".to_owned(),
        ]);
        table.row(["Ana".to_owned(), "120".to_owned(), String::new()]);
        assert_eq!(
            table.plain(),
            "name    score  note\n王小明      7  x y·[1m\nAna       120\n"
        );
        assert_eq!(Table::new(["a"]).plain(), "");
    }
}
