//! What was done, how far it has come, and what of it can be taken back: any line, not only the last.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::confirm::{Confirm, Confirmed, Line};
use super::difference::Difference;
use super::listing::{Listing, Size};
use crate::domain::command::Command;
use crate::domain::value::UndoId;
use crate::engine::before::ASK_FROM;
use crate::engine::query::UndoList;
use crate::engine::view::{Receipt, UndoRow};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::pane::{Action, Cx, Holds, Look};
use crate::tui::text::{clip, count};
use crate::tui::ticket::Slot;
use crate::tui::widgets::draw;
use crate::tui::widgets::list::Window;

/// The scope of its keys.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "undo",
    title: "In the list of what was done",
    text: false,
};

/// Lines that are read.
const MOST: usize = 200;
/// Columns of when, who, reach and undo.
const WHEN: u16 = 8;
const WHO: u16 = 8;
const REACH: u16 = 9;
const UNDO: u16 = 11;

/// Its own actions.
pub const ACTIONS: &[Action<Undo>] = &[
    Action {
        spec: ActionSpec::new(
            "undo.back",
            "Take back",
            "Take this line back, here and in the CRM.",
        )
        .word("take back")
        .weight(Weight::Pushed),
        enabled: |undo, _| match undo.window.current() {
            None => Enabled::No("nothing was done yet"),
            Some(row) if row.undone => Enabled::No("it was taken back"),
            Some(row) => Enabled::when(row.undoable.can > 0, "nothing of it can be taken back"),
        },
        run: |undo, cx| {
            let Some(row) = undo.window.current() else {
                return Effects::unchanged();
            };
            if row.undoable.records < ASK_FROM as u64 {
                let line = row.id.clone();
                return undo.take_back(line, cx);
            }
            let mut lines: Vec<Line> = vec![("undo", words(row))];
            lines.extend(would(row).into_iter().map(|words| ("", words)));
            let (number, line) = (row.undoable.records, row.id.clone());
            undo.asked = Some(line);
            let ticket = cx.ticket(&mut undo.sure);
            cx.open(Confirm::new("take back".to_owned(), lines, number, ticket));
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "undo.again",
            "Do it again",
            "Do what was taken back last again, here and in the CRM.",
        )
        .weight(Weight::Pushed),
        enabled: |undo, _| Enabled::when(undo.any_undone(), "nothing was taken back"),
        run: |undo, cx| Effects::one(cx.submit(&mut undo.done, Command::Redo)),
    },
    Action {
        spec: ActionSpec::new(
            "undo.see",
            "See the difference",
            "What this line changed: before and after, record by record.",
        )
        .word("see the difference"),
        enabled: |undo, _| Enabled::when(undo.window.current().is_some(), "nothing was done yet"),
        run: |undo, cx| {
            if let Some(row) = undo.window.current() {
                cx.open(Difference::new(words(row), row.id.clone(), row.undone));
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "undo.pick",
            "Pick some",
            "Record by record: mark those of this line that are to be taken back, and leave the others.",
        )
        .word("pick some"),
        enabled: |undo, _| match undo.window.current() {
            None => Enabled::No("nothing was done yet"),
            Some(row) if row.undone => Enabled::No("it was taken back"),
            Some(row) => Enabled::when(row.undoable.records > 1, "it touched one record; take it back"),
        },
        run: |undo, cx| {
            if let Some(row) = undo.window.current() {
                cx.open(Difference::new(words(row), row.id.clone(), false));
            }
            Effects::none()
        },
    },
    Action::close(ActionSpec::new("undo.close", "Close", "Back to where you were.").word("close")),
];

/// The overlay.
#[derive(Default)]
pub struct Undo {
    window: Window<UndoRow>,
    slot: Slot<Vec<UndoRow>>,
    done: Slot<Receipt>,
    /// The line that touches many, while its number is asked for.
    asked: Option<UndoId>,
    sure: Slot<Confirmed>,
}

impl Undo {
    fn any_undone(&self) -> bool {
        self.window
            .visible()
            .any(|(_, line)| line.is_some_and(|line| line.undone))
    }

    fn take_back(&mut self, line: UndoId, cx: &mut Cx<'_>) -> Effects {
        Effects::one(cx.submit(&mut self.done, Command::Undo { line: Some(line) }))
    }
}

/// Where the columns of what, reach and undo begin, and how wide the first is.
fn columns(inner: Rect) -> (u16, u16, u16, u16) {
    let what = inner.width.saturating_sub(WHEN + WHO + REACH + UNDO);
    let from = WHEN + WHO;
    (from, what, from + what, from + what + REACH)
}

impl Listing for Undo {
    type Row = UndoRow;

    const SCOPE: &'static ScopeSpec = &SCOPE;
    const ACTIONS: &'static [Action<Self>] = ACTIONS;
    const SIZE: Size = Size {
        margin: 4,
        wide: 100,
        around: (1, 3),
        tall: (7, 22),
    };
    const EMPTY: &'static str = "nothing was done that could be taken back";

    fn title(&self) -> &'static str {
        "what was done"
    }

    fn window(&self) -> &Window<UndoRow> {
        &self.window
    }

    fn window_mut(&mut self) -> &mut Window<UndoRow> {
        &mut self.window
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        Effects::one(cx.ask(&mut self.slot, UndoList { limit: MOST }))
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        let loaded = match msg {
            Msg::Loaded(loaded) => loaded,
            // Some of a line was taken back in the list of its records.
            Msg::Committed(_) => return self.wake(cx),
            _ => return Effects::unchanged(),
        };
        if let Some(Ok(Confirmed)) = self.sure.take(loaded) {
            return match self.asked.take() {
                Some(line) => self.take_back(line, cx),
                None => Effects::unchanged(),
            };
        }
        match (self.slot.take(loaded), self.done.take(loaded)) {
            (Some(Ok(rows)), _) => self.window.fill_whole(rows, |row| row.at),
            (_, Some(Ok(receipt))) => {
                cx.say(Notice::new(receipt.summary));
                for why in receipt.cannot {
                    cx.say(Notice::warn(why));
                }
                return self.wake(cx);
            }
            (Some(Err(refusal)), _) | (_, Some(Err(refusal))) => cx.say(Notice::bad(refusal.0)),
            (None, None) => return Effects::unchanged(),
        }
        Effects::none()
    }

    fn holds(&self) -> Holds {
        Holds::while_reading(self.slot.is_open(), self.window.is_loaded())
    }

    fn head(&self, buf: &mut Buffer, inner: Rect, look: Look<'_>) {
        let (from, _, reach, undo) = columns(inner);
        for (x, word) in [
            (0, "WHEN"),
            (WHEN, "WHO"),
            (from, "WHAT"),
            (reach, "REACH"),
            (undo, "UNDO"),
        ] {
            draw::text(buf, inner, x, 0, word, look.styles().heading);
        }
    }

    fn row(&self, line: &UndoRow, buf: &mut Buffer, inner: Rect, at: u16, look: Look<'_>) {
        let styles = look.styles();
        let (from, what, reach, undo) = columns(inner);
        draw::text(buf, inner, 0, at, &look.stamp(line.at), styles.dim);
        draw::text(buf, inner, WHEN, at, &line.who, styles.accent);
        let done = clip(&words(line), usize::from(what.saturating_sub(2)));
        draw::text(buf, inner, from, at, &done, styles.text);
        draw::text(buf, inner, reach, at, line.undoable.reach.word(), styles.dim);
        let (word, style) = match (line.undone, line.undoable.word()) {
            (true, _) => ("taken back", styles.dim),
            (_, "no") => ("no", styles.dim),
            (_, word) => (word, styles.good),
        };
        draw::text(buf, inner, undo, at, word, style);
    }

    fn foot(&self, buf: &mut Buffer, inner: Rect, at: u16, look: Look<'_>) {
        draw::rule(buf, inner, at, look);
        let room = usize::from(inner.width);
        for (row, words) in (at + 1..).zip(self.window.current().into_iter().flat_map(would)) {
            draw::text(buf, inner, 0, row, &clip(&words, room), look.styles().dim);
        }
    }
}

/// What was done, and to whom where the sentence does not say so.
fn words(line: &UndoRow) -> String {
    let (what, whom) = (line.what.shown(), line.undoable.whom.shown());
    if whom.as_str().is_empty() || what.as_str().contains(whom.as_str()) {
        return what.to_string();
    }
    format!("{what}: {whom}")
}

/// What taking it back would do: one line for what comes back, one for what does not.
fn would(line: &UndoRow) -> Vec<String> {
    if line.undone {
        return vec!["it was taken back".to_owned()];
    }
    let mut lines = Vec::new();
    if line.undoable.can > 0 {
        let changes = count(line.undoable.can, "change", "changes");
        lines.push(format!("would take back {changes}"));
    }
    if let Some(why) = line.undoable.cannot.first() {
        let more = match line.undoable.cannot.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        lines.push(format!("not taken back: {why}{more}"));
    }
    lines
}
