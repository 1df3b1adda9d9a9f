//! What parts add up to.

use super::config::Config;
use super::dimension::{self, Whole};
use super::inputs::Inputs;
use super::number::{Hundredths, mean};

/// The weighted mean of what is known of a whole.
pub fn of(inputs: &Inputs, config: &Config, whole: Whole) -> Option<Hundredths> {
    mean(dimension::of(whole).map(|(at, dimension)| (config.weight(at), (dimension.score)(inputs))))
}
