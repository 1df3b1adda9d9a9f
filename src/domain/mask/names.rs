//! Names of people of whom no record is known: words with a capital that are no other word.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{Found, Kind};
use crate::domain::words::{Break, Word};

/// One word a line or many, with comments; folded.
fn list(text: &'static str) -> HashSet<&'static str> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
}

/// Given names (hand-written for this program).
static GIVEN: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("../../../assets/mask/given.txt")));
/// Words with a capital that are no names (hand-written for this program).
static PLAIN: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("../../../assets/mask/plain.txt")));

/// Small words inside names.
const PARTICLES: &[&str] = &[
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "la", "le", "bin", "al", "el", "y",
    "e", "noort",
];
/// What comes before a name however it is written: "my name is maria".
const CUES: &[&[&str]] = &[
    &["name", "is"],
    &["names"],
    &["this", "is"],
    &["call", "me"],
    &["called"],
    &["i", "am"],
    &["im"],
    &["mr"],
    &["mrs"],
    &["ms"],
    &["dr"],
];
/// A given name of so many letters is one without a capital, too.
const CLEAR: usize = 5;
/// But for these, which are words as well.
const BOTH: &[&str] = &[
    "angel",
    "april",
    "austin",
    "brandy",
    "brook",
    "brooke",
    "carol",
    "celeste",
    "chance",
    "chase",
    "chuck",
    "clark",
    "crystal",
    "daisy",
    "destiny",
    "dominic",
    "frank",
    "grant",
    "guadalupe",
    "hazel",
    "heather",
    "holly",
    "homer",
    "jackson",
    "jesus",
    "lance",
    "logan",
    "lourdes",
    "madison",
    "mercedes",
    "misty",
    "pearl",
    "penny",
    "perry",
    "sandy",
    "savannah",
    "sierra",
    "stacey",
    "summer",
    "taylor",
    "trinity",
    "violet",
    "warren",
    "wayne",
];
/// Endings of words that begin sentences and are no names.
const ENDINGS: &[&str] = &[
    "ing", "ed", "ly", "tion", "sion", "ment", "ness", "able", "ible", "ful", "less", "ous",
];

/// Whether a word with a capital is no name.
pub(super) fn is_plain(word: &str, plain: &dyn Fn(&str) -> bool) -> bool {
    PLAIN.contains(word) || plain(word)
}

/// Names in `text`.
pub(super) fn find(text: &str, words: &[Word], plain: &dyn Fn(&str) -> bool) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let last = run_of(text, words, at, plain);
        match last {
            Some(last) if is_name(text, words, at, last) => {
                if let (Some(first), Some(end)) = (words.get(at), words.get(last)) {
                    found.push(Found {
                        at: first.at.start..end.at.end,
                        kind: Kind::Person,
                    });
                }
                at = last + 1;
            }
            Some(last) => at = last + 1,
            None => {
                if let Some(one) = cued(words, at) {
                    found.push(one);
                }
                at += 1;
            }
        }
    }
    found
}

/// The last word of the run of capitals that begins at a word, if one does.
fn run_of(text: &str, words: &[Word], at: usize, plain: &dyn Fn(&str) -> bool) -> Option<usize> {
    let first = words.get(at)?;
    if !is_capital(text, first) || is_plain(&first.text, plain) || has_digit(first) {
        return None;
    }
    let mut last = at;
    let mut next = at + 1;
    while let Some(word) = words.get(next) {
        let near = matches!(word.before, Break::Joined | Break::Space)
            // The point of an initial ends no sentence.
            || (word.before == Break::Sentence && words.get(next - 1).is_some_and(|before| before.text.chars().count() == 1));
        if !near {
            break;
        }
        // One letter is an initial, also when it is a word.
        let initial = word.text.chars().count() == 1;
        let is_part = initial || !(is_plain(&word.text, plain) || has_digit(word));
        if is_capital(text, word) && is_part {
            last = next;
        } else if !(PARTICLES.contains(&word.text.as_str()) && next - last <= 2) {
            break;
        }
        next += 1;
    }
    Some(last)
}

fn has_digit(word: &Word) -> bool {
    word.text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a word is written with a capital, and not in capitals because it is short for something.
pub(super) fn is_capital(text: &str, word: &Word) -> bool {
    let written = text.get(word.at.clone()).unwrap_or_default();
    let mut letters = written.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(char::is_uppercase)
}

fn is_name(text: &str, words: &[Word], from: usize, last: usize) -> bool {
    let Some(first) = words.get(from) else {
        return false;
    };
    if words
        .get(from..=last)
        .is_some_and(|run| run.iter().any(|word| GIVEN.contains(word.text.as_str())))
    {
        return true;
    }
    let written = text.get(first.at.clone()).unwrap_or_default();
    let shouted = written.chars().all(|c| !c.is_lowercase());
    if from == last {
        let length = first.text.chars().count();
        // Short for something, a code, or one letter.
        if length < 2 || (shouted && length <= 4) {
            return false;
        }
        if matches!(first.before, Break::Sentence | Break::Line) {
            // Any word may begin a sentence.
            return words.len() == 1 || !ENDINGS.iter().any(|ending| first.text.ends_with(ending));
        }
    }
    true
}

/// A name without a capital: one that is nothing else, or that is known by what stands before it.
fn cued(words: &[Word], at: usize) -> Option<Found> {
    let word = words.get(at).filter(|word| GIVEN.contains(word.text.as_str()))?;
    let before: Vec<&str> = words
        .get(at.saturating_sub(2)..at)?
        .iter()
        .map(|word| word.text.as_str())
        .collect();
    let is_cued = CUES.iter().any(|cue| before.ends_with(cue));
    let is_clear = word.text.len() >= CLEAR && !BOTH.contains(&word.text.as_str());
    (is_cued || is_clear).then(|| Found {
        at: word.at.clone(),
        kind: Kind::Person,
    })
}
