//! Commitment: how somebody takes part in the conversation.

use super::{Dimension, Whole, boost, lasting};
use crate::scoring::inputs::{Inputs, Slot};
use crate::scoring::number::{FULL, Hundredths, clamped, mean, rounded};
use crate::scoring::qualify::responsiveness;

const fn row(
    id: &'static str,
    title: &'static str,
    weight: u16,
    slot: Slot,
    score: fn(&Inputs) -> Option<Hundredths>,
    say: fn(&Inputs, &str) -> String,
) -> Dimension {
    Dimension {
        id,
        title,
        whole: Whole::Commitment,
        weight,
        score,
        slot,
        say,
    }
}

pub(super) const ROWS: [Dimension; 5] = [
    row(
        "commitment.velocity",
        "reply speed",
        20,
        Slot::Reply,
        velocity,
        |inputs, _| {
            inputs.reply_seconds.map_or_else(
                || "has never answered".to_owned(),
                |seconds| format!("replies within {}, half of the time", lasting(seconds)),
            )
        },
    ),
    row(
        "commitment.length",
        "length",
        15,
        Slot::Words,
        length,
        |inputs, _| format!("writes {} words a message", inputs.words.unwrap_or(0)),
    ),
    row(
        "commitment.questions",
        "questions",
        20,
        Slot::Questions,
        questions,
        |inputs, _| {
            let asked = u64::from(inputs.questions.unwrap_or(0));
            format!(
                "asked {} about a home",
                crate::domain::value::count(asked, "question", "questions")
            )
        },
    ),
    row(
        "commitment.objection",
        "objection",
        25,
        Slot::Objection,
        objection,
        |inputs, about| {
            let how = match inputs.objection {
                Some(100) => "resolved",
                Some(50) => "softened",
                _ => "open",
            };
            format!("{about} held against it: {how}")
        },
    ),
    row(
        "commitment.meets",
        "agrees to meet",
        20,
        Slot::Meets,
        meets,
        |inputs, _| {
            if inputs.meets == Some(true) {
                "agreed to a call, a tour or a visit".to_owned()
            } else {
                "has not agreed to meet yet".to_owned()
            }
        },
    ),
];

/// Weeks after which nothing is left.
const LONGEST: u32 = 104;
/// Replies faster than that are as fast as can be.
const AT_ONCE: u32 = 120;

fn velocity(inputs: &Inputs) -> Option<Hundredths> {
    match inputs.reply_seconds {
        Some(seconds) if seconds < AT_ONCE => Some(FULL),
        seconds => inputs.responsiveness.map(|_| responsiveness::of(seconds)),
    }
}

fn length(inputs: &Inputs) -> Option<Hundredths> {
    inputs
        .words
        .map(|words| (Hundredths::from(words) * 400).min(FULL))
}

fn questions(inputs: &Inputs) -> Option<Hundredths> {
    inputs
        .questions
        .map(|asked| (Hundredths::from(asked) * 2_500).min(FULL))
}

fn objection(inputs: &Inputs) -> Option<Hundredths> {
    inputs.objection.map(|progress| Hundredths::from(progress) * 100)
}

fn meets(inputs: &Inputs) -> Option<Hundredths> {
    inputs.meets.map(|meets| if meets { FULL } else { 0 })
}

/// Commitment before silence takes from it; of whom never wrote there is none.
pub fn then(inputs: &Inputs) -> Option<Hundredths> {
    let known = mean(ROWS.iter().map(|row| (row.weight, (row.score)(inputs))));
    known.filter(|_| inputs.messages > 0)
}

/// Commitment: a tenth less for every silent week, then what the calendar adds.
pub fn now(inputs: &Inputs) -> Option<Hundredths> {
    let left = decayed(then(inputs)?, inputs.silent_days.unwrap_or(0) / 7);
    Some(clamped(left + boost::total(inputs, boost::To::Commitment)))
}

/// Commitment at the moment they last wrote.
pub fn at_best(inputs: &Inputs) -> Option<Hundredths> {
    let then = Inputs {
        silent_days: Some(0),
        ..inputs.clone()
    };
    now(&then)
}

/// A tenth less each week.
pub fn decayed(value: Hundredths, weeks: u32) -> Hundredths {
    let weeks = weeks.min(LONGEST);
    (0..weeks).fold(value, |value, _| rounded(value * 9, 10))
}
