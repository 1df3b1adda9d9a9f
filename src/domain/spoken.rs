//! Amounts of millions in words: `half a million`, `a million and a half`, `two and a half million`, `medio millón`.
//!
//! Digits with a unit are read elsewhere; here at least one part of the number is a word. What is counted in millions and is no
//! money, and a bare "a million", which is said of anything, are none. To add a word: a row in `PARTS` or `COUNTED`; a
//! Spanish one also in `SPANISH`.

use std::ops::Range;

use super::words::{english_number, spanish_number};

/// An amount in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The bytes it stands on, with the sign before it.
    pub at: Range<usize>,
    /// What it is worth, in quarters of a million.
    pub quarters: u64,
}

impl Spoken {
    /// What it is worth, in whole units of the currency.
    pub const fn units(&self) -> u64 {
        self.quarters.saturating_mul(250_000)
    }

    /// The same as digits of millions: `2.5`.
    pub fn digits(&self) -> String {
        let part = match self.quarters % 4 {
            1 => ".25",
            2 => ".5",
            3 => ".75",
            _ => "",
        };
        format!("{}{part}", self.quarters / 4)
    }
}

/// Parts of one, in quarters.
const PARTS: &[(&[&str], u64)] = &[
    (&["three", "quarters"], 3),
    (&["three", "quarter"], 3),
    (&["a", "half"], 2),
    (&["a", "quarter"], 1),
    (&["half"], 2),
    (&["quarter"], 1),
    (&["tres", "cuartos"], 3),
    (&["un", "cuarto"], 1),
    (&["medio"], 2),
    (&["cuarto"], 1),
];
/// Between a part and that of which it is one.
const LINKS: &[&[&str]] = &[&["of", "a"], &["a"], &["de", "un"], &["de"], &[]];
/// A million. The short one is a thousand in Spanish.
const MILLION: &[&str] = &["million", "millions", "mill", "millon", "millones", "mil"];
const AND: &[&str] = &["and", "y"];
/// Words of Spanish, beside which `mil` is a thousand.
const SPANISH: &[&str] = &["un", "cuartos", "cuarto", "medio", "de", "y"];
/// Words before a number that make it another one.
const LARGER: &[&str] = &[
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "point",
    "treinta",
    "cuarenta",
    "cincuenta",
    "cien",
    "ciento",
    "mil",
    "punto",
    "coma",
];
/// What is counted in millions and is no money.
const COUNTED: &[&str] = &[
    "people",
    "persons",
    "folks",
    "friends",
    "followers",
    "subscribers",
    "views",
    "clicks",
    "likes",
    "times",
    "things",
    "thanks",
    "thank",
    "reasons",
    "questions",
    "ways",
    "miles",
    "mile",
    "steps",
    "years",
    "year",
    "hours",
    "minutes",
    "sq",
    "sqft",
    "square",
    "feet",
    "ft",
    "acres",
    "gallons",
    "homes",
    "houses",
    "listings",
    "gracias",
    "personas",
    "gente",
    "veces",
    "cosas",
    "millas",
    "pasos",
    "seguidores",
    "preguntas",
    "casas",
];

/// A word of a text.
struct Word {
    at: Range<usize>,
    /// In small letters, without accents that matter here.
    folded: String,
    /// Only blanks or a hyphen stand between it and the word before.
    joined: bool,
}

/// Every amount in words, from left to right.
pub fn amounts(text: &str) -> Vec<Spoken> {
    let words = words(text);
    let mut amounts = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((count, spoken)) = amount(text, &words, at) else {
            at += 1;
            continue;
        };
        amounts.push(spoken);
        at += count;
    }
    amounts
}

