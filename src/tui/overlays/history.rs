//! Who said so: the values that a field had, who set them and when.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::Value;

use super::listing::{Listing, Size};
use crate::domain::custom_field::show_value;
use crate::domain::decide::word_for;
use crate::domain::value::{ContactId, Shown};
use crate::engine::query::HistoryOf;
use crate::engine::view::HistoryRow;
use crate::tui::action::{ActionSpec, ScopeSpec};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::pane::{Action, Cx, Holds, Look};
use crate::tui::text::{clip, phone};
use crate::tui::ticket::Slot;
use crate::tui::widgets::draw;
use crate::tui::widgets::list::Window;

/// The scope of its keys.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "history",
    title: "Who said so",
    text: false,
};

/// Rows that are read; older ones are in the log.
const MOST: usize = 200;
/// Where the columns behind when and who begin, and how wide that of the field is.
const FROM: u16 = 18;
const FIELD: u16 = 16;

/// Its own actions.
pub const ACTIONS: &[Action<History>] = &[Action::close(
    ActionSpec::new("history.close", "Close", "Back to where you were.").word("close"),
)];

/// The overlay.
pub struct History {
    title: String,
    contact: ContactId,
    path: Option<String>,
    slot: Slot<Vec<HistoryRow>>,
    window: Window<HistoryRow>,
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
        }
    }

    /// Where the two values begin, and how many columns each has.
    fn values(&self, inner: Rect) -> (u16, u16) {
        let from = FROM + if self.path.is_some() { 0 } else { FIELD };
        (from, inner.width.saturating_sub(from) / 2)
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

impl Listing for History {
    type Row = HistoryRow;

    const SCOPE: &'static ScopeSpec = &SCOPE;
    const ACTIONS: &'static [Action<Self>] = ACTIONS;
    const SIZE: Size = Size {
        margin: 4,
        wide: 100,
        around: (1, 0),
        tall: (4, 20),
    };
    const EMPTY: &'static str = "nobody has changed it since it was first copied";

    fn title(&self) -> &str {
        &self.title
    }

    fn window(&self) -> &Window<HistoryRow> {
        &self.window
    }

    fn window_mut(&mut self) -> &mut Window<HistoryRow> {
        &mut self.window
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
            Some(Ok(rows)) => self.window.fill_whole(rows, |row| row.at),
            Some(Err(refusal)) => cx.say(Notice::bad(refusal.0)),
            None => return Effects::unchanged(),
        }
        Effects::none()
    }

    fn holds(&self) -> Holds {
        Holds::while_reading(self.slot.is_open(), self.window.is_loaded())
    }

    fn head(&self, buf: &mut Buffer, inner: Rect, look: Look<'_>) {
        let style = look.styles().heading;
        draw::text(buf, inner, 0, 0, "WHEN     WHO", style);
        if self.path.is_none() {
            draw::text(buf, inner, FROM, 0, "FIELD", style);
        }
        let (from, half) = self.values(inner);
        draw::text(buf, inner, from, 0, "BEFORE", style);
        draw::text(buf, inner, from + half, 0, "AFTER", style);
    }

    fn row(&self, set: &HistoryRow, buf: &mut Buffer, inner: Rect, at: u16, look: Look<'_>) {
        let styles = look.styles();
        draw::text(buf, inner, 0, at, &look.stamp(set.at), styles.dim);
        draw::text(buf, inner, 9, at, who(set.who), styles.accent);
        if self.path.is_none() {
            let label = clip(&label(&set.path, look), usize::from(FIELD) - 2);
            draw::text(buf, inner, FROM, at, &label, styles.text);
        }
        let (from, half) = self.values(inner);
        let room = usize::from(half.saturating_sub(2));
        let (before, after) = (words_of(&set.from), words_of(&set.to));
        draw::text(buf, inner, from, at, &clip(&before, room), styles.dim);
        draw::text(buf, inner, from + half, at, &clip(&after, room), styles.text);
    }
}
