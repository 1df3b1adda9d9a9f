//! The hour that is said beside a day: `at 5`, `5:30pm`, `half past 3`, `in the morning`.

use jiff::civil::Time;

use super::ahead::count;
use super::{Words, clock, spanish};
use crate::domain::words::{Break, Word};

/// Extends a day by the hour said right after it or right before it.
pub(super) fn with_hour(
    text: &str,
    words: &[Word],
    start: usize,
    end: usize,
) -> (usize, usize, Option<Time>) {
    let after = Words {
        text,
        words: &words[end..],
    };
    let small = |word: &str| {
        matches!(
            word,
            "at" | "around"
                | "about"
                | "by"
                | "in"
                | "the"
                | "say"
                | "from"
                | "after"
                | "before"
                | "like"
                | "between"
        )
    };
    let skipped = (0..3).take_while(|at| small(after.word(*at))).count();
    let near = |at: usize| words.get(at).is_some_and(|word| word.before <= Break::Comma);
    if near(end)
        && let Some((taken, time)) = spanish::hour(after)
    {
        return (start, end + taken, Some(time));
    }
    // `Friday @ 5`.
    let sign = words
        .get(end)
        .and_then(|word| text.get(words.get(end - 1)?.at.end..word.at.start))
        .is_some_and(|gap| gap.contains('@'));
    let rest = Words {
        text,
        words: words.get(end + skipped..).unwrap_or_default(),
    };
    if near(end)
        && let Some((taken, time)) = hour(rest, skipped > 0 || sign)
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
pub(super) fn hour(said: Words, after_at: bool) -> Option<(usize, Time)> {
    let whole = |hour: i8, minute: i8| Time::new(hour, minute, 0, 0).ok();
    match said.word(0) {
        "noon" | "midday" | "noonish" | "lunch" | "lunchtime" => return Some((1, whole(12, 0)?)),
        "morning" => return Some((1, super::super::MORNING)),
        "afternoon" => return Some((1, whole(14, 0)?)),
        "evening" | "night" => return Some((1, super::super::EVENING)),
        _ => {}
    }
    if let Some(found) = from_the_hour(said) {
        return Some(found);
    }
    let word = said.word(0);
    // `5ish`, `5:30ish`.
    let word = word.strip_suffix("ish").unwrap_or(word);
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
        let end = end.strip_suffix("ish").unwrap_or(end);
        (taken, minute, glued) = (2, digits.parse().ok()?, end);
    }
    let (more, afternoon) = match glued {
        "am" | "a" => (0, Some(false)),
        "pm" | "p" => (0, Some(true)),
        "" => match half_of_day(said, taken) {
            (0, None) => until(said, taken),
            told => told,
        },
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

/// `half past 3`, `quarter to four`, `quarter past 5 pm`.
fn from_the_hour(said: Words) -> Option<(usize, Time)> {
    let (minute, before) = match (said.word(0), said.word(1)) {
        ("half", "past") => (30, 0),
        ("quarter", "past" | "after") => (15, 0),
        ("quarter", "to" | "til" | "till" | "of") => (45, 1),
        _ => return None,
    };
    let named = count(said.word(2)).filter(|hour| (1..=12).contains(hour))?;
    let (taken, afternoon) = half_of_day(said, 3);
    let hour = clock(i8::try_from(named).ok()?, afternoon) - before;
    Some((3 + taken, Time::new(hour.rem_euclid(24), minute, 0, 0).ok()?))
}

/// The rest of `2-4pm`, `2 to 4 pm`, `between 2 and 4 in the afternoon`: the words it takes, and which half of the day that tells.
fn until(said: Words, at: usize) -> (usize, Option<bool>) {
    let word = usize::from(matches!(said.word(at), "to" | "and" | "until" | "till"));
    let sign = at
        .checked_sub(1)
        .is_some_and(|last| matches!(said.gap(last).trim(), "-" | "\u{2013}"));
    let end = said.word(at + word);
    let digits = end.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let named = digits.parse::<i8>().is_ok_and(|hour| (1..=12).contains(&hour));
    if !named || !(sign || word == 1) {
        return (0, None);
    }
    let (taken, half) = match &end[digits.len()..] {
        "am" | "a" => (1, Some(false)),
        "pm" | "p" => (1, Some(true)),
        "" => {
            let (taken, half) = half_of_day(said, at + word + 1);
            (1 + taken, half)
        }
        _ => (0, None),
    };
    // `11-1pm` begins in the morning.
    let first = said.word(at - 1).parse::<i8>().unwrap_or_default();
    let turns = half == Some(true) && digits.parse().is_ok_and(|last: i8| first > last && first < 12);
    match half {
        None => (0, None),
        Some(half) => (word + taken, Some(half && !turns)),
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
