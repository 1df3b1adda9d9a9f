//! The larger model: many small trees that ask the same questions on each level (oblivious trees, as in Prokhorenkova and others
//! 2018) or where it helps most ([`leafwise`]), each mending what those before it got wrong. Words become numbers by what was seen
//! of earlier rows with the same word.

use super::draw::Draw;
use super::encode::{Bins, Coding, FIRST, MISSING, OTHER, rows_a_slice};
use super::growth::{Growth, SLICES, Shape};
use super::leafwise;
use super::logistic::chance;
use super::table::Kind;
use super::trees::{Look, Tree, Trees};

/// Orders of the rows in which words are looked at.
const ORDERS: usize = 3;
/// Rows of the average that a word begins with.
const PRIOR: f64 = 10.0;
/// Rows a word from which, on average, its own rate is known well enough to be its place.
const ENOUGH: usize = 50;

/// What was grown.
#[derive(Debug)]
pub struct Grown {
    /// The trees, cut where the held-out rows were best told.
    pub trees: Trees,
    /// Log odds of the held-out rows there.
    pub held: Vec<f64>,
}

/// Grows trees on some rows, watched on others where there are any.
pub fn grow(
    codings: &[Coding],
    train: &Bins,
    labels: &[bool],
    held: Option<(&Bins, &[bool])>,
    growth: Growth,
    seed: u64,
) -> Grown {
    let mut draw = Draw::new(seed, 2);
    let share = (labels.iter().filter(|label| **label).count() as f64 + 0.5) / (labels.len() as f64 + 1.0);
    let (looks, words, seen) = look_at(codings, train, labels, share, &mut draw);
    let held_bins = held.map(|(bins, _)| looks.iter().map(|look| look.of(bins)).collect::<Vec<_>>());
    let ground = (share / (1.0 - share)).ln();
    let mut grower = Grower::new(&looks, words, train.rows, growth);
    let mut margins = vec![ground; train.rows];
    let mut held_margins = vec![ground; held.map_or(0, |held| held.0.rows)];
    let mut best = (f64::INFINITY, 0, held_margins.clone());
    let mut trees = Vec::new();
    for nr in 0..growth.trees {
        let order = &seen[nr % ORDERS];
        let tree = grower.tree(order, labels, &margins, &mut draw);
        for (row, margin) in margins.iter_mut().enumerate() {
            *margin += tree.leaves[tree.leaf(|look| order[look][row])];
        }
        if let (Some(bins), Some((_, labels))) = (&held_bins, held) {
            for (row, margin) in held_margins.iter_mut().enumerate() {
                *margin += tree.leaves[tree.leaf(|look| bins[look][row])];
            }
            let loss = mean_loss(labels, &held_margins);
            if loss < best.0 - 1e-6 {
                best = (loss, nr + 1, held_margins.clone());
            }
        }
        trees.push(tree);
        if held.is_some() && nr + 1 >= best.1 + growth.patience {
            break;
        }
    }
    if held.is_some() {
        trees.truncate(best.1);
    }
    Grown {
        trees: Trees { ground, looks, trees },
        held: best.2,
    }
}

fn mean_loss(labels: &[bool], margins: &[f64]) -> f64 {
    let loss = |(label, margin): (&bool, &f64)| {
        let margin = if *label { -margin } else { *margin };
        margin.max(0.0) + (-margin.abs()).exp().ln_1p()
    };
    labels.iter().zip(margins).map(loss).sum::<f64>() / labels.len().max(1) as f64
}

