//! Places as people name them, told by the words around: no list of towns is kept.

use std::ops::Range;

use super::speech::{Clause, number};
use crate::domain::words::Break;

/// Words before a place.
const BEFORE: &[&str] = &[
    "in", "near", "around", "within", "at", "through", "to", "into", "by", "try",
];

/// Words that neither begin a place nor go on with one.
const NEVER: &[&str] = &[
    "a",
    "an",
    "am",
    "the",
    "this",
    "that",
    "these",
    "those",
    "my",
    "your",
    "our",
    "their",
    "his",
    "her",
    "its",
    "it",
    "i",
    "me",
    "we",
    "us",
    "you",
    "he",
    "she",
    "they",
    "them",
    "him",
    "and",
    "or",
    "but",
    "with",
    "without",
    "for",
    "from",
    "to",
    "of",
    "on",
    "in",
    "at",
    "by",
    "near",
    "around",
    "within",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "has",
    "have",
    "had",
    "do",
    "does",
    "did",
    "can",
    "could",
    "would",
    "will",
    "should",
    "must",
    "may",
    "might",
    "want",
    "need",
    "like",
    "love",
    "prefer",
    "please",
    "pls",
    "plz",
    "thanks",
    "thank",
    "yes",
    "no",
    "not",
    "ok",
    "okay",
    "sure",
    "maybe",
    "where",
    "which",
    "who",
    "what",
    "when",
    "how",
    "why",
    "if",
    "so",
    "as",
    "there",
    "here",
    "instead",
    "now",
    "today",
    "tomorrow",
    "soon",
    "then",
    "also",
    "too",
    "only",
    "just",
    "preferably",
    "ideally",
    "id",
    "im",
    "ill",
    "ive",
    "lets",
    "let",
    "find",
    "search",
    "look",
    "looking",
    "show",
    "see",
    "get",
    "give",
    "having",
    "being",
    "living",
    "moving",
    "some",
    "any",
    "anything",
    "something",
    "anywhere",
    "somewhere",
    "other",
    "another",
    "else",
    "same",
    "about",
    "mind",
    "person",
    "advance",
    "addition",
    "general",
    "fact",
    "case",
    "total",
    "unit",
    "touch",
    "time",
    "hand",
    "order",
    "place",
    "places",
    "apartment",
    "apartments",
    "home",
    "homes",
    "house",
    "houses",
    "condo",
    "condos",
    "property",
    "properties",
    "area",
    "areas",
    "city",
    "town",
    "neighborhood",
    "region",
    "location",
    "located",
    "bedroom",
    "bedrooms",
    "bathroom",
    "bathrooms",
    "bath",
    "baths",
    "bed",
    "beds",
    "room",
    "rooms",
    "pets",
    "pet",
    "furnished",
    "garage",
    "laundry",
    "rent",
    "rental",
    "buy",
    "buying",
    "renting",
    "purchase",
    "morning",
    "afternoon",
    "evening",
    "night",
    "noon",
    "week",
    "weeks",
    "month",
    "months",
    "day",
    "days",
    "year",
    "years",
    "hour",
    "hours",
    "minutes",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "next",
    "later",
    "least",
    "most",
    "more",
    "less",
    "all",
    "one",
    "ones",
    "good",
    "great",
    "nice",
    "perfect",
    "fine",
    "live",
    "stay",
    "move",
    "visit",
    "schedule",
    "tour",
    "book",
    "reserve",
    "contact",
    "call",
    "know",
    "go",
    "come",
    "rather",
    "really",
    "actually",
    "currently",
    "right",
    "well",
    "work",
    "works",
    "because",
    "since",
    "while",
    "furniture",
    "available",
    "allowed",
    "allow",
    "allows",
    "accept",
    "accepts",
    "possible",
    "cash",
    "full",
    "contract",
    "escrow",
    "foreclosure",
    "love",
    "shape",
    "condition",
    "charge",
    "budget",
    "writing",
    "question",
    "whether",
    "first",
    "second",
    "anyway",
    "both",
    "either",
    "large",
    "big",
    "small",
    "cheap",
    "new",
    "dogs",
    "cats",
    "wherever",
    "explore",
    "pull",
    "consider",
    "up",
    "out",
    "over",
    "half",
    "past",
    "thats",
    "dont",
    "doesnt",
    "whats",
    "theres",
    "hows",
    "cant",
    "couldnt",
    "shouldnt",
    "wont",
    "isnt",
    "arent",
    "youre",
    "weve",
    "youd",
    "own",
    "think",
    "thought",
    "guess",
    "believe",
    "bit",
    "awesome",
    "cool",
    "price",
    "range",
    "looks",
    "sounds",
    "seems",
    "hi",
    "hello",
    "hey",
    "help",
    "try",
    "check",
    "yeah",
    "yep",
    "nope",
    "law",
    "between",
    "probate",
    "debt",
    "debts",
    "school",
    "schools",
    "trouble",
    "shock",
    "theory",
    "tears",
    "pain",
    "english",
    "spanish",
    "return",
    "short",
    "sync",
    "stock",
    "installments",
];

