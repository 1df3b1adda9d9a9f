//! Lengths of time as people write them: `2 days`, `20 min`, `3 business days`.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::share::mixed;

/// Changes of a zone's clocks by which its rules are known: those of two years.
const CHANGES: usize = 4;

/// In what a length is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Sixty seconds, exactly.
    Minute,
    /// Sixty minutes, exactly.
    Hour,
    /// To the same hour on the wall clock of another day.
    Day,
    /// The same, counting Monday to Friday only.
    BusinessDay,
    /// Seven days.
    Week,
    /// To the same day of another month, or its last.
    Month,
    /// To the same day of another year.
    Year,
}

/// Every unit with the words it is read from; the first two are written, for one and for several.
const UNITS: &[(Unit, &[&str])] = &[
    (Unit::Minute, &["min", "min", "m", "mins", "minute", "minutes"]),
    (Unit::Hour, &["hour", "hours", "h", "hr", "hrs"]),
    (Unit::Day, &["day", "days", "d"]),
    (
        Unit::BusinessDay,
        &["business day", "business days", "work day", "work days", "bd"],
    ),
    (Unit::Week, &["week", "weeks", "w"]),
    (Unit::Month, &["month", "months", "mo"]),
    (Unit::Year, &["year", "years", "y"]),
];

/// No length is longer than this many of its unit; nobody means it.
const MOST: u32 = 10_000;

/// What can be written, for a sentence.
pub const EXAMPLES: &str = "20 min, 4 hours, 2 days, 3 business days, 2 weeks, 1 month, 1 year";

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Length {
    /// How many.
    pub many: u32,
    /// Of what.
    pub unit: Unit,
}

impl Length {
    /// So many of a unit.
    pub const fn of(many: u32, unit: Unit) -> Self {
        Self { many, unit }
    }

    /// So many days.
    pub const fn days(many: u32) -> Self {
        Self::of(many, Unit::Day)
    }

    /// The moment that is so much later in `zone`: days and more keep the hour on the wall clock, whatever the clocks do
    /// in between.
    pub fn after(self, from: Timestamp, zone: &TimeZone) -> Timestamp {
        self.moved(from, zone, 1).unwrap_or(Timestamp::MAX)
    }

    /// The moment that is so much earlier in `zone`.
    pub fn before(self, from: Timestamp, zone: &TimeZone) -> Timestamp {
        self.moved(from, zone, -1).unwrap_or(Timestamp::MIN)
    }

    fn moved(self, from: Timestamp, zone: &TimeZone, way: i64) -> Option<Timestamp> {
        let many = i64::from(self.many) * way;
        let local = zone.to_datetime(from);
        let there = match self.unit {
            Unit::Minute => return from.checked_add(SignedDuration::from_mins(many)).ok(),
            Unit::Hour => return from.checked_add(SignedDuration::from_hours(many)).ok(),
            Unit::Day => local.checked_add(many.days()).ok()?,
            Unit::BusinessDay => local.time().to_datetime(business(local.date(), many)?),
            Unit::Week => local.checked_add(many.weeks()).ok()?,
            Unit::Month => local.checked_add(many.months()).ok()?,
            Unit::Year => local.checked_add(many.years()).ok()?,
        };
        Some(on_clock(there, zone))
    }

    /// About how long it is, to compare lengths of different units; business days count as longer than days.
    pub const fn about(self) -> SignedDuration {
        let hours = match self.unit {
            Unit::Minute => return SignedDuration::from_mins(self.many as i64),
            Unit::Hour => 1,
            Unit::Day => 24,
            Unit::BusinessDay => 34,
            Unit::Week => 168,
            Unit::Month => 720,
            Unit::Year => 8_760,
        };
        SignedDuration::from_hours(self.many as i64 * hours)
    }
}

/// The moment at which the clocks of `zone` show this. In the hour that is skipped in spring it is the same distance
/// behind the skip; in the hour that comes twice in autumn it is the first.
pub fn on_clock(local: DateTime, zone: &TimeZone) -> Timestamp {
    zone.to_timestamp(local).unwrap_or(if local.year() > 0 {
        Timestamp::MAX
    } else {
        Timestamp::MIN
    })
}

