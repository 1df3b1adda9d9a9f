//! Financial readiness: four pillars, each by what they said. At least two must be known.

use super::{Dimension, Whole};
use crate::scoring::inputs::{Inputs, Slot};
use crate::scoring::number::Hundredths;

macro_rules! pillar {
    ($at:literal, $id:literal, $title:literal, $weight:literal) => {
        Dimension {
            id: $id,
            title: $title,
            whole: Whole::Readiness,
            weight: $weight,
            score: |inputs| pillar(inputs, $at),
            slot: Slot::Pillar($at),
            say: |inputs, about| say(inputs, $at, $title, about),
        }
    };
}

pub(super) const ROWS: [Dimension; 4] = [
    pillar!(0, "readiness.motivation", "motivation", 35),
    pillar!(1, "readiness.timeline", "timeline", 30),
    pillar!(2, "readiness.condition", "condition", 20),
    pillar!(3, "readiness.price", "price", 15),
];

/// From this value on a pillar is on its high end.
const HIGH: u8 = 50;

fn pillar(inputs: &Inputs, at: usize) -> Option<Hundredths> {
    inputs.pillars[at].map(|value| Hundredths::from(value) * 100)
}

fn say(inputs: &Inputs, at: usize, title: &str, about: &str) -> String {
    let end = if inputs.pillars[at].is_some_and(|value| value >= HIGH) {
        "ready"
    } else {
        "not yet"
    };
    if about.is_empty() {
        format!("{title}: {end}")
    } else {
        format!("{title}: {end}, \u{201c}{about}\u{201d}")
    }
}
