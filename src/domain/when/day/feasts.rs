//! Days that people in the United States name instead of a date: `after Labor Day`, `the week of Thanksgiving`, `by Christmas`.
//!
//! To add a day: a row in `FEASTS`, the longer name before the shorter.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::dates::year;
use super::{Found, Words, moved};

/// When a day is.
#[derive(Clone, Copy)]
enum Falls {
    /// On a day of a month.
    On(i8, i8),
    /// On the so many-th weekday of a month, or on the last.
    Nth(i8, Weekday, i8),
    /// So many days from Easter Sunday.
    Easter(i64),
    /// The day after Thanksgiving.
    BlackFriday,
}

use Falls::{BlackFriday, Easter, Nth, On};

/// What they are called, and when they are.
const FEASTS: &[(&[&str], Falls)] = &[
    (&["new", "years", "eve"], On(12, 31)),
    (&["new", "years", "day"], On(1, 1)),
    (&["new", "years"], On(1, 1)),
    (&["new", "year"], On(1, 1)),
    (&["martin", "luther", "king", "day"], Nth(3, Weekday::Monday, 1)),
    (&["mlk", "day"], Nth(3, Weekday::Monday, 1)),
    (&["valentines", "day"], On(2, 14)),
    (&["valentines"], On(2, 14)),
    (&["presidents", "day"], Nth(3, Weekday::Monday, 2)),
    (&["st", "patricks", "day"], On(3, 17)),
    (&["tax", "day"], On(4, 15)),
    (&["good", "friday"], Easter(-2)),
    (&["easter", "sunday"], Easter(0)),
    (&["easter", "monday"], Easter(1)),
    (&["easter"], Easter(0)),
    (&["cinco", "de", "mayo"], On(5, 5)),
    (&["mothers", "day"], Nth(2, Weekday::Sunday, 5)),
    (&["memorial", "day"], Nth(-1, Weekday::Monday, 5)),
    (&["fathers", "day"], Nth(3, Weekday::Sunday, 6)),
    (&["juneteenth"], On(6, 19)),
    (&["independence", "day"], On(7, 4)),
    (&["labor", "day"], Nth(1, Weekday::Monday, 9)),
    (&["labour", "day"], Nth(1, Weekday::Monday, 9)),
    (&["columbus", "day"], Nth(2, Weekday::Monday, 10)),
    (&["indigenous", "peoples", "day"], Nth(2, Weekday::Monday, 10)),
    (&["halloween"], On(10, 31)),
    (&["veterans", "day"], On(11, 11)),
    (&["thanksgiving", "day"], Nth(4, Weekday::Thursday, 11)),
    (&["thanksgiving"], Nth(4, Weekday::Thursday, 11)),
    (&["black", "friday"], BlackFriday),
    (&["christmas", "eve"], On(12, 24)),
    (&["christmas", "day"], On(12, 25)),
    (&["christmas"], On(12, 25)),
    (&["xmas"], On(12, 25)),
    (&["navidad"], On(12, 25)),
];

/// What may stand before the name.
#[derive(Clone, Copy)]
enum Lead {
    /// So many days from it.
    Days(i64),
    /// The Monday of its week, so many weeks later.
    Week(i64),
}

/// What a text begins with before the name, and the words it takes.
fn lead(said: Words) -> Option<(usize, Lead)> {
    let the = usize::from(said.word(0) == "the");
    Some(match (said.word(the), said.word(the + 1)) {
        ("day", "after") => (the + 2, Lead::Days(1)),
        ("day", "before") => (the + 2, Lead::Days(-1)),
        ("week", "after") => (the + 2, Lead::Week(1)),
        ("week", "before") => (the + 2, Lead::Week(-1)),
        ("week", "of") => (the + 2, Lead::Week(0)),
        ("right", "after") | ("despues", "de") => (2, Lead::Days(1)),
        ("antes", "de") => (2, Lead::Days(0)),
        ("after" | "past", _) => (1, Lead::Days(1)),
        (
            "before" | "by" | "until" | "till" | "around" | "on" | "for" | "over" | "this" | "next" | "en"
            | "para",
            _,
        ) => (1, Lead::Days(0)),
        _ => return None,
    })
}

/// `after Labor Day`, `the day before Thanksgiving`, `Memorial Day weekend`, `Christmas 2027`. A name alone is a day only where it is the
/// whole text, for "Happy Thanksgiving!" names none; after it means from the next day on, before it by that day.
pub(super) fn feast(said: Words, today: Date) -> Found {
    let lead = lead(said);
    // Most words begin no such name.
    if lead.is_none() && said.words.first()?.at.start > 0 {
        return None;
    }
    let at = lead.map_or(0, |(taken, _)| taken);
    let (name, falls) = FEASTS.iter().find(|(name, _)| {
        name.iter()
            .enumerate()
            .all(|(nr, word)| said.word(at + nr) == *word)
    })?;
    let next = at + name.len();
    let year = year(said, next);
    let end = next + year.map_or(0, |(taken, _)| taken);
    let day = match year {
        Some((_, year)) => falls.in_year(year)?,
        None => (0..=1).find_map(|years| {
            let day = falls.in_year(today.year().checked_add(years)?)?;
            (day >= today).then_some(day)
        })?,
    };
    if said.word(end) == "weekend" {
        return Some((
            end + 1,
            day.tomorrow().ok()?.nth_weekday(-1, Weekday::Saturday).ok()?,
        ));
    }
    let alone = said.words.len() == end;
    match lead {
        Some((_, Lead::Days(days))) => Some((end, moved(day, days)?)),
        Some((_, Lead::Week(weeks))) => {
            let monday = day.tomorrow().ok()?.nth_weekday(-1, Weekday::Monday).ok()?;
            Some((end, moved(monday, weeks * 7)?))
        }
        None => alone.then_some((end, day)),
    }
}

impl Falls {
    fn in_year(self, year: i16) -> Option<Date> {
        match self {
            On(month, day) => Date::new(year, month, day).ok(),
            Nth(nth, weekday, month) => {
                let first = Date::new(year, month, 1).ok()?;
                first.nth_weekday_of_month(nth, weekday).ok()
            }
            Easter(days) => moved(easter(year)?, days),
            BlackFriday => Nth(4, Weekday::Thursday, 11)
                .in_year(year)?
                .checked_add(1.day())
                .ok(),
        }
    }
}

/// Easter Sunday of the western churches (Meeus, Jones, Butcher).
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (golden, century, rest) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let leaps = century / 4 + (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - leaps + 15).rem_euclid(30);
    let sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4).rem_euclid(7);
    let back = (golden + 11 * moon + 22 * sunday) / 451;
    let days = moon + sunday - 7 * back + 114;
    let (month, day) = (i8::try_from(days / 31).ok()?, i8::try_from(days % 31 + 1).ok()?);
    Date::new(i16::try_from(year).ok()?, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_is_where_the_almanac_has_it() {
        for (year, month, day) in [
            (2019, 4, 21),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2038, 4, 25),
        ] {
            assert_eq!(easter(year), Date::new(year, month, day).ok());
        }
    }
}
