//! The CRM writes times in several forms (ISO 8601, milliseconds as a number or as text); here they become one.

use jiff::Timestamp;
use serde_json::Value;

/// Reads ISO 8601 with `Z` or an offset, a plain date (midnight UTC), or epoch milliseconds as digits.
/// Years outside 1900..=2200 are refused: they are typing slips or seconds taken for milliseconds.
pub fn parse_crm_time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let time = if text.len() >= 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        Timestamp::from_millisecond(text.parse().ok()?).ok()?
    } else if let Ok(time) = text.parse::<Timestamp>() {
        time
    } else if let Ok(time) = text.parse::<jiff::civil::DateTime>() {
        time.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp()
    } else {
        text.parse::<jiff::civil::Date>()
            .ok()?
            .to_zoned(jiff::tz::TimeZone::UTC)
            .ok()?
            .timestamp()
    };
    let year = time.to_zoned(jiff::tz::TimeZone::UTC).year();
    (1900..=2200).contains(&year).then_some(time)
}

/// The same from a JSON member: a string, or a number of epoch milliseconds.
pub fn parse_crm_value(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => parse_crm_time(text),
        Value::Number(number) => Timestamp::from_millisecond(number.as_i64()?).ok(),
        _ => None,
    }
}

/// A moment as the CRM keeps it: to the millisecond.
pub fn crm_time(at: Timestamp) -> String {
    let millis = Timestamp::from_millisecond(at.as_millisecond());
    millis.unwrap_or(at).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_goes_out_to_the_millisecond() {
        let at = "2026-11-27T19:14:24.183359944Z".parse().unwrap();
        assert_eq!(crm_time(at), "2026-11-27T19:14:24.183Z");
    }

    #[test]
    fn every_published_form_is_read() {
        let same = "2026-11-23T15:00:00Z".parse::<Timestamp>().unwrap();
        for text in [
            "2026-11-23T15:00:00.000Z",
            "2026-11-23T10:00:00-05:00",
            "1795446000000",
        ] {
            assert_eq!(parse_crm_time(text), Some(same), "{text}");
        }
        assert!(parse_crm_time("1980-02-29").is_some());
        for text in ["", "soon", "0000-00-00", "9999-12-31T00:00:00Z", "2025-02-29"] {
            assert_eq!(parse_crm_time(text), None, "{text}");
        }
    }
}
