//! What a line of the undo list changed: of each record the value before and after, page by page. Records are marked here to
//! be taken back without the others.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::confirm::{Confirm, Confirmed};
use super::history::{label, words_of};
use super::listing::{Listing, Size};
use crate::domain::command::Command;
use crate::domain::record::EntityRef;
use crate::domain::value::UndoId;
use crate::engine::before::ASK_FROM;
use crate::engine::query::UndoChanges;
use crate::engine::view::{Receipt, UndoChange};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::pane::{Action, Cx, Holds, Look, Pane};
use crate::tui::text::{clip, count, grouped};
use crate::tui::ticket::Slot;
use crate::tui::widgets::draw;
use crate::tui::widgets::list::{Motion, Window};

/// The scope of its keys.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "difference",
    title: "What a line of undo changed",
    text: false,
};

/// Columns of the mark, of whose it is, of which field, and of what stays.
const MARK: u16 = 2;
const WHOM: u16 = 22;
const FIELD: u16 = 14;
const STAYS: u16 = 16;

/// Its own actions.
pub const ACTIONS: &[Action<Difference>] = &[
    Action {
        spec: ActionSpec::new(
            "difference.mark",
            "Mark",
            "Mark this record to be taken back without the others; again takes the mark away.",
        )
        .word("mark"),
        enabled: |difference, _| match difference.window.current() {
            _ if difference.undone => Enabled::No("it was taken back"),
            Some((_, change)) => Enabled::when(change.record.is_some(), "this is about no record"),
            None => Enabled::No("it changed nothing that is kept"),
        },
        run: |difference, cx| {
            difference.mark();
            Pane::go(difference, Motion::Down, cx)
        },
    },
    Action {
        spec: ActionSpec::new(
            "difference.back",
            "Take back the marked",
            "Take the marked records back, here and in the CRM; the others stay as they are.",
        )
        .word("take back the marked")
        .weight(Weight::Pushed),
        enabled: |difference, _| {
            Enabled::when(
                !difference.marked.is_empty(),
                "mark what is to be taken back first",
            )
        },
        run: |difference, cx| difference.ask(cx),
    },
    Action::close(ActionSpec::new("difference.close", "Close", "Back to the list.").word("close")),
];

/// The overlay.
pub struct Difference {
    title: String,
    line: UndoId,
    /// The line was taken back.
    undone: bool,
    slot: Slot<(usize, Vec<UndoChange>)>,
    /// From which change on is asked for.
    asked: usize,
    window: Window<(usize, UndoChange)>,
    marked: BTreeSet<EntityRef>,
    sure: Slot<Confirmed>,
    done: Slot<Receipt>,
}

