//! Amounts of money and shares in a text, by what they are worth: `$450,000`, `450k` and `450 thousand` are one amount.
//!
//! What a draft names is read strictly: a number is an amount where a sign or a word says so. What was told is read loosely: a
//! bare number may be an amount as well, and people leave the thousands away. A run of five kilometres, half a square mile and a
//! retirement plan are no amounts. What is half a million in words is read as everywhere. To add a word: its row in [`SCALES`],
//! [`MONEY`], [`SHARES`] or [`OTHERS`].

use std::collections::BTreeSet;
use std::ops::Range;

use crate::domain::spoken;

/// Words behind a number that make it so many times larger, and an amount.
const SCALES: &[(&str, u64)] = &[
    ("k", 1_000),
    ("thousand", 1_000),
    ("grand", 1_000),
    ("mil", 1_000),
    ("m", 1_000_000),
    ("mm", 1_000_000),
    ("million", 1_000_000),
    ("millions", 1_000_000),
    ("mill", 1_000_000),
    ("millon", 1_000_000),
    ("millones", 1_000_000),
];
/// Words behind a number that say that it is money.
const MONEY: &[&str] = &["dollars", "dollar", "bucks", "usd", "dolares"];
/// Words behind a number that say that it is a share.
const SHARES: &[&str] = &["percent", "pct", "percentage", "porcentaje"];
/// The same in two words.
const SHARES_IN_TWO: &[(&str, &str)] = &[("per", "cent"), ("por", "ciento")];
/// What is counted or measured in thousands, millions, metres or minutes and is no money.
const OTHERS: &[&str] = &[
    "run",
    "runs",
    "race",
    "races",
    "walk",
    "walks",
    "jog",
    "ride",
    "marathon",
    "trail",
    "loop",
    "step",
    "steps",
    "mile",
    "miles",
    "km",
    "feet",
    "foot",
    "ft",
    "sq",
    "sqft",
    "sf",
    "square",
    "acre",
    "acres",
    "meter",
    "meters",
    "metres",
    "tv",
    "video",
    "screen",
    "monitor",
    "resolution",
    "plan",
    "plans",
    "people",
    "followers",
    "views",
    "times",
    "thanks",
    "away",
    "tall",
    "long",
    "wide",
    "high",
    "deep",
    "from",
    "drive",
];
/// Numbers with a `k` that are names of things.
const NAMES: &[&str] = &["401k", "4k", "8k"];
/// What stands between the two ends of a range.
const RANGE: &[&str] = &["-", "\u{2013}", "\u{2014}", "to", "or", "a", "o"];
/// Whole numbers of millions or metres: above this it is metres.
const MILLIONS: u64 = 50;
/// Bare numbers that somebody may mean as thousands.
const THOUSANDS: std::ops::RangeInclusive<u64> = 50..=999;
/// A number is kept in thousandths.
const UNIT: u64 = 1_000;

/// An amount, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Figure {
    /// Of a dollar.
    Money(u64),
    /// Of a percent.
    Share(u64),
}

/// A number as it stands in a text.
struct Number {
    at: Range<usize>,
    /// In thousandths, without what a word behind it makes of it.
    value: u64,
    /// It was written with a point.
    is_broken: bool,
    figure: Option<Figure>,
    /// How much larger a word behind it made it.
    scale: u64,
    has_sign: bool,
}

/// The amounts that a text names.
pub(super) fn named_in(text: &str) -> BTreeSet<Figure> {
    numbers(text).iter().filter_map(|number| number.figure).collect()
}

/// What a text may be taken to tell.
pub(super) fn told_in(text: &str) -> BTreeSet<Figure> {
    let mut told = BTreeSet::new();
    for number in numbers(text) {
        told.extend(number.figure);
        if number.figure.is_some() {
            continue;
        }
        if number.value >= 1_000 * UNIT {
            told.insert(Figure::Money(number.value));
        } else if THOUSANDS.contains(&(number.value / UNIT)) {
            told.insert(Figure::Money(number.value.saturating_mul(1_000)));
        }
    }
    told
}

fn numbers(text: &str) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    let mut from = 0;
    while let Some(number) = next(text, from) {
        from = number.at.end;
        numbers.push(number);
    }
    for spoken in spoken::amounts(text) {
        numbers.retain(|number| number.at.end <= spoken.at.start || spoken.at.end <= number.at.start);
        numbers.push(Number {
            value: spoken.quarters.saturating_mul(UNIT) / 4,
            is_broken: spoken.quarters % 4 != 0,
            figure: Some(Figure::Money(spoken.units().saturating_mul(UNIT))),
            scale: 1_000_000,
            has_sign: true,
            at: spoken.at,
        });
    }
    numbers.sort_by_key(|number| number.at.start);
    // The first end of a range is worth what the second one's word says.
    for at in (1..numbers.len()).rev() {
        let (before, behind) = numbers.split_at_mut(at);
        if let (Some(one), Some(other)) = (before.last_mut(), behind.first()) {
            let between = text.get(one.at.end..other.at.start).unwrap_or_default();
            let between = between.trim_matches(|sign: char| sign.is_whitespace() || sign == '$');
            if RANGE.contains(&between.to_lowercase().as_str()) {
                share_word(one, other);
            }
        }
    }
    numbers
}

