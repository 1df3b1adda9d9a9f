//! How a filter is asked of this file: what of it finds few, and which words are common here.

use rusqlite::types::Value as Bound;
use rusqlite::{OptionalExtension, params_from_iter};

use crate::domain::filter::Filter;
use crate::store::before::past::{self, When};
use crate::store::error::StoreError;
use crate::store::filter::{Compiled, Plan, Spoken, compile, fts};
use crate::store::reader::Reader;

/// What a statement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Way {
    /// The first of a list: whoever is next in its order is looked at.
    Listing,
    /// All of a list, or a part far down: who said some words is found before the list is walked.
    Finding,
    /// Their number.
    Counting,
}

/// People up to whom it is quicker to find them first and sort them afterwards: about two milliseconds.
const FEW: i64 = 2_000;
/// The same of people who came or wrote lately, where they are only counted: to look at each of so many takes a tenth of what the
/// index of a list of a million takes.
const FEW_COUNTED: i64 = 20_000;
/// Records from which on a word is common: to find all of them, and who they belong to, takes a microsecond each, and the
/// first screen of a list of a million is walked in as long as that.
const MANY: i64 = 20_000;
/// Looks at a running statement after which a list is no longer walked for common words: 60,000 steps of SQLite, four
/// thousand people or so, who cost some microseconds each for what they said is read.
pub(in crate::store) const PROBES: u32 = 2;
/// Words at most as which the last may go on: each is looked up for each record.
const ENDINGS: usize = 8;
/// Words of a phrase of which it is asked how common they are, the longest first.
const ASKED: usize = 2;

impl Reader {
    /// The statement for a filter.
    pub(in crate::store) fn compiled(&self, filter: &Filter, way: Way) -> Result<Compiled, StoreError> {
        let mut past = Vec::new();
        if let Some(expr) = &filter.expr {
            for (was, inner, since) in expr.pasts() {
                let fitted = past::past(&self.db, inner, since, When::Ever)?.fitted;
                past.push((was.clone(), serde_json::to_string(&fitted)?));
            }
        }
        let plan = Plan {
            is_small: &|select, values| self.is_small(select, values, FEW),
            is_short: &|select, values| self.is_small(select, values, FEW_COUNTED),
            counting: way == Way::Counting,
            listing: way == Way::Listing,
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
    fn is_small(&self, select: &str, values: &[Bound], few: i64) -> bool {
        let sql = format!("SELECT count(*) < {few} FROM (SELECT 1 FROM ({select}) LIMIT {few})");
        let small = self
            .db
            .prepare_cached(&sql)
            .and_then(|mut statement| statement.query_row(params_from_iter(values.iter()), |row| row.get(0)));
        small.unwrap_or(false)
    }

    /// What to ask the index about one record for words that are common.
    fn common(&self, words: &str) -> Option<String> {
        self.common_from(words, MANY)
    }

    /// The same, where a word is common from so many records on.
    pub(in crate::store) fn common_from(&self, words: &str, many: i64) -> Option<String> {
        let spoken = Spoken::new(words)?;
        let ends = if spoken.goes_on {
            self.endings(spoken.last()).ok()?
        } else {
            vec![spoken.last().to_owned()]
        };
        if ends.is_empty() {
            return None;
        }
        // What so many words begin with is common, or the walk down the list is given up.
        let is_open = ends.len() > ENDINGS;
        let asked = spoken.each(if is_open { &[] } else { &ends });
        let common = asked
            .iter()
            .take(ASKED)
            .all(|word| self.is_common(word, many).unwrap_or(false));
        match (common, is_open) {
            (false, _) => None,
            (true, false) => Some(spoken.whole(&ends)),
            (true, true) => fts(words),
        }
    }

    /// Whether so many records have a word. Counting ends there.
    fn is_common(&self, word: &str, many: i64) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ?1 LIMIT ?2)";
        let mut statement = self.db.prepare_cached(sql)?;
        let found: i64 = statement.query_row((word, many), |row| row.get(0))?;
        Ok(found >= many)
    }

    /// The words that begin like this, one more than are spelled out at most.
    fn endings(&self, beginning: &str) -> Result<Vec<String>, StoreError> {
        // One look for each word: to go on in the table would pass every place at which the word stands.
        let mut statement = self
            .db
            .prepare_cached("SELECT term FROM spoken WHERE term >= ?1 LIMIT 1")?;
        let mut endings = Vec::new();
        let mut from = beginning.to_owned();
        while let Some(term) = statement
            .query_row([&from], |row| row.get::<_, String>(0))
            .optional()?
            .filter(|term| term.starts_with(beginning) && endings.len() <= ENDINGS)
        {
            // No word has this sign in it, so that nothing is between the word and this.
            from = format!("{term}\u{1}");
            endings.push(term);
        }
        Ok(endings)
    }
}

#[cfg(test)]
mod tests;
