//! How they want to live, in what they named themselves.

use super::home::Home;
use super::wishes::{Feature, Wishes};
use super::{Dimension, share};
use crate::scoring::number::{FULL, Hundredths};

pub(super) const ROWS: [Dimension; 3] = [
    Dimension {
        id: "matching.musts",
        title: "what it must have",
        weight: 12,
        met: FULL,
        is_need: |wishes| {
            let musts = wishes.musts.as_ref();
            musts.is_some_and(|wish| wish.need && !wish.wanted.is_empty())
        },
        score: |wishes, home| found(&wishes.musts.as_ref()?.wanted, home),
    },
    Dimension {
        id: "matching.commute",
        title: "commute",
        weight: 8,
        met: FULL,
        is_need: |wishes| wishes.commute.is_some_and(|wish| wish.need),
        score: commute,
    },
    Dimension {
        id: "matching.extras",
        title: "what would be nice to have",
        weight: 5,
        met: FULL,
        is_need: |_| false,
        score: |wishes, home| found(&wishes.extras, home),
    },
];

/// The least of a home from which the way is longer than they want.
const LONGER: Hundredths = 1_000;

/// How many of these the home has, out of all.
fn found(wanted: &[Feature], home: &Home) -> Option<Hundredths> {
    let mut has = 0;
    for feature in wanted {
        has += i64::from(feature.is_in(home)?);
    }
    (!wanted.is_empty()).then(|| share(has, wanted.len() as i64))
}

/// One less the part by which it takes longer.
fn commute(wishes: &Wishes, home: &Home) -> Option<Hundredths> {
    let (most, takes) = (i64::from(wishes.commute?.wanted), i64::from(home.commute?));
    Some(share(2 * most - takes, most).max(LONGER))
}
