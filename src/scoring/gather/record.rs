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
const AT_ONCE: [&str; 7] = [
    "asap",
    "immediate",
    "right away",
    "now",
    "this month",
    "30 day",
    "urgent",
];
/// What is soon.
const SOON: [&str; 22] = [
    "week",
    "60 day",
    "90 day",
    "month",
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
    "by ",
];
/// What is some day.
const SOME_DAY: [&str; 7] = [
    "someday",
    "eventually",
    "browsing",
    "just looking",
    "no rush",
    "year",
    "not sure",
];
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
    for answer in history.answers.iter().filter(|answer| answer.by.counts()) {
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

fn timeline(value: &str, evidence: Evidence, inputs: &mut Inputs, sources: &mut Sources) {
    let value = value.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| value.contains(word));
    let soon = if has(&SOME_DAY) {
        30
    } else if has(&AT_ONCE) && !value.contains("not ") {
        100
    } else if has(&SOON) {
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
        let name = field.name.to_lowercase();
        let value = field.value.to_lowercase();
        let evidence = || Evidence::Field(field.id.clone().into_owned());
        if value.trim().is_empty() {
            continue;
        }
        for question in Question::ALL {
            if question.is_held_by(&name) && !inputs.has_answered(question) && is_asked(question, inputs.kind)
            {
                inputs.answer(question);
                sources.add(Slot::Question(question), evidence(), told(question, &field.value));
            }
        }
        if Question::Timeline.is_held_by(&name) {
            timeline(&value, evidence(), inputs, sources);
        }
        let denied = value.contains("not ") || value.starts_with("no");
        let found = [
            (
                boost::APPROVED,
                Question::Financing.is_held_by(&name) && (value.contains("approved") || value == "yes"),
            ),
            (
                boost::IMMEDIATE,
                Question::Timeline.is_held_by(&name) && AT_ONCE.iter().any(|word| value.contains(word)),
            ),
            (
                boost::LARGE,
                name.contains("budget") && cents(&value).is_some_and(|cents| cents >= LARGE),
            ),
            (
                boost::CASH,
                Question::Financing.is_held_by(&name) && (value.contains("cash") || value.contains("invest")),
            ),
        ];
        for (bit, _) in found.into_iter().filter(|(_, holds)| *holds && !denied) {
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
