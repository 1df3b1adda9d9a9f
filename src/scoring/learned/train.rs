//! The ways of learning, compared on rows held out and on the newest, and the one that is taken.

use serde::Serialize;

use super::basis::Basis;
use super::booster::{Grown, grow};
use super::calibrate::settled;
use super::check::{Check, check};
use super::draw::folds;
use super::encode::{Bins, Coding};
use super::growth::{Growth, Shape};
use super::logistic::{Logistic, Points, bases, chance};
use super::trees::Trees;

/// Penalties that are tried; strong ones for few rows.
const PENALTIES: &[f64] = &[1.0, 3.0, 10.0, 30.0, 100.0, 300.0];
/// Rows below which they cannot be told apart on rows held out: models under these are averaged.
const FEW: (usize, &[f64]) = (400, &[3.0, 10.0]);
/// Rows from which one fold is enough to choose a penalty.
const MANY: usize = 3_000;
/// Rows, and rows of the rarer kind, from which trees are tried.
const TREES_FROM: (usize, usize) = (500, 50);
/// Rows of the rarer kind from which trees of one question stand beside the logistic model where there are too few rows for larger ones.
const STUMPS_FROM: usize = 20;
/// Their weight. So few rows cannot tell which weight is right; a third helped or changed nothing on every set it was tried on.
const STUMPS_SHARE: f64 = 0.35;
/// How they are grown: many small steps, each on a part of the rows and of the columns.
const STUMPS: Growth = Growth {
    trees: 80,
    shape: Shape::Levels(1),
    rate: 0.05,
    penalty: 3.0,
    rows: 0.7,
    looks: 0.3,
    patience: 80,
};
/// How larger trees are grown, and averaged: those that ask the same on each level and those that ask where it helps most err
/// differently.
const LARGER: &[Growth] = &[
    Growth {
        trees: 600,
        shape: Shape::Levels(6),
        rate: 0.08,
        penalty: 3.0,
        rows: 0.8,
        looks: 0.6,
        patience: 30,
    },
    Growth {
        trees: 600,
        shape: Shape::Leaves(15),
        rate: 0.05,
        penalty: 5.0,
        rows: 0.8,
        looks: 0.6,
        patience: 30,
    },
];
/// Models of trees that are averaged, of the kinds in turn, each grown from another seed.
const MODELS: u64 = 2;
/// Weights of the trees that are tried: with none it is the logistic model alone, with one it is trees alone.
const SHARES: &[f64] = &[0.0, 0.25, 0.5, 0.75, 1.0];
/// Rows of either kind that the newest part must have to say something.
const LATER: usize = 15;

/// A way of learning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The logistic model alone.
    Logistic,
    /// Trees alone.
    Boosted,
    /// Both, averaged in log odds.
    Blend,
}

impl Way {
    fn of(share: f64) -> Self {
        if share <= 0.0 {
            Self::Logistic
        } else if share >= 1.0 {
            Self::Boosted
        } else {
            Self::Blend
        }
    }
}

/// How a way of learning did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// The way.
    pub way: Way,
    /// Weight of the trees in it, from 0 to 1.
    pub share: f64,
    /// On rows held out in turn.
    pub held_out: Check,
    /// On the newest rows, learned from the older; none when there are too few.
    pub later: Option<Check>,
    /// Log loss on these once level and spread are put right, as they are in the end; by this the ways are compared there.
    pub later_settled: Option<f64>,
}

/// What was learned.
#[derive(Debug)]
pub struct Learned {
    /// The linear part.
    pub linear: Points,
    /// Its weight.
    pub linear_weight: f64,
    /// The trees.
    pub boosted: Vec<Trees>,
    /// Their weight.
    pub boosted_weight: f64,
    /// Log odds of each row, by a model that had not seen it.
    pub held: Vec<f64>,
    /// How the way that was taken did on the newest rows.
    pub later: Option<Check>,
    /// All ways.
    pub compared: Vec<Compared>,
    /// The way that was taken.
    pub way: Way,
    /// Why.
    pub choice: String,
}

