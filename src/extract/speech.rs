//! A text as clauses, and the small words that every reader of clauses needs.

use std::ops::Range;

use crate::domain::words::{Break, Phrase, Reach, Word, english_number};

/// How far the phrases of this module reach: neighbours without a comma between them, gaps across commas.
pub(super) const REACH: Reach = Reach {
    words: Break::Wrap,
    gaps: Break::Comma,
};

/// One sentence or line of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause<'a> {
    /// The whole text.
    pub text: &'a str,
    /// Its words.
    pub words: &'a [Word],
    /// Whether a question mark ends it.
    pub asks: bool,
}

/// Cuts a text into clauses.
pub(super) fn clauses<'a>(text: &'a str, words: &'a [Word]) -> Vec<Clause<'a>> {
    let mut clauses = Vec::new();
    let mut from = 0;
    for at in 1..=words.len() {
        if at < words.len() && words[at].before < Break::Line {
            continue;
        }
        let ended = words[at - 1].at.end;
        let next = words.get(at).map_or(text.len(), |word| word.at.start);
        let asks = text.get(ended..next).is_some_and(|gap| gap.contains('?'));
        clauses.push(Clause {
            text,
            words: &words[from..at],
            asks,
        });
        from = at;
    }
    clauses
}

impl Clause<'_> {
    /// Whether one of the words stands in it.
    pub fn has(&self, any: &[&str]) -> bool {
        self.words.iter().any(|word| any.contains(&word.text.as_str()))
    }

    /// The word at a place, folded; empty past the end.
    pub fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.text.as_str())
    }

    /// Where a phrase stands in it.
    pub fn find(&self, phrase: &Phrase) -> Option<Range<usize>> {
        phrase.find(self.words, REACH).into_iter().next()
    }

    /// Whether the word at a place begins with a capital letter.
    pub fn capital(&self, at: usize) -> bool {
        let start = self.words.get(at).and_then(|word| self.text.get(word.at.clone()));
        start
            .and_then(|word| word.chars().next())
            .is_some_and(char::is_uppercase)
    }
}

/// A phrase without named sets.
pub(super) fn phrase(text: &str) -> Phrase {
    Phrase::new(text, &[])
}

/// Words that are small numbers besides those that count.
const NUMBERS: &[(&str, u32)] = &[("zero", 0), ("single", 1), ("couple", 2)];

/// The number a folded word names, up to four digits.
pub(super) fn number(word: &str) -> Option<u32> {
    if word.len() <= 4 && !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit()) {
        return word.parse().ok();
    }
    let row = NUMBERS.iter().find(|(name, _)| *name == word);
    english_number(word).or(row.map(|(_, number)| *number))
}

/// `2br` as 2 and `br`.
pub(super) fn glued(word: &str) -> Option<(u32, &str)> {
    let split = word.find(|c: char| !c.is_ascii_digit())?;
    let (digits, rest) = word.split_at_checked(split)?;
    Some((number(digits)?, rest))
}

/// Whether a phrase is written in the letters that folded texts have.
#[cfg(test)]
pub(super) fn is_folded(phrase: &str) -> bool {
    phrase
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b" |_?^$@.~,".contains(&b))
}
