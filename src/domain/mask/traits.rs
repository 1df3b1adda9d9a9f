//! What a text tells of somebody's protected traits: belief, family, health, origin, sex, age (class P2 of
//! `docs/privacy.md`).
//!
//! It is about people who are mentioned, so houses that are old and rooms for families stay. The lists are phrases in
//! `assets/mask/traits.txt`; ages are numbers beside a person and are found here.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::lexicon::Marks;
use super::{Fast, Found, Kind};
use crate::domain::words::{Break, Reach, Table, Word};

/// What a phrase may run across.
const REACH: Reach = Reach {
    words: Break::Wrap,
    gaps: Break::Wrap,
};
/// The phrases (hand-written for this program).
static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::read(include_str!("../../../assets/mask/traits.txt")));

/// Who may have an age: words after which "is 78" is one.
pub(super) const PEOPLE: &[&str] = &[
    "he",
    "she",
    "i",
    "who",
    "they",
    "husband",
    "wife",
    "spouse",
    "partner",
    "mother",
    "mom",
    "mum",
    "father",
    "dad",
    "son",
    "daughter",
    "brother",
    "sister",
    "grandma",
    "grandmother",
    "grandpa",
    "grandfather",
    "child",
    "kid",
    "kids",
    "baby",
    "aunt",
    "uncle",
    "buyer",
    "seller",
    "client",
    "owner",
    "tenant",
    "man",
    "woman",
    "lady",
    "gentleman",
    "boy",
    "girl",
    "widow",
    "widower",
    "couple",
    "veteran",
    "nephew",
    "niece",
    "grandson",
    "granddaughter",
    "parents",
];
/// The same with the verb in one word.
const PEOPLE_ARE: &[&str] = &["hes", "shes", "im", "whos", "theyre", "moms", "dads"];
const BE: &[&str] = &[
    "is", "am", "are", "was", "turned", "turns", "turning", "be", "turn", "being",
];
/// What may stand between the verb and the number.
const ABOUT: &[&str] = &[
    "about", "almost", "nearly", "now", "only", "just", "over", "already", "like", "around", "both", "will",
    "be", "going", "on", "soon", "maybe", "past", "turning", "turned", "is",
];
/// What may stand behind an age that bears no unit.
const BEHIND: &[&str] = &[
    "and", "now", "so", "but", "yo", "today", "tomorrow", "soon", "next", "this", "last", "with", "too",
    "in", "who", "or", "when", "already",
];
/// Whose age is no person's.
pub(super) const THINGS: &[&str] = &[
    "roof",
    "house",
    "home",
    "hvac",
    "heater",
    "furnace",
    "ac",
    "unit",
    "building",
    "property",
    "it",
    "its",
    "system",
    "water",
    "appliances",
    "windows",
    "kitchen",
    "listing",
    "condo",
    "tree",
    "fence",
    "car",
];
const WHOSE: &[&str] = &["his", "her", "their", "my", "our"];
const PART: &[&str] = &["early", "mid", "late", "upper", "low"];
/// How many words before an age are looked at for whose it is.
const NEAR: usize = 5;
/// More words than any phrase spans, and than any of its choices.
const SPAN: usize = 16;
const LONGEST: usize = 3;
/// The oldest that people get.
const OLDEST: u32 = 115;

/// The phrases by their rarest words: where none of these stands, nothing is looked for.
struct Phrases {
    rows: Vec<Table>,
    /// For each such word the rows that need it, and how many words of the row may stand before it.
    cores: HashMap<String, Vec<(usize, usize)>, Fast>,
}

impl Phrases {
    /// Reads the lists. A line that is no phrase would match nothing; the tests look at each.
    fn read(text: &'static str) -> Self {
        let lines = || {
            text.lines()
                .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        };
        let sets: Vec<(&str, &str)> = lines()
            .filter_map(|line| line.strip_prefix('@')?.split_once(" = "))
            .collect();
        let mut phrases = Self {
            rows: Vec::new(),
            cores: HashMap::default(),
        };
        for line in lines().filter(|line| !line.contains(" = ")) {
            let mut parts = line.split(" / ");
            let phrase = parts.next().unwrap_or_default();
            let (words, before) = core(phrase, &sets);
            for word in words {
                let rows = phrases.cores.entry(word).or_default();
                rows.push((phrases.rows.len(), before));
            }
            phrases
                .rows
                .push(Table::new([(phrase, parts.collect())], &sets, REACH));
        }
        phrases
    }

