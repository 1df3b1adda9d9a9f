//! When nothing may be claimed: too little, only one outcome, or no better than the base rate.

use super::check::{Check, auc_error};

/// Outcomes from which a model is fitted.
pub const LEAST_ROWS: usize = 50;
/// Outcomes of either kind from which one is fitted.
pub const LEAST_OF_A_KIND: usize = 5;
/// How many standard errors a gain must stand above nothing.
const SURE: f64 = 2.0;

/// Why there is no model, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such column.
    #[error("the table has no column `{0}`; nothing was learned")]
    NoColumn(String),
    /// Nothing is known of any row.
    #[error("no row has an outcome in `{0}`; nothing was learned")]
    NoOutcomes(String),
    /// All rows came to the same.
    #[error(
        "all {rows} rows have the same outcome `{value}` in `{label}`; from one outcome nothing can be learned"
    )]
    OneOutcome {
        /// The column.
        label: String,
        /// What all have.
        value: String,
        /// How many.
        rows: usize,
    },
    /// The column is no yes or no.
    #[error(
        "`{label}` has {count} different values ({examples}), and which of them is a yes is not known; nothing was learned"
    )]
    NoYesOrNo {
        /// The column.
        label: String,
        /// Distinct values.
        count: usize,
        /// The commonest.
        examples: String,
    },
    /// Too few rows.
    #[error(
        "too little data: {rows} rows with an outcome, {rarer} of the rarer kind; {LEAST_ROWS} and {LEAST_OF_A_KIND} are the least from which a chance is learned"
    )]
    TooLittle {
        /// Rows with an outcome.
        rows: usize,
        /// Rows of the rarer kind.
        rarer: usize,
    },
    /// Nothing is left to learn from.
    #[error(
        "no column is left to learn from: each is constant, a name of the row, protected, or knows the outcome already"
    )]
    NoInputs,
}

/// Whether the mean of some gains stands above nothing by more than luck explains.
pub fn beyond_luck(gains: &[f64]) -> bool {
    let n = gains.len() as f64;
    if n < 2.0 {
        return false;
    }
    let mean = gains.iter().sum::<f64>() / n;
    let spread = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / (n - 1.0);
    mean > SURE * (spread / n).sqrt() && mean > 0.0
}

/// Whether an order is better than a random one by more than luck explains, by so many standard errors.
pub fn orders(check: &Check, errors: f64) -> bool {
    let positives = check.base_rate * check.n as f64;
    // What half an area of a random order would vary by.
    let error = auc_error(0.5, positives, check.n as f64 - positives) / 1.96;
    check.auc - 0.5 > errors * error
}
