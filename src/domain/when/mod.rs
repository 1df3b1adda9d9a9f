//! Moments as people type them, alone or at the end of a line: `+2h`, `in 3 days`, `tomorrow 9`, `fri 10:00`, `monday`, `2026-04-09 10:00`.
//!
//! What people say in a sentence (`the 9th`, `Wednesday next week`) is in [`day`]; whatever is read there can be typed too.
//! Days that lie behind (`last friday`) are in [`past`].
//! No clock is read here: today comes in. To add a way to say a day: a function in `day`.

pub mod day;
pub mod past;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Zoned};

/// What stands for a day without an hour.
const MORNING: Time = Time::constant(9, 0, 0, 0);
const NOON: Time = Time::constant(12, 0, 0, 0);
const EVENING: Time = Time::constant(18, 0, 0, 0);

/// What can be written, for a hint.
pub const EXAMPLES: &str =
    "+2h, in 3 days, 17:30, tomorrow 9:00, fri 10:00, 2026-04-09 10:00 or 2026-04-09T17:00:00Z";

/// Reads a moment: a distance from now, an hour (the next one), a day (nine in the morning), or both, in `zone`. `None`
/// for anything else; a day that has passed is read as it stands.
pub fn parse(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    let local = now.to_zoned(zone.clone());
    let words: Vec<String> = text
        .to_lowercase()
        .split_whitespace()
        .filter(|word| *word != "at" && *word != "on")
        .map(str::to_owned)
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    distance(&words, &local)
        .or_else(|| day_and_hour(&words, &local))
        .or_else(|| {
            let said = day::whole(text, local.date())?;
            on(said.day, said.time.unwrap_or(MORNING), &local)
        })
        .map(|moment| moment.timestamp())
}

/// Words that a moment at the end of a line may have: `next tue at 5:30pm`.
const WORDS: usize = 4;

/// Splits a line into what is to be done and when: `call Ana fri 10:00`. Without a moment at its end it is tomorrow
/// morning. A quarter is one only after a word that says so, as in `by Q3`: `send report Q3` says what about.
pub fn split(line: &str, now: Timestamp, zone: &TimeZone) -> (String, Timestamp) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let local = now.to_zoned(zone.clone());
    // The longest ending that reads as a moment wins: "fri 10:00" before "10:00".
    for from in words.len().saturating_sub(WORDS)..words.len() {
        let (what, end) = words.split_at(from);
        let end = end.join(" ");
        if let Some(due) = parse(&end, now, zone) {
            let is_due = what.last().is_some_and(|word| word.eq_ignore_ascii_case("due"));
            if !is_due && day::is_bare_quarter(&end, local.date()) {
                break;
            }
            return (what.join(" "), due);
        }
    }
    let tomorrow = on(local.date().saturating_add(1.day()), MORNING, &local).unwrap_or(local);
    (words.join(" "), tomorrow.timestamp())
}

/// `+15m`, `2h`, `3 days`, `in 2 weeks`. Minutes and hours are exact; so are days and weeks after a plus, and without it
/// they mean the morning.
fn distance(words: &[&str], now: &Zoned) -> Option<Zoned> {
    let words = words.strip_prefix(&["in"]).unwrap_or(words);
    let joined = words.concat();
    let (exact, rest) = joined
        .strip_prefix('+')
        .map_or((false, joined.as_str()), |rest| (true, rest));
    let split = rest.find(|letter: char| !letter.is_ascii_digit())?;
    let (number, unit) = rest.split_at(split);
    let number: i64 = match (number, unit) {
        ("", _) => return one(words, now),
        (digits, _) => digits.parse().ok().filter(|number| *number <= 10_000)?,
    };
    let morning = |days: i64| on(now.date().checked_add(days.days()).ok()?, MORNING, now);
    match unit {
        "m" | "min" | "mins" | "minute" | "minutes" => now.checked_add(number.minutes()).ok(),
        "h" | "hr" | "hrs" | "hour" | "hours" => now.checked_add(number.hours()).ok(),
        "d" | "day" | "days" if exact => now.checked_add(number.days()).ok(),
        "w" | "week" | "weeks" if exact => now.checked_add(number.weeks()).ok(),
        "d" | "day" | "days" => morning(number),
        "w" | "week" | "weeks" => morning(number * 7),
        "mo" | "month" | "months" => on(now.date().checked_add(number.months()).ok()?, MORNING, now),
        _ => None,
    }
}

/// `an hour`, `a week`, `next week`.
fn one(words: &[&str], now: &Zoned) -> Option<Zoned> {
    match words {
        ["a" | "an", "hour"] => now.checked_add(1.hour()).ok(),
        ["a" | "one", "day"] => on(now.date().tomorrow().ok()?, MORNING, now),
        ["a" | "one" | "next", "week"] => on(now.date().checked_add(1.week()).ok()?, MORNING, now),
        ["a" | "one" | "next", "month"] => on(now.date().checked_add(1.month()).ok()?, MORNING, now),
        _ => None,
    }
}

