//! Names of people of whom no record is known: words with a capital that are no other word.

use super::lexicon::{Marks, is_place};
use super::{Found, Kind, Seen};
use crate::domain::words::{Break, Word};

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
/// Words before the name of a place.
const WHERE: &[&str] = &[
    "in", "near", "around", "outside", "from", "to", "at", "of", "toward", "towards", "into", "city",
    "downtown", "en", "cerca", "de",
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
    Marks::of(word).has(Marks::PLAIN) || plain(word)
}

/// Names in a text.
pub(super) fn find(seen: &Seen<'_>) -> Vec<Found> {
    let words = seen.words;
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match run_of(seen, at) {
            Some(last) if is_name(seen, at, last) => {
                if let (Some(first), Some(end)) = (words.get(at), words.get(last)) {
                    found.push(Found {
                        at: first.at.start..without_s(seen.text, end),
                        kind: Kind::Person,
                    });
                }
                at = last + 1;
            }
            Some(last) => at = last + 1,
            None => {
                found.extend(cued(seen, at));
                at += 1;
            }
        }
    }
    found
}

/// The last word of the run of capitals that begins at a word, if one does.
fn run_of(seen: &Seen<'_>, at: usize) -> Option<usize> {
    let (text, words) = (seen.text, seen.words);
    let first = words.get(at)?;
    if !is_capital(text, first) || seen.is_plain(at) || has_digit(first) {
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
        let is_part = initial || !(seen.is_plain(next) || has_digit(word));
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
    match text.as_bytes().get(word.at.start) {
        Some(byte) if byte.is_ascii_alphabetic() => byte.is_ascii_uppercase(),
        _ => {
            let written = text.get(word.at.clone()).unwrap_or_default();
            let letter = written.chars().find(|c| c.is_alphabetic());
            letter.is_some_and(char::is_uppercase)
        }
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

fn is_name(seen: &Seen<'_>, from: usize, last: usize) -> bool {
    let (text, words) = (seen.text, seen.words);
    let (Some(first), Some(run)) = (words.get(from), words.get(from..=last)) else {
        return false;
    };
    if is_town(seen, from, last) {
        return false;
    }
    if (from..=last).any(|at| seen.has(at, Marks::GIVEN)) {
        return true;
    }
    if (from..=last).all(|at| seen.has(at, Marks::COMMON)) || is_title(seen, from, last) {
        return false;
    }
    let written = text.get(first.at.clone()).unwrap_or_default();
    let shouted = written.chars().all(|c| !c.is_lowercase());
    if let [_] = run {
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

/// Whether a run of capitals is the name of a town. One word may be somebody's name as well: there the text must say that a
/// place is meant.
fn is_town(seen: &Seen<'_>, from: usize, last: usize) -> bool {
    let before = from.checked_sub(1).and_then(|before| seen.words.get(before));
    let is_said = before.is_some_and(|word| WHERE.contains(&word.text.as_str()));
    (from < last || is_said) && seen.words.get(from..=last).is_some_and(is_place)
}

/// Whether a run of capitals is what a house, a firm or a work is called: it ends with a word for such, or stands in
/// quotation marks with three words or more.
fn is_title(seen: &Seen<'_>, from: usize, last: usize) -> bool {
    let behind = seen.words.get(last + 1);
    let goes_on = behind.is_some_and(|word| word.before <= Break::Space && is_capital(seen.text, word));
    if (from < last && seen.has(last, Marks::BUILDING)) || (goes_on && seen.has(last + 1, Marks::BUILDING)) {
        return true;
    }
    let (Some(first), Some(end)) = (seen.words.get(from), seen.words.get(last)) else {
        return false;
    };
    let open = seen.text.get(..first.at.start).unwrap_or_default();
    let close = seen.text.get(end.at.end..).unwrap_or_default();
    last - from >= 2
        && open.ends_with(['"', '\u{201c}'])
        && close
            .trim_start_matches(['.', ','])
            .starts_with(['"', '\u{201d}'])
}

/// A name without a capital: one that is nothing else, or that is known by what stands before it.
fn cued(seen: &Seen<'_>, at: usize) -> Option<Found> {
    let (text, words) = (seen.text, seen.words);
    let word = words.get(at)?;
    let name = if seen.has(at, Marks::GIVEN) {
        word.text.as_str()
    } else {
        owner(text, word).filter(|name| Marks::of(name).has(Marks::GIVEN))?
    };
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
