//! A table of phrases, looked for all at once.

use std::collections::HashMap;
use std::ops::Range;

use super::{Phrase, Reach, Sets, Word};

/// More words than any phrase spans.
const NEAR: usize = 32;

/// Compiled rows of a table of rules.
#[derive(Debug)]
pub struct Table {
    rows: Vec<Row>,
    /// Rows by the words they can begin with.
    beginnings: HashMap<String, Vec<usize>, foldhash::fast::FixedState>,
    /// Rows that can begin with any word.
    anywhere: Vec<usize>,
    reach: Reach,
}

#[derive(Debug)]
struct Row {
    phrase: Phrase,
    unless: Vec<Phrase>,
}

/// A row of the table that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which row, counted as they were given.
    pub row: usize,
    /// The words it stands on.
    pub words: Range<usize>,
}

impl Table {
    /// Compiles rows of a phrase and its harmless readings: an `unless` phrase that shares a word with what was found
    /// takes the find back.
    pub fn new<'a>(
        rows: impl IntoIterator<Item = (&'a str, Vec<&'a str>)>,
        sets: &Sets,
        reach: Reach,
    ) -> Self {
        let mut table = Self {
            rows: Vec::new(),
            beginnings: HashMap::default(),
            anywhere: Vec::new(),
            reach,
        };
        for (phrase, unless) in rows {
            let row = Row {
                phrase: Phrase::new(phrase, sets),
                unless: unless.into_iter().map(|text| Phrase::new(text, sets)).collect(),
            };
            table.add(row);
        }
        table
    }

    fn add(&mut self, row: Row) {
        let number = self.rows.len();
        match row.phrase.beginnings() {
            None => self.anywhere.push(number),
            Some(words) => {
                for word in words {
                    let rows = self.beginnings.entry(word.to_owned()).or_default();
                    if rows.last() != Some(&number) {
                        rows.push(number);
                    }
                }
            }
        }
        self.rows.push(row);
    }

    /// Every row that stands in the text, in the order of the words.
    pub fn hits(&self, words: &[Word]) -> Vec<Hit> {
        self.hits_from(words, 0..words.len())
    }

    /// Every row that begins with one of the words at `starts`.
    pub fn hits_from(&self, words: &[Word], starts: Range<usize>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (at, word) in words.iter().enumerate().take(starts.end).skip(starts.start) {
            let by_word = self
                .beginnings
                .get(word.text.as_str())
                .map_or(&[][..], Vec::as_slice);
            for &row in by_word.iter().chain(&self.anywhere) {
                if let Some(hit) = self.hit(row, words, at) {
                    hits.push(hit);
                }
            }
        }
        hits
    }

    fn hit(&self, row: usize, words: &[Word], at: usize) -> Option<Hit> {
        let rule = self.rows.get(row)?;
        let end = rule.phrase.at(words, at, self.reach)?;
        // A reading that shares a word with the find lies near it; a long text is not searched again for each find.
        let from = at.saturating_sub(NEAR);
        let near = words.get(from..words.len().min(end + NEAR))?;
        let harmless = rule.unless.iter().any(|phrase| {
            let mut readings = phrase.find(near, self.reach).into_iter();
            readings.any(|reading| from + reading.start < end && at < from + reading.end)
        });
        (!harmless).then_some(Hit { row, words: at..end })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Break, words};
    use super::*;

    #[test]
    fn a_harmless_reading_takes_back_only_what_it_shares_words_with() {
        let rows = [("family", vec!["family room"]), ("^ great", vec![])];
        let reach = Reach {
            words: Break::Space,
            gaps: Break::Comma,
        };
        let table = Table::new(rows, &[], reach);
        let rows = |text: &str| -> Vec<usize> {
            let words = words(text);
            table.hits(&words).iter().map(|hit| hit.words.start).collect()
        };
        assert!(rows("a family room").is_empty());
        assert_eq!(rows("a family room for a family"), [5]);
        assert_eq!(rows("Great family"), [0, 1]);
    }
}
