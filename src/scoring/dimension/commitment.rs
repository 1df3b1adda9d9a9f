//! Commitment: how somebody takes part in the conversation.

use super::{Dimension, Whole, lasting};
use crate::scoring::inputs::{Inputs, Slot};
use crate::scoring::number::{FULL, Hundredths};
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
            let took = inputs.reply_seconds.map_or_else(|| "a while".to_owned(), lasting);
            format!("replies within {took}, half of the time")
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
