//! Days by the part of a year, a month or a week they begin: `Q1`, `this summer`, `the first week of June`, `the last Friday of the
//! month`, `later this week`.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::dates::{day_first, month, month_first, ordinal, slashed, year};
use super::{Found, Words, moved, weekday};

/// Words that may stand before a part of the year and change nothing.
const LEADS: &[&str] = &[
    "in",
    "by",
    "before",
    "until",
    "till",
    "around",
    "during",
    "this",
    "next",
    "early",
    "late",
    "mid",
    "sometime",
    "for",
    "the",
    "en",
    "para",
    "este",
    "esta",
    "of",
    "end",
    "beginning",
    "start",
    "over",
];

/// How many words of those lead up to a part of the year, and whether `next` and `end` are among them.
fn lead(said: Words) -> (usize, bool, bool) {
    let run = said
        .words
        .iter()
        .take(4)
        .take_while(|word| LEADS.contains(&word.text.as_str()))
        .count();
    let has = |wanted: &[&str]| (0..run).any(|at| wanted.contains(&said.word(at)));
    (run, has(&["next"]), has(&["end", "late"]))
}

/// Months from a date on, as many as make a part of the year; the one that holds today, or the next.
fn part(today: Date, from: i8, year: Option<i16>) -> Option<(Date, Date)> {
    let of = |year: i16| {
        let first = Date::new(year, from, 1).ok()?;
        let last = first.checked_add(3.months()).ok()?.yesterday().ok()?;
        Some((first, last))
    };
    match year {
        Some(year) => of(year),
        // A winter began last year.
        None => (-1..=1).find_map(|years| {
            let part = of(today.year().checked_add(years)?)?;
            (part.1 >= today).then_some(part)
        }),
    }
}

/// The year behind a part of it: `Q1 2027`, `the fall of 2027`, `Q1 of next year`.
fn of_year(said: Words, at: usize, today: Date) -> (usize, Option<i16>) {
    let of = usize::from(said.word(at) == "of");
    if let Some((taken, year)) = year(said, at + of) {
        return (of + taken, Some(year));
    }
    match (said.word(at + of), said.word(at + of + 1)) {
        ("next", "year") => (of + 2, today.year().checked_add(1)),
        ("this", "year") => (of + 2, Some(today.year())),
        _ => (0, None),
    }
}

/// A quarter or a season, and what leads up to it.
pub(super) fn of_the_year(said: Words, today: Date) -> Found {
    let lead = lead(said);
    quarter(said, lead, today).or_else(|| season(said, lead, today))
}

/// `Q1`, `first quarter of 2027`, `end of Q2`, `next quarter`.
fn quarter(said: Words, (at, next, end): (usize, bool, bool), today: Date) -> Found {
    let (taken, number) = match (said.word(at), said.word(at + 1)) {
        ("q1" | "1q", _) => (1, 0),
        ("q2" | "2q", _) => (1, 1),
        ("q3" | "3q", _) => (1, 2),
        ("q4" | "4q", _) => (1, 3),
        ("first" | "1st", "quarter") => (2, 0),
        ("second" | "2nd", "quarter") => (2, 1),
        ("third" | "3rd", "quarter") => (2, 2),
        ("fourth" | "4th" | "last", "quarter") => (2, 3),
        ("quarter", _) if at > 0 => {
            let this = (today.month() - 1) / 3;
            (1, if next { (this + 1) % 4 } else { this })
        }
        _ => return None,
    };
    // A quarter mile, and what is a quarter past.
    if matches!(said.word(at + taken), "past" | "to" | "of" | "mile" | "acre") && said.word(at) == "quarter" {
        return None;
    }
    let (more, year) = of_year(said, at + taken, today);
    let (first, last) = part(today, number * 3 + 1, year)?;
    let day = if end { last } else { first.max(today.min(last)) };
    Some((at + taken + more, day))
}

/// A quarter before which no word says that something is due in it or by it: `Q3`, `for the first quarter`.
pub(super) fn is_bare_quarter(said: Words, today: Date) -> bool {
    let lead = lead(said);
    let is_bare = (0..lead.0).all(|at| matches!(said.word(at), "for" | "of" | "the"));
    is_bare && quarter(said, lead, today).is_some()
}

/// `this summer`, `in the fall`, `by spring`, `end of the summer`, `next winter`. A season begins with a month: spring in March.
fn season(said: Words, (at, next, end): (usize, bool, bool), today: Date) -> Found {
    let from = match said.word(at) {
        "spring" | "primavera" => 3,
        "summer" | "verano" => 6,
        "fall" | "autumn" | "otono" => 9,
        "winter" | "invierno" => 12,
        _ => return None,
    };
    // `in Spring Valley` and `in Winter Haven` are places, `for fall` is none; what names a season says `the`, `this`, `by` …
    let vague = matches!(said.word(0), "in" | "of" | "for" | "the") && at == 1;
    if at == 0
        || vague
        || matches!(
            said.word(at + 1),
            "valley" | "haven" | "park" | "creek" | "lake" | "hill" | "through"
        )
    {
        return None;
    }
    let (more, year) = of_year(said, at + 1, today);
    let (mut first, mut last) = part(today, from, year)?;
    if next && first <= today {
        (first, last) = part(today, from, Some(first.year().checked_add(1)?))?;
    }
    let day = if end { last } else { first.max(today.min(last)) };
    Some((at + 1 + more, day))
}

