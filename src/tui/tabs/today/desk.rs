//! The queue as it lies on the desk: what is unfolded, where the cursor is, and what a person has just settled.

use std::collections::BTreeSet;

use crate::domain::record::EntityRef;
use crate::domain::today::{Item, Kind, Split};
use crate::domain::value::ContactId;
use crate::engine::view::QueuePart;
use crate::tui::widgets::list::Motion;

/// Heights from which a split shows more of itself while it is folded.
const ROOMY: u16 = 26;
const TALL: u16 = 46;

/// Lines of what is said when all is clear, with an empty one below.
const CLEAR: usize = 4;

/// Rows that a folded split shows at least, by the height of the tab.
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

/// Whether a split has a head; the first stands under the line of all splits and needs none.
fn is_headed(split: Split) -> bool {
    split != Split::Now
}

/// Lines of a split that shows so many of its rows: its head, the rows, and how many are left.
fn takes(part: &QueuePart, shown: usize) -> usize {
    usize::from(is_headed(part.split)) + shown + usize::from(part.count > shown)
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
    page: usize,
    /// Somebody is at work on it.
    touched: bool,
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

    /// Learns how high the tab is, and how many lines of the list fit. The cursor stays on what it was on.
    pub(super) fn set_height(&mut self, height: u16, page: usize) {
        if (height, page) == (self.height, self.page) {
            return;
        }
        let held = self.held();
        (self.height, self.page) = (height, page);
        self.hold(held);
    }

    /// Somebody has begun to work: from now on the cursor stays on what it is on, and not at the top.
    pub(super) fn touch(&mut self) {
        self.touched = true;
    }

    /// Takes an answer in. The cursor stays on what it was on; when that is gone, on the place where it was. As long as nobody
    /// has touched anything it is at the top, whatever comes.
    pub(super) fn fill(&mut self, parts: Vec<QueuePart>) {
        let held = self.held().filter(|_| self.touched);
        self.parts = parts;
        self.loaded = true;
        self.hold(held);
    }

    /// What the cursor is on, to be found again.
    fn held(&self) -> Option<(Kind, EntityRef)> {
        self.current()
            .map(|item| (item.waiting.kind, item.record.clone()))
    }

    /// Puts the cursor back on what it was on, wherever that is now.
    fn hold(&mut self, held: Option<(Kind, EntityRef)>) {
        if let Some((kind, record)) = held {
            let is_held = |item: &Item| item.waiting.kind == kind && item.record == record;
            // It may have moved below what a folded split shows.
            let hidden = self.folds().find_map(|(part, shown)| {
                let at = part.items.iter().position(is_held)?;
                (at >= shown).then_some(part.split)
            });
            self.unfolded.extend(hidden);
            let place = self.rows().position(|(_, item)| is_held(item));
            self.at = place.unwrap_or(self.at);
        }
        self.clamp();
    }

    /// The splits that have rows, with how many of them each shows: what its height gives it, and of the lines that would stay
    /// empty those that it can use. The first splits come first, for they cost most.
    fn folds(&self) -> impl Iterator<Item = (&QueuePart, usize)> {
        let parts: Vec<&QueuePart> = self.parts.iter().filter(|part| !part.items.is_empty()).collect();
        let least = |part: &&QueuePart| {
            let all = part.items.len();
            if self.unfolded.contains(&part.split) {
                all
            } else {
                all.min(room(part.split, self.height))
            }
        };
        let mut shown: Vec<usize> = parts.iter().map(least).collect();
        let clear = if self.is_clear() { CLEAR } else { 0 };
        let taken: usize = parts
            .iter()
            .zip(&shown)
            .map(|(part, shown)| takes(part, *shown))
            .sum();
        let mut free = self.page.saturating_sub(clear + taken);
        for (part, shown) in parts.iter().zip(&mut shown) {
            let before = takes(part, *shown);
            let more = (*shown..=part.items.len()).rev();
            let most = more.into_iter().find(|most| takes(part, *most) <= before + free);
            *shown = most.unwrap_or(*shown);
            free -= takes(part, *shown).saturating_sub(before).min(free);
        }
        parts.into_iter().zip(shown)
    }

    /// All rows that are shown, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Split, &Item)> {
        self.folds()
            .flat_map(|(part, shown)| part.items.iter().take(shown).map(|item| (part.split, item)))
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
        self.touch();
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
            .folds()
            .any(|(part, shown)| part.split == split && shown < part.items.len());
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
        for (part, shown) in self.folds() {
            if is_headed(part.split) {
                lines.push(Line::Head(part.split));
            }
            lines.extend((row..row + shown).map(Line::Row));
            row += shown;
            if part.count > shown {
                lines.push(Line::More(part.split, part.count - shown));
            }
        }
        lines
    }
}
