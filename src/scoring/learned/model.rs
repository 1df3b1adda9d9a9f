//! A model as it is kept: everything that a score needs, and nothing else.

use serde::{Deserialize, Serialize};

use super::calibrate::Curve;
use super::check::{Check, check};
use super::encode::{Bins, Coding, encode};
use super::explain::{Parts, add_linear, add_trees};
use super::logistic::Points;
use super::table::Table;
use super::trees::Trees;

/// The form in which models are kept. A model of another form is not read.
pub const VERSION: u32 = 1;

/// A model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// The form, see [`VERSION`].
    pub version: u32,
    /// The column it was learned to tell.
    pub label: String,
    /// The value of that column which a high score foretells.
    pub positive: String,
    /// The column that names a row, if one does.
    pub id: Option<String>,
    /// Same table, same seed: same model, to the byte.
    pub seed: u64,
    /// How many rows with a known outcome it was learned from.
    pub rows: usize,
    /// Share of positives among them: what is said of everybody when there is no signal.
    pub base_rate: f64,
    /// Whether the columns tell anything about the outcome.
    pub signal: bool,
    /// How each column is read.
    pub codings: Vec<Coding>,
    /// The linear part.
    pub linear: Points,
    /// What the log odds of the linear part are multiplied by.
    pub linear_weight: f64,
    /// The trees, whose advice is averaged.
    pub boosted: Vec<Trees>,
    /// What the log odds of the trees are multiplied by, all together.
    pub boosted_weight: f64,
    /// From log odds to a chance.
    pub curve: Curve,
    /// How it did on rows held out.
    pub check: Check,
}

/// One reason of a score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    /// The column.
    pub column: String,
    /// What stands in it.
    pub value: String,
    /// What it adds to the log odds, or takes.
    pub points: f64,
}

impl Model {
    /// The log odds of each row.
    pub fn margins(&self, bins: &Bins) -> Vec<f64> {
        let mut margins: Vec<f64> = self.linear.margins(bins);
        for margin in &mut margins {
            *margin *= self.linear_weight;
        }
        let share = self.boosted_weight / self.boosted.len().max(1) as f64;
        for trees in &self.boosted {
            for (margin, more) in margins.iter_mut().zip(trees.margins(bins)) {
                *margin += share * more;
            }
        }
        margins
    }

    /// The chance of each row of a table. Columns that it lacks are taken as missing, others are not looked at.
    pub fn scores(&self, table: &Table) -> Vec<f64> {
        if !self.signal {
            return vec![self.base_rate; table.rows];
        }
        self.chances(&encode(&self.codings, table))
    }

    /// The chance of each row.
    pub fn chances(&self, bins: &Bins) -> Vec<f64> {
        // Nobody is certain on the word of so many outcomes.
        let edge = 1.0 / (self.rows as f64 + 2.0);
        let chance = |margin: f64| self.curve.chance(margin).clamp(edge, 1.0 - edge);
        self.margins(bins).into_iter().map(chance).collect()
    }

    /// The parts of one row's log odds; they add up to it.
    pub fn parts(&self, row: &[u8]) -> Parts {
        let mut parts = Parts {
            ground: 0.0,
            columns: vec![0.0; self.codings.len()],
        };
        let counts: Vec<Vec<u32>> = self.codings.iter().map(|coding| coding.counts.clone()).collect();
        if self.linear_weight != 0.0 {
            add_linear(&mut parts, &self.linear, &counts, row, self.linear_weight);
        }
        let share = self.boosted_weight / self.boosted.len().max(1) as f64;
        for trees in &self.boosted {
            add_trees(&mut parts, trees, row, share);
        }
        parts
    }

