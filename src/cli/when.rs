//! Moments as people type them.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _};

use super::error::CliError;

/// What stands for a moment without an hour.
const MORNING: Time = Time::constant(9, 0, 0, 0);

/// Reads a moment: `+15m` `+2h` `+3d` `+1w`, `17:30` (the next one), `today 17:30`, `tomorrow`, `fri 10:00`,
/// `2026-04-09`, `2026-04-09 10:00`, or a full timestamp. Without an hour it is nine in the morning, in `zone`.
pub(super) fn parse(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, CliError> {
    let words = text.trim().to_lowercase();
    distance(&words, now, zone)
        .or_else(|| text.trim().parse::<Timestamp>().ok())
        .or_else(|| on_a_day(&words, now, zone))
        .ok_or_else(|| {
            CliError::wrong_use(format!("\"{text}\" is no moment, nothing was changed"))
                .hint("write +2h, 17:30, tomorrow 9:00, fri 10:00, 2026-04-09 10:00 or 2026-04-09T17:00:00Z")
        })
}

fn distance(words: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let (number, unit) = words
        .strip_prefix('+')?
        .split_at_checked(words.len().checked_sub(2)?)?;
    let number: i64 = number
        .parse()
        .ok()
        .filter(|number| (0..=10_000).contains(number))?;
    let span: Span = match unit {
        "m" => number.minutes(),
        "h" => number.hours(),
        "d" => number.days(),
        "w" => number.weeks(),
        _ => return None,
    };
    let then = now.to_zoned(zone.clone()).checked_add(span).ok()?;
    Some(then.timestamp())
}

fn on_a_day(words: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let local = now.to_zoned(zone.clone());
    if let Some(time) = clock_time(words) {
        let today = local
            .date()
            .to_datetime(time)
            .to_zoned(zone.clone())
            .ok()?
            .timestamp();
        let tomorrow = || {
            local
                .date()
                .tomorrow()
                .ok()?
                .to_datetime(time)
                .to_zoned(zone.clone())
                .ok()
        };
        return if today > now {
            Some(today)
        } else {
            tomorrow().map(|then| then.timestamp())
        };
    }
    let (day, time) = match words.rsplit_once([' ', 't']) {
        Some((day, time)) if clock_time(time).is_some() => (day, clock_time(time)?),
        _ => (words, MORNING),
    };
    Some(
        date(day, local.date())?
            .to_datetime(time)
            .to_zoned(zone.clone())
            .ok()?
            .timestamp(),
    )
}

fn date(word: &str, today: Date) -> Option<Date> {
    match word {
        "today" => return Some(today),
        "tomorrow" => return today.tomorrow().ok(),
        _ => {}
    }
    let weekday = match word.get(..3)? {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return word.parse().ok(),
    };
    today.nth_weekday(1, weekday).ok()
}

fn clock_time(word: &str) -> Option<Time> {
    let (hour, minute) = word.trim().split_once(':')?;
    if minute.len() != 2 {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_they_are_meant() {
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        // A Thursday, 10:00 in Los Angeles; the clocks change on the Sunday after.
        let now: Timestamp = "2026-03-05T18:00:00Z".parse().unwrap();
        for (text, then) in [
            ("+15m", "2026-03-05T18:15:00Z"),
            ("+2h", "2026-03-05T20:00:00Z"),
            ("+4d", "2026-03-09T17:00:00Z"),
            ("17:30", "2026-03-06T01:30:00Z"),
            ("9:30", "2026-03-06T17:30:00Z"),
            ("today 17:30", "2026-03-06T01:30:00Z"),
            ("Tomorrow", "2026-03-06T17:00:00Z"),
            ("thu", "2026-03-12T16:00:00Z"),
            ("friday 8:00", "2026-03-06T16:00:00Z"),
            ("2026-03-09", "2026-03-09T16:00:00Z"),
            ("2026-03-09 10:15", "2026-03-09T17:15:00Z"),
            ("2026-03-09T10:15", "2026-03-09T17:15:00Z"),
            ("2026-03-09T10:15:00Z", "2026-03-09T10:15:00Z"),
        ] {
            assert_eq!(parse(text, now, &zone).unwrap().to_string(), then, "{text}");
        }
        for text in [
            "",
            "soon",
            "+",
            "+h",
            "+-1h",
            "+1x",
            "25:00",
            "9:5",
            "2026-02-30",
            "\u{e9}",
            "+\u{e9}",
        ] {
            assert_eq!(
                parse(text, now, &zone).unwrap_err().exit,
                super::super::error::Exit::WrongUse,
                "{text}"
            );
        }
    }
}
