//! How the frame around the tabs looks: line 1 tabs and marks, the last line keys, above it messages.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Style;

use super::marks::Mark;
use super::{LEAST, Shell, look};
use crate::tui::action::Enabled;
use crate::tui::notice::Tone;
use crate::tui::pane::Look;
use crate::tui::text::width;
use crate::tui::theme::glyph::Glyphs;
use crate::tui::widgets::draw;

/// Rows above the tab: tabs and a rule. Below it: messages and keys.
const ABOVE: u16 = 2;
const BELOW: u16 = 2;

/// The place of a tab on a screen of `size`.
pub(super) fn body(size: Size) -> Rect {
    Rect {
        x: 0,
        y: ABOVE,
        width: size.width,
        height: size.height.saturating_sub(ABOVE + BELOW),
    }
}

/// A tab's title in line 1 and where it stands.
struct Title {
    x: u16,
    text: String,
}

/// How much of the tabs' names line 1 has room for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Full,
    Short,
    /// The open one's only; the others are numbers.
    Open,
}

const ALL_MARKS: &[Mark] = &[Mark::Demo, Mark::Copy, Mark::Spent, Mark::Time];
const TIME_AND_COPY: &[Mark] = &[Mark::Demo, Mark::Copy, Mark::Time];
const COPY_ONLY: &[Mark] = &[Mark::Demo, Mark::Copy];

/// The columns that marks take at the right of line 1.
fn wide(marks: &[(String, Style)]) -> u16 {
    marks.iter().map(|(words, _)| width(words) as u16 + 2).sum()
}

impl Shell {
    /// Draws the screen.
    pub fn view(&self, frame: &mut Frame<'_>) {
        let screen = frame.area();
        let look = look(&self.world, &self.clock);
        draw::ground(frame.buffer_mut(), screen, look.styles().base);
        if self.is_small() {
            let words = format!(
                "leadline needs {}x{}; this is {}x{}. Everything goes on.",
                LEAST.width, LEAST.height, screen.width, screen.height
            );
            draw::text(frame.buffer_mut(), screen, 0, 0, &words, look.styles().warn);
            return;
        }
        self.view_top(frame.buffer_mut(), screen, look);
        draw::rule(frame.buffer_mut(), screen, 1, look);
        if let Some(tab) = self.tab() {
            tab.pane.view(frame, body(screen.as_size()), look);
        }
        self.view_message(frame.buffer_mut(), screen, look);
        self.view_keys(frame.buffer_mut(), screen, look);
        for overlay in &self.overlays {
            overlay.view(frame, overlay.place(screen), look);
        }
        if *look.glyphs() == Glyphs::ASCII {
            in_ascii(frame.buffer_mut());
        }
    }

    /// The tabs' titles, as long as `named` says.
    fn titles(&self, named: Named) -> Vec<Title> {
        let mut x = 1;
        let mut titles = Vec::new();
        for (at, tab) in self.tabs.iter().enumerate() {
            let open = at == self.open;
            let name = match named {
                Named::Full => format!(" {}", tab.spec.title),
                Named::Open if !open => String::new(),
                Named::Short | Named::Open => format!(" {}", tab.spec.short),
            };
            let badge = tab.pane.badge().filter(|count| *count > 0);
            let badge = badge.map_or_else(String::new, |count| format!(" {count}"));
            // The key that goes there, when it is one: the numbers stay what fingers know, whichever tabs there are.
            let number = self.number(tab.spec.go.id).unwrap_or_default();
            let (left, right) = if open { ("[", "]") } else { (" ", " ") };
            let text = format!("{left}{number}{name}{badge}{right}");
            let wide = width(&text) as u16;
            titles.push(Title { x, text });
            x += wide + u16::from(named == Named::Full);
        }
        titles
    }

    /// The digit that brings a tab to the front.
    fn number(&self, go: &str) -> Option<String> {
        let key = self.world.keymap.key_of(go)?;
        (key.len() == 1).then_some(key)
    }

    /// Titles and marks of line 1, shortened until they fit beside each other. How true the copy is and that nothing
    /// is real are said on any width; the time and what Claude has cost are the first to go.
    fn top(&self, screen: Rect, look: Look<'_>) -> (Vec<Title>, Vec<(String, Style)>) {
        let marks = self.marks.shown(look, self.world.demo);
        let mut last = (Vec::new(), Vec::new());
        for (named, shown) in [
            (Named::Full, ALL_MARKS),
            (Named::Short, ALL_MARKS),
            (Named::Short, TIME_AND_COPY),
            (Named::Short, COPY_ONLY),
            (Named::Open, COPY_ONLY),
        ] {
            let titles = self.titles(named);
            let marks: Vec<_> = marks
                .iter()
                .filter(|mark| shown.contains(&mark.0))
                .map(|(_, words, style)| (words.clone(), *style))
                .collect();
            let end = titles
                .last()
                .map_or(0, |title| title.x + width(&title.text) as u16);
            let fits = end + wide(&marks) < screen.width;
            last = (titles, marks);
            if fits {
                break;
            }
        }
        last
    }

