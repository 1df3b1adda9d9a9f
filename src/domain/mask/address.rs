//! Street addresses: a number, words, and a word for a way, with what follows.

use super::lexicon::Marks;
use super::names::is_capital;
use super::{Found, Kind, Seen};
use crate::domain::words::{Break, Word};

/// Words for a way that stand before its name.
const LEADS: &[&str] = &["avenida", "calle", "camino", "paseo", "rue", "via"];
/// What stands before "room" where no dwelling is meant.
const ROOMS: &[&str] = &["bed", "bath", "living", "dining", "family", "guest", "laundry"];
/// The most words between the number and the word for a way.
const BETWEEN: usize = 5;

/// Words that stand in no address between the number and the word for a way: "3 baths at 88 Banyan Street".
const BETWEEN_NEVER: &[&str] = &[
    "at", "in", "to", "with", "for", "and", "but", "is", "are", "will", "this", "a", "an", "located",
    "called", "named",
];

/// Small words between such a word and the name of the way: "20 Rue de la Paix".
const PARTICLES: usize = 2;

/// Addresses in a text.
pub(super) fn find(seen: &Seen<'_>) -> Vec<Found> {
    let words = seen.words;
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        // An address begins with a number, a box, or a name right before a number.
        let begins =
            seen.has(at, Marks::NUMBER) || seen.has(at, Marks::BOX) || seen.has(at + 1, Marks::NUMBER);
        let Some((from, last)) = Some(at).filter(|_| begins).and_then(|at| {
            street(seen, at)
                .or_else(|| dwelling(seen, at))
                .or_else(|| foreign(seen, at))
        }) else {
            at += 1;
            continue;
        };
        let last = follow(seen, last);
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
    word.text.as_bytes().first().is_some_and(u8::is_ascii_digit) && word.text.len() <= 7
}

/// `11th`, `2nd`: a day or a floor, and no house.
fn is_ordinal(word: &Word) -> bool {
    ["st", "nd", "rd", "th"]
        .iter()
        .any(|end| word.text.ends_with(end))
}

fn goes_on(word: &Word) -> bool {
    word.before < Break::Comma
}

/// `1001 Beethoven Common`, `34050 Westchester Ter`, `69 N 4th St`.
fn street(seen: &Seen<'_>, at: usize) -> Option<(usize, usize)> {
    let number = seen.words.get(at)?;
    if !is_number(number) || number.text.len() > 6 || is_ordinal(number) {
        return None;
    }
    for next in at + 1..=at + BETWEEN {
        let word = seen.words.get(next)?;
        let other = is_number(word) && !is_ordinal(word) && next > at + 1;
        // "1400 A Street" is one.
        let never = BETWEEN_NEVER.contains(&word.text.as_str()) && !is_capital(seen.text, word);
        if !goes_on(word) || other || never {
            return None;
        }
        let leads = LEADS.contains(&word.text.as_str()) && is_capital(seen.text, word);
        if leads {
            let named = |name: &Word| goes_on(name) && is_capital(seen.text, name);
            let rest = seen.words.iter().enumerate().skip(next + 1).take(PARTICLES + 1);
            if let Some((last, _)) = rest
                .take_while(|(_, word)| goes_on(word))
                .find(|(_, word)| named(word))
            {
                return Some((at, last));
            }
        }
        // "2 drive by" and "3 way" are no streets: something stands between, and a short form or a capital.
        if next > at + 1
            && seen.has(next, Marks::WAY)
            && (is_capital(seen.text, word) || word.text.len() <= 4 || number.text.len() >= 3)
        {
            return Some((at, next));
        }
    }
    None
}

/// `82 vanhamaantie 83 apt. 925`, `PO Box 41`, `PSC 3294, Box 9168`.
fn dwelling(seen: &Seen<'_>, at: usize) -> Option<(usize, usize)> {
    let words = seen.words;
    let word = words.get(at)?;
    if seen.has(at, Marks::BOX) && is_capital(seen.text, word) {
        let next = words.get(at + 1)?;
        if !(is_number(next) || seen.has(at + 1, Marks::BOX) || next.text.len() == 2) {
            return None;
        }
        let po = words
            .get(at.wrapping_sub(1))
            .is_some_and(|before| matches!(before.text.as_str(), "po" | "p" | "o"));
        return Some((if po { at - 1 } else { at }, at + 1));
    }
    if !is_number(word) {
        return None;
    }
    for next in at + 1..=at + BETWEEN {
        let unit = words.get(next)?;
        if unit.before > Break::Line {
            return None;
        }
        // "4 bed room 3 bath" is what a home has.
        let of_home = words
            .get(next - 1)
            .is_some_and(|before| ROOMS.contains(&before.text.as_str()));
        let is_unit = seen.has(next, Marks::UNIT) && !of_home;
        if is_unit && next > at + 1 && words.get(next + 1).is_some_and(is_number) {
            return Some((at, next + 1));
        }
    }
    None
}

/// `Via Roma 41`, `6108 Friedhofstrasse 33`: a name that is no plain word right beside a number.
fn foreign(seen: &Seen<'_>, at: usize) -> Option<(usize, usize)> {
    let (first, next) = (seen.words.get(at)?, seen.words.get(at + 1)?);
    if !goes_on(next) {
        return None;
    }
    let is_place = |at: usize, word: &Word| {
        word.text.len() >= 4
            && is_capital(seen.text, word)
            && word.text.chars().count() >= 4
            && !seen.is_plain(at)
    };
    if is_number(first) && first.text.len() >= 2 && !first.text.contains(|c: char| c.is_alphabetic()) {
        return (is_place(at + 1, next) && !is_year(first)).then_some((at, at + 1));
    }
    let is_house = is_number(next) && next.text.len() <= 4 && !is_year(next);
    (is_house && is_place(at, first)).then_some((at, at + 1))
}

fn is_year(word: &Word) -> bool {
    word.text.len() == 4 && (word.text.starts_with("19") || word.text.starts_with("20"))
}

/// The last word that still belongs to an address: a dwelling, the town, the state, the code.
fn follow(seen: &Seen<'_>, last: usize) -> usize {
    let (text, words) = (seen.text, seen.words);
    let mut last = last;
    let mut towns = 0;
    while let Some(word) = words.get(last + 1) {
        // A point without a blank behind it ends a sentence in a hurry: "88 Banyan Lane.They".
        let point = text
            .get(..word.at.start)
            .is_some_and(|before| before.ends_with('.'));
        if word.before > Break::Line || (word.before == Break::Joined && point) {
            break;
        }
        let unit = seen.has(last + 1, Marks::UNIT);
        let way = seen.has(last + 1, Marks::WAY) && is_capital(text, word);
        let code = is_number(word) && (word.text.len() >= 2 || seen.has(last, Marks::UNIT));
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