/// The rows to learn from, in order of time.
#[derive(Debug)]
pub struct Kit<'a> {
    codings: &'a [Coding],
    bins: &'a Bins,
    labels: &'a [bool],
    bases: Vec<Basis>,
    folds: Vec<usize>,
    count: usize,
    seed: u64,
}

/// Some rows and the others.
struct Cut {
    train: Bins,
    labels: Vec<bool>,
    held: Bins,
    held_labels: Vec<bool>,
    rows: Vec<usize>,
}

/// Log odds of rows held out, by either model, and how many trees that took.
#[derive(Default)]
struct Held {
    linear: Vec<f64>,
    boosted: Option<Vec<f64>>,
}

impl<'a> Kit<'a> {
    /// Takes the rows.
    pub fn new(codings: &'a [Coding], bins: &'a Bins, labels: &'a [bool], seed: u64) -> Self {
        let count = if labels.len() < MANY { 5 } else { 3 };
        Self {
            codings,
            bins,
            labels,
            bases: bases(codings),
            folds: folds(labels, count, seed),
            count,
            seed,
        }
    }

    /// Compares the ways and learns by the one that is taken.
    pub fn learn(&self) -> Learned {
        let penalties = self.penalties();
        let (held, kinds) = self.held_out(&penalties, self.kinds());
        let later = self.later(&penalties, &kinds);
        let compared = self.compared(&held, later.as_ref());
        let (share, choice) = if self.compares() {
            choose(&compared)
        } else {
            only(&compared)
        };
        let (linear_weight, boosted_weight) = (1.0 - share, share);
        let linear = if linear_weight > 0.0 {
            self.points(self.bins, self.labels, &penalties)
        } else {
            Points::default()
        };
        let boosted = if boosted_weight > 0.0 {
            let models: Vec<_> = kinds.iter().cycle().copied().zip(0..MODELS).collect();
            let grown = side_by_side(&models, |(growth, nr)| {
                let seed = self.seed.wrapping_add(*nr);
                grow(self.codings, self.bins, self.labels, None, *growth, seed)
            });
            grown.into_iter().map(|grown| grown.trees).collect()
        } else {
            Vec::new()
        };
        Learned {
            linear,
            linear_weight,
            boosted,
            boosted_weight,
            later: compared
                .iter()
                .find(|row| row.share.total_cmp(&share).is_eq())
                .and_then(|row| row.later),
            held: mixed(share, &held),
            compared,
            way: Way::of(share),
            choice,
        }
    }

    fn rarer(&self) -> usize {
        let hits = self.labels.iter().filter(|label| **label).count();
        hits.min(self.labels.len() - hits)
    }

    /// Whether there are rows enough to compare ways of learning on rows held out.
    fn compares(&self) -> bool {
        self.labels.len() >= TREES_FROM.0 && self.rarer() >= TREES_FROM.1
    }

