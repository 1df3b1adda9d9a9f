//! What an answer names as its sources: `[[contact:ID]]`, `[[message:ID]]`.
//!
//! Owns how a source is written. Must not know whether it exists: whoever shows it asks the store. To add a kind of source:
//! a variant of [`Source`], its word, and how the store finds it.

use std::ops::Range;

use super::value::{ContactId, MessageId};

/// Letters of an id, at most: longer ones are text.
const LONGEST: usize = 64;

/// What can be named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A person.
    Contact(ContactId),
    /// A message of a thread.
    Message(MessageId),
}

impl Source {
    fn read(inside: &str) -> Option<Self> {
        let (word, id) = inside.split_once(':')?;
        let is_id = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        if id.is_empty() || id.len() > LONGEST || !id.chars().all(is_id) {
            return None;
        }
        Some(match word {
            "contact" => Self::Contact(id.into()),
            "message" => Self::Message(id.into()),
            _ => return None,
        })
    }
}

/// Where sources are named in a text, in its order.
pub fn cites(text: &str) -> Vec<(Range<usize>, Source)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(begin) = text
        .get(at..)
        .and_then(|rest| rest.find("[["))
        .map(|begin| at + begin)
    {
        let inside = begin + 2;
        let end = text
            .get(inside..)
            .and_then(|rest| rest.find("]]"))
            .map(|end| inside + end);
        let source = end.and_then(|end| Some((end, Source::read(text.get(inside..end)?)?)));
        at = match source {
            Some((end, source)) => {
                found.push((begin..end + 2, source));
                end + 2
            }
            // One further: what follows may begin a better one.
            None => begin + 1,
        };
    }
    found
}

/// Where the beginning of a source stands at the end of a text that is still coming, if one may stand there.
pub fn begun(text: &str) -> Option<usize> {
    let begin = text
        .rfind("[[")
        .or_else(|| text.strip_suffix('[').map(str::len))?;
    let rest = text.get(begin..).unwrap_or_default();
    (rest.len() < LONGEST + 16 && !rest.contains("]]") && !rest.contains(char::is_whitespace))
        .then_some(begin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_found_and_nothing_else() {
        let text = "Said so [[message:m-1]], [[contact:c_2]]. [[note:x]] [[contact:]] [[contact:a b]] [[[message:M3]]]";
        let found: Vec<(&str, Source)> = cites(text)
            .into_iter()
            .map(|(at, source)| (&text[at], source))
            .collect();
        assert_eq!(
            found,
            [
                ("[[message:m-1]]", Source::Message("m-1".into())),
                ("[[contact:c_2]]", Source::Contact("c_2".into())),
                ("[[message:M3]]", Source::Message("M3".into())),
            ]
        );
    }

    #[test]
    fn a_source_that_is_still_coming_is_waited_for() {
        let whole = "as said [[message:m-1]] today";
        let open: Vec<usize> = (0..=whole.len())
            .filter(|end| begun(&whole[..*end]).is_some())
            .collect();
        assert_eq!(open, (9..=22).collect::<Vec<_>>());
        assert_eq!(begun("a [[list of things"), None);
    }
}
