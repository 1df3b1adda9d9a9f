//! What is not to be shown to somebody, however well the rest matches.

use super::ALL;
use super::home::Home;
use super::wishes::Wishes;
use crate::domain::value::Cents;

/// How much of their budget a home may ask for, in percent.
const STRETCH: i128 = 115;

/// Why they passed on a home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It asks for too much.
    TooDear,
    /// It asks for too little.
    TooCheap,
    /// Where it is.
    Area,
    /// How it looks.
    Style,
    /// It is too small.
    TooSmall,
    /// It is too large.
    TooLarge,
    /// Something else.
    Other,
}

impl Reason {
    /// Whether it holds still, at the price asked then and the one asked now.
    fn holds(self, then: Cents, now: Cents) -> bool {
        match self {
            Self::TooDear => now >= then,
            Self::TooCheap => now <= then,
            _ => true,
        }
    }
}

/// What was between somebody and a home so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// They have seen it.
    pub seen: bool,
    /// Why they passed on it, and what was asked for it then.
    pub passed: Vec<(Reason, Cents)>,
}

/// Why a home is not to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not for sale, nor about to be.
    Closed,
    /// It asks for far more than they can spend.
    TooDear,
    /// It does not have what they cannot do without, or nobody knows; the id of the row.
    Need(&'static str),
    /// It has what they do not want.
    Breaker(String),
    /// They passed on it, and the reason holds still.
    Passed(Reason),
    /// They have seen it.
    Seen,
}

/// Why a home is not to be shown; nothing when it may be. What is not known of it meets no need and breaks no deal.
pub fn refusal(wishes: &Wishes, home: &Home, past: &Past) -> Option<Refusal> {
    if !home.status.is_open() {
        return Some(Refusal::Closed);
    }
    let is_beyond = |most: Cents| is_above(home.price, most, STRETCH);
    if wishes.budget.is_some_and(|budget| is_beyond(budget.wanted)) {
        return Some(Refusal::TooDear);
    }
    let is_met = |score: Option<i64>, met| score.is_some_and(|score| score >= met);
    let missed = ALL
        .iter()
        .find(|row| (row.is_need)(wishes) && !is_met((row.score)(wishes, home), row.met));
    if let Some(row) = missed {
        return Some(Refusal::Need(row.id));
    }
    let mut breakers = wishes.breakers.iter();
    if let Some(breaker) = breakers.find(|breaker| breaker.is_in(home) == Some(true)) {
        return Some(Refusal::Breaker(breaker.name().to_owned()));
    }
    let mut passed = past.passed.iter();
    if let Some((reason, _)) = passed.find(|(reason, then)| reason.holds(*then, home.price)) {
        return Some(Refusal::Passed(*reason));
    }
    past.seen.then_some(Refusal::Seen)
}

/// Whether a price is above so many percent of another.
pub(super) fn is_above(price: Cents, most: Cents, percent: i128) -> bool {
    i128::from(price.0) * 100 > i128::from(most.0) * percent
}
