//! Columns that already know the outcome: found and named before anything is trained.
//!
//! The evidence is of four kinds, and says nothing of any particular table: a column that alone tells the outcome nearly
//! perfectly; values that are nearly always followed by the same outcome and cover much of it; a column that adds more to
//! all the others than a thing known beforehand does; and a head that speaks of the time after (the length of a call, a
//! closing date, a judgement of staff), which makes less of the other evidence enough.

use super::basis::Basis;
use super::check::{auc, auc_error, wilson};
use super::draw::{Draw, folds};
use super::encode::{Bins, Coding, MISSING, encode};
use super::logistic::{Logistic, bases};
use super::table::Table;
use super::words::{says, words};

/// Rows that are looked at.
const ROWS: usize = 6_000;
/// Alone, from here on, a column is as good as the outcome.
const PERFECT: f64 = 0.95;
/// Alone, from here on, a column is looked at more closely.
const STRONG: f64 = 0.76;
/// Share of what all others leave open that a strong column may close.
const CLOSES: f64 = 0.25;
/// Share of the positives that may come from values which are nearly always followed by one.
const PURE: f64 = 0.4;
/// Correlation with the outcome that no single yes or no reaches beforehand.
const ECHO: f64 = 0.6;
/// Alone, from here on, a column whose head speaks of the time after is one.
const NAMED: f64 = 0.62;
/// The same for a judgement that only some of the rows have.
const JUDGED: f64 = 0.55;

/// Heads that speak of what is known afterwards only.
const AFTER: &[&str] = &[
    "duration",
    "talk time",
    "call length",
    "call seconds",
    "close date",
    "closed date",
    "closing date",
    "date closed",
    "closed at",
    "close",
    "closed",
    "won",
    "lost",
    "win",
    "loss",
    "outcome",
    "result",
    "disposition",
    "resolution",
    "reason",
    "status",
    "stage",
    "converted",
    "conversion",
    "churned",
    "cancelled",
    "canceled",
    "cancellation",
    "churn",
    "final",
    "signed",
    "won date",
    "lost date",
    "commission",
];
/// Heads that speak of a judgement, by staff or by another program, with the outcome perhaps in sight.
const JUDGEMENT: &[&str] = &[
    "tag",
    "tags",
    "label",
    "labels",
    "quality",
    "score",
    "scores",
    "index",
    "grade",
    "rating",
    "rank",
    "profile",
    "temperature",
    "priority",
    "probability",
    "likelihood",
    "prediction",
    "predicted",
    "segment",
    "verdict",
    "assessment",
];
/// Words in a head after which it speaks of an earlier time or of something else.
const BEFORE: &[&str] = &[
    "previous",
    "prior",
    "earlier",
    "marital",
    "employment",
    "credit",
    "housing",
];

/// A column that should not be used, and why.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Suspect {
    /// The column.
    pub column: String,
    /// How well it alone tells the outcome on rows held out (0.5 is not at all).
    pub auc: f64,
    /// The evidence, in a sentence.
    pub reason: String,
}

/// What is known of one column.
struct Look {
    at: usize,
    alone: f64,
    error: f64,
    pure: f64,
    echo: f64,
    missing: f64,
    after: Option<&'static str>,
    judgement: Option<&'static str>,
}

/// The suspects of a table, the strongest first.
pub fn suspects(table: &Table, labels: &[bool], seed: u64) -> Vec<Suspect> {
    let mut rows = Draw::new(seed, 3).shuffled(labels.len());
    rows.truncate(ROWS);
    rows.sort_unstable();
    let table = table.only(&rows);
    let labels: Vec<bool> = rows.iter().map(|row| labels[*row]).collect();
    let codings: Vec<Coding> = table
        .columns
        .iter()
        .map(|column| Coding::learn(column, 2))
        .collect();
    let case = Case {
        bins: encode(&codings, &table),
        bases: bases(&codings),
        folds: folds(&labels, 3, seed),
        labels,
    };
    let looks: Vec<Look> = codings
        .iter()
        .enumerate()
        .map(|(at, coding)| case.look(at, coding))
        .collect();
    let weak: Vec<usize> = looks
        .iter()
        .filter(|look| look.alone < STRONG && look.by_itself().is_none())
        .map(|look| look.at)
        .collect();
    let rest = case.held_out(&weak);
    let mut found: Vec<Suspect> = looks
        .iter()
        .filter_map(|look| {
            let reason = look.by_itself().or_else(|| case.adds(look, &weak, rest))?;
            Some(Suspect {
                column: codings[look.at].name.clone(),
                auc: look.alone,
                reason,
            })
        })
        .collect();
    found.sort_by(|a, b| b.auc.total_cmp(&a.auc));
    found
}

/// The rows that are looked at.
struct Case {
    bins: Bins,
    bases: Vec<Basis>,
    labels: Vec<bool>,
    folds: Vec<usize>,
}

