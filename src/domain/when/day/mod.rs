//! Days as people say them in a sentence: `the 9th`, `Wednesday next week`, `a week from Friday`, `3/9`, `end of June`.
//!
//! A day without a year, or without a month, is the next one: today or later. `next Monday` is the first Monday after
//! today. To add a way to say a day: a function in `WAYS` and a case in the tests.

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::{Date, Time, Weekday};

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
    let mut found = Vec::new();
    let mut at = 0;
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
        found.push(Said {
            at: words[start].at.start..words[end - 1].at.end,
            day,
            time,
        });
        at = end;
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
                "on" | "at" | "by" | "the" | "for" | "of" | "in" | "please"
            )
        });
    (more.is_none() && outside).then_some(said)
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
        "wed" | "weds" | "wednesday" | "wensday" | "wednsday" | "miercoles" => Weekday::Wednesday,
        "thu" | "thur" | "thurs" | "thursday" | "jueves" => Weekday::Thursday,
        "fri" | "friday" | "viernes" => Weekday::Friday,
        "sat" | "saturday" | "sabado" => Weekday::Saturday,
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

/// `Monday, March 4th`, `Monday the 4th of March`: one day where the two agree.
fn weekday_and_date(said: Words, today: Date) -> Found {
    let day = weekday(said.word(0))?;
    let rest = Words {
        words: said.words.get(1..)?,
        ..said
    };
    let tied = rest.words.first()?.before <= Break::Comma;
    let ways: [fn(Words, Date) -> Found; 4] = [month_first, day_first, slashed, iso];
    let (taken, date) = ways.iter().find_map(|way| way(rest, today))?;
    (tied && date.weekday() == day).then_some((taken + 1, date))
}

