//! What was said on the message line, newest last.

use std::collections::VecDeque;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::listing::{Listing, Size};
use crate::tui::action::{ActionSpec, ScopeSpec};
use crate::tui::notice::{Noted, Tone};
use crate::tui::pane::{Action, Look};
use crate::tui::widgets::draw;
use crate::tui::widgets::list::{Motion, Window};

/// The list of notices.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "notices",
    title: "In the list of notices",
    text: false,
};

/// Its own actions.
pub const ACTIONS: &[Action<Log>] = &[Action::close(
    ActionSpec::new("notices.close", "Close", "Back to where you were.").word("close"),
)];

/// The overlay.
pub struct Log {
    window: Window<Noted>,
}

impl Log {
    /// Shows what was noted so far, oldest first, with the cursor on the newest.
    pub fn new(noted: VecDeque<Noted>) -> Self {
        let mut window = Window::default();
        window.fill_whole(noted.into(), |noted| noted.at);
        window.go(Motion::Bottom);
        Self { window }
    }
}

impl Listing for Log {
    type Row = Noted;

    const SCOPE: &'static ScopeSpec = &SCOPE;
    const ACTIONS: &'static [Action<Self>] = ACTIONS;
    const SIZE: Size = Size {
        margin: 6,
        wide: 110,
        around: (0, 0),
        tall: (5, 24),
    };
    const EMPTY: &'static str = "nothing has been said yet";

    fn title(&self) -> &'static str {
        "notices"
    }

    fn window(&self) -> &Window<Noted> {
        &self.window
    }

    fn window_mut(&mut self) -> &mut Window<Noted> {
        &mut self.window
    }

    fn row(&self, noted: &Noted, buf: &mut Buffer, inner: Rect, at: u16, look: Look<'_>) {
        let style = match noted.notice.tone {
            Tone::Plain => look.styles().text,
            Tone::Warn => look.styles().warn,
            Tone::Bad => look.styles().bad,
        };
        draw::text(buf, inner, 0, at, &look.stamp(noted.at), look.styles().dim);
        draw::text(buf, inner, 8, at, noted.notice.text.as_str(), style);
    }
}
