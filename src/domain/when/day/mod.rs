//! Days as people say them in a sentence: `the 9th`, `Wednesday next week`, `a week from Friday`, `3/9`, `end of June`.
//!
//! A day without a year, or without a month, is the next one: today or later. `next Monday` is the first Monday after
//! today. `dates` are the ways that name a date, `ahead` those that count from today, `feasts` those that name a holiday, `parts`
//! those that name a part of a year, a month or a week, `spanish` those of that language; `hours` is what is said beside a day. To
//! add a way to say a day: a function in `WAYS` and a case in `forms`.

mod ahead;
mod dates;
mod feasts;
mod hours;
mod parts;
mod spanish;

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::{Date, Time, Weekday};

pub(super) use ahead::count;
use ahead::{ahead, count_of_weekdays};
use dates::{day_first, iso, month, month_first, ordinal, slashed, year};
use hours::{hour, with_hour};

use super::super::words::{Break, Word, words};

/// A day found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The bytes it stands on, with its hour.
    pub at: Range<usize>,
    /// The day; of a span (a weekend, a month) the first one.
    pub day: Date,
    /// The hour, where one was said.
    pub time: Option<Time>,
}

/// Every day in a text, from left to right. A bare hour counts as today's only beside a day.
pub fn days(text: &str, today: Date) -> Vec<Said> {
    let words = words(text);
    let mut found: Vec<Said> = Vec::new();
    let (mut at, mut before) = (0, 0);
    while at < words.len() {
        let here = Words {
            text,
            words: &words[at..],
        };
        let Some((taken, day)) = WAYS
            .iter()
            .filter_map(|way| way(here, today))
            .max_by_key(|(taken, _)| *taken)
        else {
            at += 1;
            continue;
        };
        let (start, end, time) = with_hour(text, &words, at, at + taken);
        let name = (taken == 1).then(|| weekday(&words[at].text)).flatten();
        let tied = words.get(before..start).unwrap_or_default();
        let tied = words[start].before <= Break::Comma
            && tied
                .iter()
                .all(|word| matches!(word.text.as_str(), "a" | "the" | "on"));
        match found.last_mut() {
            // `tomorrow, the 2nd` and `March 8th, a Friday` are one day that is said twice.
            Some(last) if tied && (last.day == day || name == Some(last.day.weekday())) => {
                last.at.end = words[end - 1].at.end;
                last.time = last.time.or(time);
            }
            _ => found.push(Said {
                at: words[start].at.start..words[end - 1].at.end,
                day,
                time,
            }),
        }
        (at, before) = (end, end);
    }
    found
}

/// The day that a whole text says, with its hour.
pub fn whole(text: &str, today: Date) -> Option<Said> {
    let mut found = days(text, today).into_iter();
    let (said, more) = (found.next()?, found.next());
    let rest = words(text);
    let outside = rest
        .iter()
        .filter(|word| word.at.start < said.at.start || word.at.end > said.at.end)
        .all(|word| {
            matches!(
                word.text.as_str(),
                "on" | "at"
                    | "by"
                    | "the"
                    | "for"
                    | "of"
                    | "in"
                    | "please"
                    | "sometime"
                    | "around"
                    | "maybe"
                    | "early"
                    | "late"
                    | "first"
                    | "thing"
                    | "el"
                    | "para"
            )
        });
    (more.is_none() && outside).then_some(said)
}

/// Whether a text begins with a quarter of the year that nothing says is a day to be ready by: what a report is about.
pub fn is_bare_quarter(text: &str, today: Date) -> bool {
    let words = &words(text);
    parts::is_bare_quarter(Words { text, words }, today)
}

/// Words from where a day may begin.
#[derive(Clone, Copy)]
struct Words<'a> {
    text: &'a str,
    words: &'a [Word],
}

/// Words taken, and the day.
type Found = Option<(usize, Date)>;

/// The ways to say a day; of those that fit the one that takes most words holds.
const WAYS: &[fn(Words, Date) -> Found] = &[
    near,
    weekday_way,
    week_first,
    weekday_and_date,
    ahead,
    month_first,
    day_first,
    ordinal,
    slashed,
    iso,
    edge,
    span,
    count_of_weekdays,
    feasts::feast,
    parts::of_the_year,
    parts::of_a_month,
    parts::soon,
    parts::week_of,
    spanish::near,
    spanish::weekday_way,
    spanish::ahead,
    spanish::date,
    spanish::edge,
];

impl<'a> Words<'a> {
    fn word(self, at: usize) -> &'a str {
        self.words.get(at).map_or("", |word| word.text.as_str())
    }

    fn is(self, run: &[&str]) -> bool {
        run.iter().enumerate().all(|(at, word)| self.word(at) == *word)
    }

    /// What stands between a word and the next.
    fn gap(self, at: usize) -> &'a str {
        match (self.words.get(at), self.words.get(at + 1)) {
            (Some(one), Some(next)) => self.text.get(one.at.end..next.at.start).unwrap_or_default(),
            _ => "",
        }
    }

    fn joined(self, at: usize) -> bool {
        self.words
            .get(at)
            .is_some_and(|word| word.before == Break::Joined)
    }
}

