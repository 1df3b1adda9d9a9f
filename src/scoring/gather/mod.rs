//! From what is known of a person to the inputs of their scores, each with where it comes from.
//!
//! `thread` reads what was said and when, `record` what stands in fields, tags, answers and the deal, `form` what fills a set of
//! questions. Must not weigh
//! anything. To add an input: a member of `Inputs`, a slot, and the place here that finds both.

mod form;
mod record;
mod source;
mod thread;

use super::history::History;
use super::inputs::{Inputs, Sources};

pub use form::{Place, form};
pub use record::answers_mark;

/// The inputs of a person at a moment in epoch seconds, and where each comes from.
pub fn gather(history: &History<'_>, now: i64) -> (Inputs, Sources) {
    let mut inputs = Inputs::default();
    let mut sources = Sources::default();
    record::gather(history, now, &mut inputs, &mut sources);
    thread::gather(history, now, &mut inputs, &mut sources);
    record::open(history, now, &mut inputs, &mut sources);
    // When they last wrote it was as high as it could be with what they had written by then.
    if let Some(then) = super::dimension::commitment::at_best(&inputs) {
        inputs.commitment_peak = Some(history.before.commitment_peak.unwrap_or(0).max(then));
    }
    (inputs, sources)
}

/// Whole days between two moments in epoch seconds; none of what is still to come.
fn days(from: i64, now: i64) -> u32 {
    u32::try_from((now - from).max(0) / 86_400).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
