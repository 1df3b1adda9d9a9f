//! Days that are counted: `in two weeks`, `within the next 30 days`, `a week from Friday`, `two Fridays from now`.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::dates::{day_first, month_first, ordinal, slashed};
use super::{Found, Words, weekday};

/// `two Fridays from now`.
pub(super) fn count_of_weekdays(said: Words, today: Date) -> Found {
    let number = count(said.word(0)).filter(|number| (2..=9).contains(number))?;
    let day = weekday(said.word(1).strip_suffix('s')?)?;
    let tail = matches!((said.word(2), said.word(3)), ("from", "now" | "today"));
    tail.then(|| today.nth_weekday(i32::try_from(number).ok()?, day).ok())
        .flatten()
        .map(|date| (4, date))
}

/// A count of days or weeks.
pub(in crate::domain::when) fn count(word: &str) -> Option<i64> {
    const NAMES: &[&str] = &[
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    if word.len() <= 4 && !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit()) {
        return word.parse().ok();
    }
    match word {
        "a" | "an" => Some(1),
        "couple" => Some(2),
        "few" => Some(3),
        "fifteen" => Some(15),
        "twenty" => Some(20),
        "thirty" => Some(30),
        "sixty" => Some(60),
        "ninety" => Some(90),
        _ => (0..)
            .zip(NAMES)
            .find(|(_, name)| **name == word)
            .map(|(count, _)| count),
    }
}

fn later(from: Date, number: i64, unit: &str) -> Option<Date> {
    match unit {
        "day" | "days" => from.checked_add(number.days()).ok(),
        "week" | "weeks" | "wk" | "wks" => from.checked_add(number.weeks()).ok(),
        "fortnight" => from.checked_add((number * 2).weeks()).ok(),
        "month" | "months" => from.checked_add(number.months()).ok(),
        "year" | "years" => from.checked_add(number.years()).ok(),
        _ => None,
    }
}

/// What may stand before `two weeks`, the longest first.
const AHEAD: &[&[&str]] = &[
    &["in", "the", "next"],
    &["within", "the", "next"],
    &["over", "the", "next"],
    &["in", "the", "coming"],
    &["in", "about"],
    &["in", "around"],
    &["in", "roughly"],
    &["in", "like"],
    &["in", "maybe"],
    &["in", "another"],
    &["the", "next"],
    &["within"],
    &["in"],
    &["next"],
];

/// `in two weeks`, `within the next 30 days`, `in 2-3 weeks` (the first of them), `in a week or two`, `two weeks from today`, `a week
/// from the 9th`, `next week`, `3 days from now`, `in half a year`.
pub(super) fn ahead(said: Words, today: Date) -> Found {
    match (said.word(0), said.word(1)) {
        ("next", unit @ ("week" | "month" | "year")) => return Some((2, later(today, 1, unit)?)),
        ("this", "week") => return Some((2, today)),
        _ => {}
    }
    let from = if matches!(said.word(0), "in" | "within" | "over" | "the" | "next") {
        AHEAD.iter().find(|run| said.is(run)).map_or(0, |run| run.len())
    } else {
        0
    };
    if said.word(from) == "half" && said.word(from + 1) == "a" && said.word(from + 2) == "year" {
        let day = later(today, 6, "months")?;
        return (from > 0).then_some((from + 3, day));
    }
    let article = usize::from(matches!(said.word(from), "a" | "the") && count(said.word(from + 1)).is_some());
    let (number, at) = match count(said.word(from + article)).filter(|number| *number <= 1_000) {
        Some(number) => (number, from + article + 1),
        None if from > 1 && said.word(from - 1) == "another" => (1, from),
        None => return None,
    };
    // `2-3 weeks`, `two or three weeks`, `3 to 4 weeks`.
    let to = usize::from(matches!(said.word(at), "or" | "to"));
    let range = (to == 1 || said.gap(at - 1) == "-") && count(said.word(at + to)).is_some();
    let at = if range { at + to + 1 } else { at };
    let at = at + usize::from(said.word(at) == "of");
    let unit = said.word(at);
    let start = later(today, number, unit)?;
    let taken = at + 1;
    if let Some(found) = counted_from(said, today, (number, unit), taken) {
        return Some(found);
    }
    let more = match (said.word(taken), said.word(taken + 1)) {
        ("or", "two" | "so" | "three") => 2,
        ("time" | "out", _) => 1,
        _ => 0,
    };
    (from > 0 || (more > 0 && said.word(taken) != "or")).then_some((taken + more, start))
}

/// `… from today`, `… from Friday`, `… from the 9th`.
fn counted_from(said: Words, today: Date, (number, unit): (i64, &str), at: usize) -> Found {
    if !matches!(said.word(at), "from" | "after") {
        return None;
    }
    let lead = usize::from(matches!(said.word(at + 1), "this" | "next" | "on"));
    let rest = Words {
        words: said.words.get(at + 1 + lead..)?,
        ..said
    };
    let (taken, start) = match rest.word(0) {
        "today" | "now" => (1, today),
        "tomorrow" => (1, today.tomorrow().ok()?),
        name if weekday(name).is_some() => (1, today.nth_weekday(1, weekday(name)?).ok()?),
        _ => [month_first, day_first, ordinal, slashed]
            .iter()
            .find_map(|way| way(rest, today))?,
    };
    Some((at + 1 + lead + taken, later(start, number, unit)?))
}
