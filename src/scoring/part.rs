//! A part of a score, and a chance with its parts.

use serde::{Deserialize, Serialize};

use super::inputs::Evidence;
use super::number::{Hundredths, in_tenths};
use crate::domain::score::Chance;

/// A part of a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is known by.
    pub id: String,
    /// Points, in hundredths; less than nothing when it takes away.
    pub points: Hundredths,
    /// Why, as a sentence without an end.
    pub sentence: String,
    /// What it rests on.
    pub evidence: Evidence,
}

/// Parts as they are shown: their tenths add up to those of the whole.
pub fn shown(parts: &[Part]) -> Vec<Part> {
    let points: Vec<Hundredths> = parts.iter().map(|part| part.points).collect();
    let shown = in_tenths(&points).into_iter().zip(parts);
    shown
        .map(|(points, part)| Part {
            points,
            ..part.clone()
        })
        .collect()
}

/// A chance as the score takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// As points of the score.
    pub points: Hundredths,
    /// The parts of it, in millionths of a point; they add up to it.
    pub parts: Vec<(i64, Part)>,
    /// As it is shown.
    pub chance: Chance,
}
