//! The long form of sellers, before a listing appointment.

use crate::domain::score::Temperature;
use crate::scoring::number::Hundredths;

/// How much of the way that is.
pub fn percent(answered: u8) -> Hundredths {
    Hundredths::from(answered) * 1_000
}

/// Hot with all ten, warm from seven.
pub const fn class(answered: u8) -> Temperature {
    match answered {
        0..=6 => Temperature::Cold,
        7..=9 => Temperature::Warm,
        _ => Temperature::Hot,
    }
}
