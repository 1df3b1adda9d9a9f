//! Amounts of money on the wire: numbers of dollars.

use serde_json::{Value, json};

/// An amount: whole dollars without a decimal point, as JSON from the CRM has them.
pub fn dollars(value: Option<f64>) -> Value {
    match value {
        Some(value) if value.fract() == 0.0 => json!(value as i64),
        value => json!(value),
    }
}
