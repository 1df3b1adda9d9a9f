//! What a line of the undo list changed: of each record the value before and after, page by page.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::history::{label, words_of};
use crate::domain::value::UndoId;
use crate::engine::query::UndoChanges;
use crate::engine::view::UndoChange;
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::pane::{Action, Cx, Look, Pane, enabled, run};
use crate::tui::text::{clip, grouped};
use crate::tui::ticket::Slot;
use crate::tui::widgets::draw;
use crate::tui::widgets::list::{self, Motion, Window};

/// The scope of its keys.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "difference",
    title: "What a line of undo changed",
    text: false,
};

/// Columns of whose it is, of which field, and of what stays.
const WHOM: u16 = 22;
const FIELD: u16 = 14;
const STAYS: u16 = 16;

/// Its own actions.
pub const ACTIONS: &[Action<Difference>] = &[Action {
    spec: ActionSpec::new("difference.close", "Close", "Back to the list.").word("close"),
    enabled: |_, _| Enabled::Yes,
    run: |_, cx| {
        cx.close();
        Effects::none()
    },
}];

/// The overlay.
pub struct Difference {
    title: String,
    line: UndoId,
    slot: Slot<(usize, Vec<UndoChange>)>,
    /// From which change on is asked for.
    asked: usize,
    window: Window<(usize, UndoChange)>,
}

impl Difference {
    /// Of a line that is called so.
    pub fn new(title: String, line: UndoId) -> Self {
        Self {
            title,
            line,
            slot: Slot::new(),
            asked: 0,
            window: Window::default(),
        }
    }

    fn read(&mut self, cx: &mut Cx<'_>) -> Effects {
        let around = self.window.around();
        self.asked = around.start;
        let question = UndoChanges {
            line: self.line.clone(),
            from: around.start,
            limit: around.len(),
        };
        Effects::one(cx.ask(&mut self.slot, question))
    }

    /// Reads on where what is near is not here.
    fn follow(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.slot.is_open() || self.window.wants().is_none() {
            return Effects::none();
        }
        self.read(cx)
    }
}

impl Pane for Difference {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id, list::SCOPE.id]
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.read(cx)
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        let Msg::Loaded(loaded) = msg else {
            return Effects::unchanged();
        };
        match self.slot.take(loaded) {
            Some(Ok((total, rows))) => {
                let rows = (self.asked..).zip(rows).collect();
                self.window.fill(self.asked, rows, Some(total), |(nr, _)| *nr);
                self.follow(cx)
            }
            Some(Err(refusal)) => {
                cx.say(Notice::bad(refusal.0));
                Effects::none()
            }
            None => Effects::unchanged(),
        }
    }

    fn arrange(&mut self, area: Rect, cx: &mut Cx<'_>) -> Effects {
        self.window.set_page(usize::from(area.height.saturating_sub(3)));
        if self.window.is_loaded() && !self.slot.is_open() && self.window.wants().is_some() {
            return self.read(cx);
        }
        Effects::unchanged()
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        if Motion::of(id).is_some() {
            return Enabled::Yes;
        }
        enabled(ACTIONS, self, id, look)
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        if self.window.run(id) {
            return self.follow(cx);
        }
        run(ACTIONS, self, id, cx)
    }

    fn place(&self, screen: Rect) -> Rect {
        draw::middle(
            screen,
            screen.width.saturating_sub(4).min(110),
            (self.window.len() as u16).saturating_add(3).clamp(4, 22),
        )
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let styles = look.styles();
        let inner = draw::panel(frame.buffer_mut(), area, &self.title, look);
        let buf = frame.buffer_mut();
        if self.window.is_empty() {
            let words = if self.window.is_loaded() {
                "it changed nothing that is kept"
            } else {
                "reading what it changed"
            };
            draw::text(buf, inner, 0, 0, words, styles.dim);
            return;
        }
        let from = WHOM + FIELD;
        let half = inner.width.saturating_sub(from + STAYS) / 2;
        let heads = [
            (0, "WHO"),
            (WHOM, "FIELD"),
            (from, "BEFORE"),
            (from + half, "AFTER"),
        ];
        for (x, word) in heads {
            draw::text(buf, inner, x, 0, word, styles.heading);
        }
        let place = format!(
            "{} of {}",
            grouped(self.window.cursor() as u64 + 1),
            grouped(self.window.len() as u64)
        );
        draw::right(buf, inner, 0, 0, &place, styles.dim);
        for (row, (at, line)) in (1..).zip(self.window.visible()) {
            let Some((_, change)) = line else { continue };
            if at == self.window.cursor() {
                draw::tint(buf, inner, row, styles.selected);
            }
            let room = |wide: u16| usize::from(wide.saturating_sub(2));
            let whom = change.whom.shown().to_string();
            draw::text(buf, inner, 0, row, &clip(&whom, room(WHOM)), styles.text);
            let field = label(&change.path, look);
            draw::text(buf, inner, WHOM, row, &clip(&field, room(FIELD)), styles.dim);
            let (before, after) = (words_of(&change.from), words_of(&change.to));
            draw::text(buf, inner, from, row, &clip(&before, room(half)), styles.dim);
            draw::text(
                buf,
                inner,
                from + half,
                row,
                &clip(&after, room(half)),
                styles.text,
            );
            if change.stays {
                draw::text(buf, inner, from + 2 * half, row, "changed since", styles.bad);
            }
        }
    }
}
