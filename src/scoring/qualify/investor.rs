//! The method for investors: six questions, and nobody is hot without proof of funds.

use crate::domain::qualification::Question;
use crate::domain::score::Temperature;
use crate::scoring::inputs::Inputs;
use crate::scoring::number::{FULL, Hundredths, rounded};

/// How much of the way that is.
pub const fn percent(answered: u8) -> Hundredths {
    rounded(answered as i64 * FULL, 6)
}

/// Hot from four answers with proof of funds, warm from two.
pub const fn class(inputs: &Inputs, answered: u8) -> Temperature {
    match answered {
        0 | 1 => Temperature::Cold,
        4.. if inputs.has_answered(Question::Funds) => Temperature::Hot,
        _ => Temperature::Warm,
    }
}
