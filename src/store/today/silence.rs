//! Of whom nothing is heard: the steps of the ladder that are due, and past clients who slide away.
//!
//! Scores have said who may be lost and how far somebody has slid; nothing is worked out anew here.

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::super::error::StoreError;
use super::people::{Person, person};
use super::{Desk, Finds, Found, sql};
use crate::domain::contact::Channel;
use crate::domain::opt_out::{Reading, read};
use crate::domain::silence::{LADDER, SLIDES};
use crate::domain::today::{Kind, Slid};
use crate::store::rows::record::timestamp;

/// Rows of a step that are looked at, the newest of it; more than that are counted as "more".
const EACH: usize = 40;
/// How long after its last step a silence is a matter of the day; afterwards it is one of the weekly review.
const ENDS_DAYS: u32 = 90;
/// Hundredths of a point that a score falls by within a week before it is a matter of the day; from 40 points on it matters.
const FELL: i64 = 500;
/// Who was looked after although they are strangers comes back after a quarter.
const QUARTER: SignedDuration = days(90);

const fn days(days: u32) -> SignedDuration {
    SignedDuration::from_hours(24 * days as i64)
}

/// When either side was last heard of.
fn heard(person: &Person) -> Timestamp {
    match person.last_in.max(person.last_out) {
        0 => timestamp(person.added),
        heard => timestamp(heard),
    }
}

impl Desk<'_> {
    /// Who has not written since so long that a step is due that nobody has taken.
    pub(super) fn silent(&self) -> Result<Finds, StoreError> {
        let mut all = Finds::default();
        let ends = LADDER.iter().skip(1).map(|next| next.days).chain([ENDS_DAYS]);
        for (rung, ends) in LADDER.iter().zip(ends) {
            let wrote = (self.ask.now - days(ends), self.ask.now - days(rung.days));
            let found = self.silent_between(wrote, days(rung.days))?;
            all.more |= found.more;
            all.found.extend(found.found);
        }
        Ok(all)
    }

    /// Those who wrote last between two moments, of a step that is due so long after.
    fn silent_between(
        &self,
        (from, to): (Timestamp, Timestamp),
        due: SignedDuration,
    ) -> Result<Finds, StoreError> {
        let mut statement = self.reader.db.prepare_cached(&sql::silent())?;
        let rows = statement.query_map(
            params![
                self.ask.now.as_millisecond(),
                self.me,
                self.pond,
                from.as_millisecond(),
                to.as_millisecond(),
                EACH as i64 + 1,
                due.as_millis() as i64
            ],
            person,
        )?;
        let people = rows.collect::<Result<Vec<_>, _>>()?;
        self.of_a_step(people, |desk, mut person| {
            person.facts.kind = Kind::Silent;
            person.facts.since = timestamp(person.last_in);
            person.facts.slid = person.moment.map(Slid::Risk);
            let said = desk.wrote(person.rid)?.map(|(_, body)| body).unwrap_or_default();
            // What was said before this copy followed the account is acted upon by nobody; it was said all the same.
            if matches!(read(&said, Channel::Sms), Reading::Stop { .. }) {
                return Ok(None);
            }
            Ok(Some(person.found(said, String::new())))
        })
    }

    /// Whose score fell, and past clients who slide away: those of each step whom nobody has looked after since.
    pub(super) fn cooling(&self) -> Result<Finds, StoreError> {
        let mut all = self.falling()?;
        for (at, (began, slid)) in SLIDES.into_iter().enumerate() {
            let last = at + 1 == SLIDES.len();
            // Of the others the next step brings them back.
            let since = if last {
                self.ask.now - QUARTER
            } else {
                Timestamp::UNIX_EPOCH
            };
            let found = self.slid_by(slid, days(began), since)?;
            all.more |= found.more;
            all.found.extend(found.found);
        }
        Ok(all)
    }

    fn slid_by(&self, slid: i64, began: SignedDuration, since: Timestamp) -> Result<Finds, StoreError> {
        let mut statement = self.reader.db.prepare_cached(&sql::cooling())?;
        let rows = statement.query_map(
            params![
                self.ask.now.as_millisecond(),
                self.me,
                self.pond,
                slid,
                since.as_millisecond(),
                EACH as i64 + 1,
                began.as_millis() as i64
            ],
            person,
        )?;
        let people = rows.collect::<Result<Vec<_>, _>>()?;
        self.of_a_step(people, |_, mut person| {
            person.facts.kind = Kind::Cooling;
            person.facts.since = heard(&person);
            person.facts.slid = person.moment.map(Slid::Away);
            Ok(Some(person.found(String::new(), String::new())))
        })
    }

    /// Who may be lost and whose score fell within the week. What is done rests for seven days, whoever was spoken with for one.
    fn falling(&self) -> Result<Finds, StoreError> {
        let mut statement = self.reader.db.prepare_cached(&sql::falling())?;
        let rows = statement.query_map(
            params![
                self.ask.now.as_millisecond(),
                self.me,
                self.pond,
                FELL,
                (self.ask.now - days(7)).as_millisecond(),
                EACH as i64 + 1,
                (self.ask.now - days(1)).as_millisecond()
            ],
            person,
        )?;
        let people = rows.collect::<Result<Vec<_>, _>>()?;
        self.of_a_step(people, |desk, mut person| {
            person.facts.kind = Kind::Cooling;
            person.facts.since = heard(&person);
            person.facts.slid = person.moment.map(Slid::Fell);
            let said = desk.wrote(person.rid)?.map(|(_, body)| body).unwrap_or_default();
            Ok(Some(person.found(said, String::new())))
        })
    }

    fn of_a_step(
        &self,
        mut people: Vec<Person>,
        read: impl Fn(&Self, Person) -> Result<Option<Found>, StoreError>,
    ) -> Result<Finds, StoreError> {
        let more = people.len() > EACH;
        people.truncate(EACH);
        let found = self.finds(people, read)?.found;
        Ok(Finds { found, more })
    }
}
