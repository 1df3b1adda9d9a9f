//! Days by their date: `March 9`, `9 March`, `the 9th`, `3/9`, `2026-03-09`.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Found, Words, weekday};

/// A month by name.
pub(super) fn month(word: &str) -> Option<i8> {
    const MONTHS: &[&[&str]] = &[
        &["january", "jan", "enero"],
        &["february", "feb", "feburary", "febuary", "febrero"],
        &["march", "mar", "marzo"],
        &["april", "apr", "abril"],
        &["may", "mayo"],
        &["june", "jun", "junio"],
        &["july", "jul", "julio"],
        &["august", "aug", "agosto"],
        &["september", "sep", "sept", "setember", "septiembre"],
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
pub(super) fn of_month(said: Words, at: usize) -> Option<(usize, i8)> {
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
pub(super) fn year(said: Words, at: usize) -> Option<(usize, i16)> {
    let word = said.word(at);
    let year = word.parse().ok().filter(|year| (1900..=2200).contains(year))?;
    (word.len() == 4).then_some((1, year))
}

/// The day of a month, in the year given, or the next such day.
pub(super) fn dated(today: Date, month: i8, day: i8, year: Option<(usize, i16)>) -> Option<Date> {
    if let Some((_, year)) = year {
        return Date::new(year, month, day).ok();
    }
    // The 29th of February comes every four years, once in eight.
    (0..=8)
        .filter_map(|years| Date::new(today.year().checked_add(years)?, month, day).ok())
        .find(|date| *date >= today)
}

/// `March 9th`, `Mar. 9, 2026`, `march the 9th`.
pub(super) fn month_first(said: Words, today: Date) -> Found {
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
    // Of `March 9-11` it is the first.
    let until = of_month(said, next)
        .filter(|(_, last)| *last > day && matches!(said.gap(next - 1), "-" | "\u{2013}"));
    let next = next + until.map_or(0, |(taken, _)| taken);
    let year = year(said, next);
    Some((
        next + year.map_or(0, |(taken, _)| taken),
        dated(today, number, day, year)?,
    ))
}

/// `9th of March`, `the 9 March 2026`, `9th of this month`, `the 9th of next month`.
pub(super) fn day_first(said: Words, today: Date) -> Found {
    let the = usize::from(said.word(0) == "the");
    let (taken, day) = of_month(said, the)?;
    let of = the + taken;
    let of = of + usize::from(matches!(said.word(of), "of" | "de"));
    if said.word(of + 1) == "month" {
        let first = today.first_of_month();
        let next = first.checked_add(1.month()).ok()?;
        let first = match said.word(of) {
            // What is over is that of the next.
            "the" if day < today.day() => next,
            "this" | "the" | "current" => first,
            "next" => next,
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
pub(super) fn ordinal(said: Words, today: Date) -> Found {
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
pub(super) fn slashed(said: Words, today: Date) -> Found {
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

/// `2026-03-09`, as one word or three; `2026/3/9`.
pub(super) fn iso(said: Words, _today: Date) -> Found {
    let first = said.words.first()?;
    if said.gap(0) == "/" && said.gap(1) == "/" && said.word(0).len() == 4 {
        let number = |at: usize| said.word(at).parse::<i8>().ok();
        let date = Date::new(said.word(0).parse().ok()?, number(1)?, number(2)?).ok()?;
        return Some((3, date));
    }
    let last = said.words.get(2).filter(|_| said.joined(1) && said.joined(2))?;
    // An hour may follow in the same breath: `2026-03-09T10:00`.
    let text = said.text.get(first.at.start..last.at.end)?;
    let day = text.get(..10)?;
    (text.len() == 10 || text.as_bytes().get(10) == Some(&b'T'))
        .then(|| day.parse().ok().map(|date| (3, date)))
        .flatten()
}
