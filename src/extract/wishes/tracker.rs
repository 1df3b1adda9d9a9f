//! Follows a conversation.

use std::ops::Range;
use std::sync::LazyLock;

use super::cues::{
    CALENDAR, DENIED, HOMES, NO, OTHER, OTHER_AGENT, SAME_AREA, SEARCH, VISIT, WANTED, YES, is_question,
};
use super::purpose::{self, Purpose};
use super::slot::{Kind, SLOTS, Slot};
use crate::domain::words::{Phrase, Word, words};
use crate::extract::place;
use crate::extract::speech::{Clause, REACH, clauses, glued, number, phrase};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The person who looks for a home.
    Lead,
    /// Whoever helps.
    Agent,
}

/// One turn of a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// Who speaks.
    pub who: Who,
    /// What is said.
    pub text: &'a str,
    /// Whether it is about something else than homes, where that is known from outside.
    pub other_topic: Option<bool>,
}

/// One wish and the words it was said with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The name of its slot.
    pub slot: &'static str,
    /// What is wished, as said for a place, else the slot's own word.
    pub value: String,
    /// The bytes of the turn's text; empty when a "yes" took over what the agent asked.
    pub at: Range<usize>,
}

/// What is known after a turn of the lead.
#[derive(Clone, Debug, Default)]
pub struct Tracked {
    /// Every wish so far, in the order of the slots.
    pub state: Vec<(&'static str, String)>,
    /// What the turn is for.
    pub purpose: Purpose,
    /// What this turn said anew.
    pub said: Vec<Wish>,
    /// Whether the turn is about something else than homes.
    pub other_topic: bool,
}

/// The state of a conversation.
#[derive(Debug, Default)]
pub struct Tracker {
    state: Vec<Option<String>>,
    purpose: Purpose,
    /// What the agent said last.
    agent: String,
    other_topic: bool,
    /// Whether homes were spoken of.
    begun: bool,
    /// The place that another topic was about.
    elsewhere: Option<String>,
}

/// The phrases of a slot.
struct Words {
    named: Phrase,
    asked: Phrase,
    choices: Vec<(&'static str, Phrase)>,
}

static WORDS: LazyLock<Vec<Words>> = LazyLock::new(|| SLOTS.iter().map(Words::of).collect());

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

impl Tracker {
    /// Takes a turn in; what is known after it when the lead spoke.
    pub fn hear(&mut self, turn: &Turn) -> Option<Tracked> {
        self.state.resize(SLOTS.len(), None);
        if turn.who == Who::Agent {
            turn.text.clone_into(&mut self.agent);
            return None;
        }
        let (here, before) = (words(turn.text), words(&self.agent));
        let (here, before) = (clauses(turn.text, &here), clauses(&self.agent, &before));
        let was_elsewhere = self.other_topic;
        self.other_topic = turn
            .other_topic
            .unwrap_or_else(|| self.turns_away(&here, &before));
        if self.other_topic {
            if self.begun && !was_elsewhere {
                self.purpose = purpose::of(
                    &here,
                    &purpose::Before {
                        purpose: self.purpose,
                        agent: &before,
                        wishes: false,
                        first: false,
                    },
                );
            }
            let asked = asked(&before).contains(&0);
            let place = here.iter().find_map(|clause| {
                let place = place::named(clause).or_else(|| asked.then(|| place::answered(clause)).flatten());
                Some((clause, place?))
            });
            if let Some((clause, at)) = place {
                self.elsewhere = said(clause, at).map(|(_, value)| value);
            }
            return Some(self.told(Vec::new()));
        }
        let wishes = self.wishes(&here, &before);
        let known = purpose::Before {
            purpose: self.purpose,
            agent: &before,
            wishes: !wishes.is_empty(),
            first: !std::mem::replace(&mut self.begun, true),
        };
        self.purpose = purpose::of(&here, &known);
        for wish in &wishes {
            if let Some(at) = SLOTS.iter().position(|slot| slot.name == wish.slot) {
                self.state[at] = Some(wish.value.clone());
            }
        }
        Some(self.told(wishes))
    }

    fn told(&self, said: Vec<Wish>) -> Tracked {
        let state = SLOTS.iter().zip(&self.state);
        Tracked {
            state: state
                .filter_map(|(slot, value)| Some((slot.name, value.clone()?)))
                .collect(),
            purpose: self.purpose,
            said,
            other_topic: self.other_topic,
        }
    }

