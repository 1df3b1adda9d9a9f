//! A member that both sides changed: what it was before, what is here, what is there, and one key for each.

use ratatui::Frame;
use ratatui::layout::Rect;
use serde_json::Value;

use crate::domain::command::Side;
use crate::domain::custom_field::show_value;
use crate::domain::decide::word_for;
use crate::domain::value::ConflictId;
use crate::engine::view::ConflictRow;
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::pane::{Action, Cx, Look, Pane, enabled, run};
use crate::tui::text::{phone, wrap};
use crate::tui::ticket::Ticket;
use crate::tui::widgets::draw;

/// The scope of its keys.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "conflict",
    title: "Deciding a conflict",
    text: false,
};

/// Lines of a value that are shown; the rest is a mark.
const MOST: usize = 12;

/// Its own actions.
pub const ACTIONS: &[Action<Conflict>] = &[
    Action {
        spec: ActionSpec::new("conflict.here", "Keep here", "The value here is pushed.")
            .word("here")
            .weight(Weight::Pushed),
        enabled: |_, _| Enabled::Yes,
        run: |conflict, cx| conflict.decide(Side::Here, cx),
    },
    Action {
        spec: ActionSpec::new("conflict.there", "Keep there", "The CRM's value is taken.")
            .word("there")
            .weight(Weight::Local),
        enabled: |_, _| Enabled::Yes,
        run: |conflict, cx| conflict.decide(Side::There, cx),
    },
    Action {
        spec: ActionSpec::new(
            "conflict.before",
            "Back to before",
            "What both started from is pushed.",
        )
        .word("before")
        .weight(Weight::Pushed),
        enabled: |_, _| Enabled::Yes,
        run: |conflict, cx| conflict.decide(Side::Before, cx),
    },
    Action {
        spec: ActionSpec::new("conflict.next", "Next", "The next field; this one stays open.").word("next"),
        enabled: |conflict, _| Enabled::when(conflict.rows.len() > 1, "there is no other"),
        run: |conflict, _| {
            conflict.at = (conflict.at + 1) % conflict.rows.len();
            Effects::none()
        },
    },
    Action::close(ActionSpec::new("conflict.close", "Close", "Decide later.").word("close")),
];

/// What was decided about which.
pub type Decided = (ConflictId, Side);

/// The overlay.
pub struct Conflict {
    rows: Vec<ConflictRow>,
    at: usize,
    ticket: Ticket,
}

impl Conflict {
    /// Shows the conflicts one by one, beginning with the one at `at`; there must be one.
    pub fn new(rows: Vec<ConflictRow>, at: usize, ticket: Ticket) -> Self {
        let at = at.min(rows.len().saturating_sub(1));
        Self { rows, at, ticket }
    }

    fn decide(&mut self, keep: Side, cx: &mut Cx<'_>) -> Effects {
        match self.rows.get(self.at) {
            Some(row) => cx.answer::<Decided>(self.ticket, (row.id.clone(), keep)),
            None => cx.close(),
        }
        Effects::none()
    }
}

/// A value as a person reads it; nothing is said to be nothing.
fn words_of(value: &Value) -> String {
    let words = phone(show_value(value).as_str());
    if words.trim().is_empty() {
        return "(empty)".to_owned();
    }
    words
}

impl Pane for Conflict {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id]
    }

    fn update(&mut self, _: &mut Msg, _: &mut Cx<'_>) -> Effects {
        Effects::unchanged()
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn place(&self, screen: Rect) -> Rect {
        let width = screen.width.saturating_sub(4).min(110);
        let column = usize::from(width.saturating_sub(2)) / 3;
        let tallest = self.rows.get(self.at).map_or(1, |row| {
            let sides = [&row.base, &row.here, &row.there];
            let lines = sides.map(|value| wrap(&words_of(value), column.saturating_sub(2)).len());
            lines.into_iter().max().unwrap_or(1).min(MOST)
        });
        draw::middle(screen, width, tallest as u16 + 7)
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let styles = look.styles();
        let title = match self.rows.len() {
            1 => "changed on both sides".to_owned(),
            many => format!("changed on both sides, {} of {many}", self.at + 1),
        };
        let inner = draw::panel(frame.buffer_mut(), area, &title, look);
        let buf = frame.buffer_mut();
        let Some(row) = self.rows.get(self.at) else { return };
        let what = format!(
            "{} {} {}",
            row.who.shown(),
            look.glyphs().dot,
            word_for(&row.path)
        );
        draw::text(buf, inner, 0, 0, &what, styles.strong);
        let found = format!("found {}", look.stamp(row.at));
        draw::right(buf, inner, 0, 0, &found, styles.dim);
        let column = inner.width / 3;
        let sides = [
            ("before", "conflict.before", &row.base),
            ("here", "conflict.here", &row.here),
            ("there, in the CRM", "conflict.there", &row.there),
        ];
        for (x, (word, action, value)) in (0..).step_by(usize::from(column)).zip(sides) {
            let place = Rect {
                x: inner.x + x,
                width: column.saturating_sub(2),
                ..inner
            };
            draw::spans(
                buf,
                place,
                0,
                2,
                &[
                    (&look.key(action), styles.accent),
                    (" ", styles.dim),
                    (word, styles.heading),
                ],
            );
            let mut lines = wrap(&words_of(value), usize::from(place.width));
            if lines.len() > MOST {
                lines.truncate(MOST);
                lines.push("…".to_owned());
            }
            for (line, words) in (3..).zip(&lines) {
                draw::text(buf, place, 0, line, words, styles.text);
            }
        }
    }
}
