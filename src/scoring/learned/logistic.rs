//! The small model: logistic regression with a penalty on the squares, which becomes a number of points for each bin.

use super::basis::Basis;
use super::encode::{Bins, Coding};

/// Steps at most.
const STEPS: usize = 60;
/// Steps whose shape is remembered (Nocedal 1980).
const MEMORY: usize = 8;
/// Fall of the mean loss below which it is good enough.
const ENOUGH: f64 = 1e-7;

/// Points in log odds: a ground, and for each column those of each bin.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Points {
    /// What everybody begins with.
    pub ground: f64,
    /// For each column the points of each bin.
    pub columns: Vec<Vec<f64>>,
}

impl Points {
    /// The log odds of each row.
    pub fn margins(&self, bins: &Bins) -> Vec<f64> {
        let mut margins = vec![self.ground; bins.rows];
        for (points, column) in self.columns.iter().zip(&bins.columns) {
            let mut padded = [0.0; 256];
            for (to, from) in padded.iter_mut().zip(points) {
                *to = *from;
            }
            for (margin, bin) in margins.iter_mut().zip(column) {
                *margin += padded[usize::from(*bin)];
            }
        }
        margins
    }
}

/// Logistic regression over the bins of some rows.
#[derive(Debug)]
pub struct Logistic<'a> {
    bins: &'a Bins,
    labels: &'a [bool],
    bases: &'a [Basis],
    penalties: Vec<f64>,
    width: usize,
}

impl<'a> Logistic<'a> {
    /// A problem; `penalty` is the inverse of the variance that an effect is expected to have.
    pub fn new(bins: &'a Bins, labels: &'a [bool], bases: &'a [Basis], penalty: f64) -> Self {
        Self::with(bins, labels, bases, &vec![penalty; bases.len()])
    }

    /// The same with a penalty for each column.
    pub fn with(bins: &'a Bins, labels: &'a [bool], bases: &'a [Basis], columns: &[f64]) -> Self {
        let own = bases.iter().zip(columns);
        let penalties = own
            .flat_map(|(basis, penalty)| std::iter::repeat_n(*penalty, basis.width))
            .collect();
        let width = 1 + bases.iter().map(|basis| basis.width).sum::<usize>();
        Self {
            bins,
            labels,
            bases,
            penalties,
            width,
        }
    }

    /// The best points, from where another problem ended or from nothing.
    pub fn solve(&self, start: Option<Vec<f64>>) -> Vec<f64> {
        let share = self.labels.iter().filter(|label| **label).count() as f64 + 0.5;
        let rest = self.labels.len() as f64 + 1.0 - share;
        let mut at = start.unwrap_or_else(|| {
            let mut at = vec![0.0; self.width];
            at[0] = (share / rest).ln();
            at
        });
        let scale = self.scale(share * rest / (share + rest).powi(2));
        let (mut loss, mut slope) = self.loss(&at);
        let mut memory: Vec<(Vec<f64>, Vec<f64>, f64)> = Vec::new();
        for _ in 0..STEPS {
            let way = direction(&slope, &scale, &memory);
            let fall = dot(&way, &slope);
            if fall >= 0.0 {
                break;
            }
            let Some((to, lower, next)) = self.step(&at, loss, &way, fall) else {
                break;
            };
            let moved: Vec<f64> = to.iter().zip(&at).map(|(a, b)| a - b).collect();
            let bent: Vec<f64> = next.iter().zip(&slope).map(|(a, b)| a - b).collect();
            let curve = dot(&moved, &bent);
            if curve > 1e-12 {
                memory.push((moved, bent, 1.0 / curve));
                if memory.len() > MEMORY {
                    memory.remove(0);
                }
            }
            let fell = loss - lower;
            (at, loss, slope) = (to, lower, next);
            if fell < ENOUGH * self.labels.len() as f64 {
                break;
            }
        }
        at
    }

    /// The weights as points of each bin.
    pub fn points(&self, weights: &[f64]) -> Points {
        let mut at = 1;
        let mut columns = Vec::with_capacity(self.bases.len());
        for basis in self.bases {
            let own = &weights[at..at + basis.width];
            at += basis.width;
            columns.push(if basis.width == 0 {
                Vec::new()
            } else {
                basis
                    .values
                    .chunks(basis.width)
                    .map(|features| dot(features, own))
                    .collect()
            });
        }
        Points {
            ground: weights[0],
            columns,
        }
    }

