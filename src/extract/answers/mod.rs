//! Answers to the questions of qualification, in a person's own words: what was said, where, and how sure it is.
//!
//! Some questions are read by their own reader here (sums, places, days, wishes); the others by the phrases in `rows`. "I don't
//! know" is an answer to nothing. `accepts` reads whether a seller takes a timeline, in words that are typed as well. To add a
//! wording: a row in `rows`; a question: a variant of [`Question`] and its rows.

mod accepts;
mod rows;

pub use accepts::accepts;

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;

use super::money::{self, Sum};
use super::place;
use super::signals::signals;
use super::speech::{REACH, clauses};
use super::wishes::{Purpose, Tracked, Tracker, Turn, Who};
use crate::domain::qualification::Question;
use crate::domain::signal::{Level, Pillar, Signal, SignalKind};
use crate::domain::value::Cents;
use crate::domain::when::day;
use crate::domain::words::{Table, Word, words};

/// An answer in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// To which question.
    pub question: Question,
    /// What is answered, in a few words.
    pub value: String,
    /// The bytes it is taken from.
    pub at: Range<usize>,
    /// How sure it is, in hundredths.
    pub confidence: u8,
    /// Of a timeline that was asked for: whether they say yes to it.
    pub accepted: Option<bool>,
}

/// Sure by the words alone; sure because it was asked as well; a guess from the question alone.
const SAID: u8 = 80;
const SAID_WHEN_ASKED: u8 = 95;
const ONLY_ASKED: u8 = 60;
/// Words of an answer that is taken whole, at most.
const SHORT: usize = 14;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::new(
        rows::ROWS.iter().map(|row| (row.phrase, Vec::new())),
        rows::SETS,
        REACH,
    )
});

/// The question an agent's message asks, where it is one of qualification.
pub fn asked(agent: &str) -> Option<Question> {
    let words = words(agent);
    let table: &Table = &rows::ASKING_TABLE;
    let hit = table.hits(&words).into_iter().last()?;
    Some(rows::ASKING[hit.row].0)
}

/// Every answer in a message, at most one a question, in the order of the questions. `asked` is what it replies to.
pub fn answers(text: &str, asked: Option<Question>, today: Date) -> Vec<Answer> {
    let words = words(text);
    let signals = signals(text);
    let mut found = Vec::new();
    sums(text, &words, asked, &mut found);
    area(text, &words, asked, &mut found);
    timeline(text, &signals, asked, today, &mut found);
    needs(text, asked, &mut found);
    by_pillar(
        text,
        &signals,
        Pillar::Motivation,
        Question::Motivation,
        &mut found,
    );
    by_pillar(text, &signals, Pillar::Condition, Question::Condition, &mut found);
    by_rows(text, &words, &mut found);
    if let Some(asked) = asked {
        by_question(text, &words, &signals, asked, &mut found);
    }
    for answer in &mut found {
        if asked == Some(answer.question) && answer.confidence == SAID {
            answer.confidence = SAID_WHEN_ASKED;
        }
    }
    // The first reader of a question is the better one.
    found.sort_by_key(|answer| answer.question);
    found.dedup_by_key(|answer| answer.question);
    found
}

fn said(text: &str, at: Range<usize>, question: Question, confidence: u8) -> Answer {
    Answer {
        question,
        value: text.get(at.clone()).unwrap_or_default().to_owned(),
        at,
        confidence,
        accepted: None,
    }
}

fn amount(sum: &Sum) -> String {
    match (sum.low, sum.high) {
        (Some(low), Some(high)) if low == high => low.short(),
        (Some(low), Some(high)) => format!("{} to {}", low.short(), high.short()),
        (None, Some(high)) => format!("up to {}", high.short()),
        (low, None) => format!("at least {}", low.unwrap_or_default().short()),
    }
}

/// Less than this is a fee or a rent, not the price of a home.
const SMALLEST_PRICE: Cents = Cents(2_000_000);

