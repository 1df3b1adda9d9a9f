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

/// A tree that asks the same question on each level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// For each level a look and the last slice that goes to the side of 0.
    pub questions: Vec<(u16, u8)>,
    /// Points of each leaf; the answer on level n is bit n of its number.
    pub leaves: Vec<f64>,
    /// How many rows it was grown on came to each leaf.
    pub counts: Vec<u32>,
}

impl Tree {
    /// The leaf to which the answers lead.
    pub fn leaf(&self, slice: impl Fn(usize) -> u8) -> usize {
        let bit = |(level, (look, last)): (usize, &(u16, u8))| {
            usize::from(slice(usize::from(*look)) > *last) << level
        };
        self.questions.iter().enumerate().map(bit).sum()
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
                let mut leaf = [0_u8; BLOCK];
                for (level, (look, last)) in tree.questions.iter().enumerate() {
                    for (leaf, slice) in leaf.iter_mut().zip(&seen[usize::from(*look)]) {
                        *leaf |= u8::from(slice > last) << level;
                    }
                }
                for (margin, leaf) in block.iter_mut().zip(&leaf) {
                    *margin += tree.leaves[usize::from(*leaf)];
                }
            }
        }
        margins
    }
}
