//! What a message tells about the person: motive, urgency, sides, objections, milestones, alarms.
//!
//! One file a family, each a slice of `Row`s: what is found, the phrase, its harmless readings. A phrase with a denial before
//! it ("no divorce", "not in foreclosure") is no finding unless the denial is part of the phrase. To add a wording: one row in
//! its family; a family: a file and its line in `FAMILIES`. What several phrases name is a set in `sets`.

mod alarms;
mod meeting;
mod milestones;
mod objections;
mod pillars;
mod quality;
mod questions;
mod sets;
mod sides;

use std::sync::LazyLock;

use super::money::sums;
use super::sentiment::mood;
use super::speech::REACH;
use crate::domain::signal::{Alarm, Sentiment, Signal, SignalKind};
use crate::domain::words::{Break, Hit, Table, Word, words};

/// One wording.
struct Row {
    kind: SignalKind,
    /// See [`crate::domain::words::Phrase`].
    phrase: &'static str,
    /// Readings over the same words that mean nothing.
    unless: &'static [&'static str],
}

impl Row {
    /// Whether a denial is part of the phrase.
    fn denies(&self) -> bool {
        self.phrase
            .split([' ', '|', '_', '?'])
            .any(|word| DENYING.contains(&word))
    }

    /// Whether nothing takes back where it was found.
    fn stands(&self, words: &[Word], hit: &Hit) -> bool {
        !is_denied(words, hit) && (self.denies() || !words[hit.words.clone()].iter().any(denies))
    }
}

const fn row(kind: SignalKind, phrase: &'static str) -> Row {
    Row {
        kind,
        phrase,
        unless: &[],
    }
}

const fn but(kind: SignalKind, phrase: &'static str, unless: &'static [&'static str]) -> Row {
    Row { kind, phrase, unless }
}

const FAMILIES: &[&[Row]] = &[
    pillars::ROWS,
    sides::ROWS,
    objections::ROWS,
    milestones::ROWS,
    meeting::ROWS,
    questions::ROWS,
    quality::ROWS,
    alarms::ROWS,
];

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let rows = FAMILIES.iter().copied().flatten();
    Table::new(
        rows.map(|row| (row.phrase, row.unless.to_vec())),
        sets::SETS,
        REACH,
    )
});

static ALARMS: LazyLock<Table> = LazyLock::new(|| {
    let rows = alarms::ROWS.iter();
    Table::new(
        rows.map(|row| (row.phrase, row.unless.to_vec())),
        sets::SETS,
        REACH,
    )
});

/// Why a person has to take over, each reason once: what [`signals`] says of it, for a fraction of the time.
pub fn alarms(text: &str) -> Vec<Alarm> {
    let words = words(text);
    let mut found = Vec::new();
    for hit in ALARMS.hits(&words) {
        if let Some(row) = alarms::ROWS.get(hit.row)
            && let SignalKind::NeedsPerson(alarm) = row.kind
            && row.stands(&words, &hit)
            && !found.contains(&alarm)
        {
            found.push(alarm);
        }
    }
    found
}

/// Everything a message tells, each kind once for each place, in the order of the text.
pub fn signals(text: &str) -> Vec<Signal> {
    let words = words(text);
    let mut found: Vec<Signal> = Vec::new();
    for hit in TABLE.hits(&words) {
        let Some(row) = FAMILIES.iter().copied().flatten().nth(hit.row) else {
            continue;
        };
        if !row.stands(&words, &hit) {
            continue;
        }
        let at = words[hit.words.start].at.start..words[hit.words.end - 1].at.end;
        let known = found
            .iter_mut()
            .rev()
            .take_while(|signal| signal.at.end >= at.start)
            .find(|signal| signal.kind == row.kind);
        match known {
            // The longer words say it better.
            Some(signal) => signal.at = signal.at.start..signal.at.end.max(at.end),
            None => found.push(Signal { kind: row.kind, at }),
        }
    }
    found.extend(sums(text).into_iter().map(|sum| Signal {
        kind: SignalKind::Definite,
        at: sum.at,
    }));
    let mood = mood(text, &words);
    if mood.class != Sentiment::Neutral && !mood.at.is_empty() {
        found.push(Signal {
            kind: SignalKind::Sentiment(mood.class),
            at: mood.at,
        });
    }
    found.sort_by_key(|signal| signal.at.start);
    found
}

/// Words that take back what follows.
const DENYING: &[&str] = &[
    "no", "not", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "wont", "wouldnt", "never",
    "without", "nor", "neither", "havent", "hasnt", "hadnt", "aint", "nothing", "nobody", "none", "sin",
    "nunca", "jamas",
];

fn denies(word: &Word) -> bool {
    DENYING.contains(&word.text.as_str())
}

/// Words between a denial and what it takes back, at most: `not a divorce`, `don't really need to sell`.
const REACHES: usize = 3;

/// Whether a denial before a find, in the same breath, takes it back.
pub(super) fn is_denied(words: &[Word], hit: &Hit) -> bool {
    let mut next = hit.words.start;
    for _ in 0..=REACHES {
        let Some(at) = next.checked_sub(1) else {
            return false;
        };
        if words[next].before >= Break::Comma {
            return false;
        }
        let word = words[at].text.as_str();
        if matches!(word, "but" | "because" | "since" | "only" | "just" | "wait") {
            return false;
        }
        if denies(&words[at]) {
            // `why not sell`, `if not now`: no denial.
            return at.checked_sub(1).is_none_or(|at| words[at].text != "why");
        }
        next = at;
    }
    false
}

#[cfg(test)]
mod tests;
