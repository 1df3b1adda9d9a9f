//! Sums of money in running text: `$450k`, `up to 1.2 million`, `between 400 and 450k`, `the mid 400s`, `450,000`, `half a million`.
//!
//! A bare number is money only with a sign, a unit, or thousands parted by commas. To add a unit: a row in `UNITS`.

use std::ops::Range;

use crate::domain::spoken;
use crate::domain::value::Cents;

/// A sum or a range of sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The bytes it stands on, with the words that bound it.
    pub at: Range<usize>,
    /// The least meant; `None` for "up to".
    pub low: Option<Cents>,
    /// The most meant; `None` for "at least".
    pub high: Option<Cents>,
}

impl Sum {
    /// The number to reckon with: the most meant, or the least where there is no most.
    pub fn most(&self) -> Option<Cents> {
        self.high.or(self.low)
    }
}

/// Units after a number, as the letter that [`Cents::parse`] knows.
const UNITS: &[(&str, &str)] = &[
    ("k", "k"),
    ("thousand", "k"),
    ("grand", "k"),
    ("mil", "k"),
    ("m", "m"),
    ("mm", "m"),
    ("million", "m"),
    ("millon", "m"),
    ("millones", "m"),
    ("mill", "m"),
    ("dollars", ""),
    ("dollar", ""),
    ("bucks", ""),
    ("usd", ""),
    ("dolares", ""),
];

/// A number as it stands in a text.
#[derive(Clone, Debug)]
struct Figure {
    at: Range<usize>,
    digits: String,
    /// The letter of its unit.
    unit: Option<&'static str>,
    /// Whether a sign, a unit or commas show that it is money.
    marked: bool,
    /// `400s`: a range of a hundred thousand.
    plural: bool,
}

impl Figure {
    fn cents(&self) -> Option<Cents> {
        Cents::parse(&format!("{}{}", self.digits, self.unit.unwrap_or_default())).ok()
    }
}

/// Every sum in a text, from left to right.
pub fn sums(text: &str) -> Vec<Sum> {
    found(text, false)
}

/// The sums in an answer to a question about money, where a bare `450` means thousands.
pub(super) fn answered(text: &str) -> Vec<Sum> {
    found(text, true)
}

fn found(text: &str, asked: bool) -> Vec<Sum> {
    let figures = figures(text);
    let mut sums = Vec::new();
    let mut at = 0;
    while let Some(figure) = figures.get(at) {
        let next = figures.get(at + 1);
        if let Some(sum) = next.and_then(|next| range(text, figure, next, asked)) {
            sums.push(sum);
            at += 2;
            continue;
        }
        sums.extend(single(text, figure, asked));
        at += 1;
    }
    sums
}

/// `400 to 450k`, `between 400k and 450k`, `400-450k`.
fn range(text: &str, first: &Figure, second: &Figure, asked: bool) -> Option<Sum> {
    let between = text.get(first.at.end..second.at.start)?.trim();
    if !matches!(between, "-" | "\u{2013}" | "to" | "and" | "or" | "a" | "y") {
        return None;
    }
    let spoken = before(text, first.at.start).to_lowercase();
    if matches!(between, "and" | "y") && !(spoken.ends_with("between") || spoken.ends_with("entre")) {
        return None;
    }
    let marked = first.marked || second.marked;
    if !marked && !asked {
        return None;
    }
    let mut low = first.clone();
    low.unit = low.unit.or(second.unit).or_else(|| thousands(first, asked));
    let mut high = second.clone();
    high.unit = high.unit.or_else(|| thousands(second, asked));
    let (low, high) = (low.cents()?, high.cents()?);
    (low <= high).then_some(Sum {
        at: first.at.start..second.at.end,
        low: Some(low),
        high: Some(high),
    })
}

/// A bare figure of two to four digits in an answer about a home's price means thousands.
fn thousands(figure: &Figure, asked: bool) -> Option<&'static str> {
    let small = figure
        .digits
        .parse::<f64>()
        .is_ok_and(|value| (50.0..=5_000.0).contains(&value));
    (asked && small && figure.unit.is_none()).then_some("k")
}

/// Characters beside a sum that can bound it.
const NEAR: usize = 24;

/// What stands right before a place.
fn before(text: &str, at: usize) -> &str {
    let spoken = text.get(..at).unwrap_or_default().trim_end();
    let from = spoken
        .char_indices()
        .rev()
        .take(NEAR)
        .last()
        .map_or(0, |(at, _)| at);
    spoken.get(from..).unwrap_or_default()
}

