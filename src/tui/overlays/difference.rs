//! What a line of the undo list changed: of each record the value before and after, page by page. Records are marked here to
//! be taken back without the others.

use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::confirm::{Confirm, Confirmed};
use super::history::{label, words_of};
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
use crate::tui::pane::{Action, Cx, Holds, Look, Pane, always, enabled, run};
use crate::tui::text::{clip, count, grouped};
use crate::tui::ticket::Slot;
use crate::tui::widgets::draw;
use crate::tui::widgets::list::{self, Motion, Window};

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
            difference.window.go(Motion::Down);
            difference.follow(cx)
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
    Action {
        spec: ActionSpec::new("difference.close", "Close", "Back to the list.").word("close"),
        enabled: always,
        run: |_, cx| {
            cx.close();
            Effects::none()
        },
    },
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

    /// Reads on where what is near is not here.
    fn follow(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.slot.is_open() || self.window.wants().is_none() {
            return Effects::none();
        }
        self.read(cx)
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
        enabled(ACTIONS, self, id, look)
    }

    fn go(&mut self, motion: Motion, cx: &mut Cx<'_>) -> Effects {
        self.window.go(motion);
        self.follow(cx)
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn holds(&self) -> Holds {
        Holds::while_reading(self.slot.is_open(), self.window.is_loaded())
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
        let from = MARK + WHOM + FIELD;
        let half = inner.width.saturating_sub(from + STAYS) / 2;
        let heads = [
            (MARK, "WHO"),
            (MARK + WHOM, "FIELD"),
            (from, "BEFORE"),
            (from + half, "AFTER"),
        ];
        for (x, word) in heads {
            draw::text(buf, inner, x, 0, word, styles.heading);
        }
        draw::right(buf, inner, 0, 0, &self.place_words(look), styles.dim);
        for (row, (at, line)) in (1..).zip(self.window.visible()) {
            let Some((_, change)) = line else { continue };
            if at == self.window.cursor() {
                draw::tint(buf, inner, row, styles.selected);
            }
            if change
                .record
                .as_ref()
                .is_some_and(|record| self.marked.contains(record))
            {
                draw::text(buf, inner, 0, row, look.glyphs().marked, styles.accent);
            }
            let room = |wide: u16| usize::from(wide.saturating_sub(2));
            let whom = change.whom.shown().to_string();
            draw::text(buf, inner, MARK, row, &clip(&whom, room(WHOM)), styles.text);
            let field = label(&change.path, look);
            draw::text(
                buf,
                inner,
                MARK + WHOM,
                row,
                &clip(&field, room(FIELD)),
                styles.dim,
            );
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