/// A count of days or weeks.
pub(super) fn count(word: &str) -> Option<i64> {
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

/// `in two weeks`, `two weeks from today`, `a week from Friday`, `next week`, `3 days from now`.
fn ahead(said: Words, today: Date) -> Found {
    match (said.word(0), said.word(1)) {
        ("next", unit @ ("week" | "month" | "year")) => return Some((2, later(today, 1, unit)?)),
        ("this", "week") => return Some((2, today)),
        _ => {}
    }
    let from = usize::from(matches!(said.word(0), "in" | "within"));
    let article = usize::from(matches!(said.word(from), "a" | "the") && count(said.word(from + 1)).is_some());
    let number = count(said.word(from + article))?;
    let of = usize::from(said.word(from + article + 1) == "of");
    let at = from + article + of + 1;
    let unit = said.word(at);
    if number > 1_000 {
        return None;
    }
    let taken = at + 1;
    match (said.word(taken), said.word(taken + 1)) {
        ("from" | "after", "today" | "now") => Some((taken + 2, later(today, number, unit)?)),
        ("from" | "after", "tomorrow") => Some((taken + 2, later(today.tomorrow().ok()?, number, unit)?)),
        ("from" | "after", name) => {
            let start = today.nth_weekday(1, weekday(name)?).ok()?;
            Some((taken + 2, later(start, number, unit)?))
        }
        _ if from == 1 => Some((taken, later(today, number, unit)?)),
        _ => None,
    }
}

/// A month by name.
fn month(word: &str) -> Option<i8> {
    const MONTHS: &[&[&str]] = &[
        &["january", "jan", "enero"],
        &["february", "feb", "febrero"],
        &["march", "mar", "marzo"],
        &["april", "apr", "abril"],
        &["may", "mayo"],
        &["june", "jun", "junio"],
        &["july", "jul", "julio"],
        &["august", "aug", "agosto"],
        &["september", "sep", "sept", "septiembre"],
        &["october", "oct", "octubre"],
        &["november", "nov", "noviembre"],
        &["december", "dec", "diciembre"],
    ];
    (1..)
        .zip(MONTHS)
        .find(|(_, names)| names.contains(&word))
        .map(|(number, _)| number)
}

/// `9`, `9th`, `ninth`, `twenty first` (two words).
fn of_month(said: Words, at: usize) -> Option<(usize, i8)> {
    const ORDINALS: &[&str] = &[
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    let word = said.word(at);
    let ordinal = |word: &str| {
        (1..)
            .zip(ORDINALS)
            .find(|(_, name)| **name == word)
            .map(|(number, _)| number)
    };
    let tens = match word {
        "twenty" => 20,
        "thirty" => 30,
        "thirtieth" => return Some((1, 30)),
        _ => 0,
    };
    if tens > 0 {
        let one = ordinal(said.word(at + 1)).filter(|one: &i8| *one < 10 && tens + one <= 31)?;
        return Some((2, tens + one));
    }
    if let Some(number) = ordinal(word) {
        return Some((1, number));
    }
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .unwrap_or(word);
    let number: i8 = digits.parse().ok().filter(|number| (1..=31).contains(number))?;
    (digits.len() <= 2).then_some((1, number))
}

fn has_ending(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic())
}

/// A year of four digits after a date, with or without a comma.
fn year(said: Words, at: usize) -> Option<(usize, i16)> {
    let word = said.word(at);
    let year = word.parse().ok().filter(|year| (1900..=2200).contains(year))?;
    (word.len() == 4).then_some((1, year))
}

/// The day of a month, in the year given, or the next such day.
fn dated(today: Date, month: i8, day: i8, year: Option<(usize, i16)>) -> Option<Date> {
    if let Some((_, year)) = year {
        return Date::new(year, month, day).ok();
    }
    // The 29th of February comes every four years, once in eight.
    (0..=8)
        .filter_map(|years| Date::new(today.year().checked_add(years)?, month, day).ok())
        .find(|date| *date >= today)
}

/// `March 9th`, `Mar. 9, 2026`, `march the 9th`.
fn month_first(said: Words, today: Date) -> Found {
    let number = month(said.word(0))?;
    let the = usize::from(said.word(1) == "the");
    let (taken, day) = of_month(said, 1 + the)?;
    let next = 1 + the + taken;
    // `may 4 of us`, `march 10 blocks`: the small words alone prove nothing.
    let unit = matches!(
        said.word(next),
        "of" | "blocks" | "people" | "bedrooms" | "bedroom" | "bed" | "beds"
    );
    if unit && matches!(said.word(0), "may" | "march" | "mar") && !has_ending(said.word(next - 1)) {
        return None;
    }
    let year = year(said, next);
    Some((
        next + year.map_or(0, |(taken, _)| taken),
        dated(today, number, day, year)?,
    ))
}

/// `9th of March`, `the 9 March 2026`, `9th of this month`, `the 9th of next month`.
fn day_first(said: Words, today: Date) -> Found {
    let the = usize::from(said.word(0) == "the");
    let (taken, day) = of_month(said, the)?;
    let of = the + taken;
    let of = of + usize::from(matches!(said.word(of), "of" | "de"));
    if said.word(of + 1) == "month" {
        let first = today.first_of_month();
        let first = match said.word(of) {
            "this" | "the" | "current" => first,
            "next" => first.checked_add(1.month()).ok()?,
            _ => return None,
        };
        return Some((of + 2, Date::new(first.year(), first.month(), day).ok()?));
    }
    let number = month(said.word(of))?;
    let year = year(said, of + 1);
    Some((
        of + 1 + year.map_or(0, |(taken, _)| taken),
        dated(today, number, day, year)?,
    ))
}

/// `the 9th`, `Friday the 9th`, `on the 9th`, `9th`.
fn ordinal(said: Words, today: Date) -> Found {
    let named = usize::from(weekday(said.word(0)).is_some());
    let the = usize::from(said.word(named) == "the");
    let (taken, day) = of_month(said, named + the)?;
    let word = said.word(named + the);
    let next = said.word(named + the + taken);
    // `the first floor`, `the second one`: only figures, or a word nothing follows, are a day.
    let spelled = !has_ending(word);
    let doubtful =
        the == 0 || word.bytes().all(|b| b.is_ascii_digit()) || matches!(word, "first" | "second" | "third");
    if (spelled && doubtful)
        || matches!(
            next,
            "floor" | "street" | "st" | "ave" | "avenue" | "time" | "one" | "place" | "option" | "grade"
        )
    {
        return None;
    }
    let date = (0..=12).find_map(|months| {
        let first = today.first_of_month().checked_add(months.months()).ok()?;
        Date::new(first.year(), first.month(), day)
            .ok()
            .filter(|date| *date >= today)
    })?;
    Some((named + the + taken, date))
}

/// `3/9`, `3/9/2026`, `3-9-26`, `03.09.2026`: month, day, year.
fn slashed(said: Words, today: Date) -> Found {
    let sign = said.gap(0);
    if !matches!(sign, "/" | "-" | ".") {
        return None;
    }
    let digits = |at: usize| {
        let word = said.word(at);
        (word.len() <= 4 && !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())).then_some(word)
    };
    let short = |at: usize| digits(at).filter(|word| word.len() <= 2)?.parse::<i8>().ok();
    let (month, day) = (short(0)?, short(1)?);
    let full = said.gap(1) == sign;
    let year =
        full.then(|| digits(2))
            .flatten()
            .and_then(|word| match (word.len(), word.parse::<i16>().ok()?) {
                (2, year) => Some((1, 2_000 + year)),
                (4, year) => Some((1, year)),
                _ => None,
            });
    // Without a year only a slash is a date: `2-3 bedrooms`, `2.5 baths`.
    if year.is_none() && (sign != "/" || full) {
        return None;
    }
    let unit = matches!(
        said.word(2),
        "bed" | "beds" | "bath" | "baths" | "ba" | "br" | "acre" | "mile" | "of"
    );
    if year.is_none() && unit {
        return None;
    }
    Some((
        2 + year.map_or(0, |(taken, _)| taken),
        dated(today, month, day, year)?,
    ))
}

