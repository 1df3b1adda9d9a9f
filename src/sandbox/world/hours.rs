//! The office's clock: its zone, its business hours, and the words people use for a time.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::era::{DAY, HOUR, MINUTE};
use super::office::ZONE;

/// The first hour of business.
pub const OPENS: i8 = 9;
/// The hour at which business ends.
pub const CLOSES: i8 = 17;

/// The office's time zone. Where the machine has no zone data the rule of the zone is used.
pub fn zone() -> TimeZone {
    TimeZone::get(ZONE)
        .or_else(|_| TimeZone::posix("PST8PDT,M3.2.0,M11.1.0"))
        .unwrap_or(TimeZone::UTC)
}

/// A moment on the office's wall clock.
pub fn local(milliseconds: i64) -> Zoned {
    at(milliseconds, &zone())
}

/// A moment on some wall clock.
pub fn at(milliseconds: i64, zone: &TimeZone) -> Zoned {
    Timestamp::from_millisecond(milliseconds)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned(zone.clone())
}

/// Whether somebody is in the office to receive people then.
pub fn is_open(moment: &Zoned, saturdays: bool) -> bool {
    let day = match moment.weekday() {
        Weekday::Sunday => false,
        Weekday::Saturday => saturdays,
        _ => true,
    };
    day && (OPENS..CLOSES).contains(&moment.hour())
}

/// The first full half hour of business at or after `from`, then `skip` more of them.
pub fn next_open(from: i64, skip: u64) -> i64 {
    let half = HOUR / 2;
    let mut moment = from.div_euclid(half) * half + if from.rem_euclid(half) == 0 { 0 } else { half };
    let mut left = skip;
    // A weekend is the longest stretch without business: 200 half hours always reach an open one.
    for _ in 0..200 + skip * 3 {
        if is_open(&local(moment), false) {
            if left == 0 {
                break;
            }
            left -= 1;
        }
        moment += half;
    }
    moment
}

/// How people say when: `Thursday at 2:30 pm`.
pub fn spoken(milliseconds: i64) -> String {
    local(milliseconds).strftime("%A at %-I:%M %P").to_string()
}

/// Business hours of a day around `from`: an hour that fits a person, `days` later.
pub fn some_days_later(from: i64, days: i64, half_hours: u64) -> i64 {
    next_open(from - from.rem_euclid(MINUTE) + days * DAY, half_hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn the_next_open_half_hour_skips_nights_and_weekends() {
        // 2026-11-25 is a Wednesday; Pacific time is UTC-8 then.
        for (from, skip, wanted) in [
            ("2026-11-25T18:00:00Z", 0, "2026-11-25T18:00:00Z"),
            ("2026-11-25T18:01:00Z", 0, "2026-11-25T18:30:00Z"),
            ("2026-11-26T01:00:00Z", 0, "2026-11-26T17:00:00Z"),
            ("2026-11-28T01:00:00Z", 0, "2026-11-30T17:00:00Z"),
            ("2026-11-28T00:30:00Z", 1, "2026-11-30T17:00:00Z"),
        ] {
            assert_eq!(next_open(moment(from), skip), moment(wanted), "{from} +{skip}");
        }
    }

    #[test]
    fn a_time_is_said_as_people_say_it() {
        assert_eq!(spoken(moment("2026-11-26T22:30:00Z")), "Thursday at 2:30 pm");
    }
}