impl Difference {
    /// Of a line that is called so, and that was taken back or not.
    pub fn new(title: String, line: UndoId, undone: bool) -> Self {
        Self {
            title,
            line,
            undone,
            slot: Slot::new(),
            asked: 0,
            window: Window::default(),
            marked: BTreeSet::new(),
            sure: Slot::new(),
            done: Slot::new(),
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

    /// Where the values before and after begin, and how many columns each has. What stays takes columns only where it is seen.
    fn values(&self, inner: Rect) -> (u16, u16) {
        let mut seen = self.window.visible().filter_map(|(_, line)| line);
        let stays = if seen.any(|(_, change)| change.stays) {
            STAYS
        } else {
            0
        };
        let from = MARK + WHOM + FIELD;
        (from, inner.width.saturating_sub(from + stays) / 2)
    }

    fn is_marked(&self, change: &UndoChange) -> bool {
        let record = change.record.as_ref();
        record.is_some_and(|record| self.marked.contains(record))
    }

    fn mark(&mut self) {
        let current = self.window.current();
        if let Some(record) = current.and_then(|(_, change)| change.record.clone())
            && !self.marked.remove(&record)
        {
            self.marked.insert(record);
        }
    }

    /// Takes the marked back; many only after their number was typed.
    fn ask(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.marked.len() < ASK_FROM {
            return self.take_back(cx);
        }
        let number = self.marked.len() as u64;
        let lines = vec![
            ("undo", self.title.clone()),
            ("", format!("only {}", count(number, "record", "records"))),
        ];
        let ticket = cx.ticket(&mut self.sure);
        cx.open(Confirm::new(
            "take back the marked".to_owned(),
            lines,
            number,
            ticket,
        ));
        Effects::none()
    }

    fn take_back(&mut self, cx: &mut Cx<'_>) -> Effects {
        let command = Command::UndoSome {
            line: self.line.clone(),
            records: self.marked.iter().cloned().collect(),
        };
        Effects::one(cx.submit(&mut self.done, command))
    }

    /// How many are marked, and where the cursor stands.
    fn place_words(&self, look: Look<'_>) -> String {
        let place = format!(
            "{} of {}",
            grouped(self.window.cursor() as u64 + 1),
            grouped(self.window.len() as u64)
        );
        match self.marked.len() as u64 {
            0 => place,
            marked => format!("{} marked {} {place}", grouped(marked), look.glyphs().dot),
        }
    }
}

impl Listing for Difference {
    type Row = (usize, UndoChange);

    const SCOPE: &'static ScopeSpec = &SCOPE;
    const ACTIONS: &'static [Action<Self>] = ACTIONS;
    const SIZE: Size = Size {
        margin: 4,
        wide: 110,
        around: (1, 0),
        tall: (4, 22),
    };
    const EMPTY: &'static str = "it changed nothing that is kept";

    fn title(&self) -> &str {
        &self.title
    }

    fn window(&self) -> &Window<(usize, UndoChange)> {
        &self.window
    }

    fn window_mut(&mut self) -> &mut Window<(usize, UndoChange)> {
        &mut self.window
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.read(cx)
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        let Msg::Loaded(loaded) = msg else {
            return Effects::unchanged();
        };
        if let Some(Ok(Confirmed)) = self.sure.take(loaded) {
            return self.take_back(cx);
        }
        if let Some(done) = self.done.take(loaded) {
            match done {
                Ok(receipt) => {
                    cx.say(Notice::new(receipt.summary));
                    for why in receipt.cannot {
                        cx.say(Notice::warn(why));
                    }
                    cx.close();
                }
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
            return Effects::none();
        }
        match self.slot.take(loaded) {
            Some(Ok((total, rows))) => {
                let rows = (self.asked..).zip(rows).collect();
                self.window.fill(self.asked, rows, Some(total), |(nr, _)| *nr);
                self.follow(cx).unwrap_or_else(Effects::none)
            }
            Some(Err(refusal)) => {
                cx.say(Notice::bad(refusal.0));
                Effects::none()
            }
            None => Effects::unchanged(),
        }
    }

    fn follow(&mut self, cx: &mut Cx<'_>) -> Option<Effects> {
        let is_here = self.slot.is_open() || self.window.wants().is_none();
        (!is_here).then(|| self.read(cx))
    }

    fn holds(&self) -> Holds {
        Holds::while_reading(self.slot.is_open(), self.window.is_loaded())
    }

    fn head(&self, buf: &mut Buffer, inner: Rect, look: Look<'_>) {
        let (from, half) = self.values(inner);
        let heads = [
            (MARK, "WHO"),
            (MARK + WHOM, "FIELD"),
            (from, "BEFORE"),
            (from + half, "AFTER"),
        ];
        for (x, word) in heads {
            draw::text(buf, inner, x, 0, word, look.styles().heading);
        }
        // On the frame: beside the heads there is no room for it.
        let edge = Rect {
            y: inner.bottom(),
            height: 1,
            ..inner
        };
        let place = format!(" {} ", self.place_words(look));
        draw::right(buf, edge, 0, 0, &place, look.styles().dim);
    }

    fn row(&self, (_, change): &(usize, UndoChange), buf: &mut Buffer, inner: Rect, at: u16, look: Look<'_>) {
        let styles = look.styles();
        let (from, half) = self.values(inner);
        if self.is_marked(change) {
            draw::text(buf, inner, 0, at, look.glyphs().marked, styles.accent);
        }
        let room = |wide: u16| usize::from(wide.saturating_sub(2));
        let whom = clip(change.whom.shown().as_str(), room(WHOM));
        draw::text(buf, inner, MARK, at, &whom, styles.text);
        let field = clip(&label(&change.path, look), room(FIELD));
        draw::text(buf, inner, MARK + WHOM, at, &field, styles.dim);
        let (before, after) = (words_of(&change.from), words_of(&change.to));
        draw::text(buf, inner, from, at, &clip(&before, room(half)), styles.dim);
        draw::text(
            buf,
            inner,
            from + half,
            at,
            &clip(&after, room(half)),
            styles.text,
        );
        if change.stays {
            draw::text(buf, inner, from + 2 * half, at, "changed since", styles.bad);
        }
    }
}
