//! How the frame around the tabs looks: line 1 tabs and marks, the last line keys, above it messages.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::{LEAST, Shell, look};
use crate::tui::action::Enabled;
use crate::tui::notice::Tone;
use crate::tui::pane::Look;
use crate::tui::text::width;
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
    }

    /// The tabs' titles: in full when they fit beside the marks, short otherwise.
    fn titles(&self, screen: Rect, marks: u16) -> Vec<Title> {
        let lay = |short: bool| {
            let mut x = 1;
            let mut titles = Vec::new();
            for (at, tab) in self.tabs.iter().enumerate() {
                let name = if short { tab.spec.short } else { tab.spec.title };
                let badge = tab.pane.badge().filter(|count| *count > 0);
                let badge = badge.map_or_else(String::new, |count| format!(" {count}"));
                let number = at + 1;
                let (open, close) = if at == self.open { ("[", "]") } else { (" ", " ") };
                let text = format!("{open}{number} {name}{badge}{close}");
                let wide = width(&text) as u16;
                titles.push(Title { x, text });
                x += wide + u16::from(!short);
            }
            (x, titles)
        };
        let (end, titles) = lay(false);
        if end + marks + 2 <= screen.width {
            titles
        } else {
            lay(true).1
        }
    }

    fn view_top(&self, buf: &mut Buffer, screen: Rect, look: Look<'_>) {
        let marks = self.marks.shown(look, self.world.demo);
        let wide: usize = marks.iter().map(|(words, _)| width(words) + 2).sum();
        let mut x = screen.width.saturating_sub(wide as u16);
        let titles = self.titles(screen, wide as u16);
        for (at, title) in titles.iter().enumerate() {
            let style = if at == self.open {
                look.styles().tab_open
            } else {
                look.styles().tab
            };
            draw::text(buf, screen, title.x, 0, &title.text, style);
        }
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
        let marks: usize = self
            .marks
            .shown(look, self.world.demo)
            .iter()
            .map(|(words, _)| width(words) + 2)
            .sum();
        let screen = Rect {
            x: 0,
            y: 0,
            width: self.size.width,
            height: self.size.height,
        };
        self.titles(screen, marks as u16)
            .iter()
            .position(|title| (title.x..title.x + width(&title.text) as u16).contains(&event.column))
    }

    fn view_message(&self, buf: &mut Buffer, screen: Rect, look: Look<'_>) {
        let row = screen.height - 2;
        let styles = look.styles();
        if self.hinted {
            let keys = crate::tui::keymap::key::shown(&self.typed);
            let mut x = draw::text(buf, screen, 1, row, &keys, styles.key) + 2;
            for hint in &self.hints {
                x = draw::text(buf, screen, x, row, &hint.key, styles.key) + 1;
                x = draw::text(buf, screen, x, row, hint.title, styles.dim) + 3;
            }
            return;
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
    /// share an entry.
    fn footer(&self) -> Vec<(String, &'static str)> {
        let keymap = &self.world.keymap;
        let mut entries: Vec<(String, &'static str)> = Vec::new();
        let specs = self
            .scopes()
            .into_iter()
            .flat_map(|scope| keymap.catalog().of(scope).collect::<Vec<_>>());
        for spec in specs.filter(|spec| !spec.word.is_empty()) {
            let Some(key) = keymap.key_of(spec.id) else {
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
