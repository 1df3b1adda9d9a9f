//! Times as people say them: `14d`, `today`, `mon`, `2026-04-09`.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Distance, Timestamp, ToSpan, Zoned};

use super::{Span, Today};

/// Which way a distance without a sign reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Back,
    Forward,
}

/// A time as said: a moment, or a whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Moment(Timestamp),
    Day(Date),
}

impl Today {
    fn zoned(&self) -> Zoned {
        self.now.to_zoned(self.zone.clone())
    }

    /// Today's date where the filter is asked.
    pub(super) fn date(&self) -> Date {
        self.zoned().date()
    }

    /// The moment from which on something counts that was since then: `2h` and `14d` ago, the beginning of `today`, of the
    /// last `mon` or of `2026-04-09`, or a moment in full.
    pub fn since(&self, text: &str) -> Option<Timestamp> {
        match self.said(text, Way::Back) {
            Some(Said::Moment(moment)) => Some(moment),
            Some(Said::Day(day)) => {
                let start = day.to_zoned(self.zone.clone());
                start.ok().map(|start| start.timestamp())
            }
            None => text.parse().ok(),
        }
    }

    /// A time as said; `None` when it is none.
    pub(super) fn said(&self, text: &str, way: Way) -> Option<Said> {
        let text = text.to_lowercase();
        if let Some(moment) = self.at_distance(&text, way) {
            return Some(Said::Moment(moment));
        }
        self.day(&text, way).map(Said::Day)
    }

    /// `14d`, `3w`, `2mo`, `1y`, `6h` from now; `+14d` and `-14d` say which way.
    pub(super) fn at_distance(&self, text: &str, way: Way) -> Option<Timestamp> {
        let (way, text) = match text.split_at_checked(1) {
            Some(("+", rest)) => (Way::Forward, rest),
            Some(("-", rest)) => (Way::Back, rest),
            _ => (way, text),
        };
        let distance = distance(text)?;
        let moved = match way {
            Way::Back => self.zoned().checked_sub(distance),
            Way::Forward => self.zoned().checked_add(distance),
        };
        moved.ok().map(|at| at.timestamp())
    }

    /// `today`, `yesterday`, `tomorrow`, a weekday (the last or the next one), or a date.
    fn day(&self, text: &str, way: Way) -> Option<Date> {
        let today = self.date();
        match text {
            "today" => Some(today),
            "yesterday" => today.yesterday().ok(),
            "tomorrow" => today.tomorrow().ok(),
            _ => match weekday(text) {
                Some(day) if day == today.weekday() => Some(today),
                Some(day) => today.nth_weekday(if way == Way::Back { -1 } else { 1 }, day).ok(),
                // Years of four digits: others are slips, and no calendar of ours has them.
                None if text.len() == 10 => text.parse().ok(),
                None => None,
            },
        }
    }

    /// Where a day begins.
    pub(super) fn start_of(&self, day: Date) -> Option<Timestamp> {
        day.to_zoned(self.zone.clone())
            .ok()
            .map(|start| start.timestamp())
    }

    /// The moment at which what was said begins.
    pub(super) fn begin(&self, said: Said) -> Option<Timestamp> {
        match said {
            Said::Moment(at) => Some(at),
            Said::Day(day) => self.start_of(day),
        }
    }

    /// The moment at which what was said is over.
    pub(super) fn end(&self, said: Said) -> Option<Timestamp> {
        match said {
            Said::Moment(at) => Some(at),
            Said::Day(day) => self.start_of(day.tomorrow().ok()?),
        }
    }

    /// From one time to another, both included.
    pub(super) fn span(&self, from: Said, to: Said) -> Option<Span> {
        let (begin, end) = (self.begin(from)?, self.end(to)?);
        Some(Span {
            from: Some(begin),
            to: Some(end),
        })
    }
}

/// A distance in time: hours, days, weeks, months, years.
fn distance(text: &str) -> Option<Distance> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (count, unit) = text.split_at(digits);
    let count: i64 = count.parse().ok().filter(|count| *count < 10_000)?;
    Some(match unit {
        "h" => count.hours(),
        "d" => count.days(),
        "w" => count.weeks(),
        "mo" => count.months(),
        "y" => count.years(),
        _ => return None,
    })
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "mon" | "monday" => Weekday::Monday,
        "tue" | "tuesday" => Weekday::Tuesday,
        "wed" | "wednesday" => Weekday::Wednesday,
        "thu" | "thursday" => Weekday::Thursday,
        "fri" | "friday" => Weekday::Friday,
        "sat" | "saturday" => Weekday::Saturday,
        "sun" | "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// A day of the year: the month times a hundred and the day.
pub(super) fn yearly(day: Date) -> i64 {
    i64::from(day.month()) * 100 + i64::from(day.day())
}
