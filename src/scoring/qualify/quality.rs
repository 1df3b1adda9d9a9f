//! How good an answer is, by what stands in it.

use crate::domain::signal::SignalKind;
use crate::scoring::number::{Hundredths, rounded};

/// Answers that the quality of a person is the mean of.
const LAST: usize = 4;
/// Poor answers in a row after which nothing automatic asks on.
const EXHAUSTED: usize = 5;
/// Below that an answer is poor.
const POOR: Hundredths = 5_000;

/// The quality of one message of theirs.
pub fn of(chars: usize, signals: &[SignalKind]) -> Hundredths {
    let number = |kind: SignalKind| signals.iter().filter(|found| **found == kind).count();
    let is_definite = number(SignalKind::Definite) > 0;
    match number(SignalKind::Vague) {
        0 => {}
        1 => return 3_000,
        _ => return 2_500,
    }
    if is_definite {
        8_500
    } else if chars < 10 {
        4_000
    } else if number(SignalKind::Concrete) > 0 {
        7_500
    } else if chars <= 50 {
        6_000
    } else {
        5_500
    }
}

/// Of their messages, oldest first: the mean of the last four.
pub fn mean(all: &[Hundredths]) -> Option<Hundredths> {
    let last = &all[all.len().saturating_sub(LAST)..];
    (!last.is_empty()).then(|| rounded(last.iter().sum(), last.len() as i64))
}

/// Whether the last five were poor: ask no more, a person takes over.
pub fn is_exhausted(all: &[Hundredths]) -> bool {
    all.len() >= EXHAUSTED && all[all.len() - EXHAUSTED..].iter().all(|quality| *quality < POOR)
}
