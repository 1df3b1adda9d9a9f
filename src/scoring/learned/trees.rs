//! Grown trees: applying them, and taking their advice apart.

use serde::{Deserialize, Serialize};

use super::encode::Bins;

/// Rows that go through the trees together.
const BLOCK: usize = 2048;

/// A column as the trees see it: for each bin a slice, in an order that means something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Which column.
    pub column: usize,
    /// The slice of each bin.
    pub slices: Vec<u8>,
}

impl Look {
    /// What it sees of each row.
    pub fn of(&self, bins: &Bins) -> Vec<u8> {
        let table = self.table();
        bins.columns[self.column]
            .iter()
            .map(|bin| table[usize::from(*bin)])
            .collect()
    }

    /// The slice of every bin there could be.
    fn table(&self) -> [u8; 256] {
        let mut table = [0; 256];
        for (to, from) in table.iter_mut().zip(&self.slices) {
            *to = *from;
        }
        table
    }
}

/// Leaves of a tree that asks where it helps most.
pub const LEAVES: usize = 16;

/// The leaves below a question, which stand side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first of them.
    pub from: u8,
    /// The first of those on the upper side.
    pub cut: u8,
    /// The first leaf behind them.
    pub to: u8,
    /// Slices that go to the upper side, as bits, where they are words in no order; 0 where it is those above the last of the lower.
    #[serde(default)]
    pub set: u64,
}

impl Span {
    /// The span of a question that makes two of a leaf.
    pub const fn over(leaf: u8, set: u64) -> Self {
        Self {
            from: leaf,
            cut: leaf + 1,
            to: leaf + 2,
            set,
        }
    }

    /// Counts on where a leaf becomes two.
    pub fn make_room(&mut self, leaf: u8) {
        for edge in [&mut self.from, &mut self.cut, &mut self.to] {
            *edge += u8::from(*edge > leaf);
        }
    }

    /// Whether it parts leaves of a tree that has so many.
    pub const fn fits(self, leaves: usize) -> bool {
        self.from < self.cut && self.cut < self.to && self.to as usize <= leaves
    }

    /// Whether a slice goes to the upper side.
    pub fn goes_up(self, slice: u8, last: u8) -> bool {
        if self.set == 0 {
            slice > last
        } else {
            self.set >> (slice % 64) & 1 == 1
        }
    }

    /// The leaves that stay open to a row on the upper side, as bits.
    const fn upper(self) -> u16 {
        !((1_u16 << self.cut) - (1_u16 << self.from))
    }
}

/// A tree that asks the same question on each level, or where it helps most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// For each level, or each span, a look and the last slice that goes to the lower side.
    pub questions: Vec<(u16, u8)>,
    /// Points of each leaf; where it asks by level the answer on level n is bit n of its number.
    pub leaves: Vec<f64>,
    /// How many rows it was grown on came to each leaf.
    pub counts: Vec<u32>,
    /// Where it asks where it helps most: the leaves below each question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
}

impl Tree {
    /// The leaf to which the answers lead.
    pub fn leaf(&self, slice: impl Fn(usize) -> u8) -> usize {
        if !self.spans.is_empty() {
            let asked = self.questions.iter().zip(&self.spans);
            let upper = asked.filter(|((look, last), span)| span.goes_up(slice(usize::from(*look)), *last));
            // Each answer closes leaves; the first that is open is the one (Lucchese and others 2015).
            let open = upper.fold(u16::MAX, |open, (_, span)| open & span.upper());
            return open.trailing_zeros() as usize;
        }
        let bit = |(level, (look, last)): (usize, &(u16, u8))| {
            usize::from(slice(usize::from(*look)) > *last) << level
        };
        self.questions.iter().enumerate().map(bit).sum()
    }

    /// Whether every index in it points at something, where there are so many looks.
    pub fn is_whole(&self, looks: usize) -> bool {
        let (asked, leaves) = (self.questions.len(), self.leaves.len());
        let shaped = if self.spans.is_empty() {
            asked <= 8 && leaves == 1 << asked
        } else {
            self.spans.len() == asked
                && leaves == asked + 1
                && leaves <= LEAVES
                && self.spans.iter().all(|span| span.fits(leaves))
        };
        let mut used = self.questions.iter().map(|(look, _)| usize::from(*look));
        shaped && self.counts.len() == leaves && used.all(|look| look < looks)
    }

    /// The leaf of each row of a block.
    fn leaves_of(&self, seen: &[[u8; BLOCK]]) -> [u8; BLOCK] {
        let mut leaf = [0_u8; BLOCK];
        if self.spans.is_empty() {
            for (level, (look, last)) in self.questions.iter().enumerate() {
                for (leaf, slice) in leaf.iter_mut().zip(&seen[usize::from(*look)]) {
                    *leaf |= u8::from(slice > last) << level;
                }
            }
            return leaf;
        }
        let mut open = [u16::MAX; BLOCK];
        for ((look, last), span) in self.questions.iter().zip(&self.spans) {
            let upper = span.upper();
            for (open, slice) in open.iter_mut().zip(&seen[usize::from(*look)]) {
                *open &= upper | u16::from(span.goes_up(*slice, *last)).wrapping_sub(1);
            }
        }
        for (leaf, open) in leaf.iter_mut().zip(&open) {
            *leaf = open.trailing_zeros() as u8;
        }
        leaf
    }
}

/// All trees of a model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trees {
    /// What everybody begins with, in log odds.
    pub ground: f64,
    /// What the trees look at.
    pub looks: Vec<Look>,
    /// The trees.
    pub trees: Vec<Tree>,
}

impl Trees {
    /// The log odds of each row.
    pub fn margins(&self, bins: &Bins) -> Vec<f64> {
        let mut margins = vec![self.ground; bins.rows];
        let tables: Vec<_> = self.looks.iter().map(Look::table).collect();
        let mut seen = vec![[0_u8; BLOCK]; self.looks.len()];
        for (nr, block) in margins.chunks_mut(BLOCK).enumerate() {
            for ((look, table), seen) in self.looks.iter().zip(&tables).zip(&mut seen) {
                let column = &bins.columns[look.column][nr * BLOCK..];
                for (to, bin) in seen.iter_mut().zip(column).take(block.len()) {
                    *to = table[usize::from(*bin)];
                }
            }
            for tree in &self.trees {
                for (margin, leaf) in block.iter_mut().zip(&tree.leaves_of(&seen)) {
                    *margin += tree.leaves[usize::from(*leaf)];
                }
            }
        }
        margins
    }
}
