//! The parts that scores are weighed from: one row each.
//!
//! A row says which whole it belongs to, how much it weighs there, how it is worked out and how it is told. Each file has
//! the rows of one whole. Must not combine them: that is `whole` and `combine`. To add a part: its row in the file of its whole, and a slot that says where it comes from.

pub mod boost;
pub mod commitment;
mod conversion;
mod readiness;
mod risk;

use super::inputs::{Inputs, Slot};
use super::number::Hundredths;

/// What parts add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whole {
    /// Financial readiness.
    Readiness,
    /// Commitment.
    Commitment,
    /// The chance of a closing.
    Conversion,
    /// The risk of losing them.
    Risk,
}

/// A part of a score.
pub struct Dimension {
    /// What it is known by.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it belongs to.
    pub whole: Whole,
    /// How much it weighs there, in hundredths, unless the configuration says otherwise.
    pub weight: u16,
    /// Its value, 0 to 100 points, when it is known.
    pub score: fn(&Inputs) -> Option<Hundredths>,
    /// Where it comes from.
    pub slot: Slot,
    /// How it is told. The second argument is what is noted beside its evidence.
    pub say: fn(&Inputs, &str) -> String,
}

/// How many parts there are.
pub const COUNT: usize = 22;

/// Every part, whole by whole.
pub static ALL: [Dimension; COUNT] = {
    let [a, b, c, d] = readiness::ROWS;
    let [e, f, g, h, i] = commitment::ROWS;
    let [j, k, l, m, n, o, p, q] = conversion::ROWS;
    let [r, s, t, u, v] = risk::ROWS;
    [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v]
};

/// The parts of a whole, with their numbers in [`ALL`].
pub fn of(whole: Whole) -> impl Iterator<Item = (usize, &'static Dimension)> {
    let all = ALL.iter().enumerate();
    all.filter(move |(_, dimension)| dimension.whole == whole)
}

/// `1 day`, `3 days`.
pub(super) fn days(number: u32) -> String {
    crate::domain::value::count(u64::from(number), "day", "days")
}

/// A duration in words: minutes, hours or days.
pub(super) fn lasting(seconds: u32) -> String {
    match seconds {
        0..=119 => "two minutes".to_owned(),
        120..=7_199 => format!("{} min", seconds / 60),
        7_200..=172_799 => format!("{} h", seconds / 3_600),
        _ => days(seconds / 86_400),
    }
}

#[cfg(test)]
mod tests;
