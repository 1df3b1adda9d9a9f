//! Messages to people, and all that waits to be told to the CRM: the outbox, held rows, conflicts.
//!
//! Whether a message may go is asked of the gate and never decided here. To add one: a file with its struct of arguments,
//! its `mod` line and its row.

mod cancel;
mod conflicts;
mod drain;
mod outbox;
mod resolve;
mod retry;
mod send;

use super::frame::Row;

/// Its part of the registry, in the order of the help.
pub const ROWS: &[Row] = &[
    Row::of::<send::Send>(),
    Row::of::<outbox::Outbox>(),
    Row::of::<retry::Retry>(),
    Row::of::<cancel::Cancel>(),
    Row::of::<drain::Drain>(),
    Row::of::<conflicts::Conflicts>(),
    Row::of::<resolve::Resolve>(),
];