    fn hits(&self, words: &[Word], marks: &[Marks]) -> Vec<Range<usize>> {
        let mut hits = Vec::new();
        let cores = words.iter().zip(marks).enumerate();
        for (at, (word, _)) in cores.filter(|(_, (_, marks))| marks.has(Marks::CORE)) {
            for (row, before) in self.cores.get(word.text.as_str()).into_iter().flatten() {
                let starts = at.saturating_sub(*before)..at + 1;
                let found = self.rows.get(*row).map(|table| table.hits_from(words, starts));
                hits.extend(found.into_iter().flatten().map(|hit| hit.words));
            }
        }
        hits
    }
}

/// How much is said of a word, roughly: what begins sentences counts for ten of other everyday words.
fn frequency(word: &str) -> u32 {
    let marks = Marks::of(word);
    match (marks.has(Marks::PLAIN), marks.has(Marks::COMMON)) {
        (true, _) => 10,
        (false, true) => 1,
        (false, false) => 0,
    }
}

/// The words that [`find`] looks at more closely.
pub(super) fn cores() -> impl Iterator<Item = &'static str> {
    PHRASES.cores.keys().map(String::as_str)
}

/// The words of which one must stand in a phrase, chosen so that they are rarely said, and how many may stand before it.
fn core(phrase: &str, sets: &[(&str, &str)]) -> (Vec<String>, usize) {
    let mut before = 0;
    let mut rarest: Option<(u32, Vec<String>, usize)> = None;
    for item in phrase.split_whitespace() {
        if let Some(gap) = item.strip_prefix("..").or_else(|| item.strip_prefix('~')) {
            before += gap.parse().unwrap_or(SPAN);
        } else if !matches!(item, "^" | "$" | ",") {
            let words = expanded(item.trim_end_matches('?'), sets);
            let common: u32 = words.iter().map(|word| frequency(word)).sum();
            let rarer = rarest.as_ref().is_none_or(|(least, ..)| common < *least);
            if rarer && !item.ends_with('?') {
                rarest = Some((common, words, before));
            }
            before += LONGEST;
        }
    }
    rarest
        .map(|(_, words, before)| (words, before))
        .unwrap_or_default()
}

/// The first words of the choices of an item.
fn expanded(item: &str, sets: &[(&str, &str)]) -> Vec<String> {
    item.split('|')
        .flat_map(|choice| match choice.strip_prefix('@') {
            Some(name) => sets
                .iter()
                .filter(|(set, _)| *set == name)
                .flat_map(|(_, inside)| expanded(inside, sets))
                .collect(),
            None => vec![choice.split('_').next().unwrap_or_default().to_owned()],
        })
        .collect()
}

/// Traits in a text.
pub(super) fn find(words: &[Word], marks: &[Marks]) -> Vec<Found> {
    let phrases = PHRASES.hits(words, marks).into_iter();
    let ages = marks.iter().enumerate().filter_map(|(at, marks)| {
        if marks.has(Marks::TENS) {
            decade(words, at)
        } else if marks.has(Marks::NUMBER) {
            age(words, at)
        } else {
            None
        }
    });
    phrases
        .chain(ages)
        .filter_map(|range| {
            let (first, last) = (words.get(range.start)?, words.get(range.end.checked_sub(1)?)?);
            Some(Found {
                at: first.at.start..last.at.end,
                kind: Kind::Trait,
            })
        })
        .collect()
}

