//! People who wait: new leads, who wrote, who is to be called, who was put off.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Row, params};

use super::super::error::StoreError;
use super::{CallList, Desk, Finds, Found, MOST, Ways, sql};
use crate::domain::conversation::MessageKind;
use crate::domain::today::{Kind, Waiting};
use crate::domain::value::Cents;
use crate::store::rows::record::timestamp;

/// How long somebody whom nobody has answered is a new lead; afterwards they are one of many.
const NEW_FOR: SignedDuration = SignedDuration::from_hours(72);
/// How long an answer is waited for; afterwards it is no matter of today.
const WAITS_FOR: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How long somebody who was put off stays on the desk after their moment.
const BACK_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A row of [`sql`]'s people.
pub(super) struct Person {
    pub(super) rid: i64,
    pub(super) added: i64,
    pub(super) last_in: i64,
    pub(super) last_out: i64,
    owner: String,
    ways: Ways,
    pub(super) facts: Waiting,
    extra: Option<String>,
    /// A moment, or another number that only some questions ask for.
    pub(super) moment: Option<i64>,
}

impl Desk<'_> {
    /// New leads, with the end of the promise. The clock begins with the CRM's own arrival time.
    pub(super) fn leads(&self) -> Result<Finds, StoreError> {
        let now = self.ask.now;
        // A CRM whose clock is ahead of ours tells of arrivals that are still to come.
        let range = (now - NEW_FOR, now + SignedDuration::from_mins(10));
        let people = self.people(&sql::leads(), range)?;
        self.finds(people, |desk, mut person| {
            let arrived = timestamp(person.added);
            let wrote = desk.wrote(person.rid)?;
            person.facts.kind = Kind::Lead;
            person.facts.since = arrived;
            person.facts.due = arrived.checked_add(desk.ask.terms.promise).ok();
            person.facts.unowned = person.owner.is_empty() || person.owner == desk.pond;
            person.facts.asks = wrote.as_ref().is_some_and(|(_, body)| body.contains('?'));
            let what = wrote.map(|(_, body)| body).unwrap_or_default();
            let source = person.extra.take().unwrap_or_default();
            Ok(Some(person.found(what, source)))
        })
    }

    /// Who wrote, newest first, and was not answered by a person.
    pub(super) fn replies(&self) -> Result<Finds, StoreError> {
        let now = self.ask.now;
        let range = (now - WAITS_FOR, now + SignedDuration::from_mins(10));
        let people = self.people(&sql::replies(), range)?;
        self.finds(people, |desk, mut person| {
            // An entry of the timeline that names nobody is no message of theirs.
            let Some((at, body)) = desk.wrote(person.rid)? else {
                return Ok(None);
            };
            if at < person.last_out && at < person.last_in {
                return Ok(None);
            }
            person.facts.kind = Kind::Reply;
            person.facts.since = timestamp(at);
            person.facts.asks = body.contains('?');
            Ok(Some(person.found(body, String::new())))
        })
    }

    /// Who was put off until a moment that has come.
    pub(super) fn back(&self) -> Result<Finds, StoreError> {
        let range = (self.ask.now - BACK_FOR, self.ask.now);
        let people = self.people(&sql::put_off("DESC"), range)?;
        self.finds(people, |desk, person| Ok(Some(desk.put_off(person, Kind::Back)?)))
    }

    /// Who was put off until later.
    pub(super) fn snoozed(&self) -> Result<Finds, StoreError> {
        let range = (self.ask.now, Timestamp::MAX);
        let people = self.people(&sql::put_off("ASC"), range)?;
        self.finds(people, |desk, person| {
            Ok(Some(desk.put_off(person, Kind::Snoozed)?))
        })
    }

    fn put_off(&self, mut person: Person, kind: Kind) -> Result<Found, StoreError> {
        let moment = timestamp(person.moment.unwrap_or_default());
        let what = self.wrote(person.rid)?.map(|(_, body)| body).unwrap_or_default();
        person.facts.kind = kind;
        person.facts.since = if kind == Kind::Back { moment } else { self.ask.now };
        person.facts.due = Some(moment);
        Ok(person.found(what, String::new()))
    }

    /// Who is on the list of the day and was not spoken with since it was made.
    pub(super) fn calls(&self) -> Result<Finds, StoreError> {
        let mut statement = self.reader.db.prepare_cached(&sql::calls())?;
        let rows = statement.query_map(
            params![
                self.ask.now.as_millisecond(),
                self.me,
                self.pond,
                self.ask.date,
                MOST as i64
            ],
            person,
        )?;
        let people = rows.collect::<Result<Vec<_>, _>>()?;
        self.finds(people, |_, mut person| {
            person.facts.kind = Kind::Call;
            person.facts.since = timestamp(person.last_in.max(person.last_out).max(person.added));
            Ok(Some(person.found(String::new(), String::new())))
        })
    }

    /// When the list of the day was made, and how many it had.
    pub(super) fn call_list(&self) -> Result<Option<CallList>, StoreError> {
        let found: (Option<i64>, usize) = self
            .reader
            .db
            .prepare_cached("SELECT max(built), count(*) FROM call_list WHERE day = ?1")?
            .query_row([&self.ask.date], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (built, people) = found;
        Ok(built.map(|built| CallList {
            built: timestamp(built),
            people,
        }))
    }

    fn people(&self, sql: &str, (from, to): (Timestamp, Timestamp)) -> Result<Vec<Person>, StoreError> {
        let mut statement = self.reader.db.prepare_cached(sql)?;
        let rows = statement.query_map(
            params![
                self.ask.now.as_millisecond(),
                self.me,
                self.pond,
                from.as_millisecond(),
                to.as_millisecond(),
                MOST as i64 + 1
            ],
            person,
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn finds(
        &self,
        mut people: Vec<Person>,
        read: impl Fn(&Self, Person) -> Result<Option<Found>, StoreError>,
    ) -> Result<Finds, StoreError> {
        let more = people.len() > MOST;
        people.truncate(MOST);
        let mut found = Vec::with_capacity(people.len());
        for person in people {
            found.extend(read(self, person)?);
        }
        Ok(Finds { found, more })
    }

    /// When they wrote last, and what.
    pub(super) fn wrote(&self, rid: i64) -> Result<Option<(i64, String)>, StoreError> {
        let mut statement = self.reader.db.prepare_cached(sql::WROTE)?;
        let mut rows = statement.query([rid])?;
        while let Some(row) = rows.next()? {
            if MessageKind::from_word(&row.get::<_, String>(1)?) != MessageKind::Activity {
                return Ok(Some((row.get(0)?, row.get(2)?)));
            }
        }
        Ok(None)
    }
}

pub(super) fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    let worth: Option<i64> = row.get(9)?;
    let ways = Ways {
        phone: row.get(6)?,
        email: row.get(7)?,
    };
    // Only some of the questions ask for one thing more: a source, a moment, or how far they have slid away.
    let more = row.get_ref(10).ok();
    Ok(Person {
        rid: row.get(0)?,
        added: row.get(1)?,
        last_in: row.get(2)?,
        last_out: row.get(3)?,
        owner: row.get(8)?,
        extra: more.and_then(|more| more.as_str().ok()).map(str::to_owned),
        moment: more.and_then(|more| more.as_i64().ok()),
        facts: Waiting {
            kind: Kind::Reply,
            since: Timestamp::UNIX_EPOCH,
            due: None,
            unread: row.get(4)?,
            asks: false,
            deals: worth.map(Cents),
            reachable: ways.any(),
            closed: row.get(5)?,
            unowned: false,
            usual_days: 0,
            slid: None,
        },
        ways,
    })
}

impl Person {
    pub(super) fn found(self, what: String, more: String) -> Found {
        Found {
            waiting: self.facts,
            rid: self.rid,
            contact: Some(self.rid),
            what,
            more,
            owner: self.owner,
            ways: self.ways,
        }
    }
}