    /// The kinds of trees that are grown here and averaged; none with too few rows.
    fn kinds(&self) -> &'static [Growth] {
        match (self.compares(), self.rarer() >= STUMPS_FROM) {
            (true, _) => LARGER,
            (false, true) => &[STUMPS],
            (false, false) => &[],
        }
    }

    /// Trees of each kind.
    fn grow(
        &self,
        bins: &Bins,
        labels: &[bool],
        held: Option<(&Bins, &[bool])>,
        kinds: &[Growth],
    ) -> Vec<Grown> {
        side_by_side(kinds, |growth| {
            grow(self.codings, bins, labels, held, *growth, self.seed)
        })
    }

    fn cut(&self, held: impl Fn(usize) -> bool) -> Cut {
        let (rows, train): (Vec<usize>, Vec<usize>) = (0..self.labels.len()).partition(|row| held(*row));
        Cut {
            train: self.bins.only(&train),
            labels: train.iter().map(|row| self.labels[*row]).collect(),
            held: self.bins.only(&rows),
            held_labels: rows.iter().map(|row| self.labels[*row]).collect(),
            rows,
        }
    }

    /// The penalty under which rows held out are told best; several to average when there are too few rows to tell.
    fn penalties(&self) -> Vec<f64> {
        if self.labels.len() < FEW.0 {
            return FEW.1.to_vec();
        }
        let tried = if self.labels.len() < MANY { self.count } else { 1 };
        let mut losses = vec![0.0; PENALTIES.len()];
        for fold in 0..tried {
            let cut = self.cut(|row| self.folds[row] == fold);
            let mut start = None;
            // From the strongest down: each solution is near the one before.
            for (at, penalty) in PENALTIES.iter().enumerate().rev() {
                let problem = Logistic::new(&cut.train, &cut.labels, &self.bases, *penalty);
                let weights = problem.solve(start.take());
                let chances: Vec<f64> = problem
                    .points(&weights)
                    .margins(&cut.held)
                    .into_iter()
                    .map(chance)
                    .collect();
                losses[at] += check(&cut.held_labels, &chances).logloss * cut.rows.len() as f64;
                start = Some(weights);
            }
        }
        let best = losses.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1));
        vec![best.map_or(10.0, |(at, _)| PENALTIES[at])]
    }

    /// Log odds of every row by models that had not seen it, and each kind of trees with as many as were best.
    fn held_out(&self, penalties: &[f64], kinds: &[Growth]) -> (Held, Vec<Growth>) {
        let mut held = Held {
            linear: vec![0.0; self.labels.len()],
            boosted: (!kinds.is_empty()).then(|| vec![0.0; self.labels.len()]),
        };
        let mut trees = vec![0; kinds.len()];
        let folds: Vec<usize> = (0..self.count).collect();
        let told = side_by_side(&folds, |fold| {
            let cut = self.cut(|row| self.folds[row] == *fold);
            let watched = self.compares().then_some((&cut.held, cut.held_labels.as_slice()));
            let grown = self.grow(&cut.train, &cut.labels, watched, kinds);
            let linear = self.linear(&cut, penalties);
            (cut, linear, grown)
        });
        for (cut, linear, grown) in told {
            for (row, margin) in cut.rows.iter().zip(linear) {
                held.linear[*row] = margin;
            }
            for (grown, trees) in grown.into_iter().zip(&mut trees) {
                *trees += grown.trees.trees.len();
                let told = if self.compares() {
                    grown.held
                } else {
                    grown.trees.margins(&cut.held)
                };
                for (row, margin) in cut.rows.iter().zip(told) {
                    if let Some(boosted) = &mut held.boosted {
                        boosted[*row] += margin / kinds.len() as f64;
                    }
                }
            }
        }
        // More rows carry a few more trees; of those nobody watched there are as many as were asked for.
        let more = if self.compares() { 11 } else { 10 };
        let enough = |(growth, trees): (&Growth, usize)| Growth {
            trees: (trees * more / (self.count * 10)).max(1),
            ..*growth
        };
        (held, kinds.iter().zip(trees).map(enough).collect())
    }

    /// The newest fifth, told by models of what came before.
    fn later(&self, penalties: &[f64], kinds: &[Growth]) -> Option<(Vec<bool>, Held)> {
        let from = self.labels.len() - self.labels.len() / 5;
        let hits = self.labels[from..].iter().filter(|label| **label).count();
        let before = self.labels[..from].iter().filter(|label| **label).count();
        let enough = hits >= LATER
            && self.labels.len() - from >= hits + LATER
            && before >= LATER
            && from >= before + LATER;
        if !enough {
            return None;
        }
        let cut = self.cut(|row| row >= from);
        let linear = self.linear(&cut, penalties);
        let mut boosted = (!kinds.is_empty()).then(|| vec![0.0; cut.rows.len()]);
        for grown in self.grow(&cut.train, &cut.labels, None, kinds) {
            for (boosted, margin) in boosted.iter_mut().flatten().zip(grown.trees.margins(&cut.held)) {
                *boosted += margin / kinds.len() as f64;
            }
        }
        Some((cut.held_labels, Held { linear, boosted }))
    }

    fn linear(&self, cut: &Cut, penalties: &[f64]) -> Vec<f64> {
        self.points(&cut.train, &cut.labels, penalties).margins(&cut.held)
    }

    /// The points under some penalties, averaged.
    fn points(&self, bins: &Bins, labels: &[bool], penalties: &[f64]) -> Points {
        let solved = penalties.iter().map(|penalty| {
            let problem = Logistic::new(bins, labels, &self.bases, *penalty);
            problem.solve(None)
        });
        let mut mean: Vec<f64> = Vec::new();
        for weights in solved {
            mean.resize(weights.len(), 0.0);
            mean.iter_mut()
                .zip(weights)
                .for_each(|(mean, weight)| *mean += weight / penalties.len() as f64);
        }
        Logistic::new(bins, labels, &self.bases, 1.0).points(&mean)
    }

    fn compared(&self, held: &Held, later: Option<&(Vec<bool>, Held)>) -> Vec<Compared> {
        let figures = |labels: &[bool], margins: Vec<f64>| {
            let chances: Vec<f64> = margins.into_iter().map(chance).collect();
            check(labels, &chances)
        };
        let shares = match held.boosted {
            Some(_) if self.compares() => SHARES,
            Some(_) => &[0.0, STUMPS_SHARE],
            None => &SHARES[..1],
        };
        shares
            .iter()
            .map(|share| Compared {
                way: Way::of(*share),
                share: *share,
                held_out: figures(self.labels, mixed(*share, held)),
                later: later.map(|(labels, later)| figures(labels, mixed(*share, later))),
                later_settled: later.map(|(labels, later)| settled(&mixed(*share, later), labels)),
            })
            .collect()
    }
}