/// The amount that begins at a word, and how many words it has.
fn amount(text: &str, words: &[Word], at: usize) -> Option<(usize, Spoken)> {
    let first = words.get(at)?;
    let follows = words.iter().skip(at + 1).take_while(|word| word.joined);
    let said: Vec<&str> = std::iter::once(first)
        .chain(follows)
        .map(|word| word.folded.as_str())
        .collect();
    let before = words.get(..at)?.last().filter(|_| first.joined);
    if before.is_some_and(|before| is_number(&before.folded) || LARGER.contains(&before.folded.as_str())) {
        return None;
    }
    let head = text.get(..first.at.start)?;
    if is_number(&first.folded) && head.ends_with(['.', ',', '#', '/', ':']) {
        return None;
    }
    let (count, quarters) = read(&said)?;
    let behind = said.get(count..)?;
    let counted = match behind {
        ["of" | "de", counted, ..] | [counted, ..] => COUNTED.contains(counted),
        [] => false,
    };
    if counted {
        return None;
    }
    let start = head.trim_end().strip_suffix('$').map_or(first.at.start, str::len);
    let end = words.get(at + count - 1)?.at.end;
    let at = start..end;
    Some((count, Spoken { at, quarters }))
}

/// How many words make a number of millions, and how many quarters of one it has.
fn read(said: &[&str]) -> Option<(usize, u64)> {
    let read = part_of_one(said)
        .or_else(|| with_part_before(said))
        .or_else(|| with_part_behind(said))?;
    let used = said.get(..read.0)?;
    let is_thousand = used.contains(&"mil")
        && used
            .iter()
            .any(|word| SPANISH.contains(word) || spanish_number(word).is_some());
    (!is_thousand).then_some(read)
}

/// `half a million`, `three quarters of a million`, `medio millón`.
fn part_of_one(said: &[&str]) -> Option<(usize, u64)> {
    let (count, quarters) = part(said)?;
    let rest = said.get(count..)?;
    LINKS.iter().find_map(|link| {
        let million = rest.strip_prefix(*link)?.first()?;
        MILLION
            .contains(million)
            .then_some((count + link.len() + 1, quarters))
    })
}

/// `two and a half million`, `dos y medio millones`.
fn with_part_before(said: &[&str]) -> Option<(usize, u64)> {
    let [number, and, rest @ ..] = said else {
        return None;
    };
    let whole = whole(number)?;
    let (count, quarters) = part(rest).filter(|_| AND.contains(and))?;
    let million = rest.get(count)?;
    MILLION
        .contains(million)
        .then_some((count + 3, whole * 4 + quarters))
}

/// `a million and a half`, `two million`, `dos millones y medio`. Without a part behind it only a number in words is read.
fn with_part_behind(said: &[&str]) -> Option<(usize, u64)> {
    let lead = usize::from(!MILLION.contains(said.first()?));
    let number = said.get(..lead)?.first();
    let whole = number.map_or(
        Some(1),
        |number| if *number == "a" { Some(1) } else { whole(number) },
    )?;
    let [million, rest @ ..] = said.get(lead..)? else {
        return None;
    };
    if !MILLION.contains(million) {
        return None;
    }
    if let [and, rest @ ..] = rest
        && AND.contains(and)
        && let Some((count, quarters)) = part(rest)
        // The part is of the next million: `a million and half a million`.
        && part_of_one(rest).is_none()
    {
        return Some((lead + count + 2, whole * 4 + quarters));
    }
    let is_word = number.is_some_and(|number| *number != "a" && !is_number(number));
    (is_word && *million != "mil").then_some((lead + 1, whole * 4))
}

fn part(said: &[&str]) -> Option<(usize, u64)> {
    let mut rows = PARTS.iter();
    let (words, quarters) = rows.find(|(words, _)| said.starts_with(words))?;
    Some((words.len(), *quarters))
}

fn whole(word: &str) -> Option<u64> {
    if is_number(word) {
        return word.parse().ok().filter(|number| (1..=99).contains(number));
    }
    let un = (word == "un").then_some(1);
    english_number(word)
        .or_else(|| spanish_number(word))
        .or(un)
        .map(u64::from)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|digit| digit.is_ascii_digit())
}

fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..) {
        let Some(start) = rest.find(char::is_alphanumeric).map(|at| from + at) else {
            break;
        };
        let word = text.get(start..).unwrap_or_default();
        let length = word
            .find(|sign: char| !sign.is_alphanumeric())
            .unwrap_or(word.len());
        let between = text.get(from..start).unwrap_or_default();
        let joined = !words.is_empty() && between.chars().all(|sign| matches!(sign, ' ' | '\u{a0}' | '-'));
        words.push(Word {
            at: start..start + length,
            folded: word
                .get(..length)
                .unwrap_or_default()
                .to_lowercase()
                .replace('\u{f3}', "o"),
            joined,
        });
        from = start + length;
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(text: &str) -> Vec<(&str, u64)> {
        let all = amounts(text).into_iter();
        all.map(|spoken| (&text[spoken.at.clone()], spoken.units()))
            .collect()
    }

    #[test]
    fn millions_are_read_as_people_say_them() {
        for (text, worth) in [
            ("half a million", 500_000),
            ("half million", 500_000),
            ("a half-million", 500_000),
            ("half a mil", 500_000),
            ("a quarter million", 250_000),
            ("quarter million", 250_000),
            ("a quarter of a million", 250_000),
            ("quarter mil", 250_000),
            ("three quarters of a million", 750_000),
            ("three-quarter million", 750_000),
            ("a million and a half", 1_500_000),
            ("one million and a half", 1_500_000),
            ("a mil and a half", 1_500_000),
            ("$2 million and a half", 2_500_000),
            ("two and a half million", 2_500_000),
            ("2 and a half million", 2_500_000),
            ("One and a Quarter Million", 1_250_000),
            ("two and three quarters million", 2_750_000),
            ("two and a half mil", 2_500_000),
            ("two million", 2_000_000),
            ("eleven million", 11_000_000),
            ("doce millones y medio", 12_500_000),
            ("medio mill\u{f3}n", 500_000),
            ("medio mill\u{f3}n de d\u{f3}lares", 500_000),
            ("mill\u{f3}n y medio", 1_500_000),
            ("un millon y medio", 1_500_000),
            ("dos millones y medio", 2_500_000),
            ("un cuarto de mill\u{f3}n", 250_000),
            ("tres cuartos de mill\u{f3}n", 750_000),
            ("tres millones", 3_000_000),
        ] {
            let found = said(text);
            assert!(
                matches!(&found[..], [(_, units)] if *units == worth),
                "{text}: {found:?}"
            );
            let around = format!("we said {text}, roughly");
            assert_eq!(said(&around).len(), 1, "{around}");
        }
        assert_eq!(
            said("ask $2 million and a half now"),
            [("$2 million and a half", 2_500_000)]
        );
        assert_eq!(
            said("between half a million and a million and a half"),
            [("half a million", 500_000), ("a million and a half", 1_500_000)]
        );
        assert_eq!(
            said("two million and half a million"),
            [("two million", 2_000_000), ("half a million", 500_000)]
        );
    }

    #[test]
    fn what_only_sounds_like_it_is_none() {
        for text in [
            "",
            "half a mile away",
            "a quarter mile",
            "a million thanks",
            "thanks a million",
            "one in a million",
            "a million dollar view",
            "half a million people",
            "two million of people",
            "medio mill\u{f3}n de personas",
            "a million and one things",
            "a million and a half times",
            "two and a half hours",
            "half an hour, a million things",
            "half. A million",
            "dos mil y medio",
            "dos mil",
            "doce mil",
            "medio mil",
            "two mil",
            "1.2 million",
            "2 million",
            "1.5 million and a half",
            "twenty two million",
            "one point two million",
            "the other half",
            "quarter to ten",
        ] {
            assert_eq!(said(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>()) {
            for spoken in amounts(&text) {
                prop_assert!(text.get(spoken.at).is_some());
            }
        }

        #[test]
        fn words_in_any_order_are_read(text in "((half|a|of|and|quarters?|three|two|million|mil|y|medio|millón|[$]2|de|İ|,)[ -]){0,9}") {
            for spoken in amounts(&text) {
                prop_assert!(text.get(spoken.at).is_some());
            }
        }
    }
}