    /// A step along a way that lowers the loss enough (Armijo 1966).
    fn step(&self, at: &[f64], loss: f64, way: &[f64], fall: f64) -> Option<(Vec<f64>, f64, Vec<f64>)> {
        let mut length = 1.0;
        for _ in 0..20 {
            let to: Vec<f64> = at.iter().zip(way).map(|(a, w)| a + length * w).collect();
            let (lower, slope) = self.loss(&to);
            if lower <= loss + 1e-4 * length * fall {
                return Some((to, lower, slope));
            }
            length *= 0.5;
        }
        None
    }

    /// One over the curvature along each weight at the start.
    fn scale(&self, curve: f64) -> Vec<f64> {
        let rows = self.bins.rows as f64;
        let mut scale = vec![1.0 / (rows * curve).max(1e-9)];
        for (basis, column) in self.bases.iter().zip(&self.bins.columns) {
            let mut counts = [0.0; 256];
            for bin in column {
                counts[usize::from(*bin)] += 1.0;
            }
            for feature in 0..basis.width {
                let squares = basis.values.iter().skip(feature).step_by(basis.width);
                let weight: f64 = squares.zip(&counts).map(|(x, n)| x * x * n).sum();
                scale.push(1.0 / (weight * curve + self.penalties[scale.len() - 1]).max(1e-9));
            }
        }
        scale
    }

    /// The loss and its slope.
    fn loss(&self, weights: &[f64]) -> (f64, Vec<f64>) {
        let margins = self.points(weights).margins(self.bins);
        let mut loss = 0.0;
        let mut wrong = Vec::with_capacity(margins.len());
        for (margin, label) in margins.iter().zip(self.labels) {
            let label = f64::from(u8::from(*label));
            let e = (-margin.abs()).exp();
            loss += margin.max(0.0) - label * margin + e.ln_1p();
            let chance = if *margin >= 0.0 {
                1.0 / (1.0 + e)
            } else {
                e / (1.0 + e)
            };
            wrong.push(chance - label);
        }
        let mut slope = Vec::with_capacity(self.width);
        slope.push(wrong.iter().sum());
        for (basis, column) in self.bases.iter().zip(&self.bins.columns) {
            let mut sums = [0.0; 256];
            for (bin, wrong) in column.iter().zip(&wrong) {
                sums[usize::from(*bin)] += wrong;
            }
            for feature in 0..basis.width {
                let values = basis.values.iter().skip(feature).step_by(basis.width);
                slope.push(values.zip(&sums).map(|(x, sum)| x * sum).sum());
            }
        }
        for ((slope, weight), penalty) in slope.iter_mut().zip(weights).skip(1).zip(&self.penalties) {
            loss += 0.5 * penalty * weight * weight;
            *slope += penalty * weight;
        }
        (loss, slope)
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The way down that the remembered steps suggest.
fn direction(slope: &[f64], scale: &[f64], memory: &[(Vec<f64>, Vec<f64>, f64)]) -> Vec<f64> {
    let mut way: Vec<f64> = slope.iter().map(|s| -s).collect();
    let mut kept = Vec::with_capacity(memory.len());
    for (moved, bent, rho) in memory.iter().rev() {
        let part = rho * dot(moved, &way);
        way.iter_mut().zip(bent).for_each(|(w, b)| *w -= part * b);
        kept.push(part);
    }
    way.iter_mut().zip(scale).for_each(|(w, s)| *w *= s);
    for ((moved, bent, rho), part) in memory.iter().zip(kept.iter().rev()) {
        let back = part - rho * dot(bent, &way);
        way.iter_mut().zip(moved).for_each(|(w, m)| *w += back * m);
    }
    way
}

/// The features of all columns.
pub fn bases(codings: &[Coding]) -> Vec<Basis> {
    codings.iter().map(Basis::of).collect()
}

/// The chance that log odds stand for.
pub fn chance(margin: f64) -> f64 {
    1.0 / (1.0 + (-margin).exp())
}
