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
    if !tree.spans.is_empty() {
        for leaf in 0..tree.leaves.len() {
            add_leaf(
                parts,
                &ways_to(tree, trees, leaf, slice),
                weight * tree.leaves[leaf],
            );
        }
        return;
    }
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

/// What one column says of a leaf.
#[derive(Clone, Copy)]
struct Way {
    column: usize,
    /// 1 when the row's answers all lead there, else 0.
    open: f64,
    /// Share of the rows that go there when the column is not known.
    share: f64,
}

/// The columns that are asked about on the way to a leaf.
fn ways_to(tree: &Tree, trees: &Trees, leaf: usize, slice: impl Fn(usize) -> u8) -> Vec<Way> {
    let rows = |from: u8, to: u8| {
        let counts = &tree.counts[usize::from(from)..usize::from(to)];
        counts.iter().map(|count| f64::from(*count)).sum::<f64>()
    };
    let mut ways: Vec<Way> = Vec::new();
    for ((look, last), span) in tree.questions.iter().zip(&tree.spans) {
        if leaf < usize::from(span.from) || leaf >= usize::from(span.to) {
            continue;
        }
        let is_upper = leaf >= usize::from(span.cut);
        let all = rows(span.from, span.to);
        let upper = if all > 0.0 {
            rows(span.cut, span.to) / all
        } else {
            0.5
        };
        let column = trees.looks[usize::from(*look)].column;
        let goes_up = span.goes_up(slice(usize::from(*look)), *last);
        let open = f64::from(u8::from(goes_up == is_upper));
        let share = if is_upper { upper } else { 1.0 - upper };
        match ways.iter_mut().find(|way| way.column == column) {
            Some(way) => (way.open, way.share) = (way.open * open, way.share * share),
            None => ways.push(Way { column, open, share }),
        }
    }
    ways
}

/// Adds the parts of one leaf. How far a row counts as in it is a product over columns, so that the mean over all orders is the mean of
/// what a column changes while all others become known together (Owen 1972).
fn add_leaf(parts: &mut Parts, ways: &[Way], points: f64) {
    parts.ground += points * ways.iter().map(|way| way.share).product::<f64>();
    for (nr, way) in ways.iter().enumerate() {
        // The others as a polynomial of how far they are known, from 0 to 1.
        let mut others = vec![1.0];
        for (_, other) in ways.iter().enumerate().filter(|other| other.0 != nr) {
            let slope = other.open - other.share;
            let before = others.clone();
            for factor in &mut others {
                *factor *= other.share;
            }
            others.push(0.0);
            for (to, from) in others[1..].iter_mut().zip(before) {
                *to += from * slope;
            }
        }
        let powers = others.iter().enumerate();
        let mean: f64 = powers.map(|(power, factor)| factor / (power + 1) as f64).sum();
        parts.columns[way.column] += points * (way.open - way.share) * mean;
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
