//! The chat turn as a pure machine, and the driver that performs its effects.

pub mod live;
