//! What became of the people of every automation, counted in one pass over the runs and one look at the newest lines of
//! their log.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::timestamp;

/// An answer within this counts for the automation.
const ANSWERED_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The newest lines of the log in which a reason is looked for.
const LINES: usize = 5_000;

/// What became of the people of an automation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// People inside.
    pub inside: u64,
    /// People who came in lately.
    pub entered: u64,
    /// Runs that are over, ever.
    pub done: u64,
    /// When the next has something to do.
    pub next_due: Option<Timestamp>,
    /// Of those whom it is counted of: people inside, and those of them who answered within 30 days.
    pub inside_answered: (u64, u64),
    /// The same of people who were left out.
    pub left_out_answered: (u64, u64),
    /// Of those whom it is counted of: who wanted to hear no more, which ended their run.
    pub opted_out: u64,
    /// The newest reason why something was not done.
    pub last_error: Option<String>,
}

impl Reader {
    /// What became of the people of every automation, by its id. Who came in is counted since `lately`, who answered and who
    /// wanted no more is counted of those who came in since `counted`.
    pub fn automation_sums(
        &self,
        lately: Timestamp,
        counted: Timestamp,
    ) -> Result<BTreeMap<String, Sums>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT automation, count(*) FILTER (WHERE ended IS NULL),
               count(*) FILTER (WHERE arm = 'in' AND entered >= ?1),
               count(*) FILTER (WHERE arm = 'in' AND ended IS NOT NULL), min(due),
               count(*) FILTER (WHERE arm = 'in' AND entered >= ?2),
               count(*) FILTER (WHERE arm = 'in' AND entered >= ?2 AND answered),
               count(*) FILTER (WHERE arm = 'held out' AND entered >= ?2),
               count(*) FILTER (WHERE arm = 'held out' AND entered >= ?2 AND answered),
               count(*) FILTER (WHERE entered >= ?2 AND why = 'opt-out')
             FROM (SELECT r.automation, r.arm, r.entered, r.ended, r.due, r.why, EXISTS (SELECT 1 FROM message m
               WHERE m.contact = r.contact AND m.inbound AND m.at > r.entered AND m.at <= r.entered + ?3) AS answered
               FROM automation_run r) GROUP BY automation",
        )?;
        let within = ANSWERED_WITHIN.as_millis() as i64;
        let asked = params![lately.as_millisecond(), counted.as_millisecond(), within];
        let rows = statement.query_map(asked, |row| {
            let sums = Sums {
                inside: row.get(1)?,
                entered: row.get(2)?,
                done: row.get(3)?,
                next_due: row.get::<_, Option<i64>>(4)?.map(timestamp),
                inside_answered: (row.get(5)?, row.get(6)?),
                left_out_answered: (row.get(7)?, row.get(8)?),
                opted_out: row.get(9)?,
                last_error: None,
            };
            Ok((row.get::<_, String>(0)?, sums))
        })?;
        let mut found = rows.collect::<Result<BTreeMap<_, _>, _>>()?;
        for (automation, why) in self.last_errors()? {
            found.entry(automation).or_default().last_error = Some(why);
        }
        Ok(found)
    }

    /// The newest reason of each automation.
    fn last_errors(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT r.automation, s.result, max(s.seq)
             FROM (SELECT seq, run, result FROM automation_step ORDER BY seq DESC LIMIT ?1) s
             JOIN automation_run r ON r.seq = s.run WHERE s.result LIKE 'refused%' GROUP BY r.automation",
        )?;
        let rows = statement.query_map([LINES], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many runs of an automation stand at each number of each version: version, number, people.
    pub fn runs_by_step(&self, automation: &str) -> Result<Vec<(u32, usize, u64)>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT version, json_extract(state, '$.at') AS place, count(*) FROM automation_run
             WHERE automation = ?1 AND ended IS NULL AND place IS NOT NULL GROUP BY version, place",
        )?;
        let rows = statement.query_map([automation], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get(2)?))
        })?;
        let rows = rows.collect::<Result<Vec<(u32, i64, u64)>, _>>()?;
        let at = |(version, number, people)| Some((version, usize::try_from(number).ok()?, people));
        Ok(rows.into_iter().filter_map(at).collect())
    }
}
