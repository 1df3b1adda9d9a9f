//! Days and hours that a text names, so that none is offered that nobody told.
//!
//! What a draft names is read strictly: a day of the week, tomorrow, an hour of the clock, a day of a month. What was told is
//! read loosely: any small number may be an hour, and a weekend is both of its days. Only hours are held against each other,
//! not minutes. To add a word: its row in [`DAYS`] or in [`NUMBERS`].

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::domain::words::{Break, Word, english_number, spanish_number, words};

/// Days, folded: the word each counts as, and the others for it.
const DAYS: &[(&str, &[&str])] = &[
    ("monday", &["mon", "mondays", "lunes"]),
    ("tuesday", &["tue", "tues", "tuesdays", "martes"]),
    ("wednesday", &["wed", "weds", "wednesdays", "miercoles"]),
    ("thursday", &["thu", "thur", "thurs", "thursdays", "jueves"]),
    ("friday", &["fri", "fridays", "viernes"]),
    ("saturday", &["sat", "saturdays", "sabado", "sabados"]),
    ("sunday", &["sun", "sundays", "domingo", "domingos"]),
    ("tomorrow", &["tmrw", "tmw"]),
    ("tonight", &[]),
];
/// Words that are several days.
const SEVERAL: &[(&str, RangeInclusive<usize>)] = &[
    ("weekend", 5..=6),
    ("finde", 5..=6),
    ("weekday", 0..=4),
    ("weekdays", 0..=4),
];
/// Short words for a day that mean something else as well: nobody who writes for an agent uses them.
const SHORT: usize = 5;
/// Words that name an hour besides those that count, folded.
const NUMBERS: &[(&str, u32)] = &[("noon", 12), ("midday", 12), ("mediodia", 12), ("una", 1)];
/// What is an hour wherever it stands.
const MIDDAY: &[&str] = &["noon", "midday", "mediodia"];
/// Behind a number: it is an hour.
const HALVES: &[&str] = &["am", "pm", "a", "p", "oclock"];
/// Before a number: it is an hour, unless what is counted stands behind it.
const BEFORE: &[&str] = &["at", "las"];
/// Behind a number in words that is an hour; anything else is counted by it.
const GOES_ON: &[&str] = &[
    "or", "and", "on", "in", "o", "y", "el", "tomorrow", "works", "suits",
];
/// Behind "at" they are no hours.
const NEVER: &[&str] = &["one", "once"];
/// What numbers count that are no hours.
const COUNTED: &[&str] = &[
    "percent", "day", "days", "week", "weeks", "month", "months", "home", "homes", "points",
];
/// Months, folded, whose name is no other word.
const MONTHS: &[&str] = &[
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// Whether a text names a day or an hour that does not stand in what was told.
pub(super) fn invents(text: &str, told: &str) -> bool {
    let told = told_in(told);
    named_in(text).iter().any(|named| !told.contains(named))
}

/// A day by its place in [`DAYS`], an hour on a clock of twelve, or a day of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    Day(usize),
    Hour(u32),
    Date(u32),
}

fn hour(number: u32) -> Option<When> {
    (number <= 24).then_some(When::Hour(number % 12))
}

/// What a text names, strictly.
fn named_in(text: &str) -> Vec<When> {
    let all = words(text);
    let mut named = Vec::new();
    for (at, word) in all.iter().enumerate() {
        let near = |at: Option<usize>| {
            at.and_then(|at| all.get(at))
                .map_or("", |word| word.text.as_str())
        };
        let (before, behind, second) = (near(at.checked_sub(1)), near(Some(at + 1)), near(Some(at + 2)));
        let day = DAYS.iter().position(|(day, others)| {
            *day == word.text
                || others
                    .iter()
                    .any(|other| *other == word.text && other.len() >= SHORT)
        });
        named.extend(day.map(When::Day));
        if MIDDAY.contains(&word.text.as_str()) {
            named.extend(hour(12));
            continue;
        }
        let Some((number, rest)) = number(&word.text) else {
            continue;
        };
        let is_clock = HALVES.contains(&rest)
            || (rest.is_empty() && HALVES.contains(&behind) && (behind.len() > 1 || second == "m"))
            || (rest.is_empty() && minutes_follow(text, word))
            || (rest.is_empty() && BEFORE.contains(&before) && is_hour(&all, at, text));
        if is_clock {
            named.extend(hour(number));
        } else if MONTHS.contains(&before) && number <= 31 {
            named.push(When::Date(number));
        }
    }
    named
}