/// The words of an age whose number stands at a place.
fn age(words: &[Word], at: usize) -> Option<Range<usize>> {
    let word = words.get(at)?;
    if let Some(tens) = word.text.strip_suffix('s') {
        return (tens.len() == 2 && tens.ends_with('0'))
            .then(|| decade(words, at))
            .flatten();
    }
    if word.text.ends_with("yo") {
        return is_age(word.text.trim_end_matches("yo")).then_some(at..at + 1);
    }
    if !is_age(&word.text) {
        return None;
    }
    let before = Before::of(words, at);
    let behind = |skip: usize| {
        words
            .get(at + skip)
            .filter(|word| word.before < Break::Comma)
            .map(|word| word.text.as_str())
    };
    let has_years = matches!(behind(1), Some("year" | "years" | "yr" | "yrs" | "y"));
    if has_years && matches!(behind(2), Some("old" | "olds" | "o" | "young")) {
        let of_person = before.is_person() || behind(3).is_some_and(|next| PEOPLE.contains(&next));
        return of_person.then_some(at..at + 3);
    }
    if before.last() == Some("aged")
        || (before.last() == Some("age") && before.is_nobodys_thing() && !has_years)
    {
        return Some(at - 1..at + 1);
    }
    let bare = match words.get(at + 1) {
        None => true,
        Some(next) => next.before >= Break::Comma || BEHIND.contains(&next.text.as_str()),
    };
    (bare && before.is_said_of_person()).then_some(at..at + 1)
}

/// `in her late 60s`, `in his seventies`.
fn decade(words: &[Word], at: usize) -> Option<Range<usize>> {
    let text = |back: usize| words.get(at.checked_sub(back)?).map(|word| word.text.as_str());
    let part = text(1).is_some_and(|word| PART.contains(&word));
    let whose = if part { 2 } else { 1 };
    if !text(whose).is_some_and(|word| WHOSE.contains(&word)) {
        return None;
    }
    let from = if text(whose + 1) == Some("in") {
        whose + 1
    } else {
        usize::from(part)
    };
    Some(at - from..at + 1)
}

fn is_age(digits: &str) -> bool {
    digits.len() <= 3
        && digits
            .parse()
            .is_ok_and(|years: u32| (1..=OLDEST).contains(&years))
}

/// The words of the sentence before a number, the nearest last.
struct Before<'a>(&'a [Word]);

impl<'a> Before<'a> {
    fn of(words: &'a [Word], at: usize) -> Self {
        let from = (at.saturating_sub(NEAR)..at)
            .rev()
            .find(|from| words.get(*from).is_some_and(|word| word.before >= Break::Line))
            .unwrap_or(at.saturating_sub(NEAR));
        // A sentence that begins with the number has nothing before it.
        let fresh = words.get(at).is_some_and(|word| word.before >= Break::Line);
        Self(words.get(if fresh { at } else { from }..at).unwrap_or_default())
    }

    fn texts(&self) -> impl DoubleEndedIterator<Item = &'a str> + use<'a> {
        self.0.iter().map(|word| word.text.as_str())
    }

    fn last(&self) -> Option<&'a str> {
        self.texts().next_back()
    }

    fn is_nobodys_thing(&self) -> bool {
        !self.texts().any(|word| THINGS.contains(&word))
    }

    /// Whether somebody is named, and nothing that ages without being one.
    fn is_person(&self) -> bool {
        self.is_nobodys_thing()
            && self
                .texts()
                .any(|word| PEOPLE.contains(&word) || PEOPLE_ARE.contains(&word))
    }

    /// `he's now`, `my mother is almost`.
    fn is_said_of_person(&self) -> bool {
        let mut rest = self
            .texts()
            .rev()
            .skip_while(|word| ABOUT.contains(word) && *word != "is");
        match rest.next() {
            Some(word) if PEOPLE_ARE.contains(&word) => true,
            Some(word) if BE.contains(&word) => rest.take(2).any(|who| PEOPLE.contains(&who)),
            // "Dad will be 90": all of the verb was skipped.
            Some(word) => {
                PEOPLE.contains(&word)
                    && self
                        .texts()
                        .any(|word| matches!(word, "be" | "turning" | "turned" | "turns"))
            }
            None => false,
        }
    }
}