fn share_word(one: &mut Number, other: &Number) {
    let is_smaller = one.value < other.value;
    match other.figure {
        Some(Figure::Share(_)) if one.figure.is_none() => one.figure = Some(Figure::Share(one.value)),
        Some(Figure::Money(_)) if one.scale == 1 && (one.figure.is_none() || one.has_sign) => {
            let scale = if is_smaller && one.value < 1_000 * UNIT {
                other.scale
            } else {
                1
            };
            one.scale = scale;
            one.figure = Some(Figure::Money(one.value.saturating_mul(scale)));
        }
        _ => {}
    }
}

/// The number that begins next.
fn next(text: &str, from: usize) -> Option<Number> {
    let mut from = from;
    loop {
        let rest = text.get(from..)?;
        let start = from + rest.find(|sign: char| sign.is_ascii_digit())?;
        let end = end_of(text, start);
        let before = text.get(..start).unwrap_or_default().chars().next_back();
        // A digit in a word, or behind a colon, is no number of its own: "A4", "10:30".
        if before.is_some_and(|sign| sign.is_alphanumeric() || matches!(sign, '_' | ':' | '#')) {
            from = end;
            continue;
        }
        return Some(read(text, start..end));
    }
}

/// Where a number ends: points and commas belong to it where digits follow.
fn end_of(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = start;
    while is_digit(end) || (matches!(bytes.get(end), Some(b',' | b'.')) && is_digit(end + 1)) {
        end += 1;
    }
    end
}

fn read(text: &str, at: Range<usize>) -> Number {
    let digits = text.get(at.clone()).unwrap_or_default();
    let has_sign = text.get(..at.start).unwrap_or_default().trim_end().ends_with('$');
    let (value, is_broken) = worth(digits);
    let mut number = Number {
        at: at.clone(),
        value,
        is_broken,
        figure: None,
        scale: 1,
        has_sign,
    };
    let behind = text.get(at.end..).unwrap_or_default();
    if behind.trim_start_matches(' ').starts_with('%') {
        number.figure = Some(Figure::Share(value));
        return number;
    }
    let is_glued = behind.starts_with(char::is_alphabetic);
    let words = words_behind(behind);
    let word = |at: usize| words.get(at).map_or("", |word| word.0.as_str());
    let end_of_word = words.first().map_or(0, |word| word.1);
    if SHARES.contains(&word(0)) || SHARES_IN_TWO.contains(&(word(0), word(1))) {
        number.figure = Some(Figure::Share(value));
    } else if let Some((_, scale)) = SCALES.iter().find(|(scale, _)| *scale == word(0))
        && (has_sign || is_money(digits, &number, (word(0), word(1)), is_glued))
    {
        number.scale = *scale;
        number.figure = Some(Figure::Money(value.saturating_mul(*scale)));
        number.at.end += end_of_word;
    } else if has_sign || MONEY.contains(&word(0)) {
        number.figure = Some(Figure::Money(value));
    }
    number
}

/// Whether a word that makes a number larger makes it money, and not a length, a time or a name.
fn is_money(digits: &str, number: &Number, (word, next): (&str, &str), is_glued: bool) -> bool {
    if OTHERS.contains(&next) || NAMES.contains(&format!("{digits}{word}").as_str()) {
        return false;
    }
    match word {
        // Metres and minutes are written so too.
        "m" => {
            is_glued && (number.is_broken || (1..=MILLIONS).contains(&(number.value / UNIT)) && next != "min")
        }
        "k" => is_glued || next.is_empty() || MONEY.contains(&next),
        _ => true,
    }
}

/// The two words behind a number in small letters, and where each ends. Only blanks and a hyphen may stand between.
fn words_behind(text: &str) -> Vec<(String, usize)> {
    let mut words = Vec::new();
    let mut from = 0;
    while words.len() < 2 {
        let rest = text.get(from..).unwrap_or_default();
        let word = rest.trim_start_matches([' ', '-']);
        let start = from + rest.len() - word.len();
        let length = word
            .find(|sign: char| !sign.is_alphabetic())
            .unwrap_or(word.len());
        if length == 0 {
            break;
        }
        from = start + length;
        words.push((folded(word.get(..length).unwrap_or_default()), from));
    }
    words
}

/// In small letters, without the accents that these words have.
fn folded(word: &str) -> String {
    let plain = |letter: char| match letter {
        '\u{f3}' => 'o',
        '\u{e1}' => 'a',
        other => other,
    };
    word.to_lowercase().chars().map(plain).collect()
}

