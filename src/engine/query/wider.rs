//! What to do when a filter chooses nobody: the nearest one that chooses somebody.

use super::leads::understood;
use super::{Query, Sources};
use crate::domain::filter::{Filter, written};
use crate::domain::today::Split;
use crate::store::StoreError;

/// The nearest wider filter of one that chooses nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wider(pub String);

/// The nearest wider filter of one that chooses nobody who waits today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WiderToday(pub String);

/// A filter without some of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WiderFilter {
    /// The filter.
    pub filter: String,
    /// What is left out.
    pub without: String,
    /// A tag that somebody has, in the place of one that nobody has: then nothing is left out but that.
    pub instead: Option<String>,
    /// How many people it chooses; of the day's queue, how many rows.
    pub people: usize,
}

/// Most parts that are tried; who types more edits them anyway.
const TRIED: usize = 8;

/// How many a filter chooses.
type Chosen = fn(&Filter, &Sources<'_>) -> Result<usize, StoreError>;

impl Query for Wider {
    type Answer = Option<WiderFilter>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        wider(&self.0, people, sources)
    }
}

impl Query for WiderToday {
    type Answer = Option<WiderFilter>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        wider(&self.0, rows, sources)
    }
}

fn people(filter: &Filter, sources: &Sources<'_>) -> Result<usize, StoreError> {
    let window = sources.reader.people(filter, sources.roster, 0, 1, true)?;
    Ok(window.total.unwrap_or(window.rows.len()))
}

/// What was put off does not wait.
fn rows(filter: &Filter, sources: &Sources<'_>) -> Result<usize, StoreError> {
    let queue = sources
        .reader
        .queue(&super::today::ask_chosen(sources, filter.clone()))?;
    let waits = queue.parts.iter().filter(|part| part.split != Split::Snoozed);
    Ok(waits.map(|part| part.count).sum())
}

/// Leaves out each part in turn, and where that is not enough all parts but one; keeps what chooses the fewest, but somebody.
fn wider(text: &str, chosen: Chosen, sources: &Sources<'_>) -> Result<Option<WiderFilter>, StoreError> {
    if let Some(corrected) = corrected(text, chosen, sources)? {
        return Ok(Some(corrected));
    }
    let parts = parts(text);
    let choosing = (0..parts.len()).filter(|at| parts.get(*at).is_some_and(|part| chooses(part)));
    let choosing: Vec<usize> = choosing.take(TRIED).collect();
    let without_one = choosing.iter().map(|at| vec![*at]);
    if let Some(nearest) = nearest(&parts, without_one, chosen, sources)? {
        return Ok(Some(nearest));
    }
    let with_one = choosing
        .iter()
        .map(|kept| choosing.iter().copied().filter(|at| at != kept).collect());
    nearest(&parts, with_one, chosen, sources)
}

/// The filter with the tag that was probably meant, where one is asked for that nobody has.
fn corrected(text: &str, chosen: Chosen, sources: &Sources<'_>) -> Result<Option<WiderFilter>, StoreError> {
    let Ok(filter) = understood(text, sources)? else {
        return Ok(None);
    };
    for (tag, at) in filter.tags {
        let (Some(near), Some(value)) = (sources.reader.tag_meant(&tag)?, text.get(at.clone())) else {
            continue;
        };
        let value = value.replacen(&tag, &written(&near), 1);
        let mut filter = text.to_owned();
        filter.replace_range(at, &value);
        let people = match understood(&filter, sources)? {
            Ok(question) => chosen(&question, sources)?,
            Err(_) => 0,
        };
        if people > 0 {
            return Ok(Some(WiderFilter {
                filter,
                without: tag,
                instead: Some(near),
                people,
            }));
        }
    }
    Ok(None)
}

/// Of a filter without these or those of its parts, the one that chooses the fewest, but somebody.
fn nearest(
    parts: &[&str],
    left_out: impl Iterator<Item = Vec<usize>>,
    chosen: Chosen,
    sources: &Sources<'_>,
) -> Result<Option<WiderFilter>, StoreError> {
    let mut nearest: Option<WiderFilter> = None;
    for left_out in left_out {
        let some = |out: bool| {
            let of = parts
                .iter()
                .enumerate()
                .filter(|(at, _)| left_out.contains(at) == out);
            of.map(|(_, part)| *part).collect::<Vec<_>>().join(" ")
        };
        let (filter, without) = (some(false), some(true));
        let Ok(question) = understood(&filter, sources)? else {
            continue;
        };
        let people = chosen(&question, sources)?;
        if people > 0 && nearest.as_ref().is_none_or(|nearest| people < nearest.people) {
            nearest = Some(WiderFilter {
                filter,
                without,
                instead: None,
                people,
            });
        }
    }
    Ok(nearest)
}

/// Whether a part of a filter says who is in it, and not in which order or how many.
fn chooses(part: &str) -> bool {
    !part.starts_with("sort:") && !part.starts_with("limit:")
}

/// The parts of a filter that hold together: what stands between blanks, outside of quotes and brackets. Of
/// alternatives there are none, because leaving one out makes a filter narrower.
fn parts(filter: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut start) = (0_u32, false, 0);
    let mut parts = Vec::new();
    for (at, letter) in filter.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            '|' if !quoted && depth == 0 => return Vec::new(),
            ' ' if !quoted && depth == 0 => {
                parts.push(filter.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(filter.get(start..).unwrap_or_default());
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_falls_into_parts_where_it_may_be_cut() {
        assert_eq!(
            parts("stage:\"Under contract\"  -tag:hot deal(stage:offer value>5) (zip:1 | zip:2) sort:name"),
            [
                "stage:\"Under contract\"",
                "-tag:hot",
                "deal(stage:offer value>5)",
                "(zip:1 | zip:2)",
                "sort:name"
            ]
        );
        assert!(parts("tag:a | tag:b").is_empty());
        assert!(parts("  ").is_empty());
        assert!(!chooses("sort:name") && chooses("-tag:hot"));
    }
}