/// The looks, which of them have a slice for each word, and for each order of the rows what each look sees of each row.
fn look_at(
    codings: &[Coding],
    train: &Bins,
    labels: &[bool],
    share: f64,
    draw: &mut Draw,
) -> (Vec<Look>, Vec<bool>, Vec<Vec<Vec<u8>>>) {
    let orders: Vec<Vec<usize>> = (0..ORDERS).map(|_| draw.shuffled(train.rows)).collect();
    let (mut looks, mut words) = (Vec::new(), Vec::new());
    let mut seen: Vec<Vec<Vec<u8>>> = vec![Vec::new(); ORDERS];
    for (column, coding) in codings.iter().enumerate() {
        let bins = &train.columns[column];
        words.push(false);
        if coding.kind == Kind::Word {
            if let Some(slices) = ranked(bins, labels, share) {
                let look = Look { column, slices };
                for seen in &mut seen {
                    seen.push(bins.iter().map(|bin| look.slices[usize::from(*bin)]).collect());
                }
                looks.push(look);
                words[column] = true;
                continue;
            }
            let rates: Vec<Vec<f64>> = orders
                .iter()
                .map(|order| earlier(bins, labels, share, order))
                .collect();
            let cuts = cuts(&rates);
            let slice = |rate: f64| cuts.partition_point(|cut| *cut < rate) as u8;
            looks.push(Look {
                column,
                slices: whole(bins, labels, share).into_iter().map(slice).collect(),
            });
            for (seen, rates) in seen.iter_mut().zip(&rates) {
                seen.push(rates.iter().map(|rate| slice(*rate)).collect());
            }
        } else {
            let look = Look {
                column,
                slices: coarse(coding),
            };
            for seen in &mut seen {
                seen.push(bins.iter().map(|bin| look.slices[usize::from(*bin)]).collect());
            }
            looks.push(look);
        }
    }
    (looks, words, seen)
}

/// For each row the rate of its word among the rows before it in an order.
fn earlier(bins: &[u8], labels: &[bool], share: f64, order: &[usize]) -> Vec<f64> {
    let mut known = [(0.0, 0.0); 256];
    let mut rates = vec![0.0; bins.len()];
    for row in order {
        let (hits, count) = &mut known[usize::from(bins[*row])];
        rates[*row] = (*hits + PRIOR * share) / (*count + PRIOR);
        *hits += f64::from(u8::from(labels[*row]));
        *count += 1.0;
    }
    rates
}

/// Words of which there are enough: each a slice of its own, by its rate. A rare one stands where its few rows and the prior say.
fn ranked(bins: &[u8], labels: &[bool], share: f64) -> Option<Vec<u8>> {
    let mut counts = [0_usize; 256];
    for bin in bins {
        counts[usize::from(*bin)] += 1;
    }
    let used: Vec<usize> = (0..256).filter(|bin| counts[*bin] > 0).collect();
    if used.len() > SLICES || used.len() * ENOUGH > bins.len() {
        return None;
    }
    let rates = whole(bins, labels, share);
    let mut order: Vec<usize> = (0..256).collect();
    order.sort_by(|a, b| rates[*a].total_cmp(&rates[*b]).then(a.cmp(b)));
    let mut slices = vec![0_u8; 256];
    let mut slice = 0;
    for bin in order {
        slices[bin] = slice.min(SLICES as u8 - 1);
        slice += u8::from(counts[bin] > 0);
    }
    Some(slices)
}

/// For each bin the rate of its word among all rows.
fn whole(bins: &[u8], labels: &[bool], share: f64) -> Vec<f64> {
    let mut known = [(0.0, 0.0); 256];
    for (bin, label) in bins.iter().zip(labels) {
        known[usize::from(*bin)].0 += f64::from(u8::from(*label));
        known[usize::from(*bin)].1 += 1.0;
    }
    let rate = |(hits, count): (f64, f64)| (hits + PRIOR * share) / (count + PRIOR);
    known.into_iter().map(rate).collect()
}

/// Cuts that make slices of about as many rows.
fn cuts(rates: &[Vec<f64>]) -> Vec<f64> {
    let mut all: Vec<f64> = rates.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    let mut cuts: Vec<f64> = (1..SLICES)
        .filter_map(|nr| all.get(nr * all.len() / SLICES).copied())
        .collect();
    cuts.dedup();
    cuts
}

