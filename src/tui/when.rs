//! Reading when something is due from the end of a typed line: `call Ana fri 10:00`, `send comps tomorrow`, `2h`.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

/// What is due when only a day is said.
const MORNING: Time = Time::constant(9, 0, 0, 0);
const EVENING: Time = Time::constant(18, 0, 0, 0);

/// Splits a line into what is to be done and when. Without words for a time it is tomorrow morning. A time that has
/// passed today means tomorrow.
pub fn split(line: &str, now: Timestamp, zone: &TimeZone) -> (String, Timestamp) {
    let now = now.to_zoned(zone.clone());
    let words: Vec<&str> = line.split_whitespace().collect();
    // The longest ending that reads as a time wins: "fri 10:00" before "10:00".
    for from in words.len().saturating_sub(2)..words.len() {
        let (what, when) = words.split_at(from);
        if let Some(due) = read(when, &now) {
            return (what.join(" "), due.timestamp());
        }
    }
    let tomorrow = now.date().saturating_add(1.day());
    (
        words.join(" "),
        at(tomorrow, MORNING, &now).unwrap_or(now).timestamp(),
    )
}

/// Reads one or two words as a time.
fn read(words: &[&str], now: &Zoned) -> Option<Zoned> {
    match words {
        [word] => match time(word) {
            Some(time) => {
                let today = at(now.date(), time, now)?;
                if today > *now {
                    Some(today)
                } else {
                    at(now.date().saturating_add(1.day()), time, now)
                }
            }
            None => distance(word, now).or_else(|| at(day(word, now)?, part_of_day(word), now)),
        },
        [first, second] => at(day(first, now)?, time(second)?, now),
        _ => None,
    }
}

fn at(date: Date, time: Time, now: &Zoned) -> Option<Zoned> {
    date.to_datetime(time).to_zoned(now.time_zone().clone()).ok()
}

fn part_of_day(word: &str) -> Time {
    if word.eq_ignore_ascii_case("evening") || word.eq_ignore_ascii_case("tonight") {
        EVENING
    } else {
        MORNING
    }
}

/// `today`, `evening`, `tomorrow`, a weekday, `2026-11-30`.
fn day(word: &str, now: &Zoned) -> Option<Date> {
    let today = now.date();
    let word = word.to_ascii_lowercase();
    let weekday = match word.as_str() {
        "today" | "evening" | "tonight" => return Some(today),
        "tomorrow" => return today.checked_add(1.day()).ok(),
        "mon" | "monday" => Weekday::Monday,
        "tue" | "tuesday" => Weekday::Tuesday,
        "wed" | "wednesday" => Weekday::Wednesday,
        "thu" | "thursday" => Weekday::Thursday,
        "fri" | "friday" => Weekday::Friday,
        "sat" | "saturday" => Weekday::Saturday,
        "sun" | "sunday" => Weekday::Sunday,
        _ => return word.parse().ok(),
    };
    today.nth_weekday(1, weekday).ok()
}

/// `10:00`, `9am`, `5:30pm`.
fn time(word: &str) -> Option<Time> {
    let word = word.to_ascii_lowercase();
    let (digits, afternoon) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(false)),
        (_, Some(digits)) => (digits, Some(true)),
        _ => (word.as_str(), None),
    };
    let (hour, minute) = match digits.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute.parse().ok()?),
        // A bare number is a number, not an hour, unless am or pm says so.
        None if afternoon.is_some() => (digits, 0),
        _ => return None,
    };
    let hour: i8 = hour.parse().ok()?;
    let hour = match afternoon {
        None => hour,
        Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + if afternoon { 12 } else { 0 },
        Some(_) => return None,
    };
    Time::new(hour, minute, 0, 0).ok()
}

/// `30m`, `2h`, `3d`, `2w` from now; days and weeks in the morning.
fn distance(word: &str, now: &Zoned) -> Option<Zoned> {
    let unit = word.chars().last()?;
    let number: i64 = word
        .strip_suffix(unit)?
        .parse()
        .ok()
        .filter(|number| (1..=999).contains(number))?;
    let date = |days: i64| at(now.date().checked_add(days.days()).ok()?, MORNING, now);
    match unit {
        'm' => now.checked_add(number.minutes()).ok(),
        'h' => now.checked_add(number.hours()).ok(),
        'd' => date(number),
        'w' => date(number * 7),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_times_at_the_end() {
        // A Tuesday.
        let now: Timestamp = "2026-04-14T09:04:00Z".parse().unwrap();
        for (line, what, due) in [
            ("call Ana fri 10:00", "call Ana", "2026-04-17T10:00:00Z"),
            ("call Ana", "call Ana", "2026-04-15T09:00:00Z"),
            ("send comps tomorrow", "send comps", "2026-04-15T09:00:00Z"),
            ("send comps today 5:30pm", "send comps", "2026-04-14T17:30:00Z"),
            ("text 8:00", "text", "2026-04-15T08:00:00Z"),
            ("text 10:00", "text", "2026-04-14T10:00:00Z"),
            ("ring 2h", "ring", "2026-04-14T11:04:00Z"),
            ("ring 3d", "ring", "2026-04-17T09:00:00Z"),
            ("ring tue", "ring", "2026-04-21T09:00:00Z"),
            ("ring evening", "ring", "2026-04-14T18:00:00Z"),
            ("inspection 2026-05-02", "inspection", "2026-05-02T09:00:00Z"),
            ("show 88 Banyan", "show 88 Banyan", "2026-04-15T09:00:00Z"),
            ("buy 3 signs at 12", "buy 3 signs at 12", "2026-04-15T09:00:00Z"),
            ("", "", "2026-04-15T09:00:00Z"),
        ] {
            let (said, at) = split(line, now, &TimeZone::UTC);
            assert_eq!((said.as_str(), at.to_string().as_str()), (what, due), "{line}");
        }
    }
}
