//! What tags, fields and the calendar say for or against somebody, beside what they said themselves. A boost never makes
//! a score where there is none.

use super::days;
use crate::scoring::inputs::{Inputs, Slot};
use crate::scoring::number::Hundredths;

/// What a boost is added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// Financial readiness.
    Readiness,
    /// Commitment.
    Commitment,
}

/// Where a boost is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// In a tag that has one of these words.
    Tag(&'static [&'static str]),
    /// In a field; told by its name.
    Field,
}

/// A boost by a tag or a field.
pub struct Boost {
    /// Points.
    pub points: Hundredths,
    /// Where it is found.
    pub found: Found,
    /// How it is told.
    pub title: &'static str,
}

const fn tag(points: Hundredths, words: &'static [&'static str], title: &'static str) -> Boost {
    Boost {
        points,
        found: Found::Tag(words),
        title,
    }
}

const fn field(points: Hundredths, title: &'static str) -> Boost {
    Boost {
        points,
        found: Found::Field,
        title,
    }
}

/// The bit of [`Inputs::boosts`] of a tag that says they are pre-approved.
pub const TAGGED_APPROVED: u8 = 0;
/// Bits of [`Inputs::boosts`] that a field sets.
pub const APPROVED: u8 = 6;
/// They want to move at once.
pub const IMMEDIATE: u8 = 7;
/// They can spend half a million dollars or more.
pub const LARGE: u8 = 8;
/// They pay cash, or invest.
pub const CASH: u8 = 9;

/// Every boost of financial readiness, by its bit.
pub const ALL: [Boost; 10] = [
    tag(
        2_000,
        &["pre-approved", "preapproved", "pre approved"],
        "tagged pre-approved",
    ),
    tag(1_500, &["urgent", "hot"], "tagged urgent or hot"),
    tag(1_200, &["distressed"], "tagged distressed"),
    tag(1_000, &["warm", "investor"], "tagged warm or investor"),
    tag(500, &["referral"], "tagged referral"),
    tag(-500, &["cold"], "tagged cold"),
    field(1_500, "the financing is approved"),
    field(1_200, "wants to move at once"),
    field(1_000, "can spend $500,000 or more"),
    field(800, "pays cash, or invests"),
];

/// What boosts may add to financial readiness together.
pub const CAP: Hundredths = 3_000;

/// A boost in force: points, how it is told, and where it comes from.
pub type InForce = (Hundredths, String, Slot);

/// Everything in force for a person.
pub fn in_force(inputs: &Inputs, to: To) -> Vec<InForce> {
    let mut all = Vec::new();
    let (calendar, of, verb, slot) = match to {
        To::Readiness => {
            let set = ALL
                .iter()
                .enumerate()
                .filter(|(bit, _)| inputs.boosts & (1 << bit) != 0);
            all.extend(
                set.map(|(bit, boost)| (boost.points, boost.title.to_owned(), Slot::Boost(bit as u8))),
            );
            (age(inputs), inputs.age_days, "came", Slot::Created)
        }
        To::Commitment => (activity(inputs), inputs.silent_days, "wrote", Slot::LastIn),
    };
    if calendar != 0 {
        all.push((calendar, ago(verb, of.unwrap_or(0)), slot));
    }
    all
}

/// The same as one number, within the cap.
pub fn total(inputs: &Inputs, to: To) -> Hundredths {
    match to {
        To::Readiness => {
            let set = ALL
                .iter()
                .enumerate()
                .filter(|(bit, _)| inputs.boosts & (1 << bit) != 0);
            let sum: Hundredths = set.map(|(_, boost)| boost.points).sum();
            (sum + age(inputs)).min(CAP)
        }
        To::Commitment => activity(inputs),
    }
}

fn age(inputs: &Inputs) -> Hundredths {
    match inputs.age_days {
        Some(0..=7) => 1_000,
        Some(8..=30) => 500,
        Some(91..) => -1_000,
        _ => 0,
    }
}

fn activity(inputs: &Inputs) -> Hundredths {
    match inputs.silent_days {
        Some(0..=3) => 1_000,
        Some(4..=7) => 500,
        Some(31..) => -1_500,
        _ => 0,
    }
}

/// `wrote 3 days ago`; of less than a day it is said so.
fn ago(verb: &str, since: u32) -> String {
    match since {
        0 => format!("{verb} less than a day ago"),
        since => format!("{verb} {} ago", days(since)),
    }
}