    /// The reasons of one row of a table, the weightiest first; none when there is no signal.
    pub fn reasons(&self, table: &Table, row: usize) -> Vec<Reason> {
        if !self.signal {
            return Vec::new();
        }
        let text = |coding: &Coding| table.column(&coding.name).map_or("", |column| column.text(row));
        let bins: Vec<u8> = self
            .codings
            .iter()
            .map(|coding| coding.bin(text(coding)))
            .collect();
        let parts = self.parts(&bins);
        let mut reasons: Vec<Reason> = self
            .codings
            .iter()
            .zip(parts.columns)
            .map(|(coding, points)| Reason {
                column: coding.name.clone(),
                value: text(coding).to_owned(),
                points,
            })
            .collect();
        reasons.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()));
        reasons
    }

    /// The chance of one row if something else stood in one column, by the same parts.
    pub fn what_if(&self, table: &Table, row: usize, column: &str, value: &str) -> f64 {
        if !self.signal {
            return self.base_rate;
        }
        let bin = |coding: &Coding| match table.column(&coding.name) {
            _ if coding.name == column => coding.bin(value),
            Some(column) => coding.bin(column.text(row)),
            None => coding.missing,
        };
        let bins = Bins {
            columns: self.codings.iter().map(|coding| vec![bin(coding)]).collect(),
            rows: 1,
        };
        self.chances(&bins).first().copied().unwrap_or(self.base_rate)
    }

    /// The model as it is kept.
    pub fn to_text(&self) -> String {
        // A tree of plain values with text for keys always becomes JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a model that was kept, or says in a sentence why it cannot.
    pub fn from_text(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        match serde_json::from_str::<Head>(text) {
            Ok(head) if head.version != VERSION => {
                return Err(format!(
                    "the model is of form {}, this program reads form {VERSION}",
                    head.version
                ));
            }
            Err(_) => return Err("this is no model".to_owned()),
            Ok(_) => {}
        }
        let model: Self =
            serde_json::from_str(text).map_err(|error| format!("the model is damaged: {error}"))?;
        if model.is_whole() {
            Ok(model)
        } else {
            Err("the model is damaged: its parts do not fit together".to_owned())
        }
    }

    /// Whether every index in it points at something, so that a file somebody edited cannot break the program.
    fn is_whole(&self) -> bool {
        let columns = self.codings.len();
        let coded = self.codings.iter().all(|coding| {
            let bins = coding.counts.len();
            (2..=256).contains(&bins)
                && coding.ends.len() + 1 == coding.middles.len().max(1)
                && coding.middles.len() + 2 <= 256
                && coding
                    .words
                    .values()
                    .chain([&coding.missing, &coding.other])
                    .all(|bin| usize::from(*bin) < bins)
        });
        let grown = self.boosted.iter().all(|trees| {
            trees.looks.iter().all(|look| look.column < columns)
                && trees.trees.iter().all(|tree| tree.is_whole(trees.looks.len()))
        });
        coded && grown && self.linear.columns.len() <= columns
    }
}

/// How an old model and a new one compare on rows that neither has seen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// The figures of the old one.
    pub old: Check,
    /// The figures of the new one.
    pub new: Check,
    /// Whether the new one is better by more than luck explains; somebody still has to say yes.
    pub better: bool,
    /// The same in a sentence.
    pub sentence: String,
}

/// Compares an old model with a new one on the newest rows. Nothing is switched here.
pub fn compare(old: &Model, new: &Model, newest: &Table, labels: &[bool]) -> Verdict {
    let (was, is) = (old.scores(newest), new.scores(newest));
    let gains: Vec<f64> = (was.iter().zip(&is).zip(labels))
        .map(|((was, is), label)| {
            let label = f64::from(u8::from(*label));
            (was - label).powi(2) - (is - label).powi(2)
        })
        .collect();
    let better = super::honest::beyond_luck(&gains);
    let (old, new) = (check(labels, &was), check(labels, &is));
    let word = if better { "better than" } else { "no better than" };
    Verdict {
        better,
        sentence: format!(
            "On the newest {} rows the new model is {word} the old one: AUC {:.3} against {:.3}, Brier {:.4} against {:.4}. Nothing is switched by itself.",
            labels.len(),
            new.auc,
            old.auc,
            new.brier,
            old.brier
        ),
        old,
        new,
    }
}
