//! Money in integer cents, read the way people type it: `450k`, `1.2m`, `$450,000`, `1234.50`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in cents of the account's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(pub i64);

/// Why a text is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an amount; write it like 450k, 1.2m or 450,000")]
pub struct MoneyError(String);

impl Cents {
    /// Reads an amount as typed. Exact: more than two decimals of a cent's worth are refused, never rounded.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let refuse = || MoneyError(text.trim().to_owned());
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, '$' | ',' | ' ' | '_'))
            .collect();
        let (negative, plain) = plain
            .strip_prefix('-')
            .map_or((false, plain.as_str()), |rest| (true, rest));
        let (digits, scale) = match plain.char_indices().last() {
            Some((at, 'k' | 'K')) => (&plain[..at], 3),
            Some((at, 'm' | 'M')) => (&plain[..at], 6),
            Some((at, 'b' | 'B')) => (&plain[..at], 9),
            _ => (plain, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty()
            || !(whole.bytes().chain(fraction.bytes())).all(|b| b.is_ascii_digit())
        {
            return Err(refuse());
        }
        let places = scale + 2;
        let (kept, rest) = fraction.split_at(fraction.len().min(places));
        if rest.bytes().any(|b| b != b'0') {
            return Err(refuse());
        }
        let number = format!("{whole}{kept:0<places$}")
            .parse::<i64>()
            .map_err(|_| refuse())?;
        Ok(Self(if negative { -number } else { number }))
    }

    /// From the CRM's JSON number of whole currency units (`450000` or `450000.5`).
    pub fn from_units(units: &serde_json::Number) -> Option<Self> {
        Self::parse(&units.to_string()).ok()
    }

    /// As the CRM's JSON number: an integer when there are no odd cents.
    pub fn to_units(self) -> serde_json::Value {
        if self.0 % 100 == 0 {
            (self.0 / 100).into()
        } else {
            serde_json::Number::from_f64(self.0 as f64 / 100.0).map_or(serde_json::Value::Null, Into::into)
        }
    }

    /// Short for lists: `$450k`, `$1.2M`, `$950`.
    pub fn short(self) -> String {
        let (sign, units) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs() / 100);
        let tenths = |unit: u64, mark: &str| {
            let value = (units + unit / 20) / (unit / 10);
            let (whole, tenth) = (value / 10, value % 10);
            if tenth == 0 {
                format!("{sign}${whole}{mark}")
            } else {
                format!("{sign}${whole}.{tenth}{mark}")
            }
        };
        match units {
            0..1_000 => format!("{sign}${units}"),
            1_000..999_500 => format!("{sign}${}k", (units + 500) / 1_000),
            999_500..999_950_000 => tenths(1_000_000, "M"),
            _ => tenths(1_000_000_000, "B"),
        }
    }
}

impl fmt::Display for Cents {
    /// In full: `$1,234,500` or `$1,234.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (units, cents) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let digits = units.to_string();
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        if cents == 0 {
            write!(f, "{sign}${grouped}")
        } else {
            write!(f, "{sign}${grouped}.{cents:02}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (text, cents) in [
            ("450k", 45_000_000),
            ("1.2m", 120_000_000),
            ("$450,000", 45_000_000),
            ("1234.5", 123_450),
            ("-3", -300),
            ("0", 0),
            ("450000.00", 45_000_000),
        ] {
            assert_eq!(Cents::parse(text), Ok(Cents(cents)), "{text}");
        }
        for text in ["", "k", "abc", "1.234", "1e5", "NaN", "999999999999999999999"] {
            assert!(Cents::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn amounts_are_shown_short_and_in_full() {
        assert_eq!(Cents(45_000_000).short(), "$450k");
        assert_eq!(Cents(121_000_000).short(), "$1.2M");
        assert_eq!(Cents(100_000_000).short(), "$1M");
        assert_eq!(Cents(99_960_000).short(), "$1M");
        assert_eq!(Cents(123_450).to_string(), "$1,234.50");
        assert_eq!(Cents(45_000_000).to_string(), "$450,000");
    }
}
