//! Street addresses: a number, words, and a word for a way, with what follows.

use super::names::{is_capital, is_plain};
use super::{Found, Kind};
use crate::domain::words::{Break, Word};

/// Words for a way, and their short forms.
const WAYS: &[&str] = &[
    "st",
    "street",
    "ave",
    "avenue",
    "av",
    "blvd",
    "boulevard",
    "rd",
    "road",
    "ln",
    "lane",
    "dr",
    "drive",
    "ct",
    "court",
    "pl",
    "place",
    "ter",
    "terrace",
    "way",
    "cir",
    "circle",
    "pkwy",
    "parkway",
    "hwy",
    "highway",
    "trl",
    "trail",
    "sq",
    "square",
    "loop",
    "plaza",
    "plz",
    "aly",
    "alley",
    "run",
    "path",
    "cove",
    "cv",
    "xing",
    "crossing",
    "common",
    "commons",
    "expy",
    "expressway",
    "rte",
    "route",
    "row",
    "walk",
    "mews",
    "pike",
    "tpke",
    "turnpike",
    "ridge",
    "hollow",
    "green",
    "greens",
];
/// What a dwelling within a building is called.
const UNITS: &[&str] = &[
    "apt",
    "apartment",
    "suite",
    "ste",
    "unit",
    "bldg",
    "building",
    "fl",
    "floor",
    "rm",
    "room",
    "lot",
    "spc",
];
/// What stands before "room" where no dwelling is meant.
const ROOMS: &[&str] = &["bed", "bath", "living", "dining", "family", "guest", "laundry"];
/// Boxes.
const BOXES: &[&str] = &["box", "psc", "apo", "fpo", "dpo", "pobox"];
/// The most words between the number and the word for a way.
const BETWEEN: usize = 5;

/// Addresses in `text`.
pub(super) fn find(text: &str, words: &[Word], plain: &dyn Fn(&str) -> bool) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((from, last)) = street(text, words, at)
            .or_else(|| dwelling(text, words, at))
            .or_else(|| foreign(text, words, at, plain))
        else {
            at += 1;
            continue;
        };
        let last = follow(text, words, last);
        if let (Some(first), Some(end)) = (words.get(from), words.get(last)) {
            found.push(Found {
                at: first.at.start..end.at.end,
                kind: Kind::Address,
            });
        }
        at = last + 1;
    }
    found
}

fn is_number(word: &Word) -> bool {
    word.text.starts_with(|c: char| c.is_ascii_digit()) && word.text.len() <= 7
}

fn goes_on(word: &Word) -> bool {
    word.before < Break::Comma
}

/// `1001 Beethoven Common`, `34050 Westchester Ter`, `69 N 4th St`.
fn street(text: &str, words: &[Word], at: usize) -> Option<(usize, usize)> {
    let number = words.get(at)?;
    if !is_number(number) || number.text.len() > 6 {
        return None;
    }
    for next in at + 1..=at + BETWEEN {
        let word = words.get(next)?;
        if !goes_on(word) {
            return None;
        }
        // "2 drive by" and "3 way" are no streets: something stands between, and a short form or a capital.
        if next > at + 1
            && WAYS.contains(&word.text.as_str())
            && (is_capital(text, word) || word.text.len() <= 4 || number.text.len() >= 3)
        {
            return Some((at, next));
        }
    }
    None
}

/// `82 vanhamaantie 83 apt. 925`, `PO Box 41`, `PSC 3294, Box 9168`.
fn dwelling(text: &str, words: &[Word], at: usize) -> Option<(usize, usize)> {
    let word = words.get(at)?;
    if BOXES.contains(&word.text.as_str()) && is_capital(text, word) {
        let next = words
            .get(at + 1)
            .filter(|next| is_number(next) || BOXES.contains(&next.text.as_str()) || next.text.len() == 2)?;
        let po = words
            .get(at.wrapping_sub(1))
            .is_some_and(|before| matches!(before.text.as_str(), "po" | "p" | "o"));
        let _ = next;
        return Some((if po { at - 1 } else { at }, at + 1));
    }
    if !is_number(word) {
        return None;
    }
    for next in at + 1..=at + BETWEEN {
        let unit = words.get(next)?;
        let breaks = unit.before > Break::Line;
        if breaks {
            return None;
        }
        // "4 bed room 3 bath" is what a home has.
        let of_home = words
            .get(next - 1)
            .is_some_and(|before| ROOMS.contains(&before.text.as_str()));
        let unit = UNITS.contains(&unit.text.as_str()) && !of_home;
        if unit && next > at + 1 && words.get(next + 1).is_some_and(is_number) {
            return Some((at, next + 1));
        }
    }
    None
}

/// `Via Roma 41`, `6108 Friedhofstrasse 33`: a name that is no plain word right beside a number.
fn foreign(text: &str, words: &[Word], at: usize, plain: &dyn Fn(&str) -> bool) -> Option<(usize, usize)> {
    let first = words.get(at)?;
    let is_place = |word: &Word| {
        is_capital(text, word) && word.text.chars().count() >= 4 && !is_plain(&word.text, plain)
    };
    if is_number(first) && first.text.len() >= 2 && !first.text.contains(|c: char| c.is_alphabetic()) {
        let next = words.get(at + 1)?;
        return (goes_on(next) && is_place(next) && !is_year(first)).then_some((at, at + 1));
    }
    if !is_place(first) {
        return None;
    }
    let number = words.get(at + 1)?;
    let house = is_number(number) && (1..=4).contains(&number.text.len()) && !is_year(number);
    (goes_on(number) && house).then_some((at, at + 1))
}

fn is_year(word: &Word) -> bool {
    word.text.len() == 4 && (word.text.starts_with("19") || word.text.starts_with("20"))
}

/// The last word that still belongs to an address: a dwelling, the town, the state, the code.
fn follow(text: &str, words: &[Word], last: usize) -> usize {
    let mut last = last;
    let mut towns = 0;
    while let Some(word) = words.get(last + 1) {
        if word.before > Break::Line {
            break;
        }
        let unit = UNITS.contains(&word.text.as_str());
        let way = WAYS.contains(&word.text.as_str()) && is_capital(text, word);
        let code = is_number(word)
            && (word.text.len() >= 2
                || words
                    .get(last)
                    .is_some_and(|before| UNITS.contains(&before.text.as_str())));
        let town = is_capital(text, word) && towns < 4;
        // "# 4", "#c".
        let numbered = word.text.len() <= 4
            && text
                .get(..word.at.start)
                .is_some_and(|before| before.trim_end().ends_with('#'));
        if !(unit || way || code || town || numbered) {
            break;
        }
        towns += usize::from(town);
        last += 1;
    }
    last
}
