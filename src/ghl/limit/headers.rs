//! What answers say about limits: the `X-RateLimit-*` headers and `Retry-After`.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// The wait after a `Retry-After` that cannot be understood: three intervals of the limit.
const NONSENSE: Duration = Duration::from_secs(30);
/// No limit of this CRM lasts longer than a day, so no pause does either.
const LONGEST: Duration = Duration::from_hours(24);

/// The limits as one answer announced them. Headers that are missing or make no sense are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Announced {
    /// Requests allowed in the interval.
    pub max: Option<u32>,
    /// Requests left in the interval.
    pub remaining: Option<u32>,
    /// The interval.
    pub interval: Option<Duration>,
    /// Requests allowed in a day.
    pub daily_limit: Option<u32>,
    /// Requests left today.
    pub daily_remaining: Option<u32>,
    /// Time until the day starts again.
    pub daily_reset: Option<Duration>,
}

impl Announced {
    /// Reads the headers through `find`, which looks one up by its lower-case name.
    pub fn read<'a>(find: impl Fn(&str) -> Option<&'a str>) -> Self {
        let number = |name: &str| find(name).and_then(|text| text.trim().parse::<u64>().ok());
        let count = |name: &str| number(name).and_then(|n| u32::try_from(n).ok());
        let between = |name: &str, least: u64, most: u64| {
            number(name)
                .filter(|ms| (least..=most).contains(ms))
                .map(Duration::from_millis)
        };
        Self {
            max: count("x-ratelimit-max").filter(|max| (1..=100_000).contains(max)),
            remaining: count("x-ratelimit-remaining"),
            interval: between("x-ratelimit-interval-milliseconds", 100, 600_000),
            daily_limit: count("x-ratelimit-limit-daily").filter(|limit| *limit > 0),
            daily_remaining: count("x-ratelimit-daily-remaining"),
            daily_reset: between("x-ratelimit-daily-reset", 0, 86_400_000),
        }
    }
}

/// How long `Retry-After` asks to wait: seconds or a date. Nonsense, a negative number or a date long past mean
/// 30 s; more than a day means a day.
pub fn retry_after(text: &str, now: Timestamp) -> Duration {
    let text = text.trim();
    let wait = if text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty() {
        // Digits that overflow are still a number: a very long one.
        text.parse::<u64>().map_or(LONGEST, Duration::from_secs)
    } else if let Some(seconds) = text.parse::<f64>().ok().filter(|s| s.is_finite() && *s >= 0.0) {
        Duration::from_secs(seconds.min(LONGEST.as_secs_f64()).ceil() as u64)
    } else if let Ok(date) = DateTimeParser::new().parse_timestamp(text) {
        Duration::try_from(date.duration_since(now)).unwrap_or(NONSENSE)
    } else {
        NONSENSE
    };
    wait.min(LONGEST)
}

/// The moment of a `Date` header.
pub fn http_date(text: &str) -> Option<Timestamp> {
    DateTimeParser::new().parse_timestamp(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_retry_after_becomes_a_sane_wait() {
        let now: Timestamp = "1994-11-06T08:49:00Z".parse().unwrap();
        for (text, seconds) in [
            ("0", 0),
            ("7", 7),
            (" 120 ", 120),
            ("1.5", 2),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 37),
            ("Sun, 06 Nov 1994 08:48:37 GMT", 30),
            ("99999999", 86_400),
            ("99999999999999999999999", 86_400),
            ("-5", 30),
            ("soon", 30),
            ("", 30),
            ("NaN", 30),
        ] {
            assert_eq!(retry_after(text, now), Duration::from_secs(seconds), "{text:?}");
        }
    }

    #[test]
    fn absurd_headers_are_not_believed() {
        let headers = [
            ("x-ratelimit-max", "0"),
            ("x-ratelimit-remaining", "-4"),
            ("x-ratelimit-interval-milliseconds", "1"),
            ("x-ratelimit-daily-remaining", "12"),
            ("x-ratelimit-daily-reset", "tomorrow"),
        ];
        let read = Announced::read(|name| headers.iter().find(|(n, _)| *n == name).map(|(_, v)| *v));
        assert_eq!(
            read,
            Announced {
                daily_remaining: Some(12),
                ..Announced::default()
            }
        );
    }
}
