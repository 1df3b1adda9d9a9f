//! What puts people into an automation: one file each.
//!
//! A trigger looks at one event with the members it was given, and at nothing else; whether somebody may come in again is
//! the machine's. To add one: a file with a `ROW` (its example fires, its near miss does not), a `mod` line and a row in
//! [`TRIGGERS`].

mod appointment;
mod contact_created;
mod date_reached;
mod form;
mod listing;
mod manual;
mod message_received;
mod no_reply;
mod score_crosses;
mod stage_changed;
mod tag_added;
mod tag_removed;
#[cfg(test)]
mod tests;

use super::event::EventKind;
use super::schema::{Arg, Args};

/// What puts people in.
#[derive(Debug)]
pub struct Trigger {
    /// The word in a file.
    pub word: &'static str,
    /// One line for people.
    pub help: &'static str,
    /// Its members.
    pub args: &'static [Arg],
    /// Whether an event is this.
    pub fires: fn(&Args, &EventKind) -> bool,
    /// An event that is, and one that nearly is.
    pub example: Example,
}

/// A trigger at work.
#[derive(Debug)]
pub struct Example {
    /// Its members as they are written in a file.
    pub args: &'static str,
    /// What fires it.
    pub hit: fn() -> EventKind,
    /// What nearly does.
    pub miss: fn() -> EventKind,
}

impl PartialEq for Trigger {
    fn eq(&self, other: &Self) -> bool {
        self.word == other.word
    }
}

/// Every trigger.
pub const TRIGGERS: &[Trigger] = &[
    contact_created::ROW,
    tag_added::ROW,
    tag_removed::ROW,
    stage_changed::ROW,
    message_received::ROW,
    no_reply::ROW,
    score_crosses::ROW,
    date_reached::ROW,
    appointment::ROW,
    listing::ROW,
    form::ROW,
    manual::ROW,
];

/// Whether a member says this, whatever the case; one that is left out says anything.
fn is(args: &Args, name: &str, said: &str) -> bool {
    args.line(name)
        .is_none_or(|wanted| wanted.trim().eq_ignore_ascii_case(said.trim()))
}
