//! Whether what a clause names is wished for, asked about or denied.

use std::ops::Range;

use super::cues::{DENIED, SEARCH};
use crate::extract::speech::Clause;

/// Words that say of which home something is wished, even inside a question.
const WISHING: &[&str] = &[
    "need",
    "needs",
    "want",
    "wants",
    "looking",
    "find",
    "search",
    "must",
    "should",
    "prefer",
    "like",
    "love",
    "another",
    "other",
    "others",
    "something",
    "anything",
    "some",
    "require",
    "someplace",
    "somewhere",
    "get",
    "show",
    "give",
];

/// Words that do so where nothing is asked.
const WISHING_SOFTLY: &[&str] = &["with", "that", "which", "where", "whose", "also"];

/// Words that begin a question about one home, and what follows them there: `are pets`, `does it`.
const ASKING: &[(&[&str], &[&str])] = &[
    (
        &["is", "does", "was"],
        &[
            "it",
            "the",
            "this",
            "that",
            "there",
            "furniture",
            "laundry",
            "garage",
            "apartment",
            "property",
        ],
    ),
    (
        &["are", "do", "can", "may", "could", "will", "would"],
        &[
            "they", "these", "those", "there", "i", "we", "my", "our", "pets", "pet", "dogs", "cats",
            "animals", "the", "any", "it", "this", "that",
        ],
    ),
];

/// Words before a slot that can make it a wish or a question.
const LOOKS_BACK: usize = 40;

/// Words before an `if` that asks.
const ASKING_IF: &[&str] = &[
    "know",
    "tell",
    "check",
    "see",
    "out",
    "ask",
    "confirm",
    "wonder",
    "wondering",
    "sure",
    "me",
];

/// Whether the words of a slot stand in a wish, not in a question about one home and not in a no.
pub(super) fn wished(clause: &Clause, range: &Range<usize>) -> bool {
    let part = |from: usize, to: usize| Clause {
        words: &clause.words[from..to],
        ..*clause
    };
    let before = part(range.start.saturating_sub(4), range.start);
    let after = part(range.end, clause.words.len().min(range.end + 4));
    if DENIED.is_in(&before) || DENIED.is_in(&after) {
        return false;
    }
    let from = range.start.saturating_sub(LOOKS_BACK);
    let asking = (from..range.start).rev().find(|at| asks_here(clause, *at));
    let stands = |list: &[&str]| {
        (from..range.start)
            .rev()
            .find(|at| list.contains(&clause.word(*at)))
    };
    match (asking, stands(WISHING), stands(WISHING_SOFTLY)) {
        (Some(asking), Some(wishing), _) => wishing > asking + 1,
        (Some(_), None, _) => false,
        (None, None, None) => !clause.asks || SEARCH.is_in(clause),
        (None, _, _) => true,
    }
}

/// Whether a question about one home begins at a word.
fn asks_here(clause: &Clause, at: usize) -> bool {
    let (word, next) = (clause.word(at), clause.word(at + 1));
    match word {
        "whether" => true,
        "about" => !at
            .checked_sub(1)
            .is_some_and(|before| matches!(clause.word(before), "how" | "what")),
        "if" => (at.saturating_sub(4)..at).any(|at| ASKING_IF.contains(&clause.word(at))),
        _ => {
            let many = next == "there" && (at + 2..at + 5).any(|at| MANY.contains(&clause.word(at)));
            !many
                && ASKING
                    .iter()
                    .any(|(first, then)| first.contains(&word) && then.contains(&next))
        }
    }
}

/// Words after `are there` that speak of homes to be found.
const MANY: &[&str] = &[
    "apartments",
    "apartment",
    "homes",
    "houses",
    "places",
    "properties",
    "anything",
    "another",
    "others",
    "something",
    "options",
    "listings",
    "units",
];
