//! Choosing from a list while typing: what palette, help and pickers have in common.

use frizbee::{Config, Matcher};
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::action::{ActionSpec, ScopeSpec};
use crate::tui::msg::{Input, Msg};
use crate::tui::pane::{Cx, Look};
use crate::tui::widgets::draw;
use crate::tui::widgets::field::Field;

/// Letters are the search; these keys move and choose.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "choose",
    title: "While choosing",
    text: true,
};

/// What a key does to a list that is chosen from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choose {
    /// One up.
    Up,
    /// One down.
    Down,
    /// A screen up.
    PageUp,
    /// A screen down.
    PageDown,
    /// Take the one under the cursor.
    Accept,
    /// Leave without choosing.
    Close,
}

/// The actions of the scope.
pub const ACTIONS: &[(ActionSpec, Choose)] = &[
    (
        ActionSpec::new("choose.down", "Down", "The next one.").word("move"),
        Choose::Down,
    ),
    (
        ActionSpec::new("choose.up", "Up", "The one before.").word("move"),
        Choose::Up,
    ),
    (
        ActionSpec::new("choose.page-down", "Page down", "A screen down."),
        Choose::PageDown,
    ),
    (
        ActionSpec::new("choose.page-up", "Page up", "A screen up."),
        Choose::PageUp,
    ),
    (
        ActionSpec::new("choose.accept", "Take it", "Take the one under the cursor.").word("take"),
        Choose::Accept,
    ),
    (
        ActionSpec::new("choose.close", "Leave it", "Close without choosing.").word("close"),
        Choose::Close,
    ),
];

impl Choose {
    /// What an action does.
    pub fn of(id: &str) -> Option<Self> {
        ACTIONS
            .iter()
            .find(|(spec, _)| spec.id == id)
            .map(|(_, choose)| *choose)
    }
}

/// A search line and a cursor in what it finds.
#[derive(Clone, Debug)]
pub struct Chooser {
    /// The search line.
    pub line: Field,
    cursor: usize,
    offset: usize,
    page: usize,
}

impl Chooser {
    /// With nothing typed, or something to begin with.
    pub fn new(text: &str) -> Self {
        Self {
            line: Field::line(text),
            cursor: 0,
            offset: 0,
            page: 1,
        }
    }

    /// Takes letters of the search, typed or pasted; says whether the search changed. The cursor goes to the best match.
    /// `None` for any other message.
    pub fn typed(&mut self, msg: &Msg) -> Option<bool> {
        let changed = match msg {
            Msg::Input(Input::Key(key)) => self.line.key(*key),
            Msg::Input(Input::Paste(text)) => self.line.insert(text),
            _ => return None,
        };
        if changed {
            (self.cursor, self.offset) = (0, 0);
        }
        Some(changed)
    }

    /// Does what an action of the scope says in a list of `len`; true when the one under the cursor is to be taken.
    pub fn run(&mut self, id: &str, len: usize, cx: &mut Cx<'_>) -> bool {
        match Choose::of(id) {
            Some(Choose::Accept) => return true,
            Some(Choose::Close) | None => cx.close(),
            Some(choose) => self.go(choose, len),
        }
        false
    }

    /// Moves in a list of `len`.
    pub fn go(&mut self, choose: Choose, len: usize) {
        let last = len.saturating_sub(1);
        self.cursor = match choose {
            Choose::Up => self.cursor.saturating_sub(1),
            Choose::Down => self.cursor + 1,
            Choose::PageUp => self.cursor.saturating_sub(self.page),
            Choose::PageDown => self.cursor + self.page,
            Choose::Accept | Choose::Close => self.cursor,
        }
        .min(last);
        self.follow(len);
    }

    /// Learns how many rows fit.
    pub fn set_page(&mut self, page: usize, len: usize) {
        self.page = page.max(1);
        self.follow(len);
    }

    fn follow(&mut self, len: usize) {
        self.offset = self
            .offset
            .min(self.cursor)
            .max((self.cursor + 1).saturating_sub(self.page));
        self.offset = self.offset.min(len.saturating_sub(self.page));
    }

    /// Draws the search line behind a sign, and a rule below it. While nothing is typed `hint` stands there.
    pub fn view(&self, frame: &mut Frame<'_>, inner: Rect, sign: &str, hint: &str, look: Look<'_>) {
        let x = draw::text(frame.buffer_mut(), inner, 0, 0, sign, look.styles().accent);
        let line = Rect {
            x: inner.x + x,
            width: inner.width.saturating_sub(x),
            height: inner.height.min(1),
            ..inner
        };
        self.line.view(frame, line, hint, true, look);
        draw::rule(frame.buffer_mut(), inner, 1, look);
    }

    /// The position of the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The first row on the screen.
    pub fn offset(&self) -> usize {
        self.offset
    }
}

/// Which of `haystacks` fit what was typed, best first; all of them, in their order, when nothing was typed. One
/// slip is forgiven from four letters on.
pub fn matches(typed: &str, haystacks: &[String]) -> Vec<usize> {
    let typed = typed.trim();
    if typed.is_empty() {
        return (0..haystacks.len()).collect();
    }
    let slips = u16::from(typed.chars().count() >= 4);
    let config = Config::default().max_typos(Some(slips));
    let mut matcher = Matcher::new(typed, &config);
    matcher
        .match_list(haystacks)
        .into_iter()
        .map(|found| found.index as usize)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::key::Key;

    #[test]
    fn a_slip_still_finds_and_the_best_comes_first() {
        let list: Vec<String> = ["Move stage", "Tag", "Reply", "Note", "Assign"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(matches("repl", &list).first(), Some(&2));
        assert_eq!(matches("rplx", &list).first(), Some(&2));
        assert_eq!(matches("", &list), [0, 1, 2, 3, 4]);
        assert!(matches("zzzzqq", &list).is_empty());
    }

    #[test]
    fn the_cursor_stays_in_sight() {
        let mut chooser = Chooser::new("");
        chooser.set_page(5, 40);
        for _ in 0..12 {
            chooser.go(Choose::Down, 40);
        }
        assert_eq!((chooser.cursor(), chooser.offset()), (12, 8));
        chooser.go(Choose::PageDown, 14);
        assert_eq!(chooser.cursor(), 13);
        let typed = Msg::Input(Input::Key(Key::parse("x").unwrap()));
        assert_eq!(chooser.typed(&typed), Some(true));
        assert_eq!((chooser.cursor(), chooser.offset()), (0, 0));
    }
}
