//! What belongs to the property beside its rooms.

use super::home::Home;
use super::wishes::Wishes;
use super::{Dimension, share};
use crate::scoring::number::{FULL, Hundredths};

pub(super) const ROWS: [Dimension; 4] = [
    Dimension {
        id: "matching.hoa",
        title: "association fee",
        weight: 3,
        met: AT_MOST,
        is_need: |wishes| wishes.hoa.is_some_and(|wish| wish.need),
        score: hoa,
    },
    Dimension {
        id: "matching.lot",
        title: "lot",
        weight: 3,
        met: FULL,
        is_need: |wishes| wishes.lot.is_some_and(|wish| wish.need),
        score: lot,
    },
    Dimension {
        id: "matching.age",
        title: "age",
        weight: 2,
        met: OLD,
        is_need: |wishes| wishes.age.is_some_and(|wish| wish.need),
        score: age,
    },
    Dimension {
        id: "matching.parking",
        title: "parking",
        weight: 2,
        met: FULL,
        is_need: |wishes| wishes.parking.is_some_and(|wish| wish.need),
        score: parking,
    },
];

/// Of a fee as high as they would pay; what it takes off grows evenly up to there.
const AT_MOST: Hundredths = 7_000;
/// Over what they set as a limit.
const OVER: Hundredths = 3_000;
/// The least of a home within the limit of age.
const OLD: Hundredths = 5_000;
/// In so many years a home loses all that its age can count for.
const YEARS: Hundredths = 50;
/// The least of a lot, and of room for cars.
const LEAST: Hundredths = 2_000;

fn hoa(wishes: &Wishes, home: &Home) -> Option<Hundredths> {
    let (most, fee) = (wishes.hoa?.wanted, home.hoa?);
    Some(if fee > most {
        OVER
    } else if fee.0 <= 0 {
        FULL
    } else {
        FULL - share(fee.0, most.0) * (FULL - AT_MOST) / FULL
    })
}

fn lot(wishes: &Wishes, home: &Home) -> Option<Hundredths> {
    Some(share(home.lot?.into(), wishes.lot?.wanted.into()).max(LEAST))
}

fn age(wishes: &Wishes, home: &Home) -> Option<Hundredths> {
    let (most, age) = (wishes.age?.wanted, home.age?);
    let within = FULL - Hundredths::from(age) * (FULL / YEARS);
    Some(if age > most { OVER } else { within.max(OLD) })
}

fn parking(wishes: &Wishes, home: &Home) -> Option<Hundredths> {
    Some(share(home.parking?.into(), wishes.parking?.wanted.into()).max(LEAST))
}