/// The first of a month that is named somehow, and the words it takes: `the month`, `next month`, `June`, `June 2027`.
pub(super) fn month_said(said: Words, at: usize, today: Date) -> Option<(usize, Date)> {
    let first = today.first_of_month();
    let next = first.checked_add(1.month()).ok()?;
    match (said.word(at), said.word(at + 1), said.word(at + 2)) {
        ("the", "following", "month") => return Some((3, next)),
        ("the" | "this" | "este" | "el", "month" | "mes", _) => return Some((2, first)),
        ("next" | "proximo", "month" | "mes", _) => return Some((2, next)),
        ("month", _, _) => return Some((1, first)),
        _ => {}
    }
    let number = month(said.word(at))?;
    if let Some((taken, year)) = year(said, at + 1) {
        return Some((1 + taken, Date::new(year, number, 1).ok()?));
    }
    let this = Date::new(today.year(), number, 1).ok()?;
    let coming = if this.last_of_month() < today {
        this.checked_add(1.year()).ok()?
    } else {
        this
    };
    Some((1, coming))
}

/// `the first week of June`, `second half of May`, `the last Friday of the month`, `third weekend in March`.
pub(super) fn of_a_month(said: Words, today: Date) -> Found {
    let the = usize::from(said.word(0) == "the");
    let nth: i8 = match said.word(the) {
        "first" | "1st" => 1,
        "second" | "2nd" => 2,
        "third" | "3rd" => 3,
        "fourth" | "4th" => 4,
        "last" => -1,
        _ => return None,
    };
    let what = said.word(the + 1);
    let of = the + 2;
    if !matches!(said.word(of), "of" | "in") {
        return None;
    }
    let (taken, first) = month_said(said, of + 1, today)?;
    let day = |first: Date| match (what, nth) {
        ("week", -1) => first.last_of_month().checked_sub(6.days()).ok(),
        ("week", _) => first.checked_add((i64::from(nth - 1) * 7).days()).ok(),
        ("half" | "day", 1) => Some(first),
        ("half", 2 | -1) => first.checked_add(15.days()).ok(),
        ("weekend", _) => first.nth_weekday_of_month(nth, Weekday::Saturday).ok(),
        ("day", -1) => Some(first.last_of_month()),
        _ => first.nth_weekday_of_month(nth, weekday(what)?).ok(),
    };
    let found = day(first)?;
    // What is over is that of the next month, or of the next year where the month was named.
    let passed = found < today && (what == "weekend" || weekday(what).is_some());
    let found = match (passed, said.word(of + 2)) {
        (true, "month") if said.word(of + 1) == "the" => day(first.checked_add(1.month()).ok()?)?,
        (true, _) if month(said.word(of + 1)).is_some() && taken == 1 => {
            day(first.checked_add(1.year()).ok()?)?
        }
        _ => found,
    };
    Some((of + 1 + taken, found))
}

/// `later this week`, `end of day`, `EOM`, `the week after next`, `this month`.
pub(super) fn soon(said: Words, today: Date) -> Found {
    let monday = |weeks: i64| {
        let monday = today.tomorrow().ok()?.nth_weekday(-1, Weekday::Monday).ok()?;
        moved(monday, weeks * 7)
    };
    let friday = || today.yesterday().ok()?.nth_weekday(1, Weekday::Friday).ok();
    let (taken, day) = match [0, 1, 2, 3].map(|at| said.word(at)) {
        ["later", "this", "week" | "month", _] => (3, today.tomorrow().ok()),
        ["end", "of", "the", "day"] => (4, Some(today)),
        ["end", "of", "day", _] | ["close", "of", "business", _] => (3, Some(today)),
        ["cob" | "eod", ..] => (1, Some(today)),
        ["eow", ..] => (1, friday()),
        ["eom", ..] => (1, Some(today.last_of_month())),
        ["eoy", ..] => (1, Date::new(today.year(), 12, 31).ok()),
        ["the", "week", "after", "next"] => (4, monday(2)),
        ["week", "after", "next", _] => (3, monday(2)),
        ["the", "following", "week", _] => (3, monday(1)),
        ["this", "month" | "year", ..] => (2, Some(today)),
        _ => return None,
    };
    Some((taken, day?))
}

/// `the week of March 9th`, `the weekend of the 9th`: from that day on.
pub(super) fn week_of(said: Words, today: Date) -> Found {
    let the = usize::from(said.word(0) == "the");
    if !matches!((said.word(the), said.word(the + 1)), ("week" | "weekend", "of")) {
        return None;
    }
    let rest = Words {
        words: said.words.get(the + 2..)?,
        ..said
    };
    let ways: [fn(Words, Date) -> Found; 4] = [month_first, day_first, ordinal, slashed];
    let (taken, day) = ways.iter().find_map(|way| way(rest, today))?;
    Some((the + 2 + taken, day))
}
