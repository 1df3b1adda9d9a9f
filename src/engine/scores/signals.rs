//! The one place where the words of people are read for scores.

use crate::domain::signal::SignalKind;
use crate::extract::signals::signals;

/// What is found in a message of theirs.
pub(super) fn found(text: &str) -> Vec<SignalKind> {
    signals(text).into_iter().map(|signal| signal.kind).collect()
}
