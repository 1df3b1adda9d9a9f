//! "Before it goes": the sheet for what touches many people or cannot come back. Go on by typing the number.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::prompt;
use crate::tui::action::Enabled;
use crate::tui::effect::Effects;
use crate::tui::msg::{Input, Msg};
use crate::tui::notice::Notice;
use crate::tui::pane::{Cx, Look, Pane};
use crate::tui::ticket::Ticket;
use crate::tui::widgets::draw;
use crate::tui::widgets::field::Field;

/// One line of the sheet: who, left out, when, undo.
pub type Line = (&'static str, String);

/// Answer of the sheet: the number was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmed;

/// The overlay.
pub struct Confirm {
    what: String,
    lines: Vec<Line>,
    number: u64,
    ticket: Ticket,
    field: Field,
}

impl Confirm {
    /// Asks before `what` is done to `number` of something.
    pub fn new(what: String, lines: Vec<Line>, number: u64, ticket: Ticket) -> Self {
        Self {
            what,
            lines,
            number,
            ticket,
            field: Field::line(""),
        }
    }
}

impl Pane for Confirm {
    fn scopes(&self) -> Vec<&'static str> {
        vec![prompt::SCOPE.id]
    }

    fn update(&mut self, msg: &mut Msg, _: &mut Cx<'_>) -> Effects {
        match msg {
            Msg::Input(Input::Key(key)) => {
                self.field.key(*key);
                Effects::none()
            }
            _ => Effects::unchanged(),
        }
    }

    fn enabled(&self, id: &str, _: Look<'_>) -> Enabled {
        Enabled::when(
            matches!(id, "prompt.accept" | "prompt.close"),
            "type the number, or leave it",
        )
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        if id == "prompt.close" {
            cx.close();
        } else if self.field.text().trim().replace(',', "") == self.number.to_string() {
            cx.answer(self.ticket, Confirmed);
        } else {
            cx.say(Notice::warn(format!(
                "type {} to go on; nothing has been done",
                self.number
            )));
        }
        Effects::none()
    }

    fn place(&self, screen: Rect) -> Rect {
        draw::middle(screen, 70, self.lines.len() as u16 + 6)
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let inner = draw::panel(frame.buffer_mut(), area, "before it goes", look);
        let buf = frame.buffer_mut();
        draw::text(buf, inner, 0, 0, &self.what, look.styles().strong);
        for (row, (label, words)) in (2..).zip(&self.lines) {
            draw::text(buf, inner, 1, row, label, look.styles().dim);
            draw::text(buf, inner, 10, row, words, Style::new());
        }
        let ask = format!("type {} to go on: ", self.number);
        let row = self.lines.len() as u16 + 3;
        let x = draw::text(buf, inner, 0, row, &ask, look.styles().accent);
        if row < inner.height && x < inner.width {
            let field = Rect {
                x: inner.x + x,
                y: inner.y + row,
                width: inner.width - x,
                height: 1,
            };
            self.field.view(frame, field, "", true, look);
        }
    }
}
