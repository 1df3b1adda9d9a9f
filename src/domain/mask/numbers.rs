//! Numbers and signs that name a person: telephones, cards, accounts, network addresses, mail addresses, handles.

use std::ops::Range;

use super::{Found, Kind};
use crate::domain::words::Word;

/// Words shortly before a bare number that say what it is.
const PHONE: &[&str] = &[
    "phone",
    "cell",
    "mobile",
    "tel",
    "telephone",
    "fax",
    "call",
    "text",
    "number",
    "answering",
    "reach",
    "whatsapp",
    "office",
];
const SSN: &[&str] = &["ssn", "social"];
const ACCOUNT: &[&str] = &["account", "acct", "routing", "iban", "aba", "swift", "wire"];
const CARD: &[&str] = &["card", "visa", "mastercard", "amex", "discover", "debit"];
const BIRTH: &[&str] = &["born", "dob", "birth", "birthday", "birthdate"];
const LICENCE: &[&str] = &["license", "licence", "dl", "passport", "plate"];
/// How many words before a number are looked at.
const NEAR: usize = 4;
/// A run of digits alone that is shorter names nobody: accounts have six.
const SHORTEST: usize = 6;

/// Numbers in `text`.
pub(super) fn find(text: &str, words: &[Word]) -> Vec<Found> {
    let mut found = Vec::new();
    for run in runs(text) {
        let alone = || {
            text.as_bytes()
                .get(run.clone())
                .is_some_and(|run| run.iter().all(u8::is_ascii_digit))
        };
        if run.len() < SHORTEST && alone() {
            continue;
        }
        let near = near(words, run.start);
        if let Some(kind) = judge(text, &run, &near) {
            found.push(Found { at: run, kind });
        }
    }
    found.extend(codes(text, words));
    found
}

/// Runs of digits that may be one number.
pub(super) fn runs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let run = next_run(text, from)?;
        from = run.end;
        Some(run)
    })
}

/// The next run of digits with what may stand between the digits of one number.
fn next_run(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let first = from + bytes.get(from..)?.iter().position(u8::is_ascii_digit)?;
    let mut start = first;
    // "+1", "(909" and "+(1" belong to the number.
    while start > from && matches!(bytes.get(start - 1), Some(b'+' | b'(')) {
        start -= 1;
    }
    let (mut end, mut at) = (first + 1, first + 1);
    let mut gap = 0;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_digit() {
            (end, gap) = (at + 1, 0);
        } else if is_between(bytes, at, gap) {
            gap += 1;
        } else {
            break;
        }
        at += 1;
    }
    Some(start..end)
}

/// Whether a sign may stand between the digits of one number, after `gap` others.
fn is_between(bytes: &[u8], at: usize, gap: usize) -> bool {
    match bytes.get(at) {
        Some(b' ' | b'-' | b'.' | b'(' | b')' | b'/' | b':') => gap < 3,
        Some(b'x') => gap <= 1 && bytes.get(at + 1).is_some_and(u8::is_ascii_digit),
        _ => false,
    }
}

/// Folded words shortly before a place, the nearest first.
fn near(words: &[Word], at: usize) -> Vec<&str> {
    let before = words.partition_point(|word| word.at.end <= at);
    words
        .get(before.saturating_sub(NEAR)..before)
        .unwrap_or_default()
        .iter()
        .rev()
        .map(|word| word.text.as_str())
        .collect()
}

fn says(near: &[&str], cues: &[&str]) -> bool {
    near.iter().any(|word| cues.contains(word))
}

fn judge(text: &str, run: &Range<usize>, near: &[&str]) -> Option<Kind> {
    let written = text.get(run.clone())?;
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let groups: Vec<&str> = written
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect();
    let before = text.get(..run.start)?.chars().next_back();
    let mut rest = text.get(run.end..)?.chars();
    let (after, then) = (rest.next(), rest.next());
    let goes_on = after == Some(',') && then.is_some_and(|c| c.is_ascii_digit());
    if says(near, BIRTH) && is_date(written, &groups) {
        return Some(Kind::Birth);
    }
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    if lengths == [3, 2, 4] && written.contains('-') || (digits.len() == 9 && says(near, SSN)) {
        return Some(Kind::Ssn);
    }
    let is_long = (13..=19).contains(&digits.len());
    if (is_long && is_card(&digits)) || (digits.len() >= 12 && says(near, CARD)) {
        return Some(Kind::Card);
    }
    if is_network(written, &groups) {
        return Some(Kind::Network);
    }
    if digits.len() >= 6 && says(near, ACCOUNT) && !is_date(written, &groups) {
        return Some(Kind::Account);
    }
    let money = before == Some('$') || after == Some('%') || goes_on;
    // A whole number is one, whatever it is glued to.
    let glued = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '#'));
    let part_of_word = glued && digits.len() < 10;
    if money || part_of_word || is_date(written, &groups) || written.contains(':') || written.contains('/') {
        return None;
    }
    is_phone(written, &digits, &groups, near).then_some(Kind::Phone)
}