fn day_and_hour(words: &[&str], now: &Zoned) -> Option<Zoned> {
    match words {
        [word] => {
            if let Some(time) = hour(word) {
                let today = on(now.date(), time, now)?;
                return if today > *now {
                    Some(today)
                } else {
                    on(now.date().tomorrow().ok()?, time, now)
                };
            }
            if let Some((day, time)) = word.rsplit_once('t')
                && let (Ok(day), Some(time)) = (day.parse::<Date>(), hour(time))
            {
                return on(day, time, now);
            }
            on(date(word, now.date())?, MORNING, now)
        }
        ["next", day] => on(date(day, now.date())?, MORNING, now),
        ["next", day, time] | [day, time] => on(
            date(day, now.date())?,
            hour(time).or_else(|| bare_hour(time))?,
            now,
        ),
        _ => None,
    }
}

fn on(date: Date, time: Time, now: &Zoned) -> Option<Zoned> {
    date.to_datetime(time).to_zoned(now.time_zone().clone()).ok()
}

fn date(word: &str, today: Date) -> Option<Date> {
    match word {
        "today" => return Some(today),
        "tomorrow" => return today.tomorrow().ok(),
        _ => {}
    }
    let Some(weekday) = day::weekday(word) else {
        return word.parse().ok();
    };
    today.nth_weekday(1, weekday).ok()
}

/// `17:30`, `9am`, `5:30pm`, `noon`, `evening`.
fn hour(word: &str) -> Option<Time> {
    match word {
        "morning" => return Some(MORNING),
        "noon" => return Some(NOON),
        "evening" | "tonight" => return Some(EVENING),
        _ => {}
    }
    let (digits, afternoon) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(false)),
        (_, Some(digits)) => (digits, Some(true)),
        _ => (word, None),
    };
    let (hour, minute) = match digits.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute.parse().ok()?),
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

/// After a day a bare number is an hour: `tomorrow 9`.
fn bare_hour(word: &str) -> Option<Time> {
    Time::new(word.parse().ok()?, 0, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_moments_in_many_ways() {
        // A Tuesday.
        let now: Timestamp = "2026-04-14T09:04:00Z".parse().unwrap();
        for (text, then) in [
            ("1h", "2026-04-14T10:04:00Z"),
            ("an hour", "2026-04-14T10:04:00Z"),
            ("in 2 hours", "2026-04-14T11:04:00Z"),
            ("30 min", "2026-04-14T09:34:00Z"),
            ("in 3 days", "2026-04-17T09:00:00Z"),
            ("3d", "2026-04-17T09:00:00Z"),
            ("+3d", "2026-04-17T09:04:00Z"),
            ("2 weeks", "2026-04-28T09:00:00Z"),
            ("next week", "2026-04-21T09:00:00Z"),
            ("evening", "2026-04-14T18:00:00Z"),
            ("tomorrow", "2026-04-15T09:00:00Z"),
            ("tomorrow 9", "2026-04-15T09:00:00Z"),
            ("tomorrow at 5:30pm", "2026-04-15T17:30:00Z"),
            ("tomorrow evening", "2026-04-15T18:00:00Z"),
            ("monday", "2026-04-20T09:00:00Z"),
            ("next tue", "2026-04-21T09:00:00Z"),
            ("fri 10:00", "2026-04-17T10:00:00Z"),
            ("8:00", "2026-04-15T08:00:00Z"),
            ("5pm", "2026-04-14T17:00:00Z"),
            ("2026-05-02", "2026-05-02T09:00:00Z"),
            ("2026-05-02T10:00", "2026-05-02T10:00:00Z"),
            ("2026-05-02T10:00:00Z", "2026-05-02T10:00:00Z"),
        ] {
            let read = parse(text, now, &TimeZone::UTC).map(|at| at.to_string());
            assert_eq!(read.as_deref(), Some(then), "{text}");
        }
        for text in [
            "",
            "soon",
            "9",
            "25:00",
            "13pm",
            "in",
            "in 3",
            "tomorrow 99",
            "3 parsecs",
            "monday 9 9",
            "😀",
        ] {
            assert_eq!(parse(text, now, &TimeZone::UTC), None, "{text}");
        }
    }

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
            ("see them next tue at 5:30pm", "see them", "2026-04-21T17:30:00Z"),
            ("ring in 3 days", "ring", "2026-04-17T09:00:00Z"),
            ("send report by Q3", "send report", "2026-07-01T09:00:00Z"),
            ("send report in q3 2027", "send report", "2027-07-01T09:00:00Z"),
            ("send report due Q3", "send report due", "2026-07-01T09:00:00Z"),
            (
                "send report by the end of Q2",
                "send report by",
                "2026-06-30T09:00:00Z",
            ),
            ("call Ana next quarter", "call Ana", "2026-07-01T09:00:00Z"),
            ("send report Q3", "send report Q3", "2026-04-15T09:00:00Z"),
            (
                "send report Q3 2027",
                "send report Q3 2027",
                "2026-04-15T09:00:00Z",
            ),
            ("send report for Q3", "send report for Q3", "2026-04-15T09:00:00Z"),
            (
                "read the first quarter",
                "read the first quarter",
                "2026-04-15T09:00:00Z",
            ),
            ("send Q3 report friday", "send Q3 report", "2026-04-17T09:00:00Z"),
            ("", "", "2026-04-15T09:00:00Z"),
        ] {
            let (said, at) = split(line, now, &TimeZone::UTC);
            assert_eq!((said.as_str(), at.to_string().as_str()), (what, due), "{line}");
        }
    }
}
