//! "Before it goes": the sheet for what touches many people or cannot come back. Go on by typing the number.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::value::Shown;
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::msg::{Input, Msg};
use crate::tui::notice::Notice;
use crate::tui::pane::{Action, Cx, Look, Pane, always, enabled, run};
use crate::tui::text;
use crate::tui::ticket::Ticket;
use crate::tui::widgets::draw;
use crate::tui::widgets::field::Field;

/// The scope of its keys.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "before",
    title: "Before it goes",
    text: true,
};

/// People shown at once.
const ROWS: usize = 12;

/// What can be done on the sheet.
pub const ACTIONS: &[Action<Confirm>] = &[
    Action {
        spec: ActionSpec::new("before.go", "Go on", "Do it, once the number is typed.")
            .word("go on")
            .weight(Weight::Grave),
        enabled: always,
        run: |sheet, cx| {
            if sheet.field.text().trim().replace(',', "") == sheet.number.to_string() {
                cx.answer(sheet.ticket, Confirmed);
            } else {
                cx.say(Notice::warn(format!(
                    "type {} to go on; nothing has been done",
                    sheet.number
                )));
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "before.people",
            "See them all",
            "Who it is about, and who is left out.",
        )
        .word("see them all"),
        enabled: |sheet, _| Enabled::when(!sheet.people.is_empty(), "there is nobody to show"),
        run: |sheet, _| {
            sheet.open = !sheet.open;
            sheet.top = 0;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("before.down", "Down", "Further down the list of people."),
        enabled: |sheet, _| Enabled::when(sheet.open, "the list is not open"),
        run: |sheet, _| {
            sheet.top = (sheet.top + 1).min(sheet.people.len().saturating_sub(ROWS));
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("before.up", "Up", "Back up the list of people."),
        enabled: |sheet, _| Enabled::when(sheet.open, "the list is not open"),
        run: |sheet, _| {
            sheet.top = sheet.top.saturating_sub(1);
            Effects::none()
        },
    },
    Action::close(ActionSpec::new("before.close", "Leave it", "Close; nothing is done.").word("leave it")),
];

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
    /// Who, and why they are left out or stay as they are.
    people: Vec<(Shown, String)>,
    /// The people are shown in place of the lines.
    open: bool,
    top: usize,
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
            people: Vec::new(),
            open: false,
            top: 0,
            ticket,
            field: Field::line(""),
        }
    }

    /// The same, with the people it is about to be looked at.
    #[must_use]
    pub fn about(mut self, people: Vec<(Shown, String)>) -> Self {
        self.people = people;
        self
    }

    fn rows(&self) -> usize {
        if self.open {
            self.people.len().min(ROWS)
        } else {
            self.lines.len()
        }
    }
}

impl Pane for Confirm {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id]
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

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn place(&self, screen: Rect) -> Rect {
        draw::middle(screen, 76, self.rows() as u16 + 6)
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let inner = draw::panel(frame.buffer_mut(), area, "before it goes", look);
        let buf = frame.buffer_mut();
        draw::text(buf, inner, 0, 0, &self.what, look.styles().strong);
        if self.open {
            let part = self.people.iter().skip(self.top).take(ROWS);
            for (row, (name, why)) in (2..).zip(part) {
                let style = if why.is_empty() {
                    Style::new()
                } else {
                    look.styles().dim
                };
                draw::text(buf, inner, 1, row, &text::clip(name.as_str(), 24), style);
                let room = usize::from(inner.width.saturating_sub(27));
                draw::text(buf, inner, 27, row, &text::clip(why, room), look.styles().dim);
            }
        } else {
            for (row, (label, words)) in (2..).zip(&self.lines) {
                draw::text(buf, inner, 1, row, label, look.styles().dim);
                let room = usize::from(inner.width.saturating_sub(10));
                draw::text(buf, inner, 10, row, &text::clip(words, room), Style::new());
            }
        }
        let ask = format!("type {} to go on: ", self.number);
        let row = self.rows() as u16 + 3;
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
