//! The method for sellers: four questions, the timeline accepted, and answers that are good and prompt.

use crate::domain::score::Temperature;
use crate::scoring::inputs::Inputs;
use crate::scoring::number::Hundredths;

/// Quality and responsiveness from which a fully answered seller is hot.
const HOT: Hundredths = 7_000;
/// Quality from which three answers are warm.
const WARM: Hundredths = 5_000;

/// How much of the way that is.
pub fn percent(answered: u8) -> Hundredths {
    Hundredths::from(answered) * 2_500
}

/// Hot is sticky: of somebody fully answered a later vague or slow text does not make less. Quality that is not known
/// bars hot, not warm.
pub fn class(inputs: &Inputs, answered: u8) -> Temperature {
    let accepted = answered == 4 && inputs.accepted == Some(true);
    let is_at_least = |value: Option<Hundredths>, least| value.is_some_and(|value| value >= least);
    let shows = is_at_least(inputs.quality, HOT) && is_at_least(inputs.responsiveness, HOT);
    if accepted && (inputs.was_hot || shows) {
        Temperature::Hot
    } else if answered >= 3 && inputs.quality.is_none_or(|quality| quality >= WARM) {
        Temperature::Warm
    } else {
        Temperature::Cold
    }
}
