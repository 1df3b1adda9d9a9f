//! Which times of a calendar are free.

use jiff::tz::TimeZone;

use super::World;
use super::era::{HOUR, MINUTE};
use super::hours;
use super::office::Calendar;

/// Slots begin each half hour.
const STEP: i64 = 30 * MINUTE;
/// Nobody can be booked sooner than this.
const NOTICE: i64 = HOUR;

impl World {
    /// The calendar with this id.
    pub fn calendar(&self, id: &str) -> Option<&Calendar> {
        self.office.calendars.iter().find(|calendar| calendar.id == id)
    }

    /// The free starts from `from` to `to`, in order, for anybody of the team or for one of them.
    pub fn free_slots(&self, calendar: &Calendar, from: i64, to: i64, user: Option<&str>) -> Vec<i64> {
        let first = from.max(self.now + NOTICE);
        let mut start = first.div_euclid(STEP) * STEP;
        if start < first {
            start += STEP;
        }
        let mut free = Vec::new();
        while start < to {
            if self.is_free(calendar, start, user) {
                free.push(start);
            }
            start += STEP;
        }
        free
    }

    /// Whether somebody can be booked at `start`.
    pub fn is_free(&self, calendar: &Calendar, start: i64, user: Option<&str>) -> bool {
        let end = start + calendar.minutes * MINUTE;
        let last = hours::local(end - 1);
        hours::is_open(&hours::local(start), calendar.saturdays)
            && hours::is_open(&last, calendar.saturdays)
            && start >= self.now + NOTICE
            && !self.is_taken(calendar, start, end)
            && self.free_member(calendar, start, end, user).is_some()
    }

    /// Who of the team would receive somebody then.
    pub fn free_member(
        &self,
        calendar: &Calendar,
        start: i64,
        end: i64,
        user: Option<&str>,
    ) -> Option<String> {
        let team = calendar
            .team
            .iter()
            .filter_map(|place| self.office.users.get(*place));
        let mut wanted = team.filter(|member| user.is_none_or(|user| member.id == user));
        wanted
            .find(|member| {
                !self.appointments.all().any(|booked| {
                    booked.user.as_ref() == Some(&member.id)
                        && booked.holds_time()
                        && booked.start < end
                        && start < booked.end
                })
            })
            .map(|member| member.id.clone())
    }

    fn is_taken(&self, calendar: &Calendar, start: i64, end: i64) -> bool {
        self.appointments.all().any(|booked| {
            booked.calendar == calendar.id && booked.holds_time() && booked.start < end && start < booked.end
        })
    }

    /// The start that a text names, if it is written as this server writes slots: the same instant written in
    /// another zone is refused, as the real one does.
    pub fn slot_named(&self, text: &str) -> Option<i64> {
        let start = text.parse::<jiff::Timestamp>().ok()?.as_millisecond();
        let own = hours::zone();
        let asked = self.zones.iter().filter_map(|name| TimeZone::get(name).ok());
        std::iter::once(own)
            .chain(asked)
            .any(|zone| written(start, &zone) == text)
            .then_some(start)
    }
}

/// A slot as it is written: with the offset of a zone.
pub fn written(start: i64, zone: &TimeZone) -> String {
    hours::at(start, zone)
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}