/// What the rules of all zones are known by, as they are for some years from the one of a moment: another number when the data
/// of zones was replaced by other data.
pub fn rules_of_zones(now: Timestamp) -> u64 {
    let year = TimeZone::UTC.to_datetime(now).date().first_of_year();
    let from = on_clock(year.at(0, 0, 0, 0), &TimeZone::UTC);
    let mut rules = 0;
    for name in jiff::tz::db().available() {
        let Ok(zone) = TimeZone::get(name.as_str()) else {
            continue;
        };
        for change in zone.following(from).take(CHANGES) {
            let (at, offset) = (change.timestamp().as_second(), change.offset().seconds());
            // In any order of the names.
            rules ^= mixed(&[name.as_str(), &at.to_string(), &offset.to_string()]);
        }
    }
    rules
}

/// Whether people work on it: Monday to Friday. Holidays are not known here.
pub fn is_business_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The day that is so many business days away.
fn business(from: Date, many: i64) -> Option<Date> {
    let step = if many < 0 { -1 } else { 1 };
    let mut day = from;
    let mut left = many.abs();
    while left > 0 {
        day = day.checked_add(step.days()).ok()?;
        if is_business_day(day) {
            left -= 1;
        }
    }
    Some(day)
}

impl FromStr for Length {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is no length of time; write it like {EXAMPLES}");
        let typed = text.trim().to_lowercase();
        if typed == "at once" {
            return Ok(Self::of(0, Unit::Minute));
        }
        let split = typed
            .find(|c: char| !c.is_ascii_digit())
            .filter(|at| *at > 0)
            .ok_or_else(wrong)?;
        let (digits, word) = typed.split_at(split);
        let many: u32 = digits.parse().map_err(|_| wrong())?;
        if many > MOST {
            return Err(format!(
                "\"{text}\" is too long; at most {MOST} of a unit can be meant"
            ));
        }
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        let unit = UNITS.iter().find(|(_, words)| words.contains(&word.as_str()));
        unit.map(|(unit, _)| Self::of(many, *unit)).ok_or_else(wrong)
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.many == 0 && self.unit == Unit::Minute {
            return f.write_str("at once");
        }
        let words = UNITS.iter().find(|(unit, _)| *unit == self.unit);
        let word = words.map_or("", |(_, words)| words[usize::from(self.many != 1)]);
        write!(f, "{} {word}", self.many)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn lengths_are_read_and_written_the_same() {
        for (text, written) in [
            ("2 days", "2 days"),
            ("1d", "1 day"),
            ("20 min", "20 min"),
            ("20minutes", "20 min"),
            ("3 business days", "3 business days"),
            ("1 business day", "1 business day"),
            ("At once", "at once"),
            ("0 min", "at once"),
            ("2 weeks", "2 weeks"),
            ("1 year", "1 year"),
        ] {
            let length: Length = text.parse().unwrap();
            assert_eq!(length.to_string(), written);
            assert_eq!(written.parse::<Length>().unwrap(), length);
        }
        for text in [
            "",
            "soon",
            "2",
            "days",
            "-2 days",
            "2 parsecs",
            "99999 days",
            "2,5 days",
        ] {
            assert!(text.parse::<Length>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_keep_the_hour_through_the_change_of_clocks_and_hours_do_not() {
        let zone = TimeZone::get("America/New_York").unwrap();
        // Clocks go forward on 8 March 2026 at 2:00.
        let before = at("2026-03-07T14:00:00Z");
        assert_eq!(Length::days(1).after(before, &zone), at("2026-03-08T13:00:00Z"));
        assert_eq!(
            Length::of(24, Unit::Hour).after(before, &zone),
            at("2026-03-08T14:00:00Z")
        );
        // An hour that does not exist, and one that exists twice.
        assert_eq!(
            Length::days(1).after(at("2026-03-07T07:30:00Z"), &zone),
            at("2026-03-08T07:30:00Z")
        );
        assert_eq!(
            Length::days(1).after(at("2026-10-31T05:30:00Z"), &zone),
            at("2026-11-01T05:30:00Z")
        );
    }

    #[test]
    fn business_days_step_over_the_weekend() {
        // A Friday.
        let friday = at("2026-04-10T15:00:00Z");
        let three = Length::of(3, Unit::BusinessDay);
        assert_eq!(three.after(friday, &TimeZone::UTC), at("2026-04-15T15:00:00Z"));
        assert_eq!(three.before(at("2026-04-15T15:00:00Z"), &TimeZone::UTC), friday);
    }
}
