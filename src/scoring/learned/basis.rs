//! What a linear model may say about each bin of a column: a word has a say of its own, a number a line that may bend.

use super::encode::{Coding, FIRST, MISSING, OTHER};
use super::table::Kind;

/// The features of one column: a row of them for each bin.
#[derive(Clone, Debug, PartialEq)]
pub struct Basis {
    /// Features a bin has.
    pub width: usize,
    /// The features, bin by bin.
    pub values: Vec<f64>,
}

/// Share of the rows from which a single value of a number counts as a thing of its own (0 visits, -1 for never).
const CROWD: f64 = 0.03;
/// Rows a bend of a line must have behind it.
const ROWS_A_BEND: usize = 150;
/// Bends of a line at most.
const BENDS: usize = 8;

impl Basis {
    /// The features of a column.
    pub fn of(coding: &Coding) -> Self {
        let bins = coding.bins();
        let mut features: Vec<Vec<f64>> = Vec::new();
        let only = |bin: usize| {
            (0..bins)
                .map(|at| f64::from(u8::from(at == bin)))
                .collect::<Vec<_>>()
        };
        for bin in [MISSING, OTHER].map(usize::from) {
            if coding.counts[bin] > 0 {
                features.push(only(bin));
            }
        }
        let first = usize::from(FIRST);
        let all: f64 = coding.counts.iter().map(|count| f64::from(*count)).sum();
        if coding.kind == Kind::Word {
            features.extend((first..bins).map(only));
        } else if bins > first + 1 {
            for bin in first..bins {
                if f64::from(coding.counts[bin]) >= CROWD * all && bins > first + 2 {
                    features.push(only(bin));
                }
            }
            features.extend(lines(coding));
        }
        let width = features.len();
        let values = (0..bins)
            .flat_map(|bin| features.iter().map(move |feature| feature[bin]))
            .collect();
        Self { width, values }
    }
}

/// The lines of a number: its value, the logarithm of it, its rank, and bends of that. Few rows cannot say which of them is right;
/// the penalty shares the effect among them.
fn lines(coding: &Coding) -> Vec<Vec<f64>> {
    let first = usize::from(FIRST);
    let counts: Vec<f64> = coding.counts[first..]
        .iter()
        .map(|count| f64::from(*count))
        .collect();
    let all: f64 = counts.iter().sum();
    let mut ranks = Vec::with_capacity(counts.len());
    let mut below = 0.0;
    for count in &counts {
        ranks.push((below + count / 2.0) / all);
        below += count;
    }
    let plain = coding.middles.clone();
    let logs: Vec<f64> = plain.iter().map(|x| x.signum() * x.abs().ln_1p()).collect();
    let bends = (all as usize / ROWS_A_BEND).min(BENDS);
    let bend = |nr: usize| {
        let knot = nr as f64 / (bends + 1) as f64;
        ranks.iter().map(|rank| (rank - knot).max(0.0)).collect()
    };
    let mut lines = vec![plain, logs, ranks.clone()];
    lines.extend((1..=bends).map(bend));
    lines
        .into_iter()
        .map(|line| {
            let line = standard(&line, &counts);
            vec![0.0; first].into_iter().chain(line).collect()
        })
        .collect()
}

fn moments(line: &[f64], counts: &[f64]) -> (f64, f64) {
    let all: f64 = counts.iter().sum();
    let mean = line.iter().zip(counts).map(|(x, n)| x * n).sum::<f64>() / all;
    let spread = line
        .iter()
        .zip(counts)
        .map(|(x, n)| (x - mean).powi(2) * n)
        .sum::<f64>()
        / all;
    (mean, spread.sqrt().max(1e-12))
}

/// With mean 0 and spread 1, and nobody further out than four spreads.
fn standard(line: &[f64], counts: &[f64]) -> Vec<f64> {
    let (mean, spread) = moments(line, counts);
    line.iter()
        .map(|x| ((x - mean) / spread).clamp(-4.0, 4.0))
        .collect()
}
