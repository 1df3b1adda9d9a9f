//! The queue as it lies on the desk: what is unfolded, where the cursor is, and what a person has just settled.

use std::collections::BTreeSet;

use crate::domain::today::{Item, Split};
use crate::domain::value::ContactId;
use crate::engine::view::QueuePart;
use crate::tui::widgets::list::Motion;

/// Heights from which a split shows more of itself while it is folded.
const ROOMY: u16 = 26;
const TALL: u16 = 46;

/// Lines of what is said when all is clear, with an empty one below.
const CLEAR: usize = 4;

/// Rows that a folded split shows, by the height of the tab.
fn room(split: Split, height: u16) -> usize {
    let at = usize::from(height >= ROOMY) + usize::from(height >= TALL);
    let rows = match split {
        Split::Now => [6, 8, 15],
        Split::Replies => [4, 5, 12],
        Split::Calls => [3, 3, 10],
        Split::Tasks => [2, 3, 8],
        Split::Deals => [2, 2, 6],
        Split::Drift => [1, 2, 6],
        Split::Snoozed => [1, 2, 4],
    };
    rows.get(at).copied().unwrap_or(1)
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// The line of this number of what is said when all is clear.
    Clear(usize),
    /// The name of a split.
    Head(Split),
    /// The row at this place among all rows shown.
    Row(usize),
    /// So many rows of a split are not shown.
    More(Split, usize),
}

/// The desk.
#[derive(Debug, Default)]
pub(super) struct Desk {
    parts: Vec<QueuePart>,
    loaded: bool,
    at: usize,
    unfolded: BTreeSet<Split>,
    height: u16,
}

impl Desk {
    /// Whether an answer has come.
    pub(super) fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// Whether nothing waits; what was put off does not.
    pub(super) fn is_clear(&self) -> bool {
        self.loaded
            && self
                .parts
                .iter()
                .all(|part| part.count == 0 || part.split == Split::Snoozed)
    }

    /// The splits with how many wait in each, and whether there are more.
    pub(super) fn parts(&self) -> &[QueuePart] {
        &self.parts
    }

    /// Learns how high the tab is.
    pub(super) fn set_height(&mut self, height: u16) {
        self.height = height;
    }

    /// Takes an answer in. The cursor stays on what it was on; when that is gone, on the place where it was.
    pub(super) fn fill(&mut self, parts: Vec<QueuePart>) {
        let held = self
            .current()
            .map(|item| (item.waiting.kind, item.record.clone()));
        self.parts = parts;
        self.loaded = true;
        if let Some((kind, record)) = held {
            let is_held = |item: &Item| item.waiting.kind == kind && item.record == record;
            // It may have moved below what a folded split shows.
            let hidden = self.parts.iter().find_map(|part| {
                let at = part.items.iter().position(is_held)?;
                (at >= self.shown(part)).then_some(part.split)
            });
            self.unfolded.extend(hidden);
            let place = self.rows().position(|(_, item)| is_held(item));
            self.at = place.unwrap_or(self.at);
        }
        self.clamp();
    }

    fn shown(&self, part: &QueuePart) -> usize {
        if self.unfolded.contains(&part.split) {
            part.items.len()
        } else {
            part.items.len().min(room(part.split, self.height))
        }
    }

    /// All rows that are shown, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Split, &Item)> {
        self.parts.iter().flat_map(|part| {
            let shown = self.shown(part);
            part.items.iter().take(shown).map(|item| (part.split, item))
        })
    }

    /// The row at a place.
    pub(super) fn row(&self, at: usize) -> Option<&Item> {
        self.rows().nth(at).map(|(_, item)| item)
    }

    /// The place of the cursor.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What the cursor is on.
    pub(super) fn current(&self) -> Option<&Item> {
        self.row(self.at)
    }

    /// The split the cursor is in.
    pub(super) fn split(&self) -> Split {
        self.rows().nth(self.at).map_or(Split::Now, |(split, _)| split)
    }

    /// The people under the cursor and next to it.
    pub(super) fn near(&self) -> Vec<ContactId> {
        [Some(self.at), self.at.checked_add(1), self.at.checked_sub(1)]
            .into_iter()
            .flatten()
            .filter_map(|at| self.row(at)?.contact.clone())
            .collect()
    }

    /// Moves the cursor; says whether anything changed. Going down past what a folded split shows unfolds it.
    pub(super) fn go(&mut self, motion: Motion, page: usize) -> bool {
        let unfolds = motion == Motion::Down && self.unfold_at_cursor();
        let before = self.at;
        let len = self.rows().count();
        self.at = motion.target(self.at, len, page);
        unfolds || self.at != before
    }

    fn unfold_at_cursor(&mut self) -> bool {
        let split = self.split();
        let last = self.rows().nth(self.at + 1).is_none_or(|(next, _)| next != split);
        let hidden = self
            .parts
            .iter()
            .any(|part| part.split == split && self.shown(part) < part.items.len());
        last && hidden && self.unfolded.insert(split)
    }

    /// Puts the cursor on the first row of the next split that has any, or of the one before.
    pub(super) fn step(&mut self, forward: bool) -> bool {
        let here = self.split();
        let firsts: Vec<(Split, usize)> = self.firsts();
        let to = if forward {
            firsts.iter().find(|(split, _)| *split > here).or(firsts.first())
        } else {
            firsts
                .iter()
                .rev()
                .find(|(split, _)| *split < here)
                .or(firsts.last())
        };
        let before = self.at;
        self.at = to.map_or(self.at, |(_, at)| *at);
        self.at != before
    }

    fn firsts(&self) -> Vec<(Split, usize)> {
        let mut firsts: Vec<(Split, usize)> = Vec::new();
        for (at, (split, _)) in self.rows().enumerate() {
            if firsts.last().is_none_or(|(last, _)| *last != split) {
                firsts.push((split, at));
            }
        }
        firsts
    }

    /// Puts the cursor on a row.
    pub(super) fn set_at(&mut self, at: usize) {
        self.at = at;
        self.clamp();
    }

    /// Takes away what is settled before the answer of the store is there, so that the next key finds the next row.
    pub(super) fn settle(&mut self, is_settled: impl Fn(&Item) -> bool) {
        for part in &mut self.parts {
            let before = part.items.len();
            part.items.retain(|item| !is_settled(item));
            part.count = part.count.saturating_sub(before - part.items.len());
        }
        self.clamp();
    }

    fn clamp(&mut self) {
        self.at = self.at.min(self.rows().count().saturating_sub(1));
    }

    /// The lines of the list, heads and folds included.
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        if self.is_clear() {
            lines.extend((0..CLEAR).map(Line::Clear));
        }
        let mut row = 0;
        for part in self.parts.iter().filter(|part| !part.items.is_empty()) {
            // The first split stands under the line of all splits and needs no head.
            if part.split != Split::Now {
                lines.push(Line::Head(part.split));
            }
            let shown = self.shown(part);
            lines.extend((row..row + shown).map(Line::Row));
            row += shown;
            if part.count > shown {
                lines.push(Line::More(part.split, part.count - shown));
            }
        }
        lines
    }
}