/// Words before a sum that bound it.
const MOST: &[&str] = &[
    "up to",
    "under",
    "below",
    "max",
    "maximum",
    "at most",
    "no more than",
    "not more than",
    "less than",
    "maximum of",
    "max of",
    "top out at",
    "not over",
    "hasta",
    "within",
    "tops",
];
const LEAST: &[&str] = &[
    "at least",
    "over",
    "more than",
    "above",
    "minimum",
    "min",
    "minimum of",
    "starting at",
    "no less than",
    "not less than",
];

fn single(text: &str, figure: &Figure, asked: bool) -> Option<Sum> {
    let mut figure = figure.clone();
    let near = before(text, figure.at.start);
    let before = near.to_lowercase();
    if figure.plural {
        return hundreds(&before, &figure);
    }
    if !figure.marked {
        let unit = thousands(&figure, asked);
        if !asked || (unit.is_none() && figure.digits.len() < 5) {
            return None;
        }
        figure.unit = unit;
    }
    let cents = figure.cents()?;
    let bound = |words: &[&str]| {
        words
            .iter()
            .filter(|word| {
                before
                    .strip_suffix(**word)
                    .is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
            })
            .map(|word| word.len())
            .max()
    };
    let (most, least) = (bound(MOST), bound(LEAST));
    let after: String = text
        .get(figure.at.end..)?
        .trim_start()
        .chars()
        .take(NEAR)
        .collect();
    let after = after.to_lowercase();
    let tops = ["max", "tops", "or less", "or under", "at most"]
        .iter()
        .any(|word| after.starts_with(word));
    let more = ["or more", "+", "minimum", "and up"]
        .iter()
        .any(|word| after.starts_with(word));
    // `no more than` ends in `more than`: the longer words hold.
    let (low, high) = if most > least || tops {
        (None, Some(cents))
    } else if least > most || more {
        (Some(cents), None)
    } else {
        (Some(cents), Some(cents))
    };
    let start = most.max(least).map_or(figure.at.start, |length| {
        let spoken = text.get(..figure.at.start).unwrap_or_default().trim_end();
        // Small letters may be of another length; then the number stands alone.
        let start = spoken.len().saturating_sub(length);
        if before.len() == near.len() && text.is_char_boundary(start) {
            start
        } else {
            figure.at.start
        }
    });
    Some(Sum {
        at: start..figure.at.end,
        low,
        high,
    })
}

/// `the 400s`, `low 500s`, `mid 600s`: thirds of a hundred thousand.
fn hundreds(before: &str, figure: &Figure) -> Option<Sum> {
    let base: i64 = figure
        .digits
        .parse()
        .ok()
        .filter(|base| (100..=900).contains(base) && base % 100 == 0)?;
    let ends = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
    let (low, high) = if ends(&["low", "lower"]) {
        (base, base + 33)
    } else if ends(&["mid", "middle"]) {
        (base + 34, base + 66)
    } else if ends(&["high", "upper"]) {
        (base + 67, base + 99)
    } else {
        (base, base + 99)
    };
    Some(Sum {
        at: figure.at.clone(),
        low: Some(Cents(low * 100_000)),
        high: Some(Cents(high * 100_000)),
    })
}

/// Those of digits and those of words. Digits that are part of an amount in words are none of their own.
fn figures(text: &str) -> Vec<Figure> {
    let mut figures = of_digits(text);
    for spoken in spoken::amounts(text) {
        figures.retain(|figure| figure.at.end <= spoken.at.start || spoken.at.end <= figure.at.start);
        figures.push(Figure {
            digits: spoken.digits(),
            at: spoken.at,
            unit: Some("m"),
            marked: true,
            plural: false,
        });
    }
    figures.sort_by_key(|figure| figure.at.start);
    figures
}

fn of_digits(text: &str) -> Vec<Figure> {
    let bytes = text.as_bytes();
    let mut figures = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let before = text.get(..at).unwrap_or_default();
        let glued = before
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '#' | '@' | '.' | '_' | '/' | ':'));
        let mut end = at;
        while end < bytes.len() && (bytes[end].is_ascii_digit() || is_mark(bytes, end)) {
            end += 1;
        }
        if !glued {
            figures.extend(figure(text, at, end));
        }
        at = end.max(at + 1);
    }
    figures
}

