//! Which times of a calendar are free, worked out from its hours and from what is booked. The CRM decides again when a time
//! is taken: it knows of bookings that are not here yet.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde_json::Value;

use super::appointment::Appointment;
use super::record::{Fields, Members};
use super::value::{CalendarId, UserId};

/// When a calendar can be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Which calendar.
    pub calendar: CalendarId,
    /// How long an appointment is.
    pub length: SignedDuration,
    step: SignedDuration,
    /// Kept free behind each appointment.
    buffer: SignedDuration,
    /// Nobody can be booked sooner than this.
    notice: SignedDuration,
    open: Vec<Open>,
    team: Vec<UserId>,
}

/// Hours of a day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Open {
    /// Days after Sunday.
    day: i64,
    from: Time,
    to: Time,
}

impl Hours {
    /// Reads the hours of a calendar. `None` when it is closed for good or does not say how long an appointment is.
    pub fn from_fields(calendar: CalendarId, fields: &Fields) -> Option<Self> {
        if fields.get("isActive") == Some(&Value::Bool(false)) {
            return None;
        }
        let span = |name: &str, unit: &str| {
            let number = fields
                .number(name)
                .filter(|number| (1.0..10_000.0).contains(number))? as i64;
            Some(SignedDuration::from_mins(
                match fields.word(unit).unwrap_or("mins") {
                    "hours" => number * 60,
                    "days" => number * 1_440,
                    _ => number,
                },
            ))
        };
        let length = span("slotDuration", "slotDurationUnit")?;
        let none = SignedDuration::ZERO;
        let members = fields.get("teamMembers").and_then(Value::as_array);
        let team = members.into_iter().flatten().filter_map(|member| {
            let id = member.get("userId")?.as_str()?;
            Some(UserId::from(id))
        });
        Some(Self {
            calendar,
            length,
            step: span("slotInterval", "slotIntervalUnit").unwrap_or(length),
            buffer: span("slotBuffer", "slotBufferUnit").unwrap_or(none),
            notice: span("allowBookingAfter", "allowBookingAfterUnit").unwrap_or(none),
            open: open(fields.get("openHours")),
            team: team.collect(),
        })
    }

    /// The free beginnings between two moments, in order, `most` of them, and whether there are more. Hours are told on the clock of
    /// `zone`; `booked` is everything that takes up some of the time, of any calendar.
    pub fn free(
        &self,
        (from, to): (Timestamp, Timestamp),
        now: Timestamp,
        zone: &TimeZone,
        booked: &[Appointment],
        most: usize,
    ) -> (Vec<Timestamp>, bool) {
        let first = from.max(now.checked_add(self.notice).unwrap_or(now));
        let taken: Vec<&Appointment> = booked.iter().filter(|booked| booked.holds_time()).collect();
        let mut free = Vec::new();
        let mut day = from.to_zoned(zone.clone()).date();
        let last = to.to_zoned(zone.clone()).date();
        while day <= last {
            for start in self.starts(day, zone) {
                if start >= first && start < to && self.is_free(start, &taken) {
                    if free.len() == most {
                        return (free, true);
                    }
                    free.push(start);
                }
            }
            let Ok(next) = day.checked_add(1.day()) else { break };
            day = next;
        }
        (free, false)
    }

