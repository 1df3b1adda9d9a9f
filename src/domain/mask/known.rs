//! Identifiers of the records that are loaded, found exactly, however they are written.

use std::collections::HashMap;
use std::ops::Range;

use super::names::{is_capital, is_plain, owner, without_s};
use super::{Fast, numbers};
use crate::domain::words::{Break, Word, words};

/// Digits of a number that must be the same; a country's prefix may be missing.
const DIGITS: usize = 10;
/// Fewer digits are no number to look for.
const FEWEST_DIGITS: usize = 7;
/// Bytes that may stand between two digits of one number, as in `909) - 555`.
const MOST_SIGNS: usize = 6;
/// Letters of the short form of a word of addresses, at most.
const SHORT_FORM: usize = 4;
/// Short forms of words of addresses, and the long ones.
const LONG: &[(&str, &str)] = &[
    ("st", "street"),
    ("ave", "avenue"),
    ("av", "avenue"),
    ("blvd", "boulevard"),
    ("rd", "road"),
    ("ln", "lane"),
    ("dr", "drive"),
    ("ct", "court"),
    ("pl", "place"),
    ("ter", "terrace"),
    ("cir", "circle"),
    ("pkwy", "parkway"),
    ("hwy", "highway"),
    ("apt", "apartment"),
    ("ste", "suite"),
    ("n", "north"),
    ("s", "south"),
    ("e", "east"),
    ("w", "west"),
];
/// Short forms of given names, each line one name (hand-written for this program).
const SHORT: &[&[&str]] = &[
    &["alexander", "alex", "sasha"],
    &["andrew", "andy", "drew"],
    &["anthony", "tony"],
    &["barbara", "barb", "babs"],
    &["benjamin", "ben", "benny"],
    &["charles", "charlie", "chuck"],
    &["christine", "chris", "chrissy", "tina"],
    &["christopher", "chris"],
    &["daniel", "dan", "danny"],
    &["david", "dave"],
    &["deborah", "deb", "debbie"],
    &["donald", "don", "donny"],
    &["dorothy", "dot", "dottie"],
    &["edward", "ed", "eddie", "ted"],
    &["elizabeth", "liz", "beth", "lizzie", "betty", "eliza"],
    &["francisco", "paco", "pancho"],
    &["frederick", "fred", "freddie"],
    &["gregory", "greg"],
    &["guadalupe", "lupe"],
    &["ignacio", "nacho"],
    &["jacob", "jake"],
    &["james", "jim", "jimmy", "jamie"],
    &["jeffrey", "jeff"],
    &["jennifer", "jen", "jenny"],
    &["jessica", "jess", "jessie"],
    &["jesus", "chuy"],
    &["john", "johnny", "jack"],
    &["jonathan", "jon"],
    &["jose", "pepe"],
    &["joseph", "joe", "joey"],
    &["joshua", "josh"],
    &["katherine", "kate", "kathy", "katie", "kat"],
    &["kenneth", "ken", "kenny"],
    &["kimberly", "kim"],
    &["lawrence", "larry"],
    &["leonard", "len", "lenny"],
    &["margaret", "maggie", "meg", "peggy"],
    &["matthew", "matt"],
    &["michael", "mike", "mikey", "mick"],
    &["nicholas", "nick", "nicky"],
    &["pamela", "pam"],
    &["patricia", "pat", "patty", "trish"],
    &["patrick", "pat", "paddy"],
    &["peter", "pete"],
    &["philip", "phil"],
    &["rebecca", "becky", "becca"],
    &["richard", "rick", "rich", "dick", "ricky"],
    &["robert", "bob", "rob", "bobby", "robbie"],
    &["ronald", "ron", "ronnie"],
    &["samuel", "sam", "sammy"],
    &["stephen", "steve"],
    &["steven", "steve"],
    &["susan", "sue", "susie"],
    &["teresa", "terry", "tess"],
    &["theodore", "ted", "teddy"],
    &["thomas", "tom", "tommy"],
    &["timothy", "tim"],
    &["victoria", "vicky", "tori"],
    &["vincent", "vince", "vinny"],
    &["william", "will", "bill", "billy", "willie"],
];
/// What is known of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// First name as it is written.
    pub first: String,
    /// Last name.
    pub last: String,
    /// Further names: of a firm, a partner.
    pub others: Vec<String>,
    /// Telephone numbers, in any form.
    pub phones: Vec<String>,
    /// Mail addresses.
    pub emails: Vec<String>,
    /// Street addresses, the way and the house only.
    pub addresses: Vec<String>,
}

