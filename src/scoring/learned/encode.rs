//! Every column as at most 255 small numbers a row: missing, unknown, and either the commonest words or slices of a number.
//!
//! All models read these and nothing else, so that what was never seen, what is missing and what is absurd (a date in the year
//! 9999) land in a place that was known when the model was made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::table::{Column, Kind, Table, is_nothing, kind, value};

/// The bin of what is missing.
pub const MISSING: u8 = 0;
/// The bin of what was seldom or never seen.
pub const OTHER: u8 = 1;
/// The first bin of real values.
pub const FIRST: u8 = 2;
/// Slices of a number at most.
const SLICES: usize = 250;
/// Slices that a number with more values than that is cut into; a value that many share may add some.
const SHARES: usize = 120;

/// How one column is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coding {
    /// The head of the column.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// For numbers: the upper ends of all slices but the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<f64>,
    /// For numbers: the middle value of each slice, in its own unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub middles: Vec<f64>,
    /// For words: the bin of each that is common enough.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, u8>,
    /// How many rows of the table it was made from lie in each bin.
    pub counts: Vec<u32>,
    /// Where a missing value goes: its own bin, or the middle when none was missing.
    pub missing: u8,
    /// Where a text goes that says nothing here: its own bin, or the middle when there was none.
    pub other: u8,
}

impl Coding {
    /// Learns to read a column. A word is common enough with `least` rows.
    pub fn learn(column: &Column, least: usize) -> Self {
        let kind = kind(column);
        let counts = column.counts();
        let mut coding = Self {
            name: column.name.clone(),
            kind,
            ends: Vec::new(),
            middles: Vec::new(),
            words: BTreeMap::new(),
            counts: Vec::new(),
            missing: MISSING,
            other: OTHER,
        };
        match kind {
            Kind::Word => coding.learn_words(column, &counts, least),
            Kind::Number | Kind::Day => coding.learn_slices(column, &counts),
        }
        let mut bins = vec![0_u32; usize::from(FIRST) + coding.middles.len() + coding.words.len()];
        for (level, count) in column.levels.iter().zip(&counts) {
            bins[usize::from(coding.bin(level))] += *count as u32;
        }
        let middle = coding.middle(&bins);
        if bins[usize::from(MISSING)] == 0 {
            coding.missing = middle;
        }
        if bins[usize::from(OTHER)] == 0 {
            coding.other = middle;
        }
        coding.counts = bins;
        coding
    }

    fn learn_words(&mut self, column: &Column, counts: &[usize], least: usize) {
        let words = column.levels.iter().zip(counts);
        let mut common: Vec<_> = words
            .filter(|(word, count)| !is_nothing(word) && **count >= least)
            .collect();
        common.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let bins = FIRST..=u8::MAX;
        self.words = common
            .into_iter()
            .zip(bins)
            .map(|((word, _), bin)| (word.clone(), bin))
            .collect();
    }

    fn learn_slices(&mut self, column: &Column, counts: &[usize]) {
        let mut values: Vec<(f64, usize)> = column
            .levels
            .iter()
            .zip(counts)
            .filter(|(level, count)| **count > 0 && !is_nothing(level))
            .filter_map(|(level, count)| Some((value(self.kind, level)?, *count)))
            .collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let per = if values.len() <= SLICES {
            0
        } else {
            let counts: Vec<usize> = values.iter().map(|value| value.1).collect();
            rows_a_slice(&counts, SHARES)
        };
        let (mut begun, mut held) = (0, 0);
        for at in 0..values.len() {
            held += values[at].1;
            let last = at + 1 == values.len();
            // A value that many share is a slice of its own.
            let crowd = !last && values[at + 1].1 > per;
            if last || held > per || crowd {
                if !last {
                    self.ends.push(f64::midpoint(values[at].0, values[at + 1].0));
                }
                self.middles.push(values[usize::midpoint(begun, at)].0);
                (begun, held) = (at + 1, 0);
                if self.middles.len() == SLICES && !last {
                    // The rest is one slice; it cannot be, by the count above, but a bin must fit.
                    self.ends.pop();
                    break;
                }
            }
        }
    }

    /// The bin in which half of the known values lie below, or of nothing known.
    fn middle(&self, bins: &[u32]) -> u8 {
        if self.kind == Kind::Word {
            return OTHER;
        }
        let known = &bins[usize::from(FIRST)..];
        let all: u32 = known.iter().sum();
        let mut below = 0;
        for (bin, count) in known.iter().enumerate() {
            below += count;
            if below * 2 >= all && all > 0 {
                return FIRST + bin as u8;
            }
        }
        OTHER
    }

    /// The bin of a text.
    pub fn bin(&self, text: &str) -> u8 {
        if is_nothing(text) {
            return self.missing;
        }
        if self.kind == Kind::Word {
            return self.words.get(text).copied().unwrap_or(self.other);
        }
        match value(self.kind, text) {
            Some(value) if !self.middles.is_empty() => {
                FIRST + self.ends.partition_point(|end| *end < value) as u8
            }
            _ => self.other,
        }
    }

    /// How many bins there are.
    pub const fn bins(&self) -> usize {
        self.counts.len()
    }

    /// The bins of a column, row by row.
    pub fn encode(&self, column: &Column) -> Vec<u8> {
        let bins: Vec<u8> = column.levels.iter().map(|level| self.bin(level)).collect();
        column.codes.iter().map(|code| bins[*code as usize]).collect()
    }
}

/// How many rows a slice holds when each value that more rows share has one of its own, and the rest lies in the others. Were the
/// crowd counted among them, a number that most rows lack ("-1: never called") would be a handful of slices where it says something.
pub fn rows_a_slice(counts: &[usize], slices: usize) -> usize {
    let mut rows = counts.iter().sum::<usize>().div_ceil(slices);
    loop {
        let crowds = counts.iter().filter(|count| **count > rows).count();
        let rest: usize = counts.iter().filter(|count| **count <= rows).sum();
        let fewer = rest.div_ceil(slices.saturating_sub(crowds).max(1));
        if fewer >= rows {
            return rows;
        }
        rows = fewer;
    }
}

/// A table in bins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bins {
    /// For each column the bin of each row.
    pub columns: Vec<Vec<u8>>,
    /// How many rows.
    pub rows: usize,
}

impl Bins {
    /// The bins of some of the rows.
    #[must_use]
    pub fn only(&self, rows: &[usize]) -> Self {
        let pick = |column: &Vec<u8>| rows.iter().map(|row| column[*row]).collect();
        Self {
            columns: self.columns.iter().map(pick).collect(),
            rows: rows.len(),
        }
    }

    /// The bins of one row.
    pub fn row(&self, row: usize) -> Vec<u8> {
        self.columns.iter().map(|column| column[row]).collect()
    }
}

/// Reads a table. A column that is not there is missing in every row.
pub fn encode(codings: &[Coding], table: &Table) -> Bins {
    let column = |coding: &Coding| match table.column(&coding.name) {
        Some(column) => coding.encode(column),
        None => vec![coding.missing; table.rows],
    };
    Bins {
        columns: codings.iter().map(column).collect(),
        rows: table.rows,
    }
}
