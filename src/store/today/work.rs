//! Work that waits: tasks that are due, promised calls, deals that stand still; and what comes next.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Row, params};

use super::super::error::StoreError;
use super::{Desk, Finds, Found, MOST, Upcoming, Ways, sql};
use crate::domain::pipeline::Stage;
use crate::domain::today::{Kind, Waiting, alarm_days, is_call};
use crate::domain::value::{Cents, Foreign};
use crate::store::rows::record::{name_of, timestamp};

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
        slid: None,
    }
}

impl Desk<'_> {
    /// Whose tasks are theirs: their own and nobody's; of everybody's all at once.
    fn doers(&self) -> Vec<&str> {
        if self.me.is_empty() {
            vec![""]
        } else {
            vec![&self.me, ""]
        }
    }

    /// Tasks that are due today or were before. Those that promise a call are matters of now.
    pub(super) fn tasks(&self) -> Result<Finds, StoreError> {
        let mut found = Vec::new();
        for doer in self.doers() {
            found.extend(self.tasks_of(doer)?);
        }
        found.sort_by(|a, b| latest(b).cmp(&latest(a)));
        Ok(bounded(found))
    }

    fn tasks_of(&self, doer: &str) -> Result<Vec<Found>, StoreError> {
        let mut statement = self.reader.db.prepare_cached(&sql::tasks(!self.me.is_empty()))?;
        let rows = statement.query_map(
            params![
                self.ask.now.as_millisecond(),
                doer,
                self.pond,
                (self.ask.now - TASK_FOR).as_millisecond(),
                self.ask.tomorrow.as_millisecond() - 1,
                MOST as i64 + 1
            ],
            task,
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
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
                let ways = Ways {
                    phone: row.get(7)?,
                    email: row.get(8)?,
                };
                Ok(Found {
                    waiting: Waiting {
                        deals: Some(Cents(row.get(5)?)),
                        usual_days,
                        ..waiting(Kind::Deal, since, (row.get(6)?, ways.any()))
                    },
                    rid: row.get(0)?,
                    contact: row.get(3)?,
                    what: row.get(4)?,
                    more: stage.name.raw().to_owned(),
                    owner: row.get(2)?,
                    ways,
                })
            },
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What comes next: the next task after today, or whoever comes back first.
    pub(super) fn next(&self) -> Result<Option<Upcoming>, StoreError> {
        let db = &self.reader.db;
        let mut next = db.prepare_cached(&sql::next_task(!self.me.is_empty()))?;
        let mut tasks: Vec<(i64, Option<i64>, String)> = Vec::new();
        for doer in self.doers() {
            let after = self.ask.tomorrow.as_millisecond() - 1;
            let task = next.query_row(params![after, doer], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            });
            tasks.extend(task.optional()?);
        }
        let back: Option<(i64, Option<i64>)> = db
            .prepare_cached(sql::NEXT_BACK)?
            .query_row([self.ask.now.as_millisecond()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let back = back.map(|(at, contact)| (at, contact, String::new()));
        let Some((at, contact, what)) = tasks.into_iter().chain(back).min_by_key(|next| next.0) else {
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

fn task(row: &Row<'_>) -> rusqlite::Result<Found> {
    let due = timestamp(row.get(1)?);
    let title: String = row.get(4)?;
    let kind = if is_call(&title) {
        Kind::Promise
    } else {
        Kind::Task
    };
    let ways = Ways {
        phone: row.get(6)?,
        email: row.get(7)?,
    };
    Ok(Found {
        waiting: Waiting {
            due: Some(due),
            ..waiting(kind, due, (row.get(5)?, ways.any()))
        },
        rid: row.get(0)?,
        contact: row.get(3)?,
        what: title,
        more: String::new(),
        owner: row.get(2)?,
        ways,
    })
}

/// The order in which tasks are found.
fn latest(found: &Found) -> (Timestamp, &str, i64) {
    (found.waiting.since, &found.owner, found.rid)
}

fn bounded(mut found: Vec<Found>) -> Finds {
    let more = found.len() > MOST;
    found.truncate(MOST);
    Finds { found, more }
}