/// Which part of a value stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// All of it.
    Whole,
    /// The first name alone.
    First,
    /// The last name alone.
    Last,
}

/// An identifier found in a text: where, whose value it is, and which part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The bytes it stands on.
    pub at: Range<usize>,
    /// The value's place in the vault.
    pub value: usize,
    /// Which part.
    pub form: Form,
}

#[derive(Clone, Debug)]
struct Entry {
    words: Vec<String>,
    value: usize,
    form: Form,
    /// Only with a capital: a word of its own as well.
    capital: bool,
}

/// All identifiers of the loaded records.
#[derive(Clone, Debug, Default)]
pub struct Known {
    phrases: HashMap<String, Vec<Entry>, Fast>,
    /// What the first words of the phrases look like, so that most words of a text are not looked up.
    shapes: Shapes,
    phones: HashMap<String, usize, Fast>,
}

/// Lengths of words, a bit each, by the last five bits of their first byte.
#[derive(Clone, Copy, Debug, Default)]
struct Shapes([u32; 32]);

impl Shapes {
    fn place(word: &str) -> (usize, u32) {
        let first = word.as_bytes().first().copied().unwrap_or_default();
        (usize::from(first & 31), 1 << word.len().min(31))
    }

    fn add(&mut self, word: &str) {
        let (row, bit) = Self::place(word);
        if let Some(lengths) = self.0.get_mut(row) {
            *lengths |= bit;
        }
    }

    /// Whether one of the words could be this one.
    fn fit(&self, word: &str) -> bool {
        let (row, bit) = Self::place(word);
        self.0.get(row).is_some_and(|lengths| lengths & bit != 0)
    }
}

impl Known {
    /// Adds a name, with the vault's place for it.
    pub(super) fn add_name(&mut self, first: &str, last: &str, value: usize) {
        let (firsts, lasts) = (spellings(first), spellings(last));
        let mut given = firsts.clone();
        for spelling in &firsts {
            if let [word] = spelling.as_slice() {
                given.extend(short_forms(word).map(|short| vec![short.to_owned()]));
            } else if let Some(word) = spelling.first().filter(|word| word.len() > 2) {
                given.push(vec![word.clone()]);
            }
        }
        for one in &given {
            for other in &lasts {
                for both in [
                    [one.as_slice(), other.as_slice()],
                    [other.as_slice(), one.as_slice()],
                ] {
                    let both = both.concat();
                    // "MariaLopez", as in a file's name.
                    self.add_phrase(vec![both.concat()], value, Form::Whole);
                    self.add_phrase(both, value, Form::Whole);
                }
            }
        }
        for one in given {
            self.add_phrase(one, value, Form::First);
        }
        for other in lasts {
            // Half of a double name is a name.
            for half in other.iter().filter(|_| other.len() > 1) {
                if half.chars().count() > 2 {
                    self.add_phrase(vec![half.clone()], value, Form::Last);
                }
            }
            self.add_phrase(other, value, Form::Last);
        }
    }

    /// Adds a name that is only used whole.
    pub(super) fn add_other(&mut self, name: &str, value: usize) {
        for spelling in spellings(name) {
            self.add_phrase(spelling, value, Form::Whole);
        }
    }

