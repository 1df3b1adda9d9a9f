//! Text being typed: one line or several. What is pasted is cleaned on the way in, so what is seen is what is sent.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use tui_textarea::{CursorMove, DataCursor, TextArea, WrapMode};

use super::draw;
use crate::domain::value::Foreign;
use crate::tui::keymap::key::Key;
use crate::tui::pane::Look;

/// Most that fits a field; the CRM takes less anywhere. Pasting a book must not freeze the screen.
const MOST_CHARS: usize = 100_000;

/// A text field.
#[derive(Clone, Debug)]
pub struct Field {
    area: TextArea<'static>,
    lines: bool,
}

impl Field {
    /// One line.
    pub fn line(text: &str) -> Self {
        Self::new(text, false)
    }

    /// Several lines, wrapped at words.
    pub fn lines(text: &str) -> Self {
        Self::new(text, true)
    }

    fn new(text: &str, lines: bool) -> Self {
        let mut field = Self {
            area: TextArea::default(),
            lines,
        };
        field.set(text);
        field
    }

    /// Replaces the text; the cursor stands behind it.
    pub fn set(&mut self, text: &str) {
        let clean = clean(text, self.lines);
        let mut area = TextArea::new(clean.split('\n').map(str::to_owned).collect());
        area.set_cursor_line_style(Style::new());
        // The terminal's own cursor is used: screen readers and input methods follow it.
        area.set_cursor_style(Style::new());
        area.set_selection_style(Style::new().add_modifier(Modifier::REVERSED));
        if self.lines {
            area.set_wrap_mode(WrapMode::WordOrGlyph);
        }
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        self.area = area;
    }

    /// The text.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Nothing but blanks.
    pub fn is_blank(&self) -> bool {
        self.area.lines().iter().all(|line| line.trim().is_empty())
    }

    /// Takes a key that is no action here; says whether the text changed.
    pub fn key(&mut self, key: Key) -> bool {
        if key.code() == crossterm::event::KeyCode::Enter {
            return false;
        }
        // A letter from the terminal can be a format character too (input methods, pasting without brackets).
        if let Some(letter) = key.letter() {
            return self.insert(letter.encode_utf8(&mut [0; 4]));
        }
        let before = self.area.cursor();
        self.area.input(key.event()) || before != self.area.cursor()
    }

    /// Inserts text at the cursor; says whether anything was left of it.
    pub fn insert(&mut self, text: &str) -> bool {
        let room = MOST_CHARS.saturating_sub(self.area.lines().iter().map(String::len).sum());
        let clean: String = clean(text, self.lines).chars().take(room).collect();
        !clean.is_empty() && self.area.insert_str(clean)
    }

    /// Begins a new line, where there can be several.
    pub fn newline(&mut self) {
        if self.lines {
            self.area.insert_newline();
        }
    }

    /// Whether a word would begin at the cursor.
    pub fn begins_word(&self) -> bool {
        let DataCursor(row, column) = self.area.cursor();
        let line = self.area.lines().get(row).map_or("", String::as_str);
        let before = column.checked_sub(1).and_then(|at| line.chars().nth(at));
        before.is_none_or(char::is_whitespace)
    }

    /// Selects the next of these stretches of the text, given in bytes, after the cursor, or the first: what is typed takes its
    /// place.
    pub fn select_next(&mut self, stretches: &[Range<usize>]) {
        let text = self.text();
        let place = |at: usize| {
            let before = &text[..at];
            let row = before.matches('\n').count();
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
            (row, column)
        };
        self.area.cancel_selection();
        let DataCursor(row, column) = self.area.cursor();
        let now = (row, column);
        let next = stretches
            .iter()
            .find(|stretch| place(stretch.start) >= now)
            .or(stretches.first());
        let Some(next) = next else { return };
        let jump = |(row, column): (usize, usize)| {
            CursorMove::Jump(
                u16::try_from(row).unwrap_or(u16::MAX),
                u16::try_from(column).unwrap_or(u16::MAX),
            )
        };
        self.area.move_cursor(jump(place(next.start)));
        self.area.start_selection();
        self.area.move_cursor(jump(place(next.end)));
    }

    /// Whether nothing stands before the cursor.
    pub fn at_start(&self) -> bool {
        let DataCursor(row, column) = self.area.cursor();
        (row, column) == (0, 0)
    }

    /// Takes away the letter before the cursor.
    pub fn take_back(&mut self) -> bool {
        self.area.delete_char()
    }

    /// A line up.
    pub fn up(&mut self) {
        self.area.move_cursor(CursorMove::Up);
    }

    /// Whether the cursor is on the first line and cannot go up.
    pub fn at_top(&self) -> bool {
        self.area.screen_cursor().row == 0
    }

    /// Rows that the text takes when it is `width` columns wide.
    pub fn height(&self, width: u16) -> u16 {
        let width = usize::from(width.max(1));
        let rows = |line: &String| crate::tui::text::width(line) / width + 1;
        self.area.lines().iter().map(rows).sum::<usize>() as u16
    }

    /// Draws the text; with `focused` the cursor stands in it. `hint` is shown while it is empty.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, hint: &str, focused: bool, look: Look<'_>) {
        if area.is_empty() {
            return;
        }
        if self.area.is_empty() {
            draw::text(frame.buffer_mut(), area, 0, 0, hint, look.styles().dim);
        } else {
            frame.render_widget(&self.area, area);
        }
        if focused {
            let (top, left) = self.area.scroll_offset();
            let cursor = self.area.screen_cursor();
            let column = (cursor.col as u16).saturating_sub(left).min(area.width - 1);
            let row = (cursor.row as u16).saturating_sub(top).min(area.height - 1);
            frame.set_cursor_position(Position {
                x: area.x + column,
                y: area.y + row,
            });
        }
    }
}

/// Text as it may stand in a field: line ends as `\n` or blanks, nothing that steers a terminal.
fn clean(text: &str, lines: bool) -> String {
    let foreign = Foreign::from(text);
    let shown = if lines {
        foreign.shown_lines()
    } else {
        foreign.shown()
    };
    shown.as_str().replace('\t', "    ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(field: &mut Field, keys: &str) {
        for key in keys.chars() {
            field.key(Key::parse(&key.to_string()).unwrap());
        }
    }

    #[test]
    fn typing_and_pasting_never_lets_control_through() {
        let mut field = Field::line("Ana");
        typed(&mut field, "x");
        assert!(field.insert("\x1b[2J\nsecond\u{202e}"));
        assert_eq!(field.text(), "Anax·[2J second·");
        let mut lines = Field::lines("");
        lines.insert("one\r\ntwo");
        assert_eq!(lines.text(), "one\ntwo");
        lines.newline();
        typed(&mut lines, "z");
        assert_eq!(lines.text(), "one\ntwo\nz");
    }

    #[test]
    fn a_pasted_book_is_cut() {
        let mut field = Field::line("");
        field.insert(&"x".repeat(300_000));
        assert_eq!(field.text().len(), MOST_CHARS);
        assert!(!field.insert("y"));
    }

    #[test]
    fn blank_is_blank() {
        assert!(Field::lines(" \n ").is_blank());
        assert!(!Field::line("a").is_blank());
    }
}