fn is_phone(written: &str, digits: &str, groups: &[&str], near: &[&str]) -> bool {
    if digits.len() < 7 {
        return false;
    }
    let has_whole = groups.iter().any(|group| group.len() >= 10);
    if has_whole || written.starts_with(['+', '(']) || says(near, PHONE) {
        return true;
    }
    if groups.len() == 1 {
        return matches!(digits.len(), 10 | 11);
    }
    // A range of years is none, nor are sizes and prices beside each other.
    let years = groups.len() == 2
        && groups
            .iter()
            .all(|group| group.len() == 4 && (group.starts_with("19") || group.starts_with("20")));
    !years && groups.iter().all(|group| group.len() >= 2) && groups.len() <= 6
}

/// `1985-04-12`, `4/12/85`, `12.04.1985`.
fn is_date(written: &str, groups: &[&str]) -> bool {
    let [a, b, c] = groups else { return false };
    if !(written.contains('-') || written.contains('/') || written.contains('.')) {
        return false;
    }
    let number = |group: &str| group.parse::<u32>().unwrap_or(u32::MAX);
    let day = |group: &str| group.len() <= 2 && (1..=31).contains(&number(group));
    let year =
        |group: &str| group.len() == 2 || (group.len() == 4 && (1_900..=2_100).contains(&number(group)));
    (day(a) && day(b) && year(c)) || (a.len() == 4 && year(a) && day(b) && day(c))
}

/// Four numbers up to 255 with points between them.
fn is_network(written: &str, groups: &[&str]) -> bool {
    groups.len() == 4
        && written.chars().all(|c| c.is_ascii_digit() || c == '.')
        && groups
            .iter()
            .all(|group| group.parse::<u16>().is_ok_and(|part| part <= 255))
}

/// The check digit of payment cards (Luhn).
fn is_card(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0');
            match (at % 2 == 1, digit * 2) {
                (true, double) if double > 9 => double - 9,
                (true, double) => double,
                (false, _) => digit,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Letters and digits run together: accounts as banks abroad write them, licences, network addresses of the new kind.
fn codes(text: &str, words: &[Word]) -> Vec<Found> {
    let mut found = Vec::new();
    for piece in pieces(text) {
        let Some(written) = text.get(piece.clone()) else {
            continue;
        };
        let digits = written.bytes().filter(u8::is_ascii_digit).count();
        let letters = written.bytes().filter(u8::is_ascii_alphabetic).count();
        let is_account = written.len() >= 15
            && written
                .get(..2)
                .is_some_and(|head| head.bytes().all(|b| b.is_ascii_alphabetic()))
            && written
                .get(2..4)
                .is_some_and(|check| check.bytes().all(|b| b.is_ascii_digit()))
            && digits >= 8
            && digits + letters == written.len();
        let kind = if is_account {
            Kind::Account
        } else if written.matches(':').count() >= 3
            && written.bytes().all(|b| b.is_ascii_hexdigit() || b == b':')
        {
            Kind::Network
        } else if digits >= 3 && written.len() >= 6 && says(&near(words, piece.start), LICENCE) {
            Kind::Licence
        } else {
            continue;
        };
        found.push(Found { at: piece, kind });
    }
    found
}

/// Runs of letters, digits and colons that hold a digit.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b':';
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let digit = from + bytes.get(from..)?.iter().position(u8::is_ascii_digit)?;
            let before = bytes
                .get(from..digit)?
                .iter()
                .rev()
                .take_while(|byte| inside(byte))
                .count();
            let colons = bytes
                .get(digit - before..digit)?
                .iter()
                .take_while(|byte| **byte == b':')
                .count();
            let start = digit - before + colons;
            from = digit + bytes.get(digit..)?.iter().take_while(|byte| inside(byte)).count();
            if from - start >= 6 {
                return Some(start..from);
            }
        }
    })
}

/// Mail addresses, names in a social network, and links.
pub(super) fn reach(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found: Vec<Found> = links(text).collect();
    for at in memchr::memchr_iter(b'@', bytes) {
        let left = text
            .get(..at)
            .unwrap_or_default()
            .char_indices()
            .rev()
            .take_while(|(_, c)| c.is_alphanumeric() || "._%+-'".contains(*c))
            .last()
            .map_or(at, |(start, _)| start);
        let rest = text.get(at + 1..).unwrap_or_default();
        let length = rest
            .find(|c: char| !(c.is_alphanumeric() || "._-".contains(c)))
            .unwrap_or(rest.len());
        let host = rest
            .get(..length)
            .unwrap_or_default()
            .trim_end_matches(['.', '-', '_']);
        let end = at + 1 + host.len();
        if left < at && host.contains('.') {
            found.push(Found {
                at: left..end,
                kind: Kind::Email,
            });
        } else if left == at && host.len() >= 3 {
            found.push(Found {
                at: at..end,
                kind: Kind::Handle,
            });
        }
    }
    found
}

/// Pages on the web, up to the next blank.
fn links(text: &str) -> impl Iterator<Item = Found> + '_ {
    let schemes = memchr::memmem::find_iter(text.as_bytes(), "://");
    schemes.map(|at| {
        let before = text.get(..at).unwrap_or_default();
        let start = before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
        let rest = text.get(at..).unwrap_or_default();
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        Found {
            at: start..at + length,
            kind: Kind::Link,
        }
    })
}
