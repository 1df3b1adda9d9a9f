//! Hours in which people may be written to: the federal window, the product's own, and the rows of stricter states.
//!
//! Rows are data with their source and the day they were written down; lawyers, not programmers, say what is right.
//! Legal holidays of states that forbid them are not kept here.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::Serialize;

/// Part of a day on the wall clock, in minutes since midnight; the end is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// First minute.
    pub from: u16,
    /// First minute that is too late.
    pub to: u16,
}

/// A week of spans; `None` is a day without any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Window {
    /// Monday to Friday.
    pub weekdays: Option<Span>,
    /// Saturday.
    pub saturday: Option<Span>,
    /// Sunday.
    pub sunday: Option<Span>,
}

#[expect(clippy::unnecessary_wraps, reason = "a day without hours is `None` beside it")]
const fn hours(from: u16, to: u16) -> Option<Span> {
    Some(Span {
        from: from * 60,
        to: to * 60,
    })
}

const fn daily(from: u16, to: u16) -> Window {
    Window {
        weekdays: hours(from, to),
        saturday: hours(from, to),
        sunday: hours(from, to),
    }
}

/// 08:00:00 to 20:59:59, 47 CFR 64.1200(c)(1).
pub const FEDERAL: Window = daily(8, 21);

/// The product's own, inside the federal hours: 9 to 20, Sunday from 12.
pub const DEFAULT: Window = Window {
    sunday: hours(12, 20),
    ..daily(9, 20)
};

/// A stricter state.
#[derive(Debug)]
pub struct Row {
    /// Where it holds, by postal abbreviation.
    pub states: &'static [&'static str],
    /// The hours.
    pub window: Window,
    /// Where the hours come from.
    pub source: &'static str,
    /// The day the row was written down or last checked.
    pub as_of: &'static str,
}

const fn row(states: &'static [&'static str], window: Window, source: &'static str) -> Row {
    Row {
        states,
        window,
        source,
        as_of: "2026-11-25",
    }
}

const fn without_sunday(window: Window) -> Window {
    Window {
        sunday: None,
        ..window
    }
}

/// States stricter than the federal window. To add one: a row.
pub const STATES: &[Row] = &[
    row(&["FL"], daily(8, 20), "Fla. Stat. 501.616(6)(a)"),
    row(&["OK"], daily(8, 20), "15 Okla. Stat. 775C.4"),
    row(&["MD"], daily(8, 20), "Md. Com. Law 14-4502"),
    row(&["CT"], daily(9, 20), "Conn. Gen. Stat. 42-288a"),
    row(
        &["TX"],
        Window {
            sunday: hours(12, 21),
            ..daily(9, 21)
        },
        "Tex. Bus. & Com. Code 301.051",
    ),
    row(
        &["RI"],
        Window {
            saturday: hours(10, 17),
            sunday: hours(10, 17),
            ..daily(9, 18)
        },
        "R.I. Gen. Laws 5-61-3.6",
    ),
    row(&["MA"], daily(8, 20), "201 CMR 12.00; verify"),
    row(&["WA"], daily(8, 20), "RCW 80.36.390; verify"),
    row(&["WY"], daily(8, 20), "Wyo. Stat. 40-12-301 ff.; verify"),
    row(&["NV"], daily(9, 20), "Nev. Rev. Stat. 598.0918; verify"),
    row(&["KY"], daily(10, 21), "Ky. Rev. Stat. 367.46955; verify"),
    row(
        &["NM", "MN", "MI"],
        daily(9, 21),
        "state telemarketing acts; verify",
    ),
    row(
        &["AL"],
        without_sunday(daily(8, 20)),
        "Ala. Code 8-19A-14; verify",
    ),
    row(
        &["LA"],
        without_sunday(daily(8, 20)),
        "La. Rev. Stat. 45:844.31; verify",
    ),
    row(
        &["MS"],
        without_sunday(daily(8, 20)),
        "Miss. Code 77-3-723; verify",
    ),
    row(
        &["SD"],
        without_sunday(daily(9, 21)),
        "S.D. Codified Laws 37-30A; verify",
    ),
    row(
        &["UT"],
        without_sunday(daily(8, 21)),
        "Utah Code 13-25a-103; verify",
    ),
    row(
        &[
            "AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT",
        ],
        Window {
            saturday: hours(10, 18),
            sunday: hours(10, 18),
            weekdays: hours(9, 21),
        },
        "CRTC Unsolicited Telecommunications Rules, part III; verify",
    ),
];

/// The row of a state, when it is stricter.
pub fn of_state(state: &str) -> Option<&'static Row> {
    STATES.iter().find(|row| row.states.contains(&state))
}

/// The hours in one place: the law's, the product's own and the state's, and no Sunday for advertising.
pub fn lawful(state: Option<&str>, advertising: bool, own: Window) -> Window {
    let mut window = FEDERAL.and(own);
    if let Some(row) = state.and_then(of_state) {
        window = window.and(row.window);
    }
    if advertising { window.no_sunday() } else { window }
}

impl Window {
    /// What both allow.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let both = |here: Option<Span>, there: Option<Span>| {
            let (here, there) = (here?, there?);
            let span = Span {
                from: here.from.max(there.from),
                to: here.to.min(there.to),
            };
            (span.from < span.to).then_some(span)
        };
        Self {
            weekdays: both(self.weekdays, other.weekdays),
            saturday: both(self.saturday, other.saturday),
            sunday: both(self.sunday, other.sunday),
        }
    }

    /// The same with no Sunday at all.
    #[must_use]
    pub const fn no_sunday(self) -> Self {
        without_sunday(self)
    }

    const fn on(&self, day: Weekday) -> Option<Span> {
        match day {
            Weekday::Saturday => self.saturday,
            Weekday::Sunday => self.sunday,
            _ => self.weekdays,
        }
    }

    /// Whether the wall clock in `zone` is inside it at `at`.
    pub fn allows(&self, at: Timestamp, zone: &TimeZone) -> bool {
        let local = zone.to_datetime(at);
        let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
        self.on(local.date().weekday())
            .is_some_and(|span| (i32::from(span.from)..i32::from(span.to)).contains(&minute))
    }

    /// The first moment at or after `at` that it allows in `zone`; `None` when a fortnight has none.
    pub fn next(&self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        if self.allows(at, zone) {
            return Some(at);
        }
        let mut day = zone.to_datetime(at).date();
        for _ in 0..15 {
            if let Some(span) = self.on(day.weekday()) {
                let opens = day.at((span.from / 60) as i8, (span.from % 60) as i8, 0, 0);
                let opens = zone.to_timestamp(opens).ok()?;
                if opens >= at && self.allows(opens, zone) {
                    return Some(opens);
                }
            }
            day = day.checked_add(1.day()).ok()?;
        }
        None
    }
}