    fn view_top(&self, buf: &mut Buffer, screen: Rect, look: Look<'_>) {
        let (titles, marks) = self.top(screen, look);
        for (at, title) in titles.iter().enumerate() {
            let style = if at == self.open {
                look.styles().tab_open
            } else {
                look.styles().tab
            };
            draw::text(buf, screen, title.x, 0, &title.text, style);
        }
        let mut x = screen.width.saturating_sub(wide(&marks));
        for (words, style) in marks {
            x = draw::text(buf, screen, x, 0, &words, style) + 2;
        }
    }

    /// The tab whose title was clicked.
    pub(super) fn tab_at(&self, event: MouseEvent) -> Option<usize> {
        if event.row != 0 || event.kind != MouseEventKind::Down(MouseButton::Left) {
            return None;
        }
        let look = look(&self.world, &self.clock);
        let screen = Rect::from((ratatui::layout::Position::ORIGIN, self.size));
        self.top(screen, look)
            .0
            .iter()
            .position(|title| (title.x..title.x + width(&title.text) as u16).contains(&event.column))
    }

    /// How the keys pressed so far may go on: on the line of messages, and where that is too narrow on those above it.
    fn view_hints(&self, buf: &mut Buffer, screen: Rect, look: Look<'_>) {
        let styles = look.styles();
        let keys = crate::tui::keymap::key::shown(&self.typed);
        let left = 3 + width(&keys) as u16;
        let (mut x, mut line) = (left, 0);
        let mut places = Vec::with_capacity(self.hints.len());
        for hint in &self.hints {
            let wide = (width(&hint.key) + 1 + width(hint.title)) as u16;
            if x > left && x + wide > screen.width {
                (x, line) = (left, line + 1);
            }
            places.push((x, line));
            x += wide + 3;
        }
        let top = screen.height.saturating_sub(2 + line);
        let covered = Rect {
            y: screen.y + top,
            height: line + 1,
            ..screen
        };
        draw::ground(buf, covered, styles.base);
        draw::text(buf, screen, 1, top, &keys, styles.key);
        for (hint, (x, line)) in self.hints.iter().zip(places) {
            let x = draw::text(buf, screen, x, top + line, &hint.key, styles.key) + 1;
            draw::text(buf, screen, x, top + line, hint.title, styles.dim);
        }
    }

    fn view_message(&self, buf: &mut Buffer, screen: Rect, look: Look<'_>) {
        let row = screen.height - 2;
        let styles = look.styles();
        if self.hinted {
            return self.view_hints(buf, screen, look);
        }
        if let Some(notice) = self.notices.standing(look.elapsed) {
            let style = match notice.tone {
                Tone::Plain => styles.accent,
                Tone::Warn => styles.warn,
                Tone::Bad => styles.bad,
            };
            let x = draw::text(buf, screen, 1, row, notice.text.as_str(), style);
            if notice.undo {
                let hint = format!(" {} {} undo", look.glyphs().dot, look.key("app.undo"));
                draw::text(buf, screen, x, row, &hint, styles.dim);
            }
            return;
        }
        if let Some(tab) = self.tab() {
            draw::text(buf, screen, 1, row, &tab.pane.status(look), styles.dim);
        }
    }

    /// The keys for here, generated from the rows of the scopes in force.
    fn view_keys(&self, buf: &mut Buffer, screen: Rect, look: Look<'_>) {
        let row = screen.height - 1;
        let help = format!("{} keys", look.key("always.help"));
        let help_x = screen.width.saturating_sub(width(&help) as u16 + 2);
        let mut x = 2;
        for (keys, word) in self.footer() {
            let wide = (width(&keys) + 1 + width(word)) as u16;
            if x + wide + 2 > help_x {
                break;
            }
            x = draw::text(buf, screen, x, row, &keys, look.styles().key) + 1;
            x = draw::text(buf, screen, x, row, word, look.styles().dim) + 3;
        }
        draw::text(buf, screen, help_x, row, &help, look.styles().dim);
    }

    /// Keys and words of the footer: rows that have a word and a key and can run now; neighbours with the same word
    /// share an entry. A key means what the innermost scope says. What stands late in its own place gives way to those further out.
    fn footer(&self) -> Vec<(String, &'static str)> {
        let keymap = &self.world.keymap;
        let mut entries: Vec<(String, &'static str)> = Vec::new();
        let scopes = self.scopes();
        let specs = scopes.iter().flat_map(|scope| keymap.catalog().of(scope));
        let mut specs: Vec<_> = specs.filter(|spec| !spec.word.is_empty()).collect();
        specs.sort_by_key(|spec| spec.late);
        for spec in specs {
            let Some(key) = keymap.keys_in(&scopes, spec.id).into_iter().next() else {
                continue;
            };
            if self.enabled(spec.id) != Enabled::Yes {
                continue;
            }
            match entries.last_mut() {
                Some((keys, word)) if *word == spec.word => {
                    keys.push(' ');
                    keys.push_str(&key);
                }
                _ => entries.push((key, spec.word)),
            }
        }
        entries
    }
}

/// Puts plain signs where a sign of ours was written out: in cut text, between facts, in sentences of the engine.
fn in_ascii(buf: &mut Buffer) {
    for cell in &mut buf.content {
        if let Some(plain) = Glyphs::in_ascii(cell.symbol()) {
            cell.set_symbol(plain);
        }
    }
}