    fn turns_away(&self, here: &[Clause], before: &[Clause]) -> bool {
        let other = here.iter().any(|clause| OTHER.is_in(clause) && !NO.is_in(clause));
        let homes = here.iter().any(|clause| HOMES.is_in(clause));
        let wanted = homes
            && here
                .iter()
                .any(|clause| SEARCH.is_in(clause) || VISIT.is_in(clause));
        let agent = before.iter().any(|clause| OTHER_AGENT.is_in(clause));
        match (self.other_topic, other) {
            (true, _) if agent => other || !wanted,
            (true, _) => !homes,
            (false, true) => !homes || here.iter().any(|clause| CALENDAR.is_in(clause)),
            (false, false) => false,
        }
    }

    fn wishes(&self, here: &[Clause], before: &[Clause]) -> Vec<Wish> {
        let mut found: Vec<Wish> = Vec::new();
        let asked = asked(before);
        let placed = here.iter().any(|clause| place::named(clause).is_some());
        for clause in here {
            let question = is_question(clause);
            for (at, (slot, words)) in SLOTS.iter().zip(WORDS.iter()).enumerate() {
                let answers = asked.contains(&at);
                let value = match &slot.kind {
                    Kind::Number | Kind::Place if question && !answers => None,
                    Kind::Number => counted(clause, words, answers, &asked),
                    Kind::YesNo => whether(clause, words),
                    Kind::Place => located(clause, answers && !placed),
                    Kind::Choice(_) => chosen(clause, words, answers),
                };
                if let Some((at, value)) = value {
                    found.retain(|wish| wish.slot != slot.name);
                    found.push(Wish {
                        slot: slot.name,
                        value,
                        at,
                    });
                }
            }
        }
        self.taken_over(here, before, &asked, &mut found);
        found
    }

    /// A "yes" to what the agent asked, and a place that was named before.
    fn taken_over(&self, here: &[Clause], before: &[Clause], asked: &[usize], found: &mut Vec<Wish>) {
        let yes = here
            .first()
            .is_some_and(|clause| YES.is_in(clause) && !DENIED.is_in(clause));
        if let [only] = asked
            && yes
            && found.is_empty()
            && matches!(SLOTS[*only].kind, Kind::YesNo)
            && before.iter().any(|clause| clause.asks)
        {
            found.push(Wish {
                slot: SLOTS[*only].name,
                value: "True".into(),
                at: 0..0,
            });
        }
        let homes = here
            .iter()
            .any(|clause| HOMES.is_in(clause) && SEARCH.is_in(clause));
        let same = here.iter().any(|clause| SAME_AREA.is_in(clause));
        if let Some(elsewhere) = &self.elsewhere
            && (same || homes)
            && self.state[0].is_none()
            && !found.iter().any(|wish| wish.slot == SLOTS[0].name)
        {
            found.push(Wish {
                slot: SLOTS[0].name,
                value: elsewhere.clone(),
                at: 0..0,
            });
        }
    }
}

/// The slots the agent asks for.
fn asked(before: &[Clause]) -> Vec<usize> {
    let mut asked = Vec::new();
    let marked = before.iter().any(|clause| clause.asks && WANTED.is_in(clause));
    let digits = |clause: &Clause| clause.words.iter().any(|word| number(&word.text).is_some());
    for clause in before {
        let asks = if marked {
            clause.asks
        } else {
            clause.asks || !digits(clause)
        };
        if !asks || !(WANTED.is_in(clause) || clause.words.len() <= 6) {
            continue;
        }
        for (at, words) in WORDS.iter().enumerate() {
            let told = clause.find(&words.named).is_some_and(|range| {
                range
                    .start
                    .checked_sub(1)
                    .is_some_and(|at| number(clause.word(at)).is_some())
            });
            if clause.find(&words.asked).is_some() && !told && !asked.contains(&at) {
                asked.push(at);
            }
        }
    }
    asked
}

type Value = (Range<usize>, String);

fn said(clause: &Clause, at: Range<usize>) -> Option<Value> {
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

fn counted(clause: &Clause, words: &Words, answers: bool, asked: &[usize]) -> Option<Value> {
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

/// A yes-no slot that is wished for, not asked about and not denied.
fn whether(clause: &Clause, words: &Words) -> Option<Value> {
    let ranges = words.named.find(clause.words, REACH);
    let range = ranges.into_iter().find(|range| wished(clause, range))?;
    Some((said(clause, range)?.0, "True".into()))
}

fn wished(clause: &Clause, range: &Range<usize>) -> bool {
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

fn located(clause: &Clause, answers: bool) -> Option<Value> {
    let range = place::named(clause).or_else(|| answers.then(|| place::answered(clause)).flatten())?;
    said(clause, range)
}

fn chosen(clause: &Clause, words: &Words, answers: bool) -> Option<Value> {
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
