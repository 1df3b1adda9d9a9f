//! A sheet of reasons: figures at the left, sentences beside them. Read and closed.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::action::{ActionSpec, Enabled, ScopeSpec};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::pane::{Action, Cx, Look, Pane, enabled, run};
use crate::tui::text::{Side, fit, width, wrap};
use crate::tui::widgets::draw;
use crate::tui::widgets::list::{self, Motion};

/// A sheet.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "sheet",
    title: "On a sheet of reasons",
    text: false,
};

/// Its own actions.
pub const ACTIONS: &[Action<Sheet>] = &[Action::close(
    ActionSpec::new("sheet.close", "Close", "Back to where you were.").word("close"),
)];

/// Columns of the widest sheet.
const WIDE: u16 = 72;

/// A line of it: a figure or a heading at the left, and words.
pub type SheetLine = (String, String);

/// The overlay.
pub struct Sheet {
    title: String,
    lines: Vec<SheetLine>,
    /// The first line in sight.
    top: usize,
    /// Lines in sight, and lines in all.
    shown: (usize, usize),
}

impl Sheet {
    /// Shows lines; an empty figure continues the one above.
    pub fn new(title: impl Into<String>, lines: Vec<SheetLine>) -> Self {
        Self {
            title: title.into(),
            lines,
            top: 0,
            shown: (1, 1),
        }
    }

    fn left(&self) -> usize {
        self.lines.iter().map(|(left, _)| width(left)).max().unwrap_or(0)
    }

    /// The lines as they fit beside the figures.
    fn wrapped(&self, columns: usize) -> Vec<SheetLine> {
        let room = columns.saturating_sub(self.left() + 2).max(8);
        let mut all = Vec::new();
        for (left, words) in &self.lines {
            let mut left = left.clone();
            for words in wrap(words, room) {
                all.push((std::mem::take(&mut left), words));
            }
        }
        all
    }
}

impl Pane for Sheet {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id, list::SCOPE.id]
    }

    fn update(&mut self, _: &mut Msg, _: &mut Cx<'_>) -> Effects {
        Effects::unchanged()
    }

    fn arrange(&mut self, area: Rect, _: &mut Cx<'_>) -> Effects {
        let all = self.wrapped(usize::from(area.width.saturating_sub(4))).len();
        self.shown = (usize::from(area.height.saturating_sub(2)), all);
        self.top = self.top.min(all.saturating_sub(self.shown.0));
        Effects::unchanged()
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn go(&mut self, motion: Motion, _: &mut Cx<'_>) -> Effects {
        let (page, all) = self.shown;
        self.top = motion.target(self.top, all.saturating_sub(page) + 1, page);
        Effects::none()
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn place(&self, screen: Rect) -> Rect {
        let wide = WIDE.min(screen.width.saturating_sub(4));
        let rows = self.wrapped(usize::from(wide.saturating_sub(4))).len() as u16;
        draw::middle(screen, wide, rows + 2)
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let inner = draw::panel(frame.buffer_mut(), area, &self.title, look);
        let buf = frame.buffer_mut();
        let left = self.left();
        let lines = self.wrapped(usize::from(inner.width)).into_iter().skip(self.top);
        for (row, (figure, words)) in (0..inner.height).zip(lines) {
            let figure = fit(&figure, left, Side::Right);
            let x = draw::text(buf, inner, 0, row, &figure, look.styles().strong);
            draw::text(buf, inner, x + 2, row, &words, Style::new());
        }
        let (page, all) = self.shown;
        if self.top + page < all {
            let more = format!(" {} more below ", look.key("list.down"));
            let edge = Rect {
                y: area.bottom().saturating_sub(1),
                height: 1,
                ..area
            };
            draw::right(buf, edge, 2, 0, &more, look.styles().dim);
        }
    }
}
