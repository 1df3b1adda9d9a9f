//! What stands in fields, tags, answers and the deal.

use std::borrow::Cow;

use super::source;
use crate::domain::qualification::{Answer, LeadType, Question};
use crate::domain::value::Cents;
use crate::scoring::dimension::boost::{self, Found};
use crate::scoring::history::History;
use crate::scoring::inputs::{Evidence, Inputs, Slot, Sources};
use crate::scoring::stage;

/// What somebody who must buy or sell at once has in a field or an answer.
const AT_ONCE: [&str; 10] = [
    "asap",
    "immediate",
    "immediately",
    "right away",
    "now",
    "this month",
    "30 day",
    "30 days",
    "urgent",
    "urgently",
];
/// What is soon.
const SOON: [&str; 28] = [
    "week",
    "weeks",
    "60 day",
    "60 days",
    "90 day",
    "90 days",
    "month",
    "months",
    "spring",
    "summer",
    "fall",
    "autumn",
    "winter",
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
    "lease",
    "leases",
    "by",
    "until",
];
/// What is some day.
const SOME_DAY: [&str; 8] = [
    "someday",
    "eventually",
    "browsing",
    "just looking",
    "no rush",
    "year",
    "years",
    "not sure",
];
/// Words that take back what a field says.
const DENIALS: [&str; 3] = ["not", "never", "none"];
/// Half a million dollars, in cents.
const LARGE: i64 = 50_000_000;

/// What stands in the person's record, without what is open.
pub(super) fn gather(history: &History<'_>, now: i64, inputs: &mut Inputs, sources: &mut Sources) {
    if let Some(why) = &history.blocked {
        inputs.blocked = true;
        sources.add(Slot::Block, why.clone(), "");
    }
    inputs.kind = history.kind.unwrap_or_default();
    if let Some(added) = history.added {
        inputs.age_days = Some(super::days(added, now));
        sources.add(Slot::Created, Evidence::Field("dateAdded".to_owned()), "");
    }
    if let Some(worth) = source::prior(&history.source) {
        inputs.source = Some(worth);
        sources.add(
            Slot::Source,
            Evidence::Field("source".to_owned()),
            history.source.trim(),
        );
    }
    answers(history, inputs, sources);
    inputs.was_hot =
        history.before.hot_with.is_some() && history.before.hot_with == Some(answers_mark(&history.answers));
    tags(history, inputs, sources);
    fields(history, inputs, sources);
}

/// What answers are known by: another mark means that one of them has changed.
pub fn answers_mark(answers: &[Answer]) -> String {
    let counted = answers.iter().filter(|answer| answer.by.counts());
    let all: Vec<_> = counted
        .map(|answer| (answer.question.word(), answer.value.raw(), answer.accepted))
        .collect();
    crate::scoring::inputs::hash(&all)
}

fn answers(history: &History<'_>, inputs: &mut Inputs, sources: &mut Sources) {
    let counts = |answer: &&Answer| answer.by.counts() && answer.question.is_answered_by(answer.value.raw());
    for answer in history.answers.iter().filter(counts) {
        inputs.answer(answer.question);
        let evidence = answer
            .message
            .as_ref()
            .map_or(Evidence::Answer(answer.question), |message| {
                Evidence::Message(message.as_str().to_owned())
            });
        if answer.question == Question::Timeline {
            inputs.accepted = answer.accepted;
            timeline(answer.value.raw(), evidence.clone(), inputs, sources);
        }
        sources.add(Slot::Question(answer.question), evidence, answer.value.raw());
    }
}

/// The answer that counts for a question, and what it rests on.
pub(super) fn answered(history: &History<'_>, question: Question) -> Option<(Evidence, String)> {
    let mut answers = history.answers.iter();
    let answer = answers.find(|answer| {
        answer.question == question && answer.by.counts() && question.is_answered_by(answer.value.raw())
    })?;
    let message = answer.message.as_ref();
    let evidence = message.map_or(Evidence::Answer(question), |message| {
        Evidence::Message(message.as_str().to_owned())
    });
    Some((evidence, answer.value.raw().to_owned()))
}

/// The field that answers a question, and what stands in it.
pub(super) fn held(history: &History<'_>, question: Question) -> Option<(Evidence, String)> {
    let mut fields = history.fields.iter();
    let field =
        fields.find(|field| question.is_held_by(&field.name) && question.is_answered_by(&field.value))?;
    let evidence = Evidence::Field(field.id.clone().into_owned());
    Some((evidence, told(question, &field.value).into_owned()))
}

fn timeline(value: &str, evidence: Evidence, inputs: &mut Inputs, sources: &mut Sources) {
    let value = value.to_lowercase();
    let soon = if has(&value, &SOME_DAY) {
        30
    } else if has(&value, &AT_ONCE) && !is_denied(&value) {
        100
    } else if has(&value, &SOON) {
        70
    } else {
        return;
    };
    if inputs.soon.is_none() {
        inputs.soon = Some(soon);
        sources.add(Slot::Soon, evidence, value);
    }
}

fn tags(history: &History<'_>, inputs: &mut Inputs, sources: &mut Sources) {
    for tag in &history.tags {
        let low = tag.to_lowercase();
        if low.starts_with("not ") || low.starts_with("not-") || low.starts_with("no ") {
            continue;
        }
        for (bit, row) in boost::ALL.iter().enumerate() {
            let Found::Tag(words) = row.found else { continue };
            if words.iter().any(|word| has_word(&low, word)) && inputs.boosts & (1 << bit) == 0 {
                inputs.boosts |= 1 << bit;
                sources.add(
                    Slot::Boost(bit as u8),
                    Evidence::Field("tags".to_owned()),
                    tag.as_ref(),
                );
            }
        }
    }
}