/// `2026-03-09`, as one word or three.
fn iso(said: Words, _today: Date) -> Found {
    let first = said.words.first()?;
    let last = said.words.get(2).filter(|_| said.joined(1) && said.joined(2))?;
    // An hour may follow in the same breath: `2026-03-09T10:00`.
    let text = said.text.get(first.at.start..last.at.end)?;
    let day = text.get(..10)?;
    (text.len() == 10 || text.as_bytes().get(10) == Some(&b'T'))
        .then(|| day.parse().ok().map(|date| (3, date)))
        .flatten()
}

/// `end of the month`, `beginning of June`, `mid-April`, `late May`, `end of next month`, `end of the year`.
fn edge(said: Words, today: Date) -> Found {
    let the = usize::from(matches!(said.word(0), "the" | "by"));
    let the = the + usize::from(the == 1 && said.word(1) == "the");
    let (which, of) = match said.word(the) {
        "end" | "last" | "late" => (2, the + 1),
        "beginning" | "start" | "early" => (0, the + 1),
        "mid" | "middle" => (1, the + 1),
        _ => return None,
    };
    let of = of + usize::from(said.word(of) == "day");
    let of = of + usize::from(said.word(of) == "of");
    let (taken, first) = match (said.word(of), said.word(of + 1)) {
        ("the" | "this", "month") => (2, today.first_of_month()),
        ("month", _) => (1, today.first_of_month()),
        ("next", "month") => (2, today.first_of_month().checked_add(1.month()).ok()?),
        ("the" | "this", "year") => (2, Date::new(today.year(), 12, 1).ok()?),
        ("year", _) => (1, Date::new(today.year(), 12, 1).ok()?),
        ("the" | "this", "week") if which == 2 => {
            let friday = today.yesterday().ok()?.nth_weekday(1, Weekday::Friday).ok()?;
            return Some((of + 2, friday));
        }
        ("next", "week") => {
            let monday = today.nth_weekday(1, Weekday::Monday).ok()?;
            return Some((of + 2, moved(monday, [0, 2, 4][which])?));
        }
        (name, _) => {
            let month = month(name)?;
            let this = Date::new(today.year(), month, 1).ok()?;
            let passed = this.last_of_month() < today;
            (
                1,
                if passed {
                    this.checked_add(1.year()).ok()?
                } else {
                    this
                },
            )
        }
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
        ("this" | "the" | "coming", "weekend", _) => return Some((2, saturday()?)),
        ("the", "coming", "weekend") => return Some((3, saturday()?)),
        ("next", "weekend", _) => return Some((2, moved(saturday()?, 7)?)),
        ("weekend", _, _) => return Some((1, saturday()?)),
        _ => {}
    }
    let lead = match said.word(0) {
        "in" | "by" | "before" | "until" | "till" | "around" | "this" | "next" | "during" => 1,
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

/// Extends a day by the hour said right after it or right before it.
fn with_hour(text: &str, words: &[Word], start: usize, end: usize) -> (usize, usize, Option<Time>) {
    let after = Words {
        text,
        words: &words[end..],
    };
    let small = |word: &str| {
        matches!(
            word,
            "at" | "around" | "about" | "by" | "in" | "the" | "say" | "from" | "after" | "before" | "like"
        )
    };
    let skipped = (0..3).take_while(|at| small(after.word(*at))).count();
    let near = |at: usize| words.get(at).is_some_and(|word| word.before <= Break::Comma);
    let rest = Words {
        text,
        words: words.get(end + skipped..).unwrap_or_default(),
    };
    if near(end)
        && let Some((taken, time)) = hour(rest, skipped > 0)
    {
        return (start, end + skipped + taken, Some(time));
    }
    // `at 5 pm on Friday`.
    for back in 1..=4 {
        let Some(from) = start.checked_sub(back) else {
            break;
        };
        let before = Words {
            text,
            words: &words[from..],
        };
        if let Some((taken, time)) = hour(before, from > 0 && words[from - 1].text == "at") {
            let between = &words[from + taken.min(back)..start];
            let tied = taken <= back
                && between
                    .iter()
                    .all(|word| matches!(word.text.as_str(), "on" | "the" | "of"));
            if tied && near(start) {
                return (from, end, Some(time));
            }
        }
    }
    (start, end, None)
}

/// `5 pm`, `5:30pm`, `five`, `half past 3`, `noon`, `morning`. A bare number is an hour only after `at`; before eight it is
/// in the afternoon, as no visit is at night.
fn hour(said: Words, after_at: bool) -> Option<(usize, Time)> {
    let whole = |hour: i8, minute: i8| Time::new(hour, minute, 0, 0).ok();
    match said.word(0) {
        "noon" | "midday" => return Some((1, whole(12, 0)?)),
        "morning" => return Some((1, super::MORNING)),
        "afternoon" => return Some((1, whole(14, 0)?)),
        "evening" | "night" => return Some((1, super::EVENING)),
        _ => {}
    }
    if let ("half" | "quarter", "past", at) = (said.word(0), said.word(1), said.word(2)) {
        let minute = if said.word(0) == "half" { 30 } else { 15 };
        let named = count(at).filter(|hour| (1..=12).contains(hour))?;
        let (taken, afternoon) = half_of_day(said, 3);
        return Some((3 + taken, whole(clock(named as i8, afternoon), minute)?));
    }
    let word = said.word(0);
    let (digits, end) = word.split_at(word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len()));
    let (named, glued) = match digits {
        "" => (
            count(word).filter(|_| !matches!(word, "a" | "an" | "couple" | "few"))?,
            "",
        ),
        digits => (digits.parse().ok().filter(|_| digits.len() <= 2)?, end),
    };
    let minutes = said.words.get(1).filter(|word| {
        said.gap(0) == ":" && word.text.len() >= 2 && word.text.as_bytes()[..2].iter().all(u8::is_ascii_digit)
    });
    let (mut taken, mut minute, mut glued) = (1, 0, glued);
    if let Some(word) = minutes {
        let (digits, end) = word.text.split_at_checked(2)?;
        (taken, minute, glued) = (2, digits.parse().ok()?, end);
    }
    let (more, afternoon) = match glued {
        "am" | "a" => (0, Some(false)),
        "pm" | "p" => (0, Some(true)),
        "" => half_of_day(said, taken),
        _ => return None,
    };
    let named = i8::try_from(named).ok().filter(|hour| (0..24).contains(hour))?;
    let told = afternoon.is_some() || minutes.is_some() || said.word(taken) == "oclock";
    if !(told || after_at) || (afternoon.is_some() && !(1..=12).contains(&named)) {
        return None;
    }
    let unit = matches!(
        said.word(taken),
        "days" | "weeks" | "months" | "bedrooms" | "beds" | "baths" | "people"
    );
    if !told && unit {
        return None;
    }
    let hour = if minutes.is_some() && afternoon.is_none() && digits.len() == 2 {
        named
    } else {
        clock(named, afternoon)
    };
    Some((
        taken + more + usize::from(said.word(taken) == "oclock"),
        whole(hour, minute)?,
    ))
}

fn clock(hour: i8, afternoon: Option<bool>) -> i8 {
    match afternoon {
        Some(true) => hour % 12 + 12,
        Some(false) => hour % 12,
        None if (1..8).contains(&hour) => hour + 12,
        None => hour,
    }
}

/// `pm`, `p.m.`, `in the afternoon`: the words they take, and whether it is the afternoon.
fn half_of_day(said: Words, at: usize) -> (usize, Option<bool>) {
    match (said.word(at), said.word(at + 1), said.word(at + 2)) {
        ("am", _, _) => (1, Some(false)),
        ("pm", _, _) => (1, Some(true)),
        ("a", "m", _) => (2, Some(false)),
        ("p", "m", _) | ("at", "night", _) => (2, Some(true)),
        ("in", "the", "morning") => (3, Some(false)),
        ("in", "the", "afternoon" | "evening") => (3, Some(true)),
        _ => (0, None),
    }
}

#[cfg(test)]
mod tests;
