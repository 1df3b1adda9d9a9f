//! A newer template for somebody's own automation: what is taken without a question, and one key for each side of what both
//! changed.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::engine::library::{Clash, Side, Update};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::pane::{Action, Cx, Look, Pane, always, enabled, run};
use crate::tui::text::wrap;
use crate::tui::ticket::Ticket;
use crate::tui::widgets::draw;
use crate::tui::widgets::list::{self, Motion};

/// The scope of its keys.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "update",
    title: "Taking a newer template in",
    text: false,
};

/// Lines of a value that are shown.
const MOST: usize = 6;

/// Its own actions.
pub const ACTIONS: &[Action<TakeIn>] = &[
    Action {
        spec: ActionSpec::new("update.yours", "Keep yours", "What you wrote stays.")
            .word("yours")
            .weight(Weight::Local),
        enabled: asked,
        run: |sheet, _| sheet.decide(Side::Yours),
    },
    Action {
        spec: ActionSpec::new(
            "update.newer",
            "Take the newer",
            "What the newer template says is taken.",
        )
        .word("newer")
        .weight(Weight::Local),
        enabled: asked,
        run: |sheet, _| sheet.decide(Side::Newer),
    },
    Action {
        spec: ActionSpec::new(
            "update.before",
            "Back to before",
            "What both began with is taken.",
        )
        .word("before")
        .weight(Weight::Local),
        enabled: asked,
        run: |sheet, _| sheet.decide(Side::Before),
    },
    Action {
        spec: ActionSpec::new(
            "update.take",
            "Take it in",
            "Writes your file with everything as it is decided here.",
        )
        .word("take it in")
        .weight(Weight::Local),
        enabled: always,
        run: |sheet, cx| {
            match sheet.update.text() {
                Ok(_) => cx.answer(sheet.ticket, sheet.update.clone()),
                Err(why) => cx.say(Notice::bad(why)),
            }
            Effects::none()
        },
    },
    Action::close(ActionSpec::new("update.close", "Leave it", "Close; nothing is written.").word("leave it")),
];

fn asked(sheet: &TakeIn, _: Look<'_>) -> Enabled {
    Enabled::when(!sheet.update.clashes.is_empty(), "nothing is asked")
}

/// The overlay. Answers with the update as it was decided.
pub struct TakeIn {
    update: Update,
    at: usize,
    ticket: Ticket,
}

impl TakeIn {
    /// Shows what a newer template brings.
    pub const fn new(update: Update, ticket: Ticket) -> Self {
        Self {
            update,
            at: 0,
            ticket,
        }
    }

    fn decide(&mut self, side: Side) -> Effects {
        if let Some(clash) = self.update.clashes.get_mut(self.at) {
            clash.side = side;
        }
        self.at = (self.at + 1).min(self.update.clashes.len().saturating_sub(1));
        Effects::none()
    }

    fn sides(clash: &Clash) -> [(&'static str, &'static str, Side, &Option<String>); 3] {
        let [before, yours, newer] = &clash.sides;
        [
            ("update.yours", "yours", Side::Yours, yours),
            ("update.newer", "newer", Side::Newer, newer),
            ("update.before", "before", Side::Before, before),
        ]
    }
}

impl Pane for TakeIn {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id, list::SCOPE.id]
    }

    fn update(&mut self, _: &mut Msg, _: &mut Cx<'_>) -> Effects {
        Effects::unchanged()
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn go(&mut self, motion: Motion, _: &mut Cx<'_>) -> Effects {
        self.at = motion.target(self.at, self.update.clashes.len(), 1);
        Effects::none()
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn place(&self, screen: Rect) -> Rect {
        draw::middle(screen, screen.width.saturating_sub(4).min(110), 21)
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let styles = look.styles();
        let inner = draw::panel(frame.buffer_mut(), area, "a newer template", look);
        let buf = frame.buffer_mut();
        let columns = usize::from(inner.width).saturating_sub(2);
        let taken = if self.update.taken.is_empty() {
            "nothing is taken without a question".to_owned()
        } else {
            format!("taken without a question: {}", self.update.taken.join(", "))
        };
        let mut row = 0;
        for line in wrap(&taken, columns).into_iter().take(3) {
            draw::text(buf, inner, 0, row, &line, styles.text);
            row += 1;
        }
        row += 1;
        let Some(clash) = self.update.clashes.get(self.at) else {
            draw::text(
                buf,
                inner,
                0,
                row,
                "nothing is asked: your own changes stay",
                styles.dim,
            );
            return;
        };
        let title = format!(
            "you and the newer template both changed, {} of {}: {}",
            self.at + 1,
            self.update.clashes.len(),
            clash.what
        );
        draw::text(buf, inner, 0, row, &title, styles.strong);
        row += 1;
        for line in wrap(&clash.message, columns).into_iter().take(2) {
            draw::text(buf, inner, 0, row, &line, styles.dim);
            row += 1;
        }
        row += 1;
        let column = inner.width / 3;
        for (x, (action, word, side, says)) in (0..).step_by(usize::from(column)).zip(Self::sides(clash)) {
            let place = Rect {
                x: inner.x + x,
                width: column.saturating_sub(2),
                ..inner
            };
            let sign = if clash.side == side {
                look.glyphs().yes
            } else {
                " "
            };
            let head = [
                (&*look.key(action), styles.accent),
                (" ", styles.dim),
                (word, styles.heading),
            ];
            let end = draw::spans(buf, place, 0, row, &head);
            draw::text(buf, place, end + 1, row, sign, styles.good);
            let says = says.as_deref().unwrap_or("(not there)");
            let lines = wrap(says, usize::from(place.width));
            for (line, words) in (row + 1..).zip(lines.into_iter().take(MOST)) {
                draw::text(buf, place, 0, line, &words, styles.text);
            }
        }
    }
}