fn sums(text: &str, words: &[Word], asked: Option<Question>, found: &mut Vec<Answer>) {
    let of_money = matches!(
        asked,
        Some(Question::Budget | Question::Price | Question::Mortgage)
    );
    let sums = if of_money {
        money::answered(text)
    } else {
        money::sums(text)
    };
    for sum in sums {
        let near: Vec<&str> = words
            .iter()
            .filter(|word| word.at.end + rows::NEAR > sum.at.start && word.at.start < sum.at.end + rows::NEAR)
            .map(|word| word.text.as_str())
            .collect();
        let cue = rows::SUMS
            .iter()
            .find(|(_, cues)| cues.iter().any(|cue| near.contains(cue)));
        let (question, confidence) = match (cue, asked) {
            (Some((question, _)), _) => (*question, SAID),
            (None, Some(asked)) if of_money => (asked, SAID),
            _ => continue,
        };
        if question == Question::Price && sum.most().is_some_and(|most| most < SMALLEST_PRICE) {
            continue;
        }
        found.push(Answer {
            value: amount(&sum),
            ..said(text, sum.at, question, confidence)
        });
    }
}

fn area(text: &str, words: &[Word], asked: Option<Question>, found: &mut Vec<Answer>) {
    let tracked = one_turn(text, asked);
    if let Some(wish) = tracked
        .said
        .iter()
        .find(|wish| wish.slot == "area" && !wish.at.is_empty())
        && (asked == Some(Question::Area) || tracked.purpose == Purpose::Search && looks_for_home(words))
    {
        found.push(said(text, wish.at.clone(), Question::Area, SAID));
    }
}

fn looks_for_home(words: &[Word]) -> bool {
    words.iter().any(|word| {
        matches!(
            word.text.as_str(),
            "looking"
                | "want"
                | "need"
                | "find"
                | "buy"
                | "search"
                | "like"
                | "move"
                | "moving"
                | "prefer"
                | "interested"
        )
    })
}

/// The message as the one turn of a talk.
fn one_turn(text: &str, asked: Option<Question>) -> Tracked {
    let mut tracker = Tracker::default();
    let agent = match asked {
        Some(Question::Area) => "Which area?",
        Some(Question::Needs) => "How many bedrooms?",
        _ => "",
    };
    let turn = |who, text| Turn {
        who,
        text,
        other_topic: Some(false),
    };
    tracker.hear(&turn(Who::Agent, agent));
    tracker.hear(&turn(Who::Lead, text)).unwrap_or_default()
}

fn timeline(text: &str, signals: &[Signal], asked: Option<Question>, today: Date, found: &mut Vec<Answer>) {
    let days = day::days(text, today);
    let pillar = signals
        .iter()
        .find(|signal| matches!(signal.kind, SignalKind::Pillar(Pillar::Timeline, _)));
    let accepted = (asked == Some(Question::Timeline))
        .then(|| accepts(text))
        .flatten();
    if let Some(signal) = pillar {
        found.push(Answer {
            accepted,
            ..said(text, signal.at.clone(), Question::Timeline, SAID)
        });
    } else if let (Some(Question::Timeline), Some(day)) = (asked, days.first()) {
        found.push(Answer {
            accepted,
            ..said(text, day.at.clone(), Question::Timeline, SAID)
        });
    }
}

/// A yes or a no at the start.
fn agrees(text: &str) -> Option<bool> {
    let words = words(text);
    let first = words.first()?.text.as_str();
    match first {
        "yes" | "yeah" | "yep" | "yup" | "sure" | "ok" | "okay" | "absolutely" | "definitely" | "si"
        | "correct" => Some(true),
        "no" | "nope" | "nah" | "never" => Some(false),
        _ => None,
    }
}