/// Whether a word stands by itself in a text.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

/// Whether one of these stands in a text by itself: `now` is not in `unknown`.
fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| has_word(text, word))
}

/// Whether a text in small letters says that something is not so.
fn is_denied(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    let begins_with_no = words.find(|word| !word.is_empty()) == Some("no");
    begins_with_no || has(text, &DENIALS) || text.contains("n't") || text.contains("n\u{2019}t")
}

/// A seller's yes or no in a field that asks whether the timeline would do.
fn yes_or_no(value: &str) -> Option<bool> {
    match value.trim() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

/// The value of a field as a person reads it: a bare number that is a sum is shown as one.
fn told(question: Question, value: &str) -> Cow<'_, str> {
    let is_sum = matches!(question, Question::Budget | Question::Price | Question::Mortgage);
    let dollars = value.trim().parse::<i64>().ok().filter(|_| is_sum);
    match dollars.and_then(|dollars| dollars.checked_mul(100)) {
        Some(cents) => Cents(cents).short().into(),
        None => value.into(),
    }
}

fn fields(history: &History<'_>, inputs: &mut Inputs, sources: &mut Sources) {
    for field in &history.fields {
        let name = field.name.as_ref();
        let value = field.value.to_lowercase();
        let evidence = || Evidence::Field(field.id.clone().into_owned());
        let holds = |question: Question| question.is_held_by(name) && question.is_answered_by(&value);
        for question in Question::ALL {
            if !inputs.has_answered(question) && is_asked(question, inputs.kind) && holds(question) {
                inputs.answer(question);
                sources.add(Slot::Question(question), evidence(), told(question, &field.value));
                if question == Question::Timeline {
                    inputs.accepted = yes_or_no(&value);
                }
            }
        }
        let times = holds(Question::Timeline);
        if times {
            timeline(&value, evidence(), inputs, sources);
        }
        if is_denied(&value) {
            continue;
        }
        let pays = Question::Financing.is_held_by(name);
        let found = [
            (
                boost::APPROVED,
                pays && (has(&value, &["approved", "preapproved"]) || value == "yes"),
            ),
            (boost::IMMEDIATE, times && has(&value, &AT_ONCE)),
            (
                boost::LARGE,
                has_word(&name.to_lowercase(), "budget") && cents(&value).is_some_and(|cents| cents >= LARGE),
            ),
            (
                boost::CASH,
                pays && has(&value, &["cash", "invest", "investor", "investment"]),
            ),
        ];
        for (bit, _) in found.into_iter().filter(|(_, holds)| *holds) {
            if inputs.boosts & (1 << bit) == 0 {
                inputs.boosts |= 1 << bit;
                sources.add(Slot::Boost(bit), evidence(), field.value.as_ref());
            }
        }
    }
}

/// Whether a question is one of those that are asked of somebody of this type.
fn is_asked(question: Question, kind: LeadType) -> bool {
    kind.set()
        .is_some_and(|set| set.places().iter().any(|place| place.contains(&question)))
}

/// The last amount in a text, in cents: `450k`, `$1.2m`, `500,000`.
fn cents(text: &str) -> Option<i64> {
    let mut last = None;
    for piece in text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | 'k' | 'm'))) {
        let digits: String = piece
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
        let Ok(whole) = whole.parse::<i64>() else { continue };
        let part = part
            .get(..1)
            .and_then(|tenth| tenth.parse::<i64>().ok())
            .unwrap_or(0);
        let unit: i64 = match piece.chars().next_back() {
            Some('k') => 1_000,
            Some('m') => 1_000_000,
            _ => 1,
        };
        let dollars = whole.saturating_mul(unit).saturating_add(part * unit / 10);
        last = Some(dollars.saturating_mul(100));
    }
    last
}

/// Whether they are open, where they stand, and since when nothing was heard.
pub(super) fn open(history: &History<'_>, now: i64, inputs: &mut Inputs, sources: &mut Sources) {
    let place = history
        .deal
        .as_ref()
        .map(|deal| (deal, stage::named(&deal.stage)));
    let asked = inputs.kind.set().is_some();
    inputs.past = history.past;
    inputs.open = asked && !history.past && place.as_ref().is_none_or(|(_, stage)| !stage.contracted);
    if let Some((deal, place)) = &place {
        let evidence = Evidence::Deal(deal.id.clone().into_owned());
        sources.add(Slot::Open, evidence.clone(), "");
        if let Some(since) = deal.since {
            inputs.stage_days = Some((super::days(since, now), place.usual_days));
            sources.add(Slot::Stage, evidence.clone(), deal.stage.as_ref());
        }
        if let Some(price) = deal.price.filter(|price| *price > 0) {
            inputs.value = Some(stage::value_at_stake(price, place.chance));
            sources.add(Slot::Value, evidence, "");
        }
    } else if history.added.is_some() {
        sources.add(Slot::Open, Evidence::Field("dateAdded".to_owned()), "");
    } else if let Some(first) = history.messages.first() {
        let evidence = Evidence::Message(first.id.clone().into_owned());
        sources.add(Slot::Open, evidence, "");
    }
    // Whoever never wrote has been quiet since they came.
    if inputs.quiet_days.is_none()
        && let Some(added) = history.added
    {
        inputs.quiet_days = Some(super::days(added, now));
        sources.add(Slot::Quiet, Evidence::Field("dateAdded".to_owned()), "");
    }
    if inputs.stale_days.is_none() {
        let newest = history
            .answers
            .iter()
            .filter(|answer| answer.by.counts())
            .map(|answer| answer.at.as_second());
        let since = newest.max().or(history.added.filter(|_| inputs.answered != 0));
        inputs.stale_days = since.map(|since| super::days(since, now));
    }
}