fn moved(today: Date, days: i64) -> Option<Date> {
    today.checked_add(days.days()).ok()
}

/// The hour that is meant: without a half of the day one before eight is in the afternoon.
fn clock(hour: i8, afternoon: Option<bool>) -> i8 {
    match afternoon {
        Some(true) => hour % 12 + 12,
        Some(false) => hour % 12,
        None if (1..8).contains(&hour) => hour + 12,
        None => hour,
    }
}

/// `today`, `day after tomorrow`.
fn near(said: Words, today: Date) -> Found {
    const NEAR: &[(&[&str], i64)] = &[
        (&["later", "today"], 0),
        (&["later", "tonight"], 0),
        (&["the", "day", "after", "tomorrow"], 2),
        (&["day", "after", "tomorrow"], 2),
        (&["overmorrow"], 2),
        (&["tomorrow"], 1),
        (&["tmrw"], 1),
        (&["tmr"], 1),
        (&["tomorow"], 1),
        (&["tommorow"], 1),
        (&["tommorrow"], 1),
        (&["tomorro"], 1),
        (&["tmw"], 1),
        (&["2morrow"], 1),
        (&["2moro"], 1),
        (&["manana"], 1),
        (&["hoy"], 0),
        (&["today"], 0),
        (&["tonight"], 0),
        (&["this", "morning"], 0),
        (&["this", "afternoon"], 0),
        (&["this", "evening"], 0),
        (&["the", "next", "day"], 1),
        (&["yesterday"], -1),
    ];
    let (run, days) = NEAR.iter().find(|(run, _)| said.is(run))?;
    Some((run.len(), moved(today, *days)?))
}

/// A weekday by name.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" | "monday" | "mondays" | "lunes" => Weekday::Monday,
        "tue" | "tues" | "tuesday" | "martes" => Weekday::Tuesday,
        "wed" | "weds" | "wednesday" | "wensday" | "wednsday" | "wendsday" | "wedensday" | "miercoles" => {
            Weekday::Wednesday
        }
        "thu" | "thur" | "thurs" | "thursday" | "thrusday" | "thursay" | "jueves" => Weekday::Thursday,
        "fri" | "friday" | "firday" | "viernes" => Weekday::Friday,
        "sat" | "saturday" | "saterday" | "satuday" | "sabado" => Weekday::Saturday,
        "sun" | "sunday" | "domingo" => Weekday::Sunday,
        _ => return None,
    })
}

/// Three letters that are other words too mean a day only alone or before an hour: `sun`, `sat 3pm`.
fn is_doubtful(said: Words) -> bool {
    let alone = said.words.len() == 1 && said.words.iter().all(|word| word.at.start == 0);
    let at = usize::from(said.word(1) == "at");
    let rest = said.words.get(1 + at..).unwrap_or_default();
    let timed = hour(Words { words: rest, ..said }, at == 1).is_some();
    matches!(said.word(0), "sun" | "sat" | "wed" | "mon") && !alone && !timed
}

/// `Friday`, `this Saturday`, `next Monday`, `Wednesday next week`, `Tuesday after next`, `a week from Friday`.
fn weekday_way(said: Words, today: Date) -> Found {
    let lead = match said.word(0) {
        "this" if said.word(1) == "coming" => 2,
        "this" | "next" | "coming" | "upcoming" | "on" | "by" => 1,
        "the" if matches!(said.word(1), "coming" | "next" | "following") => 2,
        _ => 0,
    };
    let day = weekday(said.word(lead))?;
    let shown = lead > 0 || !is_doubtful(said);
    let monday = today.tomorrow().ok()?.nth_weekday(-1, Weekday::Monday).ok()?;
    let of_week = |week: i64| moved(monday, week * 7 + i64::from(day.to_monday_zero_offset()));
    let after = lead + 1;
    let rest = Words {
        words: said.words.get(after..)?,
        ..said
    };
    for (run, week) in [
        (&["of", "next", "week"][..], 1),
        (&["of", "this", "week"], 0),
        (&["next", "week"], 1),
        (&["this", "week"], 0),
        (&["the", "week", "after", "next"], 2),
        (&["the", "following", "week"], 1),
        (&["the", "week", "after"], 2),
    ] {
        if rest.is(run) {
            return Some((after + run.len(), of_week(week)?));
        }
    }
    let coming = today.nth_weekday(1, day).ok()?;
    for (run, weeks) in [
        (&["after", "next"][..], 1),
        (&["in", "two", "weeks"], 1),
        (&["week"], 1),
    ] {
        if rest.is(run) {
            return Some((after + run.len(), moved(coming, weeks * 7)?));
        }
    }
    // Sunday is the last day of this week.
    let this = said.word(0) == "this" && lead == 1 && day == today.weekday();
    shown.then_some((after, if this { today } else { coming }))
}

