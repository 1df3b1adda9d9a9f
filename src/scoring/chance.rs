//! From a learned model to a part of the score: the chance of a closing, how sure it is, its reasons, and what-if.
//!
//! Reasons are the model's own parts in log odds, brought to points of the chance by one factor for all of them, so that they
//! still add up exactly and keep their order. Must not learn: that is `learned`.

use super::inputs::Evidence;
use super::learned::check::Band;
use super::learned::encode::{Bins, Coding};
use super::learned::model::Model;
use super::number::{FULL, Hundredths};
use super::part::{Part, Told};
use super::seen::{MET, RECENT, SILENT, Seen};
use crate::domain::score::Chance;

/// Closings from which a model may speak.
pub const LEAST_CLOSINGS: i64 = 50;
/// Outcomes below which a chance is told in steps of [`STEP`] points, and is not surer than one.
const ROUGH: i64 = 200;
/// See [`ROUGH`].
const STEP: i64 = 5;
/// Reasons of one chance that are told by name; the rest is told together.
const TOLD: usize = 6;
/// A week of silence, in days.
const WEEK: i64 = 7;

/// A model that scores go by.
#[derive(Debug)]
pub struct Learned {
    /// Its number.
    pub seq: i64,
    /// The model.
    pub model: Model,
    /// What it said against what was seen, on rows held out.
    pub bands: Vec<Band>,
    /// Outcomes it was learned from.
    pub outcomes: i64,
    /// Closings among them.
    pub closings: i64,
}

impl Learned {
    /// The chance of a person by what is seen of them.
    pub fn tell(&self, seen: &[Seen]) -> Told {
        let row = self.row(seen);
        let chance = self.chance(&row);
        let points = (chance * FULL as f64).round() as Hundredths;
        Told {
            points,
            parts: self.parts(seen, &row, chance),
            chance: Chance {
                percent: self.percent(chance),
                plus_minus: self.plus_minus(chance),
                outcomes: self.outcomes,
                closings: self.closings,
                what_if: self.what_if(seen),
            },
        }
    }

    fn row(&self, seen: &[Seen]) -> Vec<u8> {
        let bin = |coding: &Coding| {
            let text = seen.iter().find(|seen| seen.column == coding.name);
            coding.bin(text.map_or("", |seen| seen.text.as_str()))
        };
        self.model.codings.iter().map(bin).collect()
    }

    fn chance(&self, row: &[u8]) -> f64 {
        let bins = Bins {
            columns: row.iter().map(|bin| vec![*bin]).collect(),
            rows: 1,
        };
        let chances = self.model.chances(&bins);
        chances.first().copied().unwrap_or(self.model.base_rate)
    }

    fn percent(&self, chance: f64) -> i64 {
        let percent = chance * 100.0;
        if self.outcomes < ROUGH {
            (percent / STEP as f64).round() as i64 * STEP
        } else {
            percent.round() as i64
        }
    }

    /// Half of the interval in which the share of those lay of whom as much was said.
    fn plus_minus(&self, chance: f64) -> i64 {
        let band = self.bands.iter().find(|band| chance <= band.to);
        let half = band
            .or(self.bands.last())
            .map_or(1.0, |band| (band.high - band.low) / 2.0);
        let half = ((half * 100.0).ceil() as i64).max(1);
        if self.outcomes < ROUGH {
            half.max(STEP)
        } else {
            half
        }
    }

    /// What the average person has, and what each column adds or takes, in millionths of a point.
    fn parts(&self, seen: &[Seen], row: &[u8], chance: f64) -> Vec<(i64, Part)> {
        let parts = self.model.parts(row);
        let ground = self.model.curve.chance(parts.ground);
        let spread: f64 = parts.columns.iter().sum();
        // Where the columns cancel out, what is left of the chance is the ground's.
        let factor = if spread.abs() < 1e-6 {
            0.0
        } else {
            ((chance - ground) / spread).max(0.0)
        };
        let millionths = |chance: f64| (chance * 100.0 * 1_000_000.0).round() as i64;
        let mut named: Vec<(i64, Part)> = self
            .model
            .codings
            .iter()
            .zip(&parts.columns)
            .filter_map(|(coding, points)| {
                let seen = seen.iter().find(|seen| seen.column == coding.name)?;
                let (worth, part) = (millionths(points * factor), part(seen));
                (worth != 0).then_some((worth, part))
            })
            .collect();
        named.sort_by(|a, b| b.0.abs().cmp(&a.0.abs()).then_with(|| a.1.id.cmp(&b.1.id)));
        let rest: i64 = named.iter().skip(TOLD).map(|part| part.0).sum();
        named.truncate(TOLD);
        let told: i64 = named.iter().map(|part| part.0).sum();
        let came = |id: &str, sentence: String| Part {
            id: format!("chance.{id}"),
            points: 0,
            sentence,
            evidence: Evidence::Field("dateAdded".to_owned()),
        };
        let ground = millionths(chance) - told - rest;
        let sentence = format!(
            "what an average person of the account has ({} of {} closed)",
            self.closings, self.outcomes
        );
        let mut all = vec![(ground, came("ground", sentence))];
        all.append(&mut named);
        if rest != 0 {
            all.push((rest, came("rest", "everything else that is known".to_owned())));
        }
        all
    }

    /// The chance if they met once more this week, and if a week goes by without a word of theirs.
    fn what_if(&self, seen: &[Seen]) -> Vec<(String, i64)> {
        let number = |column: &str| -> Option<i64> {
            let seen = seen.iter().find(|seen| seen.column == column)?;
            seen.text.parse().ok()
        };
        let knows = |column: &str| self.model.codings.iter().any(|coding| coding.name == column);
        let with = |changes: &[(&str, i64)]| {
            let mut seen = seen.to_vec();
            for (column, value) in changes {
                if let Some(seen) = seen.iter_mut().find(|seen| seen.column == *column) {
                    seen.text = value.to_string();
                }
            }
            self.percent(self.chance(&self.row(&seen)))
        };
        let mut told = Vec::new();
        if let Some(met) = number(MET).filter(|_| knows(MET)) {
            told.push(("shown this week".to_owned(), with(&[(MET, met + 1)])));
        }
        if let Some(silent) = number(SILENT).filter(|_| knows(SILENT)) {
            let mut changes = vec![(SILENT, silent + WEEK)];
            if silent + WEEK > 30 {
                changes.push((RECENT, 0));
            }
            told.push(("no reply for 7 days".to_owned(), with(&changes)));
        }
        told
    }
}

fn part(seen: &Seen) -> Part {
    let sentence = if seen.text.is_empty() {
        format!("{}: not known", seen.column)
    } else {
        format!("{}: {}", seen.column, seen.text)
    };
    Part {
        id: format!("chance.{}", seen.column.replace(' ', "_")),
        points: 0,
        sentence,
        evidence: seen.evidence.clone(),
    }
}

#[cfg(test)]
mod tests;
