//! What was said on the message line, newest last.

use std::collections::VecDeque;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::action::{ActionSpec, Enabled, ScopeSpec};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::{Noted, Tone};
use crate::tui::pane::{Action, Cx, Look, Pane, enabled, run};
use crate::tui::widgets::draw;
use crate::tui::widgets::list::{self, Motion, Window};

/// The list of notices.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "notices",
    title: "In the list of notices",
    text: false,
};

/// Its own actions.
pub const ACTIONS: &[Action<Log>] = &[Action {
    spec: ActionSpec::new("notices.close", "Close", "Back to where you were.").word("close"),
    enabled: |_, _| Enabled::Yes,
    run: |_, cx| {
        cx.close();
        Effects::none()
    },
}];

/// The overlay.
pub struct Log {
    window: Window<Noted>,
}

impl Log {
    /// Shows what was noted so far, oldest first, with the cursor on the newest.
    pub fn new(noted: VecDeque<Noted>) -> Self {
        let mut window = Window::default();
        let total = noted.len();
        window.fill(0, noted.into(), Some(total), |noted| noted.at);
        window.go(Motion::Bottom);
        Self { window }
    }
}

impl Pane for Log {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id, list::SCOPE.id]
    }

    fn update(&mut self, _: &mut Msg, _: &mut Cx<'_>) -> Effects {
        Effects::unchanged()
    }

    fn arrange(&mut self, area: Rect, _: &mut Cx<'_>) -> Effects {
        self.window.set_page(usize::from(area.height.saturating_sub(2)));
        Effects::unchanged()
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn go(&mut self, motion: Motion, _: &mut Cx<'_>) -> Effects {
        self.window.go(motion);
        Effects::none()
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn place(&self, screen: Rect) -> Rect {
        draw::middle(
            screen,
            screen.width.saturating_sub(6).min(110),
            (self.window.len() as u16 + 2).clamp(5, 24),
        )
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let inner = draw::panel(frame.buffer_mut(), area, "notices", look);
        let buf = frame.buffer_mut();
        if self.window.is_empty() {
            draw::text(buf, inner, 0, 0, "nothing has been said yet", look.styles().dim);
        }
        for (row, (at, noted)) in (0..).zip(self.window.visible()) {
            let Some(noted) = noted else { continue };
            if at == self.window.cursor() {
                draw::tint(buf, inner, row, look.styles().selected);
            }
            let style = match noted.notice.tone {
                Tone::Plain => look.styles().text,
                Tone::Warn => look.styles().warn,
                Tone::Bad => look.styles().bad,
            };
            draw::text(buf, inner, 0, row, &look.stamp(noted.at), look.styles().dim);
            draw::text(buf, inner, 8, row, noted.notice.text.as_str(), style);
        }
    }
}