impl Case {
    /// How well some columns tell the outcome of rows held out.
    fn held_out(&self, columns: &[usize]) -> f64 {
        if columns.is_empty() {
            return 0.5;
        }
        let bins = Bins {
            columns: columns.iter().map(|at| self.bins.columns[*at].clone()).collect(),
            rows: self.bins.rows,
        };
        let bases: Vec<Basis> = columns.iter().map(|at| self.bases[*at].clone()).collect();
        let mut margins = vec![0.0; bins.rows];
        for fold in 0..3 {
            let train: Vec<usize> = (0..bins.rows).filter(|row| self.folds[*row] != fold).collect();
            let held: Vec<usize> = (0..bins.rows).filter(|row| self.folds[*row] == fold).collect();
            let labels: Vec<bool> = train.iter().map(|row| self.labels[*row]).collect();
            let train = bins.only(&train);
            let problem = Logistic::new(&train, &labels, &bases, 2.0);
            let points = problem.points(&problem.solve(None));
            let told = points.margins(&bins.only(&held));
            // Each fold has a ground of its own; only what is above it is compared.
            for (row, margin) in held.iter().zip(told) {
                margins[*row] = margin - points.ground;
            }
        }
        auc(&self.labels, &margins)
    }

    fn look(&self, at: usize, coding: &Coding) -> Look {
        let alone = self.held_out(&[at]);
        let positives = self.labels.iter().filter(|label| **label).count();
        let negatives = self.labels.len() - positives;
        let mut bins = vec![(0_usize, 0_usize); 256];
        for (bin, label) in self.bins.columns[at].iter().zip(&self.labels) {
            bins[usize::from(*bin)].0 += usize::from(*label);
            bins[usize::from(*bin)].1 += 1;
        }
        let pure = bins.iter().filter(|(hits, n)| wilson(*hits, *n).0 >= 0.85);
        let covered: usize = pure.map(|(hits, _)| hits).sum();
        let head = words(&coding.name);
        let earlier = BEFORE.iter().any(|word| says(&head, word));
        let named = |list: &[&'static str]| {
            list.iter()
                .copied()
                .find(|phrase| !earlier && says(&head, phrase))
        };
        Look {
            at,
            alone,
            error: auc_error(alone, positives as f64, negatives as f64),
            pure: covered as f64 / positives.max(1) as f64,
            echo: echo(&bins, positives, self.labels.len()),
            missing: f64::from(coding.counts[usize::from(MISSING)]) / self.labels.len().max(1) as f64,
            after: named(AFTER),
            judgement: named(JUDGEMENT),
        }
    }

    /// Whether a strong column adds more to the weak ones than it could.
    fn adds(&self, look: &Look, weak: &[usize], rest: f64) -> Option<String> {
        if look.alone - look.error < STRONG {
            return None;
        }
        let mut with = weak.to_vec();
        with.push(look.at);
        let adds = self.held_out(&with) - rest;
        (adds >= CLOSES * (1.0 - rest) && look.alone > rest - 0.15).then(|| {
            format!(
                "alone it tells the outcome ({:.2}), beside all ordinary columns together ({rest:.2}), and adds {adds:.2} to them: more than what is known beforehand does",
                look.alone
            )
        })
    }
}

impl Look {
    /// The evidence of the column by itself.
    fn by_itself(&self) -> Option<String> {
        let sure = self.alone - self.error;
        if self.alone >= PERFECT && sure > 0.85 {
            return Some(format!(
                "it alone tells the outcome nearly perfectly ({:.3} of 1): a copy of it, or written afterwards",
                self.alone
            ));
        }
        if self.pure >= PURE && sure > STRONG {
            return Some(format!(
                "{:.0} % of the positive outcomes have values of it that are nearly always followed by one: written with the outcome in sight",
                self.pure * 100.0
            ));
        }
        if self.echo >= ECHO && sure > 0.7 {
            return Some(format!(
                "its values go with the outcome (correlation {:.2}) as only a noisy copy of it does",
                self.echo
            ));
        }
        if let Some(word) = self.after.filter(|_| self.alone >= NAMED && sure > 0.5) {
            return Some(format!(
                "its head says \"{word}\", which is known afterwards, and it alone tells the outcome ({:.2})",
                self.alone
            ));
        }
        let some = (0.15..0.99).contains(&self.missing);
        if let Some(word) = self
            .judgement
            .filter(|_| some && self.alone >= JUDGED && sure > 0.5)
        {
            return Some(format!(
                "its head says \"{word}\", a judgement that only {:.0} % of the rows have, and it alone tells the outcome ({:.2}): likely given with the outcome in sight",
                (1.0 - self.missing) * 100.0,
                self.alone
            ));
        }
        None
    }
}

/// Correlation with the outcome of the one value that goes with it most, against all others.
fn echo(bins: &[(usize, usize)], positives: usize, all: usize) -> f64 {
    let (y, all) = (positives as f64 / all.max(1) as f64, all.max(1) as f64);
    let phi = |(hits, n): &(usize, usize)| {
        let (x, both) = (*n as f64 / all, *hits as f64 / all);
        let spread = (x * (1.0 - x) * y * (1.0 - y)).sqrt();
        if spread > 0.0 {
            ((both - x * y) / spread).abs()
        } else {
            0.0
        }
    };
    bins.iter().map(phi).fold(0.0, f64::max)
}
