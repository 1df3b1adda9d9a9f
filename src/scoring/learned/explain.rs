//! Why a score is what it is: parts in log odds, one a column, for and against, that add up to the score exactly.

use serde::Serialize;

use super::logistic::Points;
use super::trees::{Tree, Trees};

/// The parts of one score.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Parts {
    /// What an average row has, in log odds.
    pub ground: f64,
    /// What each column adds or takes, in log odds.
    pub columns: Vec<f64>,
}

impl Parts {
    /// The sum, which is the log odds of the row.
    pub fn total(&self) -> f64 {
        self.ground + self.columns.iter().sum::<f64>()
    }
}

/// Adds the parts of a linear model: the points of the row's bins, measured from the average.
pub fn add_linear(parts: &mut Parts, points: &Points, counts: &[Vec<u32>], row: &[u8], weight: f64) {
    parts.ground += weight * points.ground;
    for (at, (own, counts)) in points.columns.iter().zip(counts).enumerate() {
        let all: f64 = counts.iter().map(|count| f64::from(*count)).sum();
        let mean = own
            .iter()
            .zip(counts)
            .map(|(points, count)| points * f64::from(*count))
            .sum::<f64>()
            / all.max(1.0);
        let here = own.get(usize::from(row[at])).copied().unwrap_or_default();
        parts.ground += weight * mean;
        parts.columns[at] += weight * (here - mean);
    }
}

/// Adds the parts of trees: for each tree the mean over all orders in which its columns could become known (Shapley 1953).
/// What is not known is averaged over the rows the tree was grown on.
pub fn add_trees(parts: &mut Parts, trees: &Trees, row: &[u8], weight: f64) {
    parts.ground += weight * trees.ground;
    for tree in &trees.trees {
        add_tree(parts, trees, tree, row, weight);
    }
}

fn add_tree(parts: &mut Parts, trees: &Trees, tree: &Tree, row: &[u8], weight: f64) {
    let slice = |look: usize| {
        let look = &trees.looks[look];
        look.slices
            .get(usize::from(row[look.column]))
            .copied()
            .unwrap_or_default()
    };
    let leaf = tree.leaf(slice);
    // For each column the levels on which it is asked about.
    let mut players: Vec<(usize, usize)> = Vec::new();
    for (level, (look, _)) in tree.questions.iter().enumerate() {
        let column = trees.looks[usize::from(*look)].column;
        match players.iter_mut().find(|player| player.0 == column) {
            Some(player) => player.1 |= 1 << level,
            None => players.push((column, 1 << level)),
        }
    }
    let count = players.len();
    let worth: Vec<f64> = (0..1_usize << count)
        .map(|known| {
            let levels = (0..count)
                .filter(|nr| known >> nr & 1 == 1)
                .map(|nr| players[nr].1)
                .sum();
            mean_leaf(tree, leaf, levels)
        })
        .collect();
    parts.ground += weight * worth[0];
    for (nr, (column, _)) in players.iter().enumerate() {
        let without = (0..1_usize << count).filter(|known| known >> nr & 1 == 0);
        let part: f64 = without
            .map(|known| (worth[known | 1 << nr] - worth[known]) / orders(count, known.count_ones() as usize))
            .sum();
        parts.columns[*column] += weight * part;
    }
}

/// In how many ways a set of `known` among `count` comes before one player, as the inverse of its weight.
fn orders(count: usize, known: usize) -> f64 {
    let choose = (0..known).fold(1.0, |ways, nr| ways * (count - 1 - nr) as f64 / (nr + 1) as f64);
    count as f64 * choose
}

/// The mean of the leaves that agree with one on some levels, by the rows in them.
fn mean_leaf(tree: &Tree, leaf: usize, levels: usize) -> f64 {
    let (mut sum, mut rows, mut plain, mut kinds) = (0.0, 0.0, 0.0, 0.0);
    for (at, (points, count)) in tree.leaves.iter().zip(&tree.counts).enumerate() {
        if (at ^ leaf) & levels == 0 {
            sum += points * f64::from(*count);
            rows += f64::from(*count);
            plain += points;
            kinds += 1.0;
        }
    }
    if rows > 0.0 { sum / rows } else { plain / kinds }
}
