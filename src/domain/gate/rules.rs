//! The numbers of the rules. Where no source stands they are the house's business rules.

use jiff::SignedDuration;

use super::hours::{DEFAULT, Window};

/// The rules as of when; goes into every audit row. Change it with any row, number or sentence of a rule.
pub const VERSION: &str = "2026-11-26.1";

/// A conversation that was silent for so long is not live any more (our own number).
pub const LIVE: SignedDuration = SignedDuration::from_hours(4);

/// Which hours the product keeps, inside those the law allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hours {
    /// These.
    Within(Window),
    /// No hours at all, not even the law's. Only builds for tests offer it.
    Any,
}

/// The numbers a rule goes by.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Quiet hours of the product.
    pub hours: Hours,
    /// Between two automated messages to one household (P13).
    pub gap: SignedDuration,
    /// Automated messages to one household in 24 hours.
    pub per_day: usize,
    /// Automated messages to one household in 30 days.
    pub per_month: usize,
    /// Automated messages of one user in an hour (P13).
    pub user_per_hour: usize,
    /// Automated messages of one user in 24 hours (P13).
    pub user_per_day: usize,
    /// Recipients above which a person must look (P13).
    pub recipients: usize,
    /// Recipients above which only some roles may send.
    pub bulk: usize,
    /// Parts of a text message at most: two of 153 letters each, 306 of GSM-7 (3GPP TS 23.038, 23.040).
    pub parts: usize,
    /// Later than this an automated message is stale.
    pub late: SignedDuration,
    /// Clocks may differ by so much (F55).
    pub skew: SignedDuration,
    /// A person who sends the same words within this is asked: a day, our own number.
    pub same_text: SignedDuration,
    /// Very short texts, such as "ok", are the same by nature; within this they count all the same: a key held too long.
    pub same_short_text: SignedDuration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            hours: Hours::Within(DEFAULT),
            gap: SignedDuration::from_hours(24),
            per_day: 3,
            per_month: 20,
            user_per_hour: 30,
            user_per_day: 150,
            recipients: 10,
            bulk: 25,
            parts: 2,
            late: SignedDuration::from_hours(24),
            skew: SignedDuration::from_mins(5),
            same_text: SignedDuration::from_hours(24),
            same_short_text: SignedDuration::from_mins(2),
        }
    }
}
