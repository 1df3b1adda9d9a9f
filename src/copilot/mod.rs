//! The chat turn as a pure machine, and the driver that performs its effects.
//!
//! Owns what happens between a question and the end of its answer. [`turn`] decides and does nothing, [`driver`] does
//! and decides nothing, [`live`] is what the screen may follow. Must not draw, and must not send a word of the CRM's
//! data: the model sees only what the person types. To add a state of the turn: see the head of [`turn`].

pub mod driver;
pub mod live;
pub mod turn;
