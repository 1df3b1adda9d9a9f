//! The value of one field of one record, and how two of them compare.

use std::cmp::Ordering;

use serde_json::{Value, json};

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Missing,
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A moment in milliseconds.
    Time(i64),
    /// Several words.
    Many(Vec<String>),
}

impl Cell {
    /// Words, if there are any.
    pub fn text(text: Option<&String>) -> Self {
        text.filter(|text| !text.is_empty())
            .map_or(Self::Missing, |text| Self::Text(text.clone()))
    }

    /// A JSON value as a cell.
    pub fn json(value: &Value) -> Self {
        match value {
            Value::Null => Self::Missing,
            Value::Bool(flag) => Self::Flag(*flag),
            Value::Number(number) => Self::Number(number.as_f64().unwrap_or_default()),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(items) => Self::Many(items.iter().map(plain).collect()),
            Value::Object(members) => Self::Many(members.values().map(plain).collect()),
        }
    }

    /// Whether anything is there.
    pub fn exists(&self) -> bool {
        match self {
            Self::Missing => false,
            Self::Text(text) => !text.is_empty(),
            Self::Many(items) => !items.is_empty(),
            Self::Number(_) | Self::Flag(_) | Self::Time(_) => true,
        }
    }

    /// Whether it equals a filter's value; upper and lower case are the same.
    pub fn equals(&self, wanted: &Value) -> bool {
        match self {
            Self::Missing => wanted.is_null(),
            Self::Text(text) => text.to_lowercase() == plain(wanted).to_lowercase(),
            Self::Number(number) => numeric(wanted).is_some_and(|wanted| (wanted - number).abs() < 1e-9),
            Self::Flag(flag) => wanted.as_bool() == Some(*flag) || plain(wanted) == flag.to_string(),
            Self::Time(time) => moment(wanted) == Some(*time),
            Self::Many(items) => {
                let wanted = plain(wanted).to_lowercase();
                items.iter().any(|item| item.to_lowercase() == wanted)
            }
        }
    }

    /// Whether the text is part of it.
    pub fn contains(&self, part: &str) -> bool {
        let part = part.to_lowercase();
        match self {
            Self::Text(text) => text.to_lowercase().contains(&part),
            Self::Many(items) => items.iter().any(|item| item.to_lowercase().contains(&part)),
            Self::Missing | Self::Number(_) | Self::Flag(_) | Self::Time(_) => false,
        }
    }

    /// How it compares with a bound of a range; `None` when it cannot.
    pub fn against(&self, bound: &Value) -> Option<Ordering> {
        match self {
            Self::Number(number) => number.partial_cmp(&numeric(bound)?),
            Self::Time(time) => Some(time.cmp(&moment(bound)?)),
            Self::Text(text) => match (text.parse::<f64>(), numeric(bound)) {
                (Ok(number), Some(bound)) => number.partial_cmp(&bound),
                _ => Some(text.as_str().cmp(bound.as_str()?)),
            },
            Self::Missing | Self::Flag(_) | Self::Many(_) => None,
        }
    }

    /// The form that stands in a cursor and is sorted by.
    pub fn sortable(self) -> Value {
        match self {
            Self::Missing => Value::Null,
            Self::Text(text) => json!(text.to_lowercase()),
            Self::Number(number) => json!(number),
            Self::Flag(flag) => json!(u8::from(flag)),
            Self::Time(time) => json!(time),
            Self::Many(items) => json!(items.join(" ")),
        }
    }
}

/// The order of two [`Cell::sortable`] values; nothing comes last.
pub fn order(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        (Value::Number(left), Value::Number(right)) => left
            .as_f64()
            .partial_cmp(&right.as_f64())
            .unwrap_or(Ordering::Equal),
        _ => plain(left).cmp(&plain(right)),
    }
}

/// A moment in any form the CRM takes: ISO 8601, a date, or milliseconds.
pub fn moment(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| Some(number.as_f64()? as i64)),
        Value::String(text) => {
            let exact = text.parse::<jiff::Timestamp>().ok();
            let day = || {
                text.parse::<jiff::civil::Date>()
                    .ok()?
                    .to_zoned(jiff::tz::TimeZone::UTC)
                    .ok()
            };
            exact
                .or_else(|| day().map(|zoned| zoned.timestamp()))
                .map(jiff::Timestamp::as_millisecond)
                .or_else(|| text.parse().ok())
        }
        _ => None,
    }
}

fn numeric(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
