//! What overlays that are lists have in common: a frame of the right size, rows seen through a window, a cursor among them,
//! the keys of all lists. Such an overlay says only what its rows are and what can be done with them.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::action::{Enabled, ScopeSpec};
use crate::tui::effect::Effects;
use crate::tui::motion::{self, Motion};
use crate::tui::msg::Msg;
use crate::tui::pane::{Action, Cx, Holds, Look, Pane, enabled, run};
use crate::tui::widgets::draw;
use crate::tui::widgets::list::Window;

/// How much of the screen such an overlay takes.
pub struct Size {
    /// Columns that stay free beside it.
    pub margin: u16,
    /// Columns at most.
    pub wide: u16,
    /// Rows between the frame and the list: headings above it, and what stands below.
    pub around: (u16, u16),
    /// Rows at least and at most, its frame with them.
    pub tall: (u16, u16),
}

impl Size {
    /// Rows that are not of the list: the frame and what stands around.
    const fn fixed(&self) -> u16 {
        2 + self.around.0 + self.around.1
    }

    fn place(&self, screen: Rect, rows: usize) -> Rect {
        let rows = u16::try_from(rows).unwrap_or(u16::MAX);
        let (least, most) = self.tall;
        draw::middle(
            screen,
            screen.width.saturating_sub(self.margin).min(self.wide),
            rows.saturating_add(self.fixed()).clamp(least, most),
        )
    }
}

/// An overlay that is a list.
pub trait Listing: Sized + 'static {
    /// What a row shows.
    type Row;

    /// The scope of its own keys; those of all lists come with it.
    const SCOPE: &'static ScopeSpec;
    /// Its own actions.
    const ACTIONS: &'static [Action<Self>];
    /// How much of the screen it takes.
    const SIZE: Size;
    /// Said when there is nothing to list.
    const EMPTY: &'static str;

    /// What stands on its frame.
    fn title(&self) -> &str;

    /// Its rows.
    fn window(&self) -> &Window<Self::Row>;

    /// The same, to move in.
    fn window_mut(&mut self) -> &mut Window<Self::Row>;

    /// Called when it opens: asks for its rows.
    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        let _ = cx;
        Effects::unchanged()
    }

    /// Takes a message in.
    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        let _ = (msg, cx);
        Effects::unchanged()
    }

    /// Asks for the rows near the cursor that are not here, where a list is read in parts.
    fn follow(&mut self, cx: &mut Cx<'_>) -> Option<Effects> {
        let _ = cx;
        None
    }

    /// Which keys have to wait.
    fn holds(&self) -> Holds {
        Holds::Nothing
    }

    /// Draws what stands above the rows.
    fn head(&self, buf: &mut Buffer, inner: Rect, look: Look<'_>) {
        let _ = (buf, inner, look);
    }

    /// Draws one row at line `at`.
    fn row(&self, row: &Self::Row, buf: &mut Buffer, inner: Rect, at: u16, look: Look<'_>);

    /// Draws what stands below the rows, from line `at` on.
    fn foot(&self, buf: &mut Buffer, inner: Rect, at: u16, look: Look<'_>) {
        let _ = (buf, inner, at, look);
    }
}

impl<L: Listing> Pane for L {
    fn scopes(&self) -> Vec<&'static str> {
        vec![L::SCOPE.id, motion::SCOPE.id]
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        Listing::wake(self, cx)
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        Listing::update(self, msg, cx)
    }

    fn arrange(&mut self, area: Rect, cx: &mut Cx<'_>) -> Effects {
        let page = area.height.saturating_sub(L::SIZE.fixed());
        self.window_mut().set_page(usize::from(page));
        if self.window().is_loaded() {
            return self.follow(cx).unwrap_or_else(Effects::unchanged);
        }
        Effects::unchanged()
    }

    fn holds(&self) -> Holds {
        Listing::holds(self)
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(L::ACTIONS, self, id, look)
    }

    fn go(&mut self, motion: Motion, cx: &mut Cx<'_>) -> Effects {
        self.window_mut().go(motion);
        self.follow(cx).unwrap_or_else(Effects::none)
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(L::ACTIONS, self, id, cx)
    }

    fn place(&self, screen: Rect) -> Rect {
        L::SIZE.place(screen, self.window().len())
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let inner = draw::panel(frame.buffer_mut(), area, self.title(), look);
        let buf = frame.buffer_mut();
        if self.window().is_empty() {
            draw::text(buf, inner, 0, 0, L::EMPTY, look.styles().dim);
            return;
        }
        self.head(buf, inner, look);
        let (above, below) = L::SIZE.around;
        for (line, (at, row)) in (above..).zip(self.window().visible()) {
            let Some(row) = row else { continue };
            if at == self.window().cursor() {
                draw::cursor(buf, inner, line, look);
            }
            self.row(row, buf, inner, line, look);
        }
        self.foot(buf, inner, inner.height.saturating_sub(below), look);
    }
}
