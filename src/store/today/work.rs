//! Work that waits: tasks that are due, promised calls, deals that stand still; and what comes next.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, params};

use super::super::error::StoreError;
use super::super::record::{name_of, timestamp};
use super::{Desk, Finds, Found, MOST, Upcoming, sql};
use crate::domain::pipeline::Stage;
use crate::domain::today::{Kind, Waiting, alarm_days, is_call};
use crate::domain::value::{Cents, Foreign};

/// How long a task that was missed is a matter of today.
const TASK_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How long a deal that stands still is one; afterwards it is a matter of the weekly review.
const DEAL_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);
const DAY: SignedDuration = SignedDuration::from_hours(24);

fn waiting(kind: Kind, since: Timestamp, (closed, reachable): (bool, bool)) -> Waiting {
    Waiting {
        kind,
        since,
        due: None,
        unread: 0,
        asks: false,
        deals: None,
        reachable,
        closed,
        unowned: false,
        usual_days: 0,
    }
}

impl Desk<'_> {
    /// Tasks that are due today or were before. Those that promise a call are matters of now.
    pub(super) fn tasks(&self) -> Result<Finds, StoreError> {
        let mut statement = self.reader.db.prepare_cached(sql::TASKS)?;
        let rows = statement.query_map(
            params![
                self.ask.now.as_millisecond(),
                self.me,
                self.pond,
                (self.ask.now - TASK_FOR).as_millisecond(),
                self.ask.tomorrow.as_millisecond() - 1,
                MOST as i64 + 1
            ],
            |row| {
                let due = timestamp(row.get(1)?);
                let title: String = row.get(4)?;
                let kind = if is_call(&title) {
                    Kind::Promise
                } else {
                    Kind::Task
                };
                Ok(Found {
                    waiting: Waiting {
                        due: Some(due),
                        ..waiting(kind, due, (row.get(5)?, row.get(6)?))
                    },
                    rid: row.get(0)?,
                    contact: row.get(3)?,
                    what: title,
                    more: String::new(),
                    owner: row.get(2)?,
                })
            },
        )?;
        Ok(bounded(rows.collect::<Result<_, _>>()?))
    }

    /// Open deals that have been at their stage for longer than is usual there.
    pub(super) fn deals(&self) -> Result<Finds, StoreError> {
        let mut found = Vec::new();
        let pipelines = self.reader.directory()?.pipelines;
        for stage in pipelines.iter().flat_map(|pipeline| &pipeline.stages) {
            found.extend(self.still_at(stage)?);
        }
        found.sort_by_key(|found| std::cmp::Reverse(found.waiting.since));
        Ok(bounded(found))
    }

    fn still_at(&self, stage: &Stage) -> Result<Vec<Found>, StoreError> {
        let usual_days = alarm_days(stage.name.raw());
        let (now, hours) = (self.ask.now, usual_days * DAY.as_hours());
        let mut statement = self.reader.db.prepare_cached(sql::DEALS)?;
        let rows = statement.query_map(
            params![
                now.as_millisecond(),
                self.me,
                self.pond,
                (now - DEAL_FOR).as_millisecond(),
                (now - SignedDuration::from_hours(hours)).as_millisecond(),
                stage.id.as_str(),
                MOST as i64 + 1
            ],
            |row| {
                let since = timestamp(row.get(1)?);
                Ok(Found {
                    waiting: Waiting {
                        deals: Some(Cents(row.get(5)?)),
                        usual_days,
                        ..waiting(Kind::Deal, since, (row.get(6)?, row.get(7)?))
                    },
                    rid: row.get(0)?,
                    contact: row.get(3)?,
                    what: row.get(4)?,
                    more: stage.name.raw().to_owned(),
                    owner: row.get(2)?,
                })
            },
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What comes next: the next task after today, or whoever comes back first.
    pub(super) fn next(&self) -> Result<Option<Upcoming>, StoreError> {
        let db = &self.reader.db;
        let task: Option<(i64, Option<i64>, String)> = db
            .prepare_cached(sql::NEXT_TASK)?
            .query_row(params![self.ask.tomorrow.as_millisecond() - 1, self.me], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let back: Option<(i64, Option<i64>)> = db
            .prepare_cached(sql::NEXT_BACK)?
            .query_row([self.ask.now.as_millisecond()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let back = back.map(|(at, contact)| (at, contact, String::new()));
        let Some((at, contact, what)) = task.into_iter().chain(back).min_by_key(|next| next.0) else {
            return Ok(None);
        };
        let name: Option<String> = db
            .prepare_cached(&format!("SELECT {}", name_of("?1")))?
            .query_row([contact.unwrap_or_default()], |row| row.get(0))
            .optional()?
            .flatten();
        Ok(Some(Upcoming {
            at: timestamp(at),
            what: Foreign::from(what),
            name: Foreign::from(name.unwrap_or_default()),
        }))
    }
}

fn bounded(mut found: Vec<Found>) -> Finds {
    let more = found.len() > MOST;
    found.truncate(MOST);
    Finds { found, more }
}