/// What comes of each of a few large pieces of work, a thread for each; in their order, whichever is done first.
fn side_by_side<T: Sync, U: Send>(pieces: &[T], work: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let work = &work;
    std::thread::scope(|scope| {
        let begun: Vec<_> = pieces
            .iter()
            .map(|piece| scope.spawn(move || work(piece)))
            .collect();
        begun
            .into_iter()
            .map(|one| {
                one.join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    })
}

/// Log odds in which the trees have such a share.
fn mixed(share: f64, held: &Held) -> Vec<f64> {
    match &held.boosted {
        Some(trees) => held
            .linear
            .iter()
            .zip(trees)
            .map(|(a, b)| (1.0 - share) * a + share * b)
            .collect(),
        None => held.linear.clone(),
    }
}

/// The share that is taken without a comparison, where there are too few rows for one.
fn only(compared: &[Compared]) -> (f64, String) {
    let share = compared.last().map_or(0.0, |last| last.share);
    let few = format!(
        "below {} rows and {} of the rarer outcome nothing larger is tried",
        TREES_FROM.0, TREES_FROM.1
    );
    let taken = if share > 0.0 {
        "the logistic model with trees of one question beside it"
    } else {
        "the logistic model"
    };
    (share, format!("{taken}: {few}"))
}

/// The share of the trees that is taken: the smaller model, unless another wins on rows held out and, where there is one, on the newest part as well.
fn choose(compared: &[Compared]) -> (f64, String) {
    let Some((small, others)) = compared.split_first() else {
        return (0.0, String::new());
    };
    let wins = |other: &&Compared| {
        let later = match (other.later_settled, small.later_settled) {
            (Some(other), Some(small)) => other < small,
            _ => true,
        };
        later && other.held_out.logloss < small.held_out.logloss
    };
    let best = others
        .iter()
        .filter(wins)
        .min_by(|a, b| a.held_out.logloss.total_cmp(&b.held_out.logloss));
    let against = if small.later.is_some() {
        "on rows held out and on the newest part"
    } else {
        "on rows held out (there is no newest part to judge by)"
    };
    match best {
        Some(other) => {
            let word = if other.way == Way::Blend {
                "trees and the logistic model together win"
            } else {
                "trees win"
            };
            (other.share, format!("{word} over the logistic model {against}"))
        }
        None => (
            small.share,
            format!("the logistic model: trees do not win {against}"),
        ),
    }
}