/// What digits are worth in thousandths, and whether they have a part behind the point. A point before three digits stands
/// between thousands.
fn worth(digits: &str) -> (u64, bool) {
    let plain: String = digits.chars().filter(|sign| *sign != ',').collect();
    let whole = || {
        let all: String = plain.chars().filter(char::is_ascii_digit).collect();
        (all.parse().unwrap_or(u64::MAX).saturating_mul(UNIT), false)
    };
    match plain.split_once('.') {
        Some((whole_part, part)) if part.len() < 3 && part.bytes().all(|digit| digit.is_ascii_digit()) => {
            let part = format!("{part:0<3}").parse().unwrap_or(0);
            let value: u64 = whole_part.parse().unwrap_or(u64::MAX);
            (value.saturating_mul(UNIT).saturating_add(part), true)
        }
        _ => whole(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Vec<u64> {
        let all = named_in(text).into_iter();
        all.map(|figure| match figure {
            Figure::Money(value) => value / UNIT,
            Figure::Share(value) => panic!("{text} names a share of {value}"),
        })
        .collect()
    }

    #[test]
    fn an_amount_is_worth_the_same_however_it_is_written() {
        for text in [
            "$450,000",
            "$450000.",
            "$ 450,000",
            "450k",
            "450K?",
            "450 k",
            "$450k",
            "450 thousand",
            "450-thousand",
            "450,000 dollars",
            "450 grand",
            "0.45 million",
            "0.45m",
            "$.45 is not it, 450k is",
            "450 mil",
        ] {
            let named = money(text);
            assert!(named.contains(&450_000), "{text}: {named:?}");
        }
        for (text, worth) in [
            ("1.2m", 1_200_000),
            ("1.2M is a lot", 1_200_000),
            ("$1.2mm", 1_200_000),
            ("1.2 million", 1_200_000),
            ("1.2 millones", 1_200_000),
            ("$1.200.000", 1_200_000),
            ("listed at 2m", 2_000_000),
            ("5k down", 5_000),
            ("500 bucks", 500),
            ("$5 off", 5),
            ("half a million", 500_000),
            ("three quarters of a million", 750_000),
            ("a million and a half", 1_500_000),
            ("2 million and a half", 2_500_000),
            ("medio mill\u{f3}n", 500_000),
            ("dos millones y medio", 2_500_000),
        ] {
            assert_eq!(money(text), [worth], "{text}");
        }
        assert_eq!(money("450-475k"), [450_000, 475_000]);
        assert_eq!(money("$450 to $475k"), [450_000, 475_000]);
        assert_eq!(money("between 450k and 475k"), [450_000, 475_000]);
        assert_eq!(money("2 to two and a half million"), [2_000_000, 2_500_000]);
        assert_eq!(money("$1,250.50"), [1_250]);
    }

    #[test]
    fn a_share_is_one_however_it_is_written() {
        for text in [
            "5%",
            "5 %",
            "5 percent",
            "5 pct",
            "5-percent",
            "5.0%",
            "5 per cent",
            "5 por ciento",
            "5 Percent down",
        ] {
            assert_eq!(named_in(text), BTreeSet::from([Figure::Share(5_000)]), "{text}");
        }
        let both = BTreeSet::from([Figure::Share(3_000), Figure::Share(3_500)]);
        for text in ["3-3.5%", "3 to 3.5 percent", "3% or 3.5%"] {
            assert_eq!(named_in(text), both, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_amounts() {
        for text in [
            "Call (415) 555-0199 or 415-555-0142.",
            "Built in 2019, sold in 2024.",
            "At 10:30, or 5pm, or 5 pm.",
            "3 bedrooms, 2 baths, 1,450 sqft on 12 Palm Ave",
            "up for the 5k run?",
            "a 10k race and a 5k",
            "your 401k",
            "a 4k TV",
            "10k steps",
            "500m away",
            "a 5m walk",
            "back in 90m",
            "20 thousand square feet",
            "a 40 m pool",
            "2 million thanks",
            "half a mile",
            "half a million people",
            "a million thanks",
            "open on June 12",
            "unit A4",
            "zip 94110",
            "1st and 2nd",
        ] {
            let named: Vec<_> = named_in(text).into_iter().collect();
            // A race without its word reads as money; it is refused rather than let through.
            let allowed: &[Figure] = if text.ends_with("a 5k") {
                &[Figure::Money(5_000 * UNIT)]
            } else {
                &[]
            };
            assert_eq!(named, allowed, "{text}");
        }
    }

    #[test]
    fn what_was_told_may_be_said_in_another_way() {
        for (said, told) in [
            ("450k works", "we could do $450,000"),
            ("$450,000 works", "up to 450"),
            ("$450k works", "450-475k"),
            ("1.2 million", "listed at 1,200,000"),
            ("5 percent", "5% down"),
            ("$599,000", "599000"),
            ("half a million works", "we have $500,000"),
            ("$1.5m works", "around a million and a half"),
            ("medio mill\u{f3}n", "500k"),
        ] {
            assert!(named_in(said).is_subset(&told_in(told)), "{said} after {told}");
        }
        for (said, told) in [
            ("450k works", "around 400"),
            ("5 percent", "5 bedrooms"),
            ("1.2m", "1.3m"),
            ("50 percent", "$50"),
            ("yours for $1", "1 bath, $10"),
            ("half a million works", "450k"),
            ("two and a half million", "2 million"),
            ("a million and a half", "a million"),
        ] {
            assert!(!named_in(said).is_subset(&told_in(told)), "{said} after {told}");
        }
    }
}
