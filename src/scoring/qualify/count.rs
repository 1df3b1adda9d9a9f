//! The method for buyers and for whom nothing is known yet: count answered questions, not points.

use crate::domain::score::Temperature;
use crate::scoring::number::{FULL, Hundredths};

/// Percent by the number of answers.
const PERCENT: [Hundredths; 8] = [5, 15, 30, 50, 65, 75, 85, 100];

/// Share from which a person takes over from anything automatic.
pub const HAND_OVER: Hundredths = 7_000;

/// How much of the way that is. Everything that is asked of them answered is all of it.
pub fn percent(answered: u8, places: u8) -> Hundredths {
    if answered >= places {
        return FULL;
    }
    PERCENT
        .get(usize::from(answered))
        .map_or(FULL, |percent| percent * 100)
}

/// Hot from three answers, warm with two.
pub const fn class(answered: u8) -> Temperature {
    match answered {
        0 | 1 => Temperature::Cold,
        2 => Temperature::Warm,
        _ => Temperature::Hot,
    }
}
