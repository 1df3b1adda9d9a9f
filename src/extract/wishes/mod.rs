//! What a person wants of a home, followed through a conversation: every wish said so far, turn by turn.
//!
//! A slot is a row of [`SLOTS`]; nothing below knows a slot by its name. A question about one home ("does it have...?") is
//! no wish; a later value replaces an earlier one; a bare number or a bare name answers what the agent asked last. Which homes
//! fit is not known here. To add a slot: a row of [`SLOTS`]; a way to ask or to wish: a phrase in `cues`.

mod cues;
mod purpose;
mod reading;
mod slot;
mod tracker;
mod wished;

pub use purpose::Purpose;
pub use slot::{Kind, SLOTS, Slot};
pub use tracker::{Tracked, Tracker, Turn, Who, Wish};

#[cfg(test)]
mod tests;