/// What a text may be taken to tell, loosely.
fn told_in(text: &str) -> BTreeSet<When> {
    let mut told = BTreeSet::new();
    for word in words(text) {
        let word = word.text.as_str();
        let day = DAYS
            .iter()
            .position(|(day, others)| *day == word || others.contains(&word));
        told.extend(day.map(When::Day));
        let several = SEVERAL.iter().find(|(several, _)| *several == word);
        told.extend(
            several
                .into_iter()
                .flat_map(|(_, days)| days.clone())
                .map(When::Day),
        );
        let Some((number, _)) = number(word) else {
            continue;
        };
        told.extend(hour(number));
        told.insert(When::Date(number));
        // "530 works" is half past five.
        if number >= 100 && number % 100 < 60 {
            told.extend(hour(number / 100));
        }
    }
    told
}

/// Whether the number behind "at" is an hour.
fn is_hour(all: &[Word], at: usize, text: &str) -> bool {
    let Some(word) = all.get(at) else { return false };
    let behind = all.get(at + 1);
    let next = behind.map_or("", |next| next.text.as_str());
    if word.text.starts_with(|letter: char| letter.is_ascii_digit()) {
        return !COUNTED.contains(&next) && !counts(text, word);
    }
    let before = at.checked_sub(1).and_then(|at| all.get(at));
    if before.is_some_and(|before| before.text == "at") && NEVER.contains(&word.text.as_str()) {
        return false;
    }
    behind.is_none_or(|next| next.before >= Break::Comma) || GOES_ON.contains(&next)
}

/// The number a word begins with or stands for, and what is behind it in the word.
fn number(word: &str) -> Option<(u32, &str)> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        let row = NUMBERS.iter().find(|(name, _)| *name == word);
        let known = english_number(word).or_else(|| spanish_number(word));
        return known
            .or(row.map(|(_, number)| *number))
            .map(|number| (number, ""));
    }
    let (digits, rest) = word.split_at_checked(digits)?;
    Some((digits.parse().ok()?, rest))
}

/// Whether `:30` stands behind a word.
fn minutes_follow(text: &str, word: &Word) -> bool {
    let behind = text.get(word.at.end..).unwrap_or_default();
    let mut letters = behind.chars();
    letters.next() == Some(':') && letters.next().is_some_and(|letter| letter.is_ascii_digit())
}

/// Whether it is a share or the beginning of a larger number.
fn counts(text: &str, word: &Word) -> bool {
    let behind = text.get(word.at.end..).unwrap_or_default();
    let mut letters = behind.chars();
    if behind.trim_start().starts_with('%') {
        return true;
    }
    match letters.next() {
        Some('.' | ',') => letters.next().is_some_and(|letter| letter.is_ascii_digit()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::invents;

    #[test]
    fn a_day_or_an_hour_that_nobody_told_is_found() {
        for text in [
            "Does Saturday suit you?",
            "Tomorrow at 9 or at 5?",
            "I can show it at 10:30.",
            "2pm works for me.",
            "Shall we say 2 p.m.?",
            "Shall we meet at ten?",
            "Noon is best.",
            "Open on June 12.",
            "\u{bf}El s\u{e1}bado a las diez?",
        ] {
            assert!(
                invents(text, "Is it still there? We could spend $650k."),
                "{text}"
            );
        }
    }

    #[test]
    fn what_they_or_the_facts_named_may_be_said_again() {
        for (text, told) in [
            ("Saturday at 10 works.", "Sat at ten?"),
            ("10:30 it is.", "how about 10.30"),
            ("At 5:30 then.", "530 works"),
            ("Saturday or Sunday?", "any time this weekend"),
            ("See you tomorrow.", "could we see it tomorrow"),
            ("June 12 is fine.", "the 12th?"),
            ("\u{bf}El s\u{e1}bado a las 10?", "el sabado a las diez"),
        ] {
            assert!(!invents(text, told), "{text} after {told}");
        }
    }

    #[test]
    fn numbers_that_are_no_hours_are_let_be() {
        for text in [
            "The house at 410 Palm has 3 bedrooms and 2 baths.",
            "It is at 5 % less than before.",
            "Rates stand at 6.5 now.",
            "I have two questions. Which day suits you?",
            "I will look into it today.",
            "It closed at 21 days on the market.",
            "Sat down with your list: 12 homes fit.",
            "I will send it at once, at one of your addresses.",
            "Let me look at two others first.",
        ] {
            assert!(!invents(text, ""), "{text}");
        }
    }
}