/// The slice of each bin of a number: what is missing, what is no number, and slices of about as many rows.
fn coarse(coding: &Coding) -> Vec<u8> {
    let first = usize::from(FIRST);
    let known = &coding.counts[first..];
    let per = if known.len() + first <= SLICES {
        0
    } else {
        let counts: Vec<usize> = known.iter().map(|count| *count as usize).collect();
        rows_a_slice(&counts, SLICES - first - 8)
    };
    let mut slices = vec![MISSING, OTHER];
    let (mut slice, mut held) = (FIRST, 0);
    for count in known {
        if held > per && usize::from(slice) < SLICES - 1 {
            slice += 1;
            held = 0;
        }
        // An empty bin still moves on where every bin is a slice of its own.
        held += (*count as usize).max(usize::from(per == 0));
        slices.push(slice);
    }
    slices
}

/// Grows one tree after the other.
struct Grower {
    growth: Growth,
    /// Which looks have a slice for each word.
    words: Vec<bool>,
    looks: usize,
    rows: usize,
    /// For each look the sums of slope and curvature by leaf and slice.
    sums: Vec<Vec<[f32; 2]>>,
    /// The sums of the smaller halves of one look.
    part: Vec<[f32; 2]>,
}

impl Grower {
    fn new(looks: &[Look], words: Vec<bool>, rows: usize, growth: Growth) -> Self {
        Self {
            growth,
            words,
            looks: looks.len(),
            rows,
            sums: vec![vec![[0.0; 2]; SLICES << growth.shape.levels()]; looks.len()],
            part: Vec::new(),
        }
    }

    fn tree(&mut self, seen: &[Vec<u8>], labels: &[bool], margins: &[f64], draw: &mut Draw) -> Tree {
        let rows: Vec<u32> = if self.growth.rows >= 1.0 {
            (0..self.rows as u32).collect()
        } else {
            (0..self.rows as u32)
                .filter(|_| draw.unit() < self.growth.rows)
                .collect()
        };
        let slopes: Vec<[f32; 2]> = rows
            .iter()
            .map(|row| {
                let row = *row as usize;
                let chance = chance(margins[row]);
                let slope = chance - f64::from(u8::from(labels[row]));
                [slope as f32, (chance * (1.0 - chance)) as f32]
            })
            .collect();
        let wanted = ((self.looks as f64 * self.growth.looks).ceil() as usize).clamp(1, self.looks.max(1));
        let mut allowed = draw.shuffled(self.looks);
        allowed.truncate(wanted);
        allowed.sort_unstable();
        if let Shape::Leaves(leaves) = self.growth.shape {
            let pulled = rows.into_iter().zip(slopes).collect();
            return leafwise::tree(seen, &self.words, pulled, &allowed, self.growth, leaves);
        }
        let mut leaf = vec![0_u8; rows.len()];
        let mut questions = Vec::new();
        for level in 0..self.growth.shape.levels() {
            self.sum(seen, &rows, &slopes, &leaf, &allowed, level);
            let Some((look, slice)) = self.best(&allowed, level) else {
                break;
            };
            for (leaf, row) in leaf.iter_mut().zip(&rows) {
                *leaf |= u8::from(seen[look][*row as usize] > slice) << level;
            }
            questions.push((look as u16, slice));
        }
        let mut sums = vec![[0.0_f64; 2]; 1 << questions.len()];
        for (leaf, slope) in leaf.iter().zip(&slopes) {
            let sum = &mut sums[usize::from(*leaf)];
            sum[0] += f64::from(slope[0]);
            sum[1] += f64::from(slope[1]);
        }
        let leaves = sums
            .iter()
            .map(|[slope, curve]| -self.growth.rate * slope / (curve + self.growth.penalty))
            .collect();
        let mut counts = vec![0_u32; 1 << questions.len()];
        for leaf in &leaf {
            counts[usize::from(*leaf)] += 1;
        }
        Tree {
            questions,
            leaves,
            counts,
            spans: Vec::new(),
        }
    }