    /// Adds a telephone number.
    pub(super) fn add_phone(&mut self, phone: &str, value: usize) {
        let digits = tail(&digits(phone));
        if digits.len() >= FEWEST_DIGITS {
            self.phones.insert(digits, value);
        }
    }

    /// Adds a mail address, also as it is read aloud: `maria at example dot com`.
    pub(super) fn add_email(&mut self, email: &str, value: usize) {
        let Some((name, host)) = email.split_once('@') else {
            return;
        };
        let aloud = |part: &str| part.replace('.', " dot ");
        for written in [
            format!("{name} {host}"),
            format!("{name} at {host}"),
            format!("{name} at {}", aloud(host)),
            format!("{} at {}", aloud(name), aloud(host)),
        ] {
            let phrase = words(&written).into_iter().map(|word| word.text.into()).collect();
            self.add_phrase(phrase, value, Form::Whole);
        }
    }

    /// Adds a street address.
    pub(super) fn add_address(&mut self, address: &str, value: usize) {
        let phrase: Vec<String> = words(address).into_iter().map(|word| word.text.into()).collect();
        if phrase.len() >= 2 {
            self.add_phrase(phrase, value, Form::Whole);
        }
    }

    fn add_phrase(&mut self, mut phrase: Vec<String>, value: usize, form: Form) {
        let Some(first) = phrase.first().filter(|word| !word.is_empty()) else {
            return;
        };
        let alone = phrase.len() == 1;
        if alone && first.chars().count() < 2 {
            return;
        }
        let capital = alone && (is_plain(first, &|_| false) || first.chars().count() < 3);
        for word in &mut phrase {
            if long(word) != word {
                *word = long(word).to_owned();
            }
        }
        let Some(first) = phrase.first() else {
            return;
        };
        self.shapes.add(first);
        for (short, _) in LONG.iter().filter(|(_, long)| *long == first) {
            self.shapes.add(short);
        }
        let entries = self.phrases.entry(first.clone()).or_default();
        let entry = Entry {
            words: phrase,
            value,
            form,
            capital,
        };
        if !entries.iter().any(|known| known.words == entry.words) {
            entries.push(entry);
            // The longest first: a whole name before its half.
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.words.len()));
        }
    }

    /// Everything known that stands in `text`, in order, without overlaps.
    pub(super) fn find<'a>(&'a self, text: &str, words: &[Word]) -> Vec<Hit> {
        let mut hits = self.numbers(text);
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let standing = |entries: &'a [Entry]| entries.iter().find(|entry| stands(entry, text, words, at));
            let entry = standing(self.beginning_with(&word.text))
                .or_else(|| standing(self.beginning_with(owner(text, word)?)));
            if let Some(entry) = entry
                && let Some(end) = words.get(at + entry.words.len() - 1)
            {
                let end = match owner(text, end) {
                    Some(owner) if entry.words.last().is_some_and(|last| *last == long(owner)) => {
                        without_s(text, end)
                    }
                    _ => end.at.end,
                };
                hits.push(Hit {
                    at: word.at.start..end,
                    value: entry.value,
                    form: entry.form,
                });
                at += entry.words.len();
            } else {
                at += 1;
            }
        }
        hits.sort_by_key(|hit| (hit.at.start, std::cmp::Reverse(hit.at.end)));
        let mut end = 0;
        hits.retain(|hit| {
            let keeps = hit.at.start >= end;
            if keeps {
                end = hit.at.end;
            }
            keeps
        });
        hits
    }

    fn beginning_with(&self, word: &str) -> &[Entry] {
        if !self.shapes.fit(word) {
            return &[];
        }
        self.phrases.get(long(word)).map_or(&[], Vec::as_slice)
    }

    /// Telephone numbers, whatever stands between their digits.
    fn numbers(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if self.phones.is_empty() || digits < FEWEST_DIGITS {
            return hits;
        }
        for run in digit_runs(text) {
            let digits: String = run.iter().filter_map(|at| text.get(*at..at + 1)).collect();
            let mut from = 0;
            while from + FEWEST_DIGITS <= digits.len() {
                let known = (FEWEST_DIGITS..=DIGITS.min(digits.len() - from))
                    .rev()
                    .find_map(|length| Some((length, *self.phones.get(digits.get(from..from + length)?)?)));
                let Some((length, value)) = known else {
                    from += 1;
                    continue;
                };
                if let (Some(first), Some(last)) = (run.get(from), run.get(from + length - 1)) {
                    hits.push(Hit {
                        at: *first..last + 1,
                        value,
                        form: Form::Whole,
                    });
                }
                from += length;
            }
        }
        // What belongs to a number as it is written: the country before it, an extension behind it.
        if !hits.is_empty() {
            for run in numbers::runs(text) {
                let mut inside = hits
                    .iter_mut()
                    .filter(|hit| hit.at.start < run.end && run.start < hit.at.end);
                if let (Some(hit), None) = (inside.next(), inside.next()) {
                    hit.at = run.start.min(hit.at.start)..run.end.max(hit.at.end);
                }
            }
        }
        hits
    }
}

