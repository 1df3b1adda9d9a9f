//! Until an hour on their clock, perhaps on a certain day, or until so long before or behind something.

use jiff::civil::{Date, Time, Weekday};
use jiff::{Timestamp, ToSpan as _};

use super::{Action, Move, Now};
use crate::automation::length::{Length, is_business_day, on_clock};
use crate::automation::schema::{Kind, may};

const MORNING: Time = Time::constant(9, 0, 0, 0);
/// Days of which one must fit: a fortnight has every weekday and business days.
const LOOKED_AT: usize = 15;
const DAYS: &[&str] = &["any", "business", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(super) const ROW: Action = Action {
    word: "wait_until",
    help: "waits until an hour on their clock, or until so long before or after something",
    args: &[
        may(
            "at",
            Kind::Clock,
            "the next time it is so late for them; 09:00 when nothing is said",
        ),
        may(
            "day",
            Kind::Choice(DAYS),
            "only on such a day; any when nothing is said",
        ),
        may(
            "day_number",
            Kind::Number(1, 3_650),
            "on this day of the run, the first being the one after it began",
        ),
        may("of", Kind::Line, "a moment the run knows, such as starts"),
        may("before", Kind::Length, "so long before it"),
        may("after", Kind::Length, "so long after it"),
        may(
            "missed",
            Kind::Choice(&["go on", "skip next"]),
            "what if that has passed already; go on when nothing is said",
        ),
    ],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let until = match now.args.line("of") {
            Some(name) => match now.around(name) {
                Some(until) => until,
                None => {
                    return Move::Blocked(format!("the run knows no moment \"{name}\"; it goes on at once"));
                }
            },
            None => now.on_their_clock(),
        };
        if until < now.at && now.args.line("missed") == Some("skip next") {
            return Move::SkipNext("the moment for it had passed already".to_owned());
        }
        Move::Wait {
            until: until.max(now.at),
            word: None,
            hour: now.args.line("of").is_none(),
        }
    },
};

impl Now<'_> {
    /// So long before or behind a moment the run knows.
    fn around(&self, name: &str) -> Option<Timestamp> {
        let moment: Timestamp = self.vars.get(name)?.parse().ok()?;
        Some(match (self.args.length("before"), self.args.length("after")) {
            (Some(before), _) => before.before(moment, self.zone),
            (None, Some(after)) => after.after(moment, self.zone),
            (None, None) => moment,
        })
    }

    /// The next time their clock shows the hour on a day that fits.
    fn on_their_clock(&self) -> Timestamp {
        let at = self.args.clock("at").unwrap_or(MORNING);
        let wanted = self.args.line("day").unwrap_or("any");
        let from = match self.args.number("day_number") {
            Some(number) => Length::days(number as u32)
                .after(self.entered, self.zone)
                .max(self.at),
            None => self.at,
        };
        let mut day = self.zone.to_datetime(from).date();
        for _ in 0..LOOKED_AT {
            let moment = on_clock(day.to_datetime(at), self.zone);
            // With the number of a day that day is meant, though its hour has passed.
            let ahead = moment > self.at || self.args.number("day_number").is_some();
            if ahead && fits(day, wanted) {
                return moment;
            }
            let Ok(next) = day.checked_add(1.day()) else { break };
            day = next;
        }
        self.at
    }
}

fn fits(day: Date, wanted: &str) -> bool {
    let weekday = match wanted {
        "business" => return is_business_day(day),
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return true,
    };
    day.weekday() == weekday
}