    /// Sums slope and curvature by leaf and slice: of the smaller half of each leaf that was just cut row by row, of the larger
    /// half as what is left.
    fn sum(
        &mut self,
        seen: &[Vec<u8>],
        rows: &[u32],
        slopes: &[[f32; 2]],
        leaf: &[u8],
        allowed: &[usize],
        level: usize,
    ) {
        let above = if level == 0 { 0 } else { 1 << (level - 1) };
        let mut counts = vec![0_usize; 1 << level];
        for leaf in leaf {
            counts[usize::from(*leaf)] += 1;
        }
        let small: Vec<bool> = (0..1_usize << level)
            .map(|leaf| {
                let twin = counts[leaf ^ above];
                level == 0 || counts[leaf] < twin || (counts[leaf] == twin && leaf & above == 0)
            })
            .collect();
        let chosen: Vec<(u32, u32, [f32; 2])> = rows
            .iter()
            .zip(slopes)
            .zip(leaf)
            .filter(|(_, leaf)| small[usize::from(**leaf)])
            .map(|((row, slope), leaf)| (*row, u32::from(*leaf) * SLICES as u32, *slope))
            .collect();
        for look in allowed {
            let sums = &mut self.sums[*look][..SLICES << level];
            let column = &seen[*look];
            // What is above still holds the sums of the leaf before it was cut.
            let (old, new) = sums.split_at_mut(SLICES * above);
            new.fill([0.0; 2]);
            let mut part = std::mem::take(&mut self.part);
            part.clear();
            part.resize(SLICES << level, [0.0; 2]);
            for (row, at, slope) in &chosen {
                let at = *at as usize + usize::from(column[*row as usize]);
                part[at][0] += slope[0];
                part[at][1] += slope[1];
            }
            if level == 0 {
                new.copy_from_slice(&part);
            }
            for (leaf, is_small) in small.iter().enumerate().take(above) {
                let (own, twin) = (leaf * SLICES, (leaf + above) * SLICES);
                for slice in 0..SLICES {
                    let whole = old[own + slice];
                    let (low, high) = (&mut old[own + slice], &mut new[own + slice]);
                    if *is_small {
                        *low = part[own + slice];
                        *high = [whole[0] - low[0], (whole[1] - low[1]).max(0.0)];
                    } else {
                        *high = part[twin + slice];
                        *low = [whole[0] - high[0], (whole[1] - high[1]).max(0.0)];
                    }
                }
            }
            self.part = part;
        }
    }

    /// The question that helps most on this level.
    fn best(&self, allowed: &[usize], level: usize) -> Option<(usize, u8)> {
        let penalty = self.growth.penalty as f32;
        let mut best = (1e-9_f32, None);
        for look in allowed {
            let mut gains = [0.0_f32; SLICES];
            for sums in self.sums[*look][..SLICES << level].chunks_exact(SLICES) {
                let whole = sums.iter().fold([0.0_f32; 2], |a, b| [a[0] + b[0], a[1] + b[1]]);
                if whole[1] == 0.0 {
                    continue;
                }
                let before = whole[0] * whole[0] / (whole[1] + penalty);
                let mut left = [0.0_f32; 2];
                for (gain, sum) in gains.iter_mut().zip(sums) {
                    left = [left[0] + sum[0], left[1] + sum[1]];
                    let right = [whole[0] - left[0], whole[1] - left[1]];
                    *gain += left[0] * left[0] / (left[1] + penalty)
                        + right[0] * right[0] / (right[1].max(0.0) + penalty)
                        - before;
                }
            }
            for (slice, gain) in gains.iter().enumerate().take(SLICES - 1) {
                if *gain > best.0 {
                    best = (*gain, Some((*look, slice as u8)));
                }
            }
        }
        best.1
    }
}
