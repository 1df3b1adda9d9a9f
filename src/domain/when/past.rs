//! Days that lie behind, as people type them: `last friday`, `3 days ago`, `yesterday`, `the 9th`, `march 9`.
//!
//! A day without a year or a month is the last such day, today or earlier. No clock is read here: today comes in. To add a
//! way to say one: an arm in `before`, or a way of `day`, which is read backwards here.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::day;

/// What can be written, for a hint.
pub const EXAMPLES: &str = "last friday, 3 days ago, last week, the 9th, march 9 or 2026-04-09";

/// Days of a year: a day without one is no further back.
const YEAR: i64 = 366;

/// The day that a text says; `None` for what is no day, or lies ahead.
pub fn day(text: &str, today: Date) -> Option<Date> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text
        .split_whitespace()
        .skip_while(|word| matches!(*word, "on" | "since" | "as" | "of"))
        .collect();
    before(words.strip_prefix(&["the"]).unwrap_or(&words), today)
        .or_else(|| dated(&words, today))
        .filter(|day| *day <= today)
}

/// The day that a text says, in words, and its last moment in `zone`, as far as it has come.
pub fn end(text: &str, now: Timestamp, zone: &TimeZone) -> Option<(String, Timestamp)> {
    let today = now.to_zoned(zone.clone()).date();
    let day = self::day(text, today)?;
    let form = if day.year() == today.year() {
        "%a %-d %b"
    } else {
        "%a %-d %b %Y"
    };
    let over = day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?;
    let last = over.checked_sub(1.millisecond()).ok()?.timestamp();
    Some((day.strftime(form).to_string(), last.min(now)))
}

/// What is said from today backwards.
fn before(words: &[&str], today: Date) -> Option<Date> {
    let back = |number: i64, unit: &str| match unit.strip_suffix('s').unwrap_or(unit) {
        "d" | "day" => today.checked_sub(number.days()).ok(),
        "w" | "wk" | "week" => today.checked_sub(number.weeks()).ok(),
        "mo" | "month" => today.checked_sub(number.months()).ok(),
        "y" | "year" => today.checked_sub(number.years()).ok(),
        _ => None,
    };
    let named = |word: &str| {
        let day = if word == "weekend" {
            Weekday::Saturday
        } else {
            day::weekday(word)?
        };
        today.nth_weekday(-1, day).ok()
    };
    match words {
        ["today" | "now"] => Some(today),
        ["yesterday"] => back(1, "day"),
        ["day", "before", "yesterday"] => back(2, "day"),
        ["last" | "past" | "previous", unit @ ("week" | "month" | "year")] => back(1, unit),
        ["last" | "past" | "previous", word] | [word] if named(word).is_some() => named(word),
        [word, "last", "week"] => {
            let monday = today.tomorrow().ok()?.nth_weekday(-1, Weekday::Monday).ok()?;
            let offset = i64::from(day::weekday(word)?.to_monday_zero_offset());
            monday.checked_sub(1.week()).ok()?.checked_add(offset.days()).ok()
        }
        [number, unit, "ago" | "back"] => back(day::count(number)?, unit),
        ["a", number, "of", unit, "ago" | "back"] | ["a", number, unit, "ago" | "back"] => {
            back(day::count(number)?, unit)
        }
        [short] => {
            let at = short.find(|c: char| !c.is_ascii_digit())?;
            let (number, unit) = short.split_at_checked(at)?;
            back(number.parse().ok().filter(|number| *number < 10_000)?, unit)
        }
        _ => None,
    }
}

/// A date, in the year or month in which it was last.
fn dated(words: &[&str], today: Date) -> Option<Date> {
    const AHEAD: [&str; 10] = [
        "tomorrow",
        "next",
        "coming",
        "upcoming",
        "in",
        "within",
        "from",
        "later",
        "following",
        "after",
    ];
    if words.iter().any(|word| AHEAD.contains(word)) {
        return None;
    }
    let text = words.join(" ");
    // Read as it would have been on every day of the year that is over, the last one first.
    (0..=YEAR).find_map(|back| {
        let then = today.checked_sub(back.days()).ok()?;
        let said = day::whole(&text, then)?;
        (said.time.is_none() && said.day <= today).then_some(said.day)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_over_at_its_last_moment_and_today_is_now() {
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        // Two in the morning of Tuesday the 14th in Los Angeles.
        let now: Timestamp = "2026-04-14T09:00:00Z".parse().unwrap();
        let end = |text| super::end(text, now, &zone).map(|(name, at)| (name, at.to_string()));
        let told = |name: &str, at: &str| Some((name.to_owned(), at.to_owned()));
        assert_eq!(end("yesterday"), told("Mon 13 Apr", "2026-04-14T06:59:59.999Z"));
        assert_eq!(end("today"), told("Tue 14 Apr", "2026-04-14T09:00:00Z"));
        assert_eq!(end("may 1"), told("Thu 1 May 2025", "2025-05-02T06:59:59.999Z"));
        assert_eq!(end("tomorrow"), None);
    }

    #[test]
    fn people_write_days_that_lie_behind_in_many_ways() {
        let today: Date = "2026-04-14".parse().unwrap();
        assert_eq!(today.weekday(), Weekday::Tuesday);
        for (text, day) in [
            ("today", "2026-04-14"),
            ("yesterday", "2026-04-13"),
            ("the day before yesterday", "2026-04-12"),
            ("last friday", "2026-04-10"),
            ("since last Friday", "2026-04-10"),
            ("friday", "2026-04-10"),
            ("tuesday", "2026-04-07"),
            ("Thursday last week", "2026-04-09"),
            ("last weekend", "2026-04-11"),
            ("last week", "2026-04-07"),
            ("last month", "2026-03-14"),
            ("3 days ago", "2026-04-11"),
            ("a week ago", "2026-04-07"),
            ("two weeks ago", "2026-03-31"),
            ("a couple of days ago", "2026-04-12"),
            ("3d", "2026-04-11"),
            ("2w", "2026-03-31"),
            ("1mo", "2026-03-14"),
            ("the 9th", "2026-04-09"),
            ("the 20th", "2026-03-20"),
            ("march 9", "2026-03-09"),
            ("May 1st", "2025-05-01"),
            ("9th of March", "2026-03-09"),
            ("4/9", "2026-04-09"),
            ("2026-04-09", "2026-04-09"),
            ("end of march", "2026-03-31"),
        ] {
            assert_eq!(super::day(text, today), Some(day.parse().unwrap()), "{text}");
        }
        for text in [
            "",
            "soon",
            "tomorrow",
            "next friday",
            "in 3 days",
            "a week from friday",
            "2026-04-15",
            "friday 10:00",
            "99999999999d",
            "9",
            "\u{1f600}",
        ] {
            assert_eq!(super::day(text, today), None, "{text}");
        }
    }
}
