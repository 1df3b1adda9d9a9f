//! The risk of losing somebody: five signals, each in four steps.

use super::{Dimension, Whole, commitment, days};
use crate::scoring::inputs::{Inputs, NEVER, Slot};
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
        whole: Whole::Risk,
        weight,
        score,
        slot,
        say,
    }
}

pub(super) const ROWS: [Dimension; 5] = [
    row(
        "risk.silence",
        "silence",
        30,
        Slot::Quiet,
        silence,
        |inputs, _| match inputs.quiet_days.unwrap_or(0) {
            0 => "quiet for less than a day".to_owned(),
            quiet => format!("quiet for {}", days(quiet)),
        },
    ),
    row(
        "risk.replies",
        "reply time",
        25,
        Slot::Answering,
        replies,
        |inputs, _| match inputs.reply_hours {
            Some(NEVER) | None => "has never answered".to_owned(),
            Some(hours @ 0..=48) => format!("answers after {hours} h on average"),
            Some(hours) => format!("answers after {} on average", days(hours / 24)),
        },
    ),
    row(
        "risk.sentiment",
        "sentiment",
        20,
        Slot::Sentiment,
        sentiment,
        |inputs, _| {
            if inputs.sentiment_drop.unwrap_or(0) > 0 {
                "sounds worse than before".to_owned()
            } else {
                "sounds as well as before".to_owned()
            }
        },
    ),
    row(
        "risk.commitment",
        "commitment",
        15,
        Slot::LastIn,
        takes_part,
        |inputs, _| {
            if takes_part(inputs) == Some(0) {
                "takes part as at the best of times".to_owned()
            } else {
                "takes part less than at the best of times".to_owned()
            }
        },
    ),
    row("risk.stage", "stage", 10, Slot::Stage, stage, |inputs, about| {
        let (spent, usual) = inputs.stage_days.unwrap_or((0, 0));
        let is = if usual == 1 { "is" } else { "are" };
        format!("{} at {about}, {} {is} usual", days(spent), days(usual))
    }),
];

/// The value of the first step that is not below the number.
pub(super) fn step<const N: usize>(number: i64, steps: [(i64, Hundredths); N]) -> Hundredths {
    let step = steps.iter().find(|(most, _)| number <= *most);
    step.map_or(FULL, |(_, value)| *value)
}

fn silence(inputs: &Inputs) -> Option<Hundredths> {
    let days = i64::from(inputs.quiet_days?);
    Some(step(days, [(7, 0), (14, 5_000), (28, 7_500)]))
}

fn replies(inputs: &Inputs) -> Option<Hundredths> {
    let hours = i64::from(inputs.reply_hours?);
    Some(step(hours, [(48, 0), (96, 5_000), (192, 7_500)]))
}

fn sentiment(inputs: &Inputs) -> Option<Hundredths> {
    let drop = i64::from(inputs.sentiment_drop?);
    Some(step(drop, [(0, 0), (20, 3_000), (40, 6_000)]))
}

fn takes_part(inputs: &Inputs) -> Option<Hundredths> {
    let drop = inputs.commitment_peak? - commitment::now(inputs)?;
    Some(step(drop, [(500, 0), (2_000, 5_000), (4_000, 7_500)]))
}

fn stage(inputs: &Inputs) -> Option<Hundredths> {
    let (spent, usual) = inputs.stage_days?;
    let (spent, usual) = (i64::from(spent), i64::from(usual.max(1)));
    Some(step(spent, [(usual, 0), (2 * usual, 5_000), (4 * usual, 7_500)]))
}
