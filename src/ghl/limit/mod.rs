//! How fast we may ask: one limiter for each location, shared by everything that talks to the CRM for it.
//!
//! Owns: the count of requests in the interval and in the day, who goes first, waiting after a refusal, and the
//! breaker. Must not: send anything, or know what a request is about. [`Governor`] decides and is pure; [`Limiter`]
//! waits. To add one more rule: a field of [`Rates`], one method of the governor, and a case for the simulated server
//! in its tests, which judges.

mod budget;
mod governor;
mod headers;
mod limiter;
#[cfg(test)]
mod simulation;

pub use budget::DailyBudget;
pub use governor::{Governor, Moment, Rates, Seen, Slot, Stop, Stumbles, Ticket, Traffic, Verdict};
pub use headers::{Announced, http_date, retry_after};
pub use limiter::{Limiter, Permit};

/// Who asks. The order is the order of service: a person never waits behind a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Somebody looks at the screen and waits for this answer.
    Person,
    /// An edit or a message on its way out.
    Send,
    /// Keeping the copy fresh.
    Read,
    /// The first copy of people and deals.
    Bulk,
    /// What is copied when none of the others asks: conversations, messages, tasks.
    Rest,
}

impl Lane {
    /// Whether this is work that a person has not asked for right now.
    pub const fn is_background(self) -> bool {
        matches!(self, Self::Read | Self::Bulk | Self::Rest)
    }
}