/// A comma or point between digits.
fn is_mark(bytes: &[u8], at: usize) -> bool {
    matches!(bytes[at], b',' | b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
}

fn figure(text: &str, start: usize, end: usize) -> Option<Figure> {
    let typed = text.get(start..end)?;
    let commas = typed.contains(',');
    let grouped = typed
        .split('.')
        .next()?
        .split(',')
        .skip(1)
        .all(|group| group.len() == 3);
    if (commas && !grouped) || typed.len() > 16 {
        return None;
    }
    let before = text.get(..start)?.trim_end();
    let sign = before.strip_suffix('$');
    let rest = text.get(end..)?;
    let word = rest.trim_start_matches([' ', '\u{a0}', '-']);
    let skipped = rest.len() - word.len();
    let length = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
    let small = word.get(..length)?.to_lowercase();
    let unit = UNITS
        .iter()
        .find(|(name, _)| *name == small && (skipped == 0 || name.len() > 1));
    let plural = small == "s" && skipped == 0;
    // `10/12`, `909-555-0142`, `4bd`: no figure of its own.
    let glued = skipped == 0 && length > 0 && unit.is_none() && !plural;
    let number = rest.starts_with(['/', ':', '%'])
        || (rest.starts_with('-')
            && rest
                .get(1..)
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            && typed.len() == 3
            && is_phone(rest));
    if glued || number {
        return None;
    }
    Some(Figure {
        at: sign.map_or(start, str::len)..unit.map_or(end + usize::from(plural), |_| end + skipped + length),
        digits: typed.replace(',', ""),
        unit: unit.map(|(_, letter)| *letter),
        marked: sign.is_some() || unit.is_some() || (commas && typed.len() >= 6),
        plural,
    })
}

/// The rest of a telephone number: `-555-0142`.
fn is_phone(rest: &str) -> bool {
    let bytes = rest.as_bytes();
    bytes.len() >= 9
        && bytes[1..4].iter().all(u8::is_ascii_digit)
        && bytes[4] == b'-'
        && bytes[5..9].iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<String> {
        let short = |cents: Option<Cents>| cents.map_or(String::new(), Cents::short);
        sums(text)
            .iter()
            .map(|sum| {
                if sum.low == sum.high {
                    short(sum.low)
                } else {
                    format!("{}..{}", short(sum.low), short(sum.high))
                }
            })
            .collect()
    }

    #[test]
    fn sums_are_read_as_people_write_them() {
        for (text, sum) in [
            ("around $450k", "$450k"),
            ("we have 450,000 saved", "$450k"),
            ("1.2 million", "$1.2M"),
            ("350 thousand", "$350k"),
            ("$ 2,400 a month", "$2k"),
            ("up to 500k", "..$500k"),
            ("no more than $500,000", "..$500k"),
            ("500k max", "..$500k"),
            ("at least 300k", "$300k.."),
            ("$300k+", "$300k.."),
            ("between 400 and 450k", "$400k..$450k"),
            ("400-450k", "$400k..$450k"),
            ("$400,000 to $450,000", "$400k..$450k"),
            ("in the mid 400s", "$434k..$466k"),
            ("the 300s", "$300k..$399k"),
            ("around half a million", "$500k"),
            ("up to a million and a half", "..$1.5M"),
            ("at least three quarters of a million", "$750k.."),
            ("no more than $2 million and a half", "..$2.5M"),
            ("two and a half million tops", "..$2.5M"),
            ("between half a million and 600k", "$500k..$600k"),
            ("between 400k and half a mil", "$400k..$500k"),
            ("one and a half million to two million", "$1.5M..$2M"),
            ("hasta medio mill\u{f3}n", "..$500k"),
            ("entre un mill\u{f3}n y medio y dos millones", "$1.5M..$2M"),
        ] {
            assert_eq!(read(text), [sum], "{text}");
        }
        for text in [
            "",
            "3 bedrooms",
            "call 909-555-0142",
            "on 10/12",
            "at 5:30",
            "92336",
            "4bd 2ba",
            "1,2,3",
            "ÄÖ 5 €",
            "5 %",
            "MLS #450000",
            "in 2027",
            "half a mile",
            "thanks a million",
            "half a million people",
        ] {
            assert_eq!(read(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_bare_answer_about_money_means_thousands() {
        let most = |text: &str| answered(text).first().and_then(Sum::most);
        assert_eq!(most("maybe 450"), Some(Cents(45_000_000)));
        assert_eq!(most("400 to 450"), Some(Cents(45_000_000)));
        assert_eq!(most("450000"), Some(Cents(45_000_000)));
        assert_eq!(most("half a million or so"), Some(Cents(50_000_000)));
        assert_eq!(most("in 3 weeks"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>()) {
            for sum in sums(&text).into_iter().chain(answered(&text)) {
                prop_assert!(text.get(sum.at).is_some());
            }
        }

        #[test]
        fn figures_in_any_order_are_read(text in "[0-9$,.kKm/: -]{0,24}( up to | under |İ| to | and |s){0,3}[0-9$,.km-]{0,12}") {
            for sum in sums(&text).into_iter().chain(answered(&text)) {
                prop_assert!(text.get(sum.at).is_some());
            }
        }
    }
}