/// `next week Monday`, `this week on Friday`.
fn week_first(said: Words, today: Date) -> Found {
    let week = match (said.word(0), said.word(1)) {
        ("next", "week") => 1,
        ("this", "week") => 0,
        _ => return None,
    };
    let at = 2 + usize::from(said.word(2) == "on");
    let day = weekday(said.word(at))?;
    // Another sentence that begins with a day is another day.
    let tied = said.words.get(2).is_some_and(|word| word.before <= Break::Comma);
    let monday = today.tomorrow().ok()?.nth_weekday(-1, Weekday::Monday).ok()?;
    let days = week * 7 + i64::from(day.to_monday_zero_offset());
    tied.then(|| moved(monday, days).map(|date| (at + 1, date)))
        .flatten()
}

/// `Monday, March 4th`, `next Monday the 4th`, `Monday the 4th of March`: one day where the two agree.
fn weekday_and_date(said: Words, today: Date) -> Found {
    let lead = usize::from(matches!(said.word(0), "this" | "next" | "on" | "el"));
    let day = weekday(said.word(lead))?;
    let rest = Words {
        words: said.words.get(lead + 1..)?,
        ..said
    };
    let tied = rest.words.first()?.before <= Break::Comma;
    let ways: [fn(Words, Date) -> Found; 6] = [month_first, day_first, ordinal, slashed, iso, spanish::date];
    let (taken, date) = ways.iter().find_map(|way| way(rest, today))?;
    (tied && date.weekday() == day).then_some((lead + 1 + taken, date))
}

/// `end of the month`, `beginning of June`, `mid-April`, `late May`, `end of next month`, `end of the year`.
fn edge(said: Words, today: Date) -> Found {
    let the = usize::from(matches!(said.word(0), "the" | "by"));
    let the = the + usize::from(the == 1 && said.word(1) == "the");
    let (which, of) = match said.word(the) {
        "last" if said.word(the + 1) != "day" => return None,
        "end" | "last" | "late" => (2, the + 1),
        "beginning" | "start" | "early" => (0, the + 1),
        "mid" | "middle" => (1, the + 1),
        _ => return None,
    };
    let of = of + usize::from(said.word(of) == "day");
    let of = of + usize::from(said.word(of) == "of");
    let (taken, first) = match (said.word(of), said.word(of + 1)) {
        ("the" | "this", "year") => (2, Date::new(today.year(), 12, 1).ok()?),
        ("year", _) => (1, Date::new(today.year(), 12, 1).ok()?),
        ("next", "year") => (2, Date::new(today.year().checked_add(1)?, 12, 1).ok()?),
        ("the" | "this", "week") if which == 2 => {
            let friday = today.yesterday().ok()?.nth_weekday(1, Weekday::Friday).ok()?;
            return Some((of + 2, friday));
        }
        ("next", "week") => {
            let monday = today.nth_weekday(1, Weekday::Monday).ok()?;
            return Some((of + 2, moved(monday, [0, 2, 4][which])?));
        }
        _ => parts::month_said(said, of, today)?,
    };
    let day = match which {
        0 => first,
        1 => first.checked_add(14.days()).ok()?,
        _ => first.last_of_month(),
    };
    Some((of + taken, day))
}

/// `this weekend`, `next weekend`, `in June`, `by June`, `June 2026`.
fn span(said: Words, today: Date) -> Found {
    let saturday = || today.yesterday().ok()?.nth_weekday(1, Weekday::Saturday).ok();
    match (said.word(0), said.word(1), said.word(2)) {
        ("the", "weekend", "after") if said.word(3) == "next" => return Some((4, moved(saturday()?, 14)?)),
        ("this" | "the" | "coming", "weekend", _) => return Some((2, saturday()?)),
        ("the" | "this", "coming", "weekend") => return Some((3, saturday()?)),
        ("next", "weekend", _) => return Some((2, moved(saturday()?, 7)?)),
        ("weekend", _, _) => return Some((1, saturday()?)),
        _ => {}
    }
    let lead = match said.word(0) {
        "in" | "by" | "before" | "until" | "till" | "around" | "this" | "next" | "during" | "en" | "para" => {
            1
        }
        _ => 0,
    };
    let number = month(said.word(lead))?;
    let year = year(said, lead + 1);
    // `may` and `march` alone are other words.
    if lead == 0 && year.is_none() {
        return None;
    }
    let first = Date::new(year.map_or(today.year(), |(_, year)| year), number, 1).ok()?;
    let passed = year.is_none() && first.last_of_month() < today;
    let first = if passed {
        first.checked_add(1.year()).ok()?
    } else {
        first
    };
    Some((
        lead + 1 + year.map_or(0, |(taken, _)| taken),
        first.max(today.min(first.last_of_month())),
    ))
}

#[cfg(test)]
mod forms;
#[cfg(test)]
mod tests;