/// Places of digits that may be one number: between two of them stand a few signs and no letter.
fn digit_runs(text: &str) -> Vec<Vec<usize>> {
    let mut runs = Vec::new();
    let mut run: Vec<usize> = Vec::new();
    let mut signs = 0;
    let mut close = |run: &mut Vec<usize>| {
        if run.len() >= FEWEST_DIGITS {
            runs.push(std::mem::take(run));
        }
        run.clear();
    };
    for (at, byte) in text.bytes().enumerate() {
        if byte.is_ascii_digit() {
            run.push(at);
            signs = 0;
        } else if !run.is_empty() {
            signs += 1;
            if signs > MOST_SIGNS || byte.is_ascii_alphabetic() {
                close(&mut run);
            }
        }
    }
    close(&mut run);
    runs
}

fn stands(entry: &Entry, text: &str, words: &[Word], at: usize) -> bool {
    let Some(run) = words.get(at..at + entry.words.len()) else {
        return false;
    };
    let same = run.iter().zip(&entry.words).all(|(word, wanted)| {
        long(&word.text) == wanted || owner(text, word).is_some_and(|owner| long(owner) == wanted)
    });
    // "Nunez, Maria" is one person; two halves of a name with a comma between them are two.
    let close = entry.form == Form::Whole || run.iter().skip(1).all(|word| word.before < Break::Comma);
    same && close && (!entry.capital || run.first().is_some_and(|word| is_capital(text, word)))
}

/// A name as words: `O'Brien-Núñez` as one word, and as the words it is made of.
fn spellings(name: &str) -> Vec<Vec<String>> {
    let apart: Vec<String> = words(name).into_iter().map(|word| word.text.into()).collect();
    let loose: Vec<String> = words(&name.replace(['\'', '\u{2019}', '-', '.'], " "))
        .into_iter()
        .map(|word| word.text.into())
        .collect();
    let joined = vec![apart.concat()];
    let mut all = vec![apart, loose, joined];
    all.retain(|spelling| spelling.iter().any(|word| !word.is_empty()));
    all.dedup();
    all
}

fn short_forms(name: &str) -> impl Iterator<Item = &'static str> + use<'_> {
    SHORT
        .iter()
        .filter(move |forms| forms.contains(&name))
        .flat_map(|forms| forms.iter().copied())
        .filter(move |form| *form != name)
}

/// The long form of a word of addresses.
fn long(word: &str) -> &str {
    if word.len() > SHORT_FORM {
        return word;
    }
    let row = LONG.iter().find(|(short, _)| *short == word);
    row.map_or(word, |(_, long)| long)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The last digits of a number.
fn tail(digits: &str) -> String {
    digits
        .get(digits.len().saturating_sub(DIGITS)..)
        .unwrap_or_default()
        .to_owned()
}
