//! Markdown that is still being written.
//!
//! What is final is laid out once and never touched again; what may still change (the last paragraph, list or table)
//! is laid out anew each time it is shown. So a token costs the same at the end of a long answer as at its beginning,
//! and nothing above the last block ever moves.
//!
//! While it is written, the open block is shown without what would jump: a table only once its shape is known and row
//! by row, and emphasis that is not closed yet as if it were.
//!
//! Not decided here: how often to show (the driver and the limiter of frames do), and where the reader is.

use std::borrow::Cow;

use ratatui::text::Line;

use super::block;
use super::piece::{Cutter, Piece};
use crate::tui::theme::Skin;

/// Lines of a growing text.
#[derive(Clone, Debug)]
pub struct Stream {
    columns: usize,
    cutter: Cutter,
    done: Vec<Line<'static>>,
    tail: Vec<Line<'static>>,
    in_code: bool,
}

impl Stream {
    /// Nothing yet, `columns` wide.
    pub fn new(columns: usize) -> Self {
        Self {
            columns: columns.max(1),
            cutter: Cutter::default(),
            done: Vec::new(),
            tail: Vec::new(),
            in_code: false,
        }
    }

    /// Its width.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Takes the text as far as it has come: what was shown before, and more.
    pub fn show(&mut self, text: &str, skin: &Skin) {
        for piece in self.cutter.cut(text) {
            self.add(&piece, text, skin);
        }
        let (place, fence) = self.cutter.tail(text);
        let open = text.get(place).unwrap_or_default();
        self.tail = match fence {
            Some(fence) if fence.may_be_closed_by(open) => Vec::new(),
            Some(_) => self.listing(open, skin),
            None => self.after_gap(block::lines(&settled(open), self.columns, skin)),
        };
    }

    fn add(&mut self, piece: &Piece, text: &str, skin: &Skin) {
        match piece {
            Piece::Blocks(place) => {
                let source = text.get(place.clone()).unwrap_or_default();
                let lines = self.after_gap(block::lines(source, self.columns, skin));
                self.done.extend(lines);
            }
            Piece::Code(place) => {
                let source = text.get(place.clone()).unwrap_or_default();
                let lines = self.listing(source, skin);
                self.in_code = true;
                self.done.extend(lines);
            }
            Piece::CodeEnd => self.in_code = false,
        }
    }

    fn listing(&self, line: &str, skin: &Skin) -> Vec<Line<'static>> {
        let lines = block::code(line, self.columns, skin);
        if self.in_code {
            lines
        } else {
            self.after_gap(lines)
        }
    }

    /// With an empty line before them, unless they are the first.
    fn after_gap(&self, lines: Vec<Line<'static>>) -> Vec<Line<'static>> {
        if self.done.is_empty() || lines.is_empty() {
            return lines;
        }
        std::iter::once(Line::default()).chain(lines).collect()
    }

    /// How many lines there are now.
    pub fn len(&self) -> usize {
        self.done.len() + self.tail.len()
    }

    /// Nothing to show yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The lines that are final.
    #[cfg(test)]
    pub(super) fn done(&self) -> &[Line<'static>] {
        &self.done
    }

    /// A line.
    pub fn line(&self, at: usize) -> Option<&Line<'static>> {
        match at.checked_sub(self.done.len()) {
            None => self.done.get(at),
            Some(at) => self.tail.get(at),
        }
    }

    /// All lines, now that the whole text is here.
    pub fn into_lines(mut self, text: &str, skin: &Skin) -> Vec<Line<'static>> {
        let (place, fence) = self.cutter.tail(text);
        let rest = text.get(place).unwrap_or_default();
        let last = match fence {
            Some(fence) if rest.is_empty() || fence.is_closed_by(rest) => Vec::new(),
            Some(_) => self.listing(rest, skin),
            None => self.after_gap(block::lines(rest, self.columns, skin)),
        };
        self.done.extend(last);
        self.done
    }
}

/// The open block without what would jump when it goes on.
fn settled(open: &str) -> Cow<'_, str> {
    let start = open.rfind("\n\n").map_or(0, |at| at + 2);
    let block = open.get(start..).unwrap_or_default();
    let before = open.get(..start).unwrap_or_default();
    if block.starts_with('|') {
        let shape_known = block.matches('\n').count() >= 2;
        let rows = block.rfind('\n').filter(|_| shape_known).unwrap_or(0);
        return Cow::Borrowed(open.get(..before.len() + rows).unwrap_or_default());
    }
    if block.matches('`').count() % 2 == 1 {
        return Cow::Owned(format!("{open}`"));
    }
    if block.matches("**").count() % 2 == 1 {
        let bare = open.trim_end_matches('*');
        return Cow::Owned(if open.ends_with("**") {
            bare.to_owned()
        } else {
            format!("{bare}**")
        });
    }
    Cow::Borrowed(open)
}
