//! Who said so: the values that a field had, who set them and when.

use ratatui::Frame;
use ratatui::layout::Rect;
use serde_json::Value;

use crate::domain::custom_field::show_value;
use crate::domain::decide::word_for;
use crate::domain::value::{ContactId, Shown};
use crate::engine::query::HistoryOf;
use crate::engine::view::HistoryRow;
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::pane::{Action, Cx, Holds, Look, Pane, enabled, run};
use crate::tui::text::{clip, phone};
use crate::tui::ticket::Slot;
use crate::tui::widgets::draw;
use crate::tui::widgets::list::{self, Motion, Window};

/// The scope of its keys.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "history",
    title: "Who said so",
    text: false,
};

/// Rows that are read; older ones are in the log.
const MOST: usize = 200;

/// Its own actions.
pub const ACTIONS: &[Action<History>] = &[Action {
    spec: ActionSpec::new("history.close", "Close", "Back to where you were.").word("close"),
    enabled: |_, _| Enabled::Yes,
    run: |_, cx| {
        cx.close();
        Effects::none()
    },
}];

/// The overlay.
pub struct History {
    title: String,
    contact: ContactId,
    path: Option<String>,
    slot: Slot<Vec<HistoryRow>>,
    window: Window<HistoryRow>,
    is_read: bool,
}

impl History {
    /// The history of one field of a person, or of all of them.
    pub fn new(contact: ContactId, name: &Shown, path: Option<(String, Shown)>) -> Self {
        let (path, label) = path.unzip();
        let what = label.map_or_else(|| "all fields".to_owned(), |label| label.to_string());
        Self {
            title: format!("who said so: {what} of {name}"),
            contact,
            path,
            slot: Slot::new(),
            window: Window::default(),
            is_read: false,
        }
    }
}

/// What a member is called.
pub(super) fn label(path: &str, look: Look<'_>) -> String {
    let own = path.strip_prefix("customFields.").and_then(|id| {
        let fields = &look.world.directory.custom_fields;
        fields.iter().find(|field| field.id.as_str() == id)
    });
    own.map_or_else(|| word_for(path), |field| field.name.shown().to_string())
}

/// A value in words.
pub(super) fn words_of(value: &Value) -> String {
    let words = phone(show_value(value).as_str());
    if words.trim().is_empty() {
        return "nothing".to_owned();
    }
    words
}

/// Who set it, in a word of the screen.
fn who(word: &str) -> &str {
    if word == "sync" { "the CRM" } else { word }
}

impl Pane for History {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id, list::SCOPE.id]
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        let question = HistoryOf {
            contact: self.contact.clone(),
            path: self.path.clone(),
            limit: MOST,
        };
        Effects::one(cx.ask(&mut self.slot, question))
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        let Msg::Loaded(loaded) = msg else {
            return Effects::unchanged();
        };
        match self.slot.take(loaded) {
            Some(Ok(rows)) => {
                let total = rows.len();
                self.window.fill(0, rows, Some(total), |row| row.at);
                self.is_read = true;
                Effects::none()
            }
            Some(Err(refusal)) => {
                cx.say(Notice::bad(refusal.0));
                Effects::none()
            }
            None => Effects::unchanged(),
        }
    }

    fn arrange(&mut self, area: Rect, _: &mut Cx<'_>) -> Effects {
        self.window.set_page(usize::from(area.height.saturating_sub(3)));
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

    fn holds(&self) -> Holds {
        Holds::while_reading(self.slot.is_open(), self.is_read)
    }

    fn place(&self, screen: Rect) -> Rect {
        draw::middle(
            screen,
            screen.width.saturating_sub(4).min(100),
            (self.window.len() as u16 + 3).clamp(4, 20),
        )
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let styles = look.styles();
        let inner = draw::panel(frame.buffer_mut(), area, &self.title, look);
        let buf = frame.buffer_mut();
        if self.window.is_empty() {
            let words = if self.is_read {
                "nobody has changed it since it was first copied"
            } else {
                "reading the journal"
            };
            draw::text(buf, inner, 0, 0, words, styles.dim);
            return;
        }
        let field = if self.path.is_some() { 0 } else { 16 };
        draw::text(buf, inner, 0, 0, "WHEN     WHO", styles.heading);
        if field > 0 {
            draw::text(buf, inner, 18, 0, "FIELD", styles.heading);
        }
        let from = 18 + field;
        let half = inner.width.saturating_sub(from) / 2;
        draw::text(buf, inner, from, 0, "BEFORE", styles.heading);
        draw::text(buf, inner, from + half, 0, "AFTER", styles.heading);
        for (row, (at, set)) in (1..).zip(self.window.visible()) {
            let Some(set) = set else { continue };
            if at == self.window.cursor() {
                draw::tint(buf, inner, row, styles.selected);
            }
            draw::text(buf, inner, 0, row, &look.stamp(set.at), styles.dim);
            draw::text(buf, inner, 9, row, who(set.who), styles.accent);
            if field > 0 {
                let label = label(&set.path, look);
                draw::text(
                    buf,
                    inner,
                    18,
                    row,
                    &clip(&label, usize::from(field) - 2),
                    styles.text,
                );
            }
            let room = usize::from(half.saturating_sub(2));
            draw::text(
                buf,
                inner,
                from,
                row,
                &clip(&words_of(&set.from), room),
                styles.dim,
            );
            draw::text(
                buf,
                inner,
                from + half,
                row,
                &clip(&words_of(&set.to), room),
                styles.text,
            );
        }
    }
}