    /// Every beginning of a day, in order.
    fn starts(&self, day: Date, zone: &TimeZone) -> Vec<Timestamp> {
        let weekday = i64::from(day.weekday().to_sunday_zero_offset());
        let mut starts = Vec::new();
        for open in self.open.iter().filter(|open| open.day == weekday) {
            let at = |time| {
                day.to_datetime(time)
                    .to_zoned(zone.clone())
                    .map(|at| at.timestamp())
            };
            let (Ok(mut start), Ok(end)) = (at(open.from), at(open.to)) else {
                continue;
            };
            while start.checked_add(self.length).is_ok_and(|over| over <= end) {
                starts.push(start);
                let Ok(next) = start.checked_add(self.step) else {
                    break;
                };
                start = next;
            }
        }
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    fn is_free(&self, start: Timestamp, taken: &[&Appointment]) -> bool {
        let Ok(end) = start.checked_add(self.length) else {
            return false;
        };
        let meets = |booked: &&&Appointment| {
            let Some(begins) = booked.start else { return false };
            let ends = booked.end.unwrap_or(begins);
            let ends = ends.checked_add(self.buffer).unwrap_or(ends);
            begins < end && start < ends
        };
        let meeting: Vec<&&Appointment> = taken.iter().filter(meets).collect();
        let somebody = self.team.is_empty()
            || self
                .team
                .iter()
                .any(|member| !meeting.iter().any(|booked| booked.user.as_ref() == Some(member)));
        somebody
            && !meeting
                .iter()
                .any(|booked| booked.calendar.as_ref() == Some(&self.calendar))
    }
}

/// Reads `[{"daysOfTheWeek": [1], "hours": [{"openHour": 9, "openMinute": 0, "closeHour": 17, "closeMinute": 0}]}]`.
fn open(told: Option<&Value>) -> Vec<Open> {
    let list = |value: &Value, name: &str| {
        value
            .get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let mut open = Vec::new();
    for row in told.and_then(Value::as_array).into_iter().flatten() {
        for day in list(row, "daysOfTheWeek").iter().filter_map(Value::as_i64) {
            for hours in list(row, "hours") {
                let time = |hour: &str, minute: &str| {
                    let part = |name: &str| hours.get(name).and_then(Value::as_i64);
                    let hour = i8::try_from(part(hour)?).ok()?;
                    let minute = i8::try_from(part(minute).unwrap_or(0)).ok()?;
                    // The end of a day is told as hour 24.
                    if hour == 24 {
                        return Some(Time::constant(23, 59, 59, 0));
                    }
                    Time::new(hour, minute, 0, 0).ok()
                };
                if let (Some(from), Some(to)) =
                    (time("openHour", "openMinute"), time("closeHour", "closeMinute"))
                {
                    open.push(Open { day, from, to });
                }
            }
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn hours(members: Value) -> Option<Hours> {
        Hours::from_fields("k1".into(), members.as_object().unwrap())
    }

    fn weekdays() -> Value {
        json!({"slotDuration": 1, "slotDurationUnit": "hours", "slotInterval": 30, "slotIntervalUnit": "mins",
            "allowBookingAfter": 1, "allowBookingAfterUnit": "hours",
            "teamMembers": [{"userId": "u1"}, {"userId": "u2"}],
            "openHours": [{"daysOfTheWeek": [1, 2, 3, 4, 5],
                "hours": [{"openHour": 9, "openMinute": 0, "closeHour": 11, "closeMinute": 0}]}]})
    }

    fn booked(calendar: &str, user: &str, start: &str, end: &str, status: &str) -> Appointment {
        let members = json!({"calendarId": calendar, "assignedUserId": user, "startTime": start, "endTime": end,
            "appointmentStatus": status});
        Appointment::from_fields("a1".into(), members.as_object().unwrap())
    }

    /// The free times of Thursday, 26 November 2026, in UTC.
    fn free(booked: &[Appointment], now: &str) -> Vec<String> {
        let span = (
            "2026-11-26T00:00:00Z".parse().unwrap(),
            "2026-11-27T00:00:00Z".parse().unwrap(),
        );
        let hours = hours(weekdays()).unwrap();
        let (free, more) = hours.free(span, now.parse().unwrap(), &TimeZone::UTC, booked, 10);
        assert!(!more);
        free.iter().map(|at| at.strftime("%H:%M").to_string()).collect()
    }

    #[test]
    fn a_time_is_free_in_open_hours_while_somebody_of_the_team_is() {
        let early = "2026-11-26T00:00:00Z";
        assert_eq!(free(&[], early), ["09:00", "09:30", "10:00"]);
        let ten = ["2026-11-26T10:00:00Z", "2026-11-26T11:00:00Z"];
        let elsewhere = |user: &str| booked("k2", user, ten[0], ten[1], "confirmed");
        assert_eq!(free(&[elsewhere("u1")], early), ["09:00", "09:30", "10:00"]);
        assert_eq!(free(&[elsewhere("u1"), elsewhere("u2")], early), ["09:00"]);
        assert_eq!(
            free(&[booked("k1", "u1", ten[0], ten[1], "new")], early),
            ["09:00"]
        );
        let cancelled = booked("k1", "u1", ten[0], ten[1], "cancelled");
        assert_eq!(free(&[cancelled], early), ["09:00", "09:30", "10:00"]);
    }

    #[test]
    fn nobody_is_booked_within_the_notice_or_on_a_closed_day() {
        assert_eq!(free(&[], "2026-11-26T08:30:00Z"), ["09:30", "10:00"]);
        let hours = hours(weekdays()).unwrap();
        let sunday = (
            "2026-11-29T00:00:00Z".parse().unwrap(),
            "2026-11-30T00:00:00Z".parse().unwrap(),
        );
        assert_eq!(
            hours.free(sunday, sunday.0, &TimeZone::UTC, &[], 10),
            (Vec::new(), false)
        );
        let week = (sunday.0, "2026-12-05T00:00:00Z".parse().unwrap());
        let (few, more) = hours.free(week, sunday.0, &TimeZone::UTC, &[], 4);
        assert_eq!((few.len(), more), (4, true));
    }

    #[test]
    fn a_calendar_that_says_too_little_has_no_times() {
        assert_eq!(hours(json!({})), None);
        assert_eq!(hours(json!({"slotDuration": 30, "isActive": false})), None);
        let odd =
            hours(json!({"slotDuration": 30, "openHours": [{"daysOfTheWeek": "all"}, 7, null]})).unwrap();
        let day = (
            "2026-11-26T00:00:00Z".parse().unwrap(),
            "2026-11-27T00:00:00Z".parse().unwrap(),
        );
        assert!(odd.free(day, day.0, &TimeZone::UTC, &[], 10).0.is_empty());
    }
}