/// Words that show a place though no preposition stands before it: `the Walnut Creek area`, `Fairfield apartments`.
const AFTER: &[&str] = &[
    "area",
    "neighborhood",
    "region",
    "apartment",
    "apartments",
    "homes",
    "home",
    "house",
    "houses",
];

/// Words of a place at most: `South San Francisco Bay`.
const LONGEST: usize = 4;

/// The words of a place after a preposition, or before `area`.
pub(super) fn named(clause: &Clause) -> Option<Range<usize>> {
    let mut found = None;
    for at in 0..clause.words.len() {
        if BEFORE.contains(&clause.word(at))
            && let Some(range) = run(clause, at + 1 + usize::from(clause.word(at + 1) == "the"))
            && (clause.word(at + 1) != "the" || clause.capital(range.start))
            // After a weaker preposition only a capital letter tells a place.
            && (matches!(clause.word(at), "in" | "near" | "around") || clause.capital(range.start))
        {
            found = Some(range);
        }
    }
    found.or_else(|| ahead(clause))
}

/// `in the Walnut Creek area`: a name in capitals before a word of [`AFTER`].
fn ahead(clause: &Clause) -> Option<Range<usize>> {
    let end = (1..clause.words.len())
        .find(|at| AFTER.contains(&clause.word(*at)) && !clause.capital(*at) && named_word(clause, at - 1))?;
    let start = (0..end)
        .rev()
        .take(LONGEST)
        .take_while(|at| named_word(clause, *at))
        .last()?;
    Some(start..end)
}

fn named_word(clause: &Clause, at: usize) -> bool {
    clause.capital(at) && !NEVER.contains(&clause.word(at)) && number(clause.word(at)).is_none()
}

/// The place in an answer to "which area?": what is left when small words are taken away.
pub(super) fn answered(clause: &Clause) -> Option<Range<usize>> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < clause.words.len() {
        let found = run(clause, at);
        at = found.as_ref().map_or(at + 1, |range| range.end);
        runs.extend(found);
    }
    let short = clause.words.len() <= SHORT && runs.len() == 1;
    // A capital inside the sentence tells more than one at its start; without any only a short answer is a name.
    let inside = runs
        .iter()
        .find(|range| range.start > 0 && clause.capital(range.start));
    let first = runs.iter().find(|range| {
        range.start == 0
            && clause.capital(0)
            && (short || range.len() > 1 || clause.word(range.end).is_empty())
    });
    let small = runs.first().filter(|_| short && !clause.asks);
    inside.or(first).or(small).cloned()
}

/// A place that begins at a word.
fn run(clause: &Clause, from: usize) -> Option<Range<usize>> {
    let capital = clause.capital(from);
    let mut end = from;
    while end < clause.words.len() && end - from < LONGEST {
        let word = &clause.words[end];
        let small =
            NEVER.contains(&word.text.as_str()) || (word.text.ends_with("ing") && !clause.capital(end));
        // `Union City`: a common word in capitals belongs to the name before it.
        let named = end > from
            && (word.text == "city"
                || (word.text == "town" && clause.word(end - 1) == "old")
                || (capital && clause.capital(end) && GENERIC.contains(&word.text.as_str())));
        let odd = (small && !named) || number(&word.text).is_some() || word.text.len() < 2;
        let parted = end > from && word.before >= Break::Comma;
        let joined = || OPENING.contains(&clause.word(end - 1)) || TAILS.contains(&word.text.as_str());
        let falls = end > from && capital != clause.capital(end) && !joined();
        if parted || odd || falls {
            break;
        }
        end += 1;
    }
    (end > from).then_some(from..end)
}

/// Common words that names end with.
const GENERIC: &[&str] = &[
    "city", "town", "area", "location", "place", "house", "home", "large", "big", "bath",
];

/// Words that names begin with, so that the next belongs to them in small letters too: `San jose`.
const OPENING: &[&str] = &[
    "san", "santa", "los", "las", "el", "la", "new", "saint", "st", "fort", "ft", "mount", "mt", "north",
    "south", "east", "west", "lake", "port", "palm", "del", "de", "upper", "lower", "old",
];

/// Words of landscape that names end with, in small letters too: `Mountain view`.
const TAILS: &[&str] = &[
    "view", "creek", "park", "beach", "hill", "hills", "valley", "grove", "springs", "heights", "lake",
    "point", "bay", "island", "oaks", "ridge", "falls", "rapids", "village", "harbor", "canyon", "mesa",
    "ranch", "woods", "forest", "river", "mills", "shores", "gardens", "station", "junction", "cove",
];

/// Words of a short answer at most.
const SHORT: usize = 6;
