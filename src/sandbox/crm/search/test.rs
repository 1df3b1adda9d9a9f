//! One filter of a search: a condition on a field, or a group of conditions.

use std::cmp::Ordering;

use serde_json::Value;

use super::Searchable;
use super::cell::{Cell, moment};
use crate::sandbox::crm::exchange::Refusal;
use crate::sandbox::world::World;

/// A condition, or several.
#[derive(Debug)]
pub enum Test {
    /// All of them.
    All(Vec<Test>),
    /// At least one of them.
    Any(Vec<Test>),
    /// One field.
    One {
        /// Which.
        field: String,
        /// How it is compared.
        operator: Operator,
        /// With what.
        value: Value,
    },
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Equal; to any, if the value is a list.
    Eq,
    /// Not equal.
    NotEq,
    /// Holds the text.
    Contains,
    /// Does not hold the text.
    NotContains,
    /// Has a value.
    Exists,
    /// Has none.
    NotExists,
    /// Between bounds.
    Range,
}

impl Test {
    /// Reads one entry of `filters`.
    pub fn read<T: Searchable>(value: &Value) -> Result<Self, Refusal> {
        // What an entry has no use for must be well formed all the same.
        if value.get("field").is_some_and(|field| !field.is_string()) {
            return Err(Refusal::invalid("field must be a string"));
        }
        if let Some(group) = value.get("group") {
            let group = group.as_str().unwrap_or_default();
            if let Some(word) = value.get("operator") {
                operator(word.as_str().unwrap_or_default())?;
            }
            let list = match value.get("filters") {
                None => &[],
                Some(Value::Array(list)) => list.as_slice(),
                Some(_) => return Err(Refusal::invalid("filters must be an array")),
            };
            let tests = list.iter().map(Self::read::<T>).collect::<Result<_, _>>()?;
            return match group {
                "AND" => Ok(Self::All(tests)),
                "OR" => Ok(Self::Any(tests)),
                _ => Err(Refusal::invalid(
                    "group must be one of the following values: AND, OR",
                )),
            };
        }
        let word = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
        let (field, operator) = (word("field").to_owned(), operator(word("operator"))?);
        let value = value.get("value").cloned().unwrap_or_default();
        if field == "email"
            && matches!(
                operator,
                Operator::Contains | Operator::NotContains | Operator::Range
            )
        {
            return Err(Refusal::invalid("Invalid operator for field email"));
        }
        if matches!(operator, Operator::Contains | Operator::NotContains)
            && value.as_str().is_none_or(|text| text.chars().count() > 75)
        {
            return Err(Refusal::invalid(format!(
                "value of {field} must be a string of at most 75 characters"
            )));
        }
        Ok(Self::One {
            field,
            operator,
            value,
        })
    }

    /// Whether a record meets it. A field that cannot be searched matches nothing.
    pub fn holds<T: Searchable>(&self, record: &T, world: &World) -> bool {
        match self {
            Self::All(tests) => tests.iter().all(|test| test.holds(record, world)),
            Self::Any(tests) => tests.iter().any(|test| test.holds(record, world)),
            Self::One {
                field,
                operator,
                value,
            } => record
                .cell(field, world)
                .is_some_and(|cell| meets(&cell, *operator, value)),
        }
    }

    /// The numbers of the only records that can meet it, where that is known without looking.
    pub fn shortlist<T: Searchable>(&self, world: &World) -> Option<Vec<u64>> {
        match self {
            Self::One {
                field,
                operator: Operator::Eq,
                value: Value::String(value),
            } => T::shortlist(field, value, world),
            _ => None,
        }
    }

    /// The bounds, both included, if this is a range on the time named `field`.
    pub fn time_range(&self, field: &str) -> Option<(i64, i64)> {
        let Self::One {
            field: own,
            operator: Operator::Range,
            value,
        } = self
        else {
            return None;
        };
        if own != field {
            return None;
        }
        let bound = |name: &str| value.get(name).and_then(moment);
        let low = [bound("gte"), bound("gt").map(|time| time.saturating_add(1))]
            .into_iter()
            .flatten()
            .max();
        let high = [bound("lte"), bound("lt").map(|time| time.saturating_sub(1))]
            .into_iter()
            .flatten()
            .min();
        Some((low.unwrap_or(i64::MIN), high.unwrap_or(i64::MAX)))
    }
}

fn operator(word: &str) -> Result<Operator, Refusal> {
    match word {
        "eq" => Ok(Operator::Eq),
        "not_eq" => Ok(Operator::NotEq),
        "contains" => Ok(Operator::Contains),
        "not_contains" => Ok(Operator::NotContains),
        "exists" => Ok(Operator::Exists),
        "not_exists" => Ok(Operator::NotExists),
        "range" => Ok(Operator::Range),
        _ => Err(Refusal::invalid(format!("Invalid operator {word}"))),
    }
}

fn meets(cell: &Cell, operator: Operator, value: &Value) -> bool {
    let equals = || match value {
        Value::Array(items) => items.iter().any(|item| cell.equals(item)),
        _ => cell.equals(value),
    };
    let contains = || value.as_str().is_some_and(|part| cell.contains(part));
    match operator {
        Operator::Eq => equals(),
        Operator::NotEq => !equals(),
        Operator::Contains => contains(),
        Operator::NotContains => !contains(),
        Operator::Exists => cell.exists(),
        Operator::NotExists => !cell.exists(),
        Operator::Range => {
            let bound = |name: &str, fits: fn(Ordering) -> bool| {
                value
                    .get(name)
                    .is_none_or(|bound| cell.against(bound).is_some_and(fits))
            };
            bound("gte", Ordering::is_ge)
                && bound("gt", Ordering::is_gt)
                && bound("lte", Ordering::is_le)
                && bound("lt", Ordering::is_lt)
        }
    }
}
