//! Names of people of whom no record is known: words with a capital that are no other word.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{Fast, Found, Kind};
use crate::domain::words::{Break, Word};

/// One word a line or many, with comments; folded.
fn list(text: &'static str) -> HashSet<&'static str, Fast> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
}

/// Given names (hand-written for this program).
static GIVEN: LazyLock<HashSet<&'static str, Fast>> =
    LazyLock::new(|| list(include_str!("../../../assets/mask/given.txt")));
/// Words with a capital that are no names (hand-written for this program).
static PLAIN: LazyLock<HashSet<&'static str, Fast>> =
    LazyLock::new(|| list(include_str!("../../../assets/mask/plain.txt")));

/// Everyday words, which are a name only beside another (hand-written for this program).
static COMMON: LazyLock<HashSet<&'static str, Fast>> =
    LazyLock::new(|| list(include_str!("../../../assets/mask/common.txt")));

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

/// How much is said of a word, roughly: what begins sentences counts for ten of other everyday words.
pub(super) fn frequency(word: &str) -> u32 {
    match (PLAIN.contains(word), COMMON.contains(word)) {
        (true, _) => 10,
        (false, true) => 1,
        (false, false) => 0,
    }
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
                        at: first.at.start..without_s(text, end),
                        kind: Kind::Person,
                    });
                }
                at = last + 1;
            }
            Some(last) => at = last + 1,
            None => {
                if let Some(one) = cued(text, words, at) {
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
    match written.as_bytes().first() {
        Some(byte) if byte.is_ascii_alphabetic() => byte.is_ascii_uppercase(),
        _ => written
            .chars()
            .find(|c| c.is_alphabetic())
            .is_some_and(char::is_uppercase),
    }
}

/// Whose something is: the name in `Maria's`.
pub(super) fn owner<'a>(text: &str, word: &'a Word) -> Option<&'a str> {
    let owner = word.text.strip_suffix('s')?;
    (without_s(text, word) < word.at.end).then_some(owner)
}

/// Where the name in `Maria's` ends.
pub(super) fn without_s(text: &str, word: &Word) -> usize {
    let written = text.get(word.at.clone()).unwrap_or_default();
    let name = written
        .strip_suffix(['s', 'S'])
        .and_then(|name| name.strip_suffix(['\'', '\u{2019}']));
    name.map_or(word.at.end, |name| word.at.start + name.len())
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
    let run = words.get(from..=last).unwrap_or_default();
    if run.iter().all(|word| COMMON.contains(word.text.as_str())) {
        return false;
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
fn cued(text: &str, words: &[Word], at: usize) -> Option<Found> {
    let word = words.get(at)?;
    let name = [Some(word.text.as_str()), owner(text, word)]
        .into_iter()
        .flatten()
        .find(|name| GIVEN.contains(name))?;
    let before: Vec<&str> = words
        .get(at.saturating_sub(2)..at)?
        .iter()
        .map(|word| word.text.as_str())
        .collect();
    let is_cued = CUES.iter().any(|cue| before.ends_with(cue));
    let is_clear = name.len() >= CLEAR && !BOTH.contains(&name);
    (is_cued || is_clear).then(|| Found {
        at: word.at.start..without_s(text, word),
        kind: Kind::Person,
    })
}
