//! The steps of a silence: what to send when, and what a silence means. Any reply ends it.

use crate::domain::contact::Channel;

/// A step of the ladder: one channel at a time, something of value first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Days of silence from which it is due.
    pub days: u32,
    /// How it goes out; `None` sends nothing.
    pub channel: Option<Channel>,
    /// What it is.
    pub what: &'static str,
}

const fn step(days: u32, channel: Option<Channel>, what: &'static str) -> Rung {
    Rung { days, channel, what }
}

/// The steps, in order.
pub const LADDER: [Rung; 6] = [
    step(7, Some(Channel::Email), "a recap of what they asked"),
    step(14, Some(Channel::Sms), "one open question"),
    step(21, Some(Channel::Email), "a new fact with its source"),
    step(30, Some(Channel::Sms), "a useful offer, no invented discount"),
    step(45, Some(Channel::Email), "a last check-in"),
    step(60, None, "archive, to be heard of every quarter"),
];

/// The step that is due after so many days of silence.
pub fn rung(silent_days: u32) -> Option<&'static Rung> {
    LADDER.iter().rev().find(|rung| rung.days <= silent_days)
}

/// What a silence means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// A warning.
    Warning,
    /// They are likely lost.
    LikelyLost,
    /// They are lost, once a person agrees or the last check-in stays without an answer.
    Lost,
}

/// What so many days of silence mean.
pub const fn mark(silent_days: u32) -> Option<Mark> {
    match silent_days {
        60.. => Some(Mark::Lost),
        30.. => Some(Mark::LikelyLost),
        14.. => Some(Mark::Warning),
        _ => None,
    }
}
