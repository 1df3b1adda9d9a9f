//! The chance of a closing, until the account has enough closings of its own to learn from.

use super::{Dimension, Whole, lasting};
use crate::scoring::inputs::{Inputs, Slot};
use crate::scoring::number::{FULL, Hundredths};

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
        whole: Whole::Conversion,
        weight,
        score,
        slot,
        say,
    }
}

use crate::domain::qualification::Question::{Budget, Needs};

pub(super) const ROWS: [Dimension; 8] = [
    row(
        "conversion.budget",
        "budget",
        25,
        Slot::Question(Budget),
        budget,
        |_, _| "the budget fits what is for sale".to_owned(),
    ),
    row(
        "conversion.timeline",
        "timeline",
        25,
        Slot::Soon,
        soon,
        |inputs, about| {
            let when = match inputs.soon {
                Some(100) => "at once",
                Some(70) => "soon",
                _ => "some day",
            };
            if about.is_empty() {
                format!("wants to move {when}")
            } else {
                format!("wants to move {when}: \u{201c}{about}\u{201d}")
            }
        },
    ),
    row(
        "conversion.engagement",
        "engagement",
        15,
        Slot::LastIn,
        engagement,
        |inputs, _| {
            let wrote = u64::from(inputs.recent);
            format!(
                "wrote {} in 30 days",
                crate::domain::value::count(wrote, "time", "times")
            )
        },
    ),
    row(
        "conversion.response",
        "response time",
        10,
        Slot::Reply,
        response,
        |inputs, _| {
            inputs.reply_seconds.map_or_else(
                || "has never answered".to_owned(),
                |seconds| format!("answers within {}, half of the time", lasting(seconds)),
            )
        },
    ),
    row(
        "conversion.quality",
        "message quality",
        10,
        Slot::LastIn,
        |inputs| inputs.quality,
        |inputs, _| {
            let quality = inputs.quality.unwrap_or(0);
            let how = match quality {
                7_000.. => "clear",
                5_000.. => "fair",
                _ => "vague",
            };
            format!("the last answers are {how}")
        },
    ),
    row(
        "conversion.matching",
        "matching homes",
        8,
        Slot::Question(Needs),
        matching,
        |_, _| "homes for sale match".to_owned(),
    ),
    row(
        "conversion.views",
        "page views",
        5,
        Slot::LastIn,
        views,
        |_, _| "looks at homes".to_owned(),
    ),
    row(
        "conversion.source",
        "source",
        2,
        Slot::Source,
        source,
        |_, about| format!("came by {about}"),
    ),
];

fn points(value: Option<u8>) -> Option<Hundredths> {
    value.map(|value| Hundredths::from(value) * 100)
}

fn budget(inputs: &Inputs) -> Option<Hundredths> {
    points(inputs.budget_fit)
}

fn soon(inputs: &Inputs) -> Option<Hundredths> {
    points(inputs.soon)
}

/// Ten points a message within thirty days.
fn engagement(inputs: &Inputs) -> Option<Hundredths> {
    (inputs.messages > 0).then(|| (Hundredths::from(inputs.recent) * 1_000).min(FULL))
}

fn response(inputs: &Inputs) -> Option<Hundredths> {
    inputs.responsiveness
}

fn matching(inputs: &Inputs) -> Option<Hundredths> {
    points(inputs.matching)
}

fn views(inputs: &Inputs) -> Option<Hundredths> {
    points(inputs.views)
}

/// A source says nothing about whom nothing else is known of.
fn source(inputs: &Inputs) -> Option<Hundredths> {
    points(inputs.source.filter(|_| inputs.has_evidence()))
}
