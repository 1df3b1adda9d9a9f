//! How a filter is asked of this file: what of it finds few, and which words are common here.

use rusqlite::types::Value as Bound;
use rusqlite::{OptionalExtension, params_from_iter};

use super::error::StoreError;
use super::filter::{Compiled, Plan, Spoken, compile};
use super::past::{self, When};
use super::reader::Reader;
use crate::domain::filter::Filter;

/// What a statement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The first of a list: whoever is next in its order is looked at.
    Listing,
    /// All of a list, or a part far down: who said some words is found before the list is walked.
    Finding,
    /// Their number.
    Counting,
}

/// People up to whom it is quicker to find them first and sort them afterwards: about two milliseconds.
const FEW: i64 = 2_000;
/// Records from which on a word is common: to find all of them, and who they belong to, takes a microsecond each, and the
/// first screen of a list of a million is walked in as long as that.
const MANY: i64 = 40_000;
/// Looks at a running statement after which a list is no longer walked for common words: 100,000 steps of SQLite, two
/// thousand people or so, who cost up to 30 microseconds each.
pub(super) const PROBES: u32 = 4;
/// Words at most as which the last may go on: each is looked up for each record.
const ENDINGS: usize = 8;
/// Words of a phrase of which it is asked how common they are.
const ASKED: usize = 4;

impl Reader {
    /// The statement for a filter.
    pub(super) fn compiled(&self, filter: &Filter, way: Way) -> Result<Compiled, StoreError> {
        let mut past = Vec::new();
        if let Some(expr) = &filter.expr {
            for (was, inner, since) in expr.pasts() {
                let fitted = past::past(&self.db, inner, since, When::Ever)?.fitted;
                past.push((was.clone(), serde_json::to_string(&fitted)?));
            }
        }
        let plan = Plan {
            is_small: &|select, values| self.is_small(select, values),
            counting: way == Way::Counting,
            common: &|words| {
                if way == Way::Listing {
                    self.common(words)
                } else {
                    None
                }
            },
            past: &past,
        };
        let compiled = compile(filter, plan);
        let (Some(as_of), Some(expr)) = (filter.as_of, &filter.expr) else {
            return Ok(compiled);
        };
        let then = past::past(&self.db, expr, as_of, When::Then)?;
        Ok(compiled.put_back_to(
            &serde_json::to_string(&then.changed)?,
            &serde_json::to_string(&then.fitted)?,
        ))
    }

    /// Whether a select finds so few that finding them first is quick.
    fn is_small(&self, select: &str, values: &[Bound]) -> bool {
        let sql = format!("SELECT count(*) < {FEW} FROM (SELECT 1 FROM ({select}) LIMIT {FEW})");
        let small = self
            .db
            .prepare_cached(&sql)
            .and_then(|mut statement| statement.query_row(params_from_iter(values.iter()), |row| row.get(0)));
        small.unwrap_or(false)
    }

    /// What to ask of each record for words, all of which are common.
    fn common(&self, words: &str) -> Option<Vec<String>> {
        self.common_from(words, MANY)
    }

    /// The same, where a word is common from so many records on.
    pub(super) fn common_from(&self, words: &str, many: i64) -> Option<Vec<String>> {
        let spoken = Spoken::new(words, |beginning| self.endings(beginning).ok().flatten())?;
        let common = spoken
            .each()
            .iter()
            .take(ASKED)
            .all(|word| self.is_common(word, many).unwrap_or(false));
        common.then(|| spoken.probe())
    }

    /// Whether so many records have a word. Counting ends there.
    fn is_common(&self, word: &str, many: i64) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ?1 LIMIT ?2)";
        let mut statement = self.db.prepare_cached(sql)?;
        let found: i64 = statement.query_row((word, many), |row| row.get(0))?;
        Ok(found >= many)
    }

    /// The words that begin like this; nothing when they are too many.
    fn endings(&self, beginning: &str) -> Result<Option<Vec<String>>, StoreError> {
        // One look for each word: to go on in the table would pass every place at which the word stands.
        let mut statement = self
            .db
            .prepare_cached("SELECT term FROM spoken WHERE term >= ?1 LIMIT 1")?;
        let mut endings = Vec::new();
        let mut from = beginning.to_owned();
        while let Some(term) = statement
            .query_row([&from], |row| row.get::<_, String>(0))
            .optional()?
            .filter(|term| term.starts_with(beginning))
        {
            if endings.len() == ENDINGS {
                return Ok(None);
            }
            // No word has this sign in it, so that nothing is between the word and this.
            from = format!("{term}\u{1}");
            endings.push(term);
        }
        Ok(Some(endings))
    }
}

#[cfg(test)]
mod tests;
