//! How good a column of probabilities was: the usual figures, what was said against what was seen, and how sure that is.

use serde::{Deserialize, Serialize};

/// Bins of the calibration error, of equal width between 0 and 1.
const BINS: usize = 15;
/// Probabilities are kept this far from 0 and 1 in the log loss.
const CLIP: f64 = 1e-6;

/// The figures of one check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Rows.
    pub n: usize,
    /// Share of positives.
    pub base_rate: f64,
    /// Chance that a random positive stands above a random negative; ties count one half.
    pub auc: f64,
    /// Area under precision and recall, step by step.
    pub ap: f64,
    /// Mean squared error of the probability.
    pub brier: f64,
    /// Mean negative log likelihood.
    pub logloss: f64,
    /// Expected calibration error over 15 bins of equal width.
    pub ece: f64,
    /// Rate of positives among the best tenth over the base rate.
    pub lift10: f64,
}

/// All figures.
pub fn check(labels: &[bool], scores: &[f64]) -> Check {
    let n = labels.len();
    let all = n.max(1) as f64;
    let positives = labels.iter().filter(|label| **label).count() as f64;
    let pairs = || {
        labels
            .iter()
            .zip(scores)
            .map(|(label, score)| (f64::from(u8::from(*label)), *score))
    };
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    let groups = tied(&order, scores, labels);
    Check {
        n,
        base_rate: positives / all,
        auc: auc_of(&groups, positives, all - positives),
        ap: average_precision(&groups, positives),
        brier: pairs().map(|(label, score)| (score - label).powi(2)).sum::<f64>() / all,
        logloss: pairs().map(|(label, score)| loss(label, score)).sum::<f64>() / all,
        ece: calibration_error(labels, scores),
        lift10: lift(&groups, n, positives),
    }
}

/// The area under the curve alone.
pub fn auc(labels: &[bool], scores: &[f64]) -> f64 {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    let positives = labels.iter().filter(|label| **label).count() as f64;
    auc_of(
        &tied(&order, scores, labels),
        positives,
        labels.len() as f64 - positives,
    )
}

/// Half the 95 % interval of an area under the curve (Hanley and McNeil 1982), for the given numbers of either class.
pub fn auc_error(auc: f64, positives: f64, negatives: f64) -> f64 {
    if positives < 1.0 || negatives < 1.0 {
        return 0.5;
    }
    let (one, two) = (auc / (2.0 - auc), 2.0 * auc * auc / (1.0 + auc));
    let variance =
        (auc * (1.0 - auc) + (positives - 1.0) * (one - auc * auc) + (negatives - 1.0) * (two - auc * auc))
            / (positives * negatives);
    1.96 * variance.max(0.0).sqrt()
}

/// The negative log likelihood of one label, 0 or 1.
pub fn loss(label: f64, score: f64) -> f64 {
    let score = score.clamp(CLIP, 1.0 - CLIP);
    -(label * score.ln() + (1.0 - label) * (1.0 - score).ln())
}

/// Rows of equal score, from the best down: how many, and how many of them positive.
fn tied(order: &[usize], scores: &[f64], labels: &[bool]) -> Vec<(f64, f64)> {
    let mut groups: Vec<(f64, f64)> = Vec::new();
    let mut last = f64::NAN;
    for row in order {
        if scores[*row].total_cmp(&last).is_ne() {
            groups.push((0.0, 0.0));
            last = scores[*row];
        }
        if let Some(group) = groups.last_mut() {
            group.0 += 1.0;
            group.1 += f64::from(u8::from(labels[*row]));
        }
    }
    groups
}

fn auc_of(groups: &[(f64, f64)], positives: f64, negatives: f64) -> f64 {
    if positives == 0.0 || negatives == 0.0 {
        return 0.5;
    }
    let (mut above, mut won) = (0.0, 0.0);
    for (count, positive) in groups {
        let negative = count - positive;
        won += negative * (above + positive / 2.0);
        above += positive;
    }
    won / (positives * negatives)
}

fn average_precision(groups: &[(f64, f64)], positives: f64) -> f64 {
    let (mut seen, mut hits, mut area) = (0.0, 0.0, 0.0);
    for (count, positive) in groups {
        seen += count;
        hits += positive;
        area += positive * hits / seen;
    }
    if positives == 0.0 { 0.0 } else { area / positives }
}

fn calibration_error(labels: &[bool], scores: &[f64]) -> f64 {
    let mut gaps = [0.0; BINS];
    for (label, score) in labels.iter().zip(scores) {
        let bin = ((score * BINS as f64) as usize).min(BINS - 1);
        gaps[bin] += f64::from(u8::from(*label)) - score;
    }
    gaps.iter().map(|gap| gap.abs()).sum::<f64>() / labels.len().max(1) as f64
}

fn lift(groups: &[(f64, f64)], n: usize, positives: f64) -> f64 {
    let wanted = (n as f64 * 0.1).round().max(1.0);
    let (mut taken, mut hits) = (0.0, 0.0);
    for (count, positive) in groups {
        let take = count.min(wanted - taken);
        hits += positive * take / count;
        taken += take;
        if taken >= wanted {
            break;
        }
    }
    if positives == 0.0 {
        0.0
    } else {
        hits / wanted / (positives / n.max(1) as f64)
    }
}

/// What was said to about as many people against what was seen of them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// The lowest probability of the band.
    pub from: f64,
    /// The highest.
    pub to: f64,
    /// How many people.
    pub n: usize,
    /// Mean probability: what was said.
    pub said: f64,
    /// Share of positives: what was seen.
    pub saw: f64,
    /// Where the true share lies with 95 % certainty (Wilson 1927): the lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The calibration table: `wanted` bands of about as many people, fewer when many people share a score.
pub fn bands(labels: &[bool], scores: &[f64], wanted: usize) -> Vec<Band> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by(|a, b| scores[*a].total_cmp(&scores[*b]));
    let per = labels.len().div_ceil(wanted.max(1)).max(1);
    let mut bands = Vec::new();
    let mut begun = 0;
    for end in 1..=order.len() {
        let last = end == order.len();
        let full = end - begun >= per && (last || scores[order[end]] > scores[order[end - 1]]);
        if !last && !full {
            continue;
        }
        let rows = &order[begun..end];
        begun = end;
        let n = rows.len();
        let positives = rows.iter().filter(|row| labels[**row]).count();
        let (low, high) = wilson(positives, n);
        bands.push(Band {
            from: scores[rows[0]],
            to: scores[rows[n - 1]],
            n,
            said: rows.iter().map(|row| scores[*row]).sum::<f64>() / n as f64,
            saw: positives as f64 / n as f64,
            low,
            high,
        });
    }
    bands
}

/// Where a share lies with 95 % certainty, by so many hits among so many (Wilson 1927).
pub fn wilson(hits: usize, n: usize) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (n, z) = (n as f64, 1.96_f64);
    let share = hits as f64 / n;
    let middle = share + z * z / (2.0 * n);
    let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + z * z / n;
    (
        ((middle - half) / whole).max(0.0),
        ((middle + half) / whole).min(1.0),
    )
}
