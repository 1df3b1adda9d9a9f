//! What is known of single words, in one table, so that each word of a text is looked up once; and the names of towns.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::Fast;
use crate::domain::street::{WAYS, WAYS_IN_A_SENTENCE};
use crate::domain::words::{Word, words};

/// What a word may be; several at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(u16);

impl Marks {
    /// A given name.
    pub const GIVEN: Self = Self(1);
    /// No name although it begins with a capital.
    pub const PLAIN: Self = Self(1 << 1);
    /// A word of everyday, which is a name only beside another.
    pub const COMMON: Self = Self(1 << 2);
    /// A rare word of a phrase that tells a trait.
    pub const CORE: Self = Self(1 << 3);
    /// A decade of an age in words.
    pub const TENS: Self = Self(1 << 4);
    /// A word for a way.
    pub const WAY: Self = Self(1 << 5);
    /// What a dwelling within a building is called.
    pub const UNIT: Self = Self(1 << 6);
    /// A box for letters.
    pub const BOX: Self = Self(1 << 7);
    /// What the name of a building or a firm ends with.
    pub const BUILDING: Self = Self(1 << 8);
    /// What begins with a digit.
    pub const NUMBER: Self = Self(1 << 9);

    /// Whether it is this.
    pub const fn has(self, mark: Self) -> bool {
        self.0 & mark.0 != 0
    }

    /// What a word may be, as far as the lists here say.
    pub fn of(word: &str) -> Self {
        LISTS.of(word)
    }
}

/// Words and what each may be.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon(HashMap<&'static str, Marks, Fast>);

impl Lexicon {
    /// The same with further words.
    pub fn with(&self, words: impl Iterator<Item = &'static str>, mark: Marks) -> Self {
        let mut lexicon = self.clone();
        lexicon.add(words, mark);
        lexicon
    }

    /// What each word may be.
    pub fn marks(&self, words: &[Word]) -> Vec<Marks> {
        let mark = |word: &Word| {
            let mut marks = self.of(&word.text);
            if word.text.as_bytes().first().is_some_and(u8::is_ascii_digit) {
                marks.0 |= Marks::NUMBER.0;
            }
            marks
        };
        words.iter().map(mark).collect()
    }

    fn of(&self, word: &str) -> Marks {
        self.0.get(word).copied().unwrap_or_default()
    }

    fn add(&mut self, words: impl Iterator<Item = &'static str>, mark: Marks) {
        for word in words {
            self.0.entry(word).or_default().0 |= mark.0;
        }
    }
}

/// The lists that stand for themselves (hand-written for this program).
pub(super) static LISTS: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    let files = [
        (include_str!("../../../assets/mask/given.txt"), Marks::GIVEN),
        (include_str!("../../../assets/mask/plain.txt"), Marks::PLAIN),
        (include_str!("../../../assets/mask/common.txt"), Marks::COMMON),
    ];
    for (text, mark) in files {
        lexicon.add(lines(text).flat_map(str::split_whitespace), mark);
    }
    let rows = [
        (WAYS, Marks::WAY),
        (WAYS_IN_A_SENTENCE, Marks::WAY),
        (UNITS, Marks::UNIT),
        (BOXES, Marks::BOX),
        (TENS, Marks::TENS),
        (BUILDINGS, Marks::BUILDING),
    ];
    for (list, mark) in rows {
        lexicon.add(list.iter().copied(), mark);
    }
    lexicon
});

/// Towns, as folded words with blanks between them.
static PLACES: LazyLock<HashSet<String, Fast>> = LazyLock::new(|| {
    let places = lines(include_str!("../../../assets/mask/places.txt"));
    places
        .flat_map(|line| line.split(','))
        .map(|place| joined(&words(place)))
        .collect()
});

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
/// Boxes for letters.
const BOXES: &[&str] = &["box", "psc", "apo", "fpo", "dpo", "pobox"];
/// Decades of an age.
const TENS: &[&str] = &[
    "twenties",
    "thirties",
    "forties",
    "fifties",
    "sixties",
    "seventies",
    "eighties",
    "nineties",
];
/// What the names of buildings and firms end with. Words that are common last names are left out on purpose.
const BUILDINGS: &[&str] = &[
    "apartment",
    "apartments",
    "condo",
    "condos",
    "condominiums",
    "club",
    "college",
    "gardens",
    "hospital",
    "airport",
    "mall",
    "manor",
    "plaza",
    "school",
    "terrace",
    "townhomes",
    "university",
    "villas",
];

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

fn joined(words: &[Word]) -> String {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    texts.join(" ")
}

/// Whether words are the name of a town.
pub(super) fn is_place(words: &[Word]) -> bool {
    PLACES.contains(&joined(words))
}
