//! What one clause says of a slot: a number that counts it, a word for it, a place.

use std::ops::Range;
use std::sync::LazyLock;

use super::cues::DENIED;
use super::slot::{Kind, SLOTS, Slot};
use super::wished::wished;
use crate::domain::words::{Phrase, Word};
use crate::extract::place;
use crate::extract::speech::{Clause, REACH, glued, number, phrase};

/// The phrases of a slot.
pub(super) struct Words {
    pub(super) named: Phrase,
    pub(super) asked: Phrase,
    choices: Vec<(&'static str, Phrase)>,
}

pub(super) static WORDS: LazyLock<Vec<Words>> = LazyLock::new(|| SLOTS.iter().map(Words::of).collect());

impl Words {
    fn of(slot: &'static Slot) -> Self {
        let choices = match &slot.kind {
            Kind::Choice(choices) => choices
                .iter()
                .map(|(value, said)| (*value, phrase(said)))
                .collect(),
            _ => Vec::new(),
        };
        Self {
            named: phrase(slot.words),
            asked: phrase(&format!("{}|{}", slot.words, slot.asked)),
            choices,
        }
    }
}

/// Where it stands in the turn, and what it says.
pub(super) type Value = (Range<usize>, String);

pub(super) fn said(clause: &Clause, at: Range<usize>) -> Option<Value> {
    let (first, last) = (
        clause.words.get(at.start)?,
        clause.words.get(at.end.checked_sub(1)?)?,
    );
    let at = first.at.start..last.at.end;
    let text = clause.text.get(at.clone())?;
    let owner = text.strip_suffix("'s").or_else(|| text.strip_suffix("\u{2019}s"));
    Some((at, owner.unwrap_or(text).to_owned()))
}

/// Words between a number and what it counts: `2 full baths`.
const BETWEEN: &[&str] = &[
    "full", "or", "more", "large", "big", "of", "private", "separate", "good", "small", "nice", "spacious",
    "attached", "plus",
];

pub(super) fn counted(clause: &Clause, words: &Words, answers: bool, asked: &[usize]) -> Option<Value> {
    let one = |at: usize, value: u32| (value <= 9).then(|| (clause.words[at].at.clone(), value.to_string()));
    for (at, word) in clause.words.iter().enumerate() {
        if let Some((value, unit)) = glued(&word.text)
            && words.named.at(&[unit_word(unit, word)], 0, REACH).is_some()
        {
            return one(at, value);
        }
        let Some(value) = number(&word.text) else { continue };
        let gap = clause.words[at + 1..]
            .iter()
            .take_while(|next| BETWEEN.contains(&next.text.as_str()))
            .count();
        if words.named.at(clause.words, at + 1 + gap, REACH).is_some()
            && !other_unit(clause, words, at + 1 + gap)
        {
            return one(at, value);
        }
    }
    if let Some(at) = shared(clause, words) {
        return one(at, number(clause.word(at))?);
    }
    // Backwards: `bedrooms: 3`.
    for range in words.named.find(clause.words, REACH) {
        let after = clause.words.get(range.end).and_then(|word| number(&word.text));
        let counts = SLOTS.iter().zip(WORDS.iter()).any(|(slot, words)| {
            matches!(slot.kind, Kind::Number) && words.named.at(clause.words, range.end + 1, REACH).is_some()
        });
        let before = range.start.checked_sub(1).and_then(|at| number(clause.word(at)));
        if let Some(value) = after
            && !counts
            && before.is_none()
        {
            return one(range.end, value);
        }
    }
    if !answers {
        return None;
    }
    bare(clause, words, asked).and_then(|at| one(at, number(clause.word(at))?))
}

/// `2 bedrooms and baths`: one number for both.
fn shared(clause: &Clause, words: &Words) -> Option<usize> {
    let range = clause.find(&words.named)?;
    let and = range
        .start
        .checked_sub(1)
        .filter(|at| matches!(clause.word(*at), "and" | "n"))?;
    WORDS
        .iter()
        .zip(SLOTS)
        .filter(|(_, slot)| matches!(slot.kind, Kind::Number))
        .find_map(|(other, _)| {
            let theirs = other
                .named
                .find(clause.words, REACH)
                .into_iter()
                .find(|range| range.end == and)?;
            theirs
                .start
                .checked_sub(1)
                .filter(|at| number(clause.word(*at)).is_some())
        })
}

/// `bed rooms` counts beds though `rooms` alone could too; `bath rooms` does not.
fn other_unit(clause: &Clause, words: &Words, at: usize) -> bool {
    WORDS.iter().any(|other| {
        !std::ptr::eq(other, words)
            && match (
                other.named.at(clause.words, at, REACH),
                words.named.at(clause.words, at, REACH),
            ) {
                (Some(theirs), Some(ours)) => theirs > ours,
                _ => false,
            }
    })
}

fn unit_word(unit: &str, word: &Word) -> Word {
    Word {
        text: unit.into(),
        ..word.clone()
    }
}

/// A number that counts nothing else, as an answer: `2 please`.
fn bare(clause: &Clause, words: &Words, asked: &[usize]) -> Option<usize> {
    let numbers: Vec<usize> = (0..clause.words.len())
        .filter(|at| number(clause.word(*at)).is_some_and(|value| value <= 9) && !pronoun(clause, *at))
        .filter(|at| {
            let next = clause.word(at + 1);
            let counts = WORDS
                .iter()
                .any(|words| words.named.at(clause.words, at + 1, REACH).is_some());
            !counts
                && !matches!(
                    next,
                    "am" | "pm" | "weeks" | "months" | "days" | "people" | "oclock" | "k"
                )
        })
        .collect();
    let mine: Vec<usize> = asked
        .iter()
        .copied()
        .filter(|at| matches!(SLOTS[*at].kind, Kind::Number))
        .collect();
    let place = mine
        .iter()
        .position(|at| std::ptr::eq(&raw const WORDS[*at], words))?;
    numbers.get(place).copied()
}

/// `one` that stands for a home.
fn pronoun(clause: &Clause, at: usize) -> bool {
    clause.word(at) == "one"
        && (matches!(
            clause.word(at + 1),
            "with"
                | "that"
                | "in"
                | "which"
                | "near"
                | "around"
                | "for"
                | "where"
                | "of"
                | "having"
                | "has"
                | "located"
        ) || at.checked_sub(1).is_some_and(|before| {
            matches!(
                clause.word(before),
                "the"
                    | "this"
                    | "that"
                    | "another"
                    | "any"
                    | "a"
                    | "nice"
                    | "good"
                    | "other"
                    | "which"
                    | "first"
                    | "last"
                    | "find"
            )
        }))
}

/// A yes-no slot that is wished for, not asked about and not denied.
pub(super) fn whether(clause: &Clause, words: &Words) -> Option<Value> {
    let ranges = words.named.find(clause.words, REACH);
    let range = ranges.into_iter().find(|range| wished(clause, range))?;
    Some((said(clause, range)?.0, "True".into()))
}

pub(super) fn located(clause: &Clause, answers: bool) -> Option<Value> {
    let range = place::named(clause).or_else(|| answers.then(|| place::answered(clause)).flatten())?;
    said(clause, range)
}

pub(super) fn chosen(clause: &Clause, words: &Words, answers: bool) -> Option<Value> {
    let mut found = None;
    for (value, phrase) in &words.choices {
        for range in phrase.find(clause.words, REACH) {
            let before = Clause {
                words: &clause.words[range.start.saturating_sub(3)..range.start],
                ..*clause
            };
            let one = matches!(clause.word(range.end), "that" | "this" | "it" | "there" | "here");
            if !DENIED.is_in(&before) && !one {
                found = Some((said(clause, range)?.0, (*value).to_owned()));
            }
        }
    }
    if found.is_none() && answers {
        let range = clause.find(&words.named)?;
        let word = clause.word(range.start);
        let value = match word {
            "rent" | "lease" => "rent",
            _ => "buy",
        };
        found = Some((said(clause, range)?.0, value.to_owned()));
    }
    found
}
