//! From log odds to a chance that holds: a straight line in log odds, or steps where they fit better on rows held out.

use serde::{Deserialize, Serialize};

use super::check::loss;
use super::draw::folds;
use super::logistic::chance;

/// How far the slope is held to 1, in rows (few rows say little about it).
const HELD: f64 = 4.0;
/// Rows from which steps may be tried.
const STEPS_FROM: usize = 2_000;
/// Fall of the mean log loss that steps must bring.
const GAIN: f64 = 2e-4;

/// The way from log odds to a chance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Curve {
    /// A line in log odds (Platt 1999).
    Line {
        /// What the log odds are multiplied by.
        slope: f64,
        /// What is added.
        offset: f64,
    },
    /// Rising steps, joined by straight lines (Ayer and others 1955): log odds and the chance there.
    Steps(Vec<(f64, f64)>),
}

impl Default for Curve {
    fn default() -> Self {
        Self::Line {
            slope: 1.0,
            offset: 0.0,
        }
    }
}

impl Curve {
    /// The chance at some log odds.
    pub fn chance(&self, margin: f64) -> f64 {
        match self {
            Self::Line { slope, offset } => chance(slope * margin + offset),
            Self::Steps(points) => {
                let at = points.partition_point(|point| point.0 < margin);
                match (
                    at.checked_sub(1).and_then(|before| points.get(before)),
                    points.get(at),
                ) {
                    (Some(low), Some(high)) => {
                        let share = (margin - low.0) / (high.0 - low.0).max(1e-12);
                        low.1 + share * (high.1 - low.1)
                    }
                    (Some(only), None) | (None, Some(only)) => only.1,
                    (None, None) => chance(margin),
                }
            }
        }
    }

    /// The better of the two on rows held out, made from all.
    pub fn learn(margins: &[f64], labels: &[bool], seed: u64) -> Self {
        let line = line(margins, labels);
        if margins.len() < STEPS_FROM {
            return line;
        }
        let folds = folds(labels, 4, seed ^ 0x51);
        let mut losses = [0.0; 2];
        for fold in 0..4 {
            let pick = |held: bool| -> (Vec<f64>, Vec<bool>) {
                let rows = (0..margins.len()).filter(|row| (folds[*row] == fold) == held);
                rows.map(|row| (margins[row], labels[row])).unzip()
            };
            let (train, held) = (pick(false), pick(true));
            for (sum, curve) in losses
                .iter_mut()
                .zip([self::line(&train.0, &train.1), steps(&train.0, &train.1)])
            {
                let pairs = held.0.iter().zip(&held.1);
                *sum += pairs
                    .map(|(margin, label)| loss(f64::from(u8::from(*label)), curve.chance(*margin)))
                    .sum::<f64>();
            }
        }
        if losses[1] + GAIN * (margins.len() as f64) < losses[0] {
            steps(margins, labels)
        } else {
            line
        }
    }
}

/// Mean log loss of some log odds once a line has put their level and their spread right: what is left is how well they tell rows
/// apart, whatever share of these rows is a yes.
pub fn settled(margins: &[f64], labels: &[bool]) -> f64 {
    let line = line(margins, labels);
    let pairs = margins.iter().zip(labels);
    let sum: f64 = pairs
        .map(|(margin, label)| loss(f64::from(u8::from(*label)), line.chance(*margin)))
        .sum();
    sum / labels.len().max(1) as f64
}

/// The line, by Newton's way, with the slope held to 1.
fn line(margins: &[f64], labels: &[bool]) -> Curve {
    let (mut slope, mut offset) = (1.0, 0.0);
    for _ in 0..30 {
        let (mut g, mut h) = ([HELD * (slope - 1.0), 0.01 * offset], [HELD, 0.0, 0.01]);
        for (margin, label) in margins.iter().zip(labels) {
            let p = chance(slope * margin + offset);
            let (wrong, curve) = (p - f64::from(u8::from(*label)), p * (1.0 - p));
            g = [g[0] + wrong * margin, g[1] + wrong];
            h = [
                h[0] + curve * margin * margin,
                h[1] + curve * margin,
                h[2] + curve,
            ];
        }
        let whole = h[0] * h[2] - h[1] * h[1];
        if whole.abs() < 1e-12 {
            break;
        }
        let step = [
            (h[2] * g[0] - h[1] * g[1]) / whole,
            (h[0] * g[1] - h[1] * g[0]) / whole,
        ];
        slope = (slope - step[0]).clamp(0.05, 5.0);
        offset -= step[1].clamp(-5.0, 5.0);
        if step[0].abs() + step[1].abs() < 1e-9 {
            break;
        }
    }
    Curve::Line { slope, offset }
}

/// Rising steps: neighbours that would fall are pooled, each step is shrunk by one row of either class.
fn steps(margins: &[f64], labels: &[bool]) -> Curve {
    let mut order: Vec<usize> = (0..margins.len()).collect();
    order.sort_by(|a, b| margins[*a].total_cmp(&margins[*b]));
    // Blocks of some rows to begin with, so that no step stands on one or two.
    let per = (margins.len() / 100).max(20);
    let mut pools: Vec<(f64, f64, f64)> = Vec::new();
    for block in order.chunks(per) {
        let n = block.len() as f64;
        let hits = block.iter().filter(|row| labels[**row]).count() as f64;
        pools.push((block.iter().map(|row| margins[*row]).sum::<f64>(), hits, n));
        while let [.., low, high] = pools[..] {
            if low.1 / low.2 < high.1 / high.2 {
                break;
            }
            pools.pop();
            pools.pop();
            pools.push((low.0 + high.0, low.1 + high.1, low.2 + high.2));
        }
    }
    let point = |(sum, hits, n): (f64, f64, f64)| (sum / n, (hits + 0.5) / (n + 1.0));
    let mut points: Vec<(f64, f64)> = pools.into_iter().map(point).collect();
    for at in 1..points.len() {
        points[at].1 = points[at].1.max(points[at - 1].1);
    }
    Curve::Steps(points)
}

#[cfg(test)]
mod tests {
    use super::super::draw::Draw;
    use super::*;

    #[test]
    fn what_is_settled_asks_who_comes_first_and_not_how_many_say_yes() {
        let mut draw = Draw::new(7, 0);
        let margins: Vec<f64> = (0..4_000).map(|_| draw.unit() * 4.0 - 2.0).collect();
        let labels: Vec<bool> = margins
            .iter()
            .map(|margin| draw.unit() < chance(*margin))
            .collect();
        let told = settled(&margins, &labels);
        let moved: Vec<f64> = margins.iter().map(|margin| 0.5 * margin + 1.5).collect();
        assert!((settled(&moved, &labels) - told).abs() < 1e-4);
        let blurred: Vec<f64> = margins.iter().map(|margin| margin + 4.0 * draw.unit()).collect();
        assert!(settled(&blurred, &labels) > told + 0.01);
        assert!(settled(&[], &[]).abs() < f64::EPSILON);
    }
}