fn needs(text: &str, asked: Option<Question>, found: &mut Vec<Answer>) {
    let tracked = one_turn(text, asked);
    let mut said_of = tracked
        .said
        .iter()
        .filter(|wish| !matches!(wish.slot, "area" | "intent") && !wish.at.is_empty());
    let Some(first) = said_of.next() else { return };
    let rest: Vec<_> = said_of.collect();
    let told = |slot: &str, value: &str| match (slot, value) {
        ("number_of_beds", number) => format!("{number} bed"),
        ("number_of_baths", number) => format!("{number} bath"),
        (slot, _) => slot.trim_start_matches("has_").replace('_', " "),
    };
    let value: Vec<String> = std::iter::once(first)
        .chain(rest.iter().copied())
        .map(|wish| told(wish.slot, &wish.value))
        .collect();
    let all = || std::iter::once(first).chain(rest.iter().copied());
    let start = all().map(|wish| wish.at.start).min().unwrap_or_default();
    let end = all().map(|wish| wish.at.end).max().unwrap_or_default();
    found.push(Answer {
        value: value.join(", "),
        ..said(text, start..end, Question::Needs, SAID)
    });
}

fn by_pillar(text: &str, signals: &[Signal], pillar: Pillar, question: Question, found: &mut Vec<Answer>) {
    let of = |level| move |signal: &&Signal| signal.kind == SignalKind::Pillar(pillar, level);
    let signal = signals
        .iter()
        .find(of(Level::High))
        .or_else(|| signals.iter().find(of(Level::Low)));
    found.extend(signal.map(|signal| said(text, signal.at.clone(), question, SAID)));
}

fn by_rows(text: &str, words: &[Word], found: &mut Vec<Answer>) {
    for hit in TABLE.hits(words) {
        let row = &rows::ROWS[hit.row];
        let at = words[hit.words.start].at.start..words[hit.words.end - 1].at.end;
        let denied = super::signals::is_denied(words, &hit);
        let value = match (denied, row.value, row.denied) {
            (false, Some(value), _) | (true, _, Some(value)) => Some(value.to_owned()),
            (false, None, _) => text.get(at.clone()).map(str::to_owned),
            (true, _, None) => None,
        };
        let Some(value) = value else { continue };
        found.push(Answer {
            value,
            ..said(text, at, row.question, SAID)
        });
    }
}

/// A short reply to the question that no reader knows: taken whole, unless it is vague or asks back.
fn by_question(text: &str, words: &[Word], signals: &[Signal], asked: Question, found: &mut Vec<Answer>) {
    let known = found.iter().any(|answer| answer.question == asked);
    let vague = signals.iter().any(|signal| signal.kind == SignalKind::Vague);
    let clauses = clauses(text, words);
    let asks = clauses.iter().any(|clause| clause.asks);
    if known || vague || asks || words.is_empty() || words.len() > SHORT {
        return;
    }
    let reply = match asked {
        // A yes or no says enough here; anything else is for a reader.
        Question::Financing | Question::ListedBefore | Question::Funds => agrees(text).map(|yes| Answer {
            value: if yes { "yes" } else { "no" }.into(),
            ..said(text, words[0].at.clone(), asked, SAID)
        }),
        Question::Timeline => accepts(text).map(|yes| Answer {
            value: if yes { "yes" } else { "no" }.into(),
            accepted: Some(yes),
            ..said(text, words[0].at.clone(), asked, SAID)
        }),
        Question::Area => clauses.iter().find_map(|clause| {
            let range = place::answered(clause)?;
            let at = clause.words[range.start].at.start..clause.words[range.end - 1].at.end;
            Some(said(text, at, asked, SAID))
        }),
        Question::Motivation
        | Question::Condition
        | Question::Improvements
        | Question::Deciders
        | Question::Accepts
        | Question::Strategy => {
            let whole = words[0].at.start..words[words.len() - 1].at.end;
            let empty = words.len() < 2 || agrees(text).is_some() && words.len() < 3;
            (!empty).then(|| said(text, whole, asked, ONLY_ASKED))
        }
        _ => None,
    };
    found.extend(reply);
}

#[cfg(test)]
mod tests;
