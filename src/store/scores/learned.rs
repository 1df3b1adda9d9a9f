//! What was learned from past outcomes, which of it scores go by, and how much there is to learn from.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::domain::decide::{Decision, Rejection};
use crate::domain::fact::Topic;
use crate::domain::score::{LearnedCommand, Learnt};
use crate::store::error::{CommitError, StoreError};
use crate::store::file::setting;
use crate::store::reader::Reader;
use crate::store::rows::record::timestamp;
use crate::store::write::work::{Outcome, Work};

/// How much there was to learn from when it was last looked at: outcomes, closings, and when.
const DATA: &str = "learned.data";
const COLUMNS: &str = "l.seq, l.at, l.outcomes, l.closings, l.signal, l.model, l.report, l.verdict";

/// How much there was to learn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LearnedCount {
    /// Moments of people whose outcome is known.
    pub outcomes: i64,
    /// Of them those after which they closed.
    pub closings: i64,
    /// When that was counted.
    pub at: Timestamp,
}

/// A model of the account, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearnedModel {
    /// Its number.
    pub seq: i64,
    /// When it was made.
    pub at: Timestamp,
    /// Outcomes it was learned from.
    pub outcomes: i64,
    /// Closings among them.
    pub closings: i64,
    /// Whether what is known of people tells anything.
    pub signal: bool,
    /// The model, as JSON.
    pub model: String,
    /// Its check, as JSON.
    pub report: String,
    /// How it compares, as a sentence.
    pub verdict: String,
}

/// Keeps what was learned, or what scores go by.
pub(in crate::store) fn learned(
    work: &mut Work<'_>,
    command: &LearnedCommand,
) -> Result<Outcome, CommitError> {
    let mut outcome = match command {
        LearnedCommand::Keep(learnt) => {
            keep(work, learnt)?;
            work.carry_out_quietly(Decision::default())?
        }
        LearnedCommand::Use { model } => {
            let summary = go_by(work, *model)?;
            work.carry_out(Decision {
                summary,
                ..Decision::default()
            })?
        }
    };
    outcome.topics.push(Topic::Scores);
    Ok(outcome)
}

fn keep(work: &Work<'_>, learnt: &Learnt) -> Result<(), StoreError> {
    let data = format!("{} {} {}", learnt.outcomes, learnt.closings, work.at);
    setting::set(work.db, DATA, &data)?;
    let Some(model) = &learnt.model else { return Ok(()) };
    work.db
        .prepare_cached(
            "INSERT INTO learned (at, outcomes, closings, signal, model, report, verdict) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            work.at,
            learnt.outcomes,
            learnt.closings,
            model.signal,
            model.model,
            model.report,
            model.verdict
        ])?;
    Ok(())
}

fn go_by(work: &Work<'_>, model: Option<i64>) -> Result<String, CommitError> {
    if let Some(seq) = model {
        let known = work
            .db
            .prepare_cached("SELECT signal FROM learned WHERE seq = ?1")?
            .query_row([seq], |row| row.get::<_, bool>(0))
            .optional()
            .map_err(StoreError::from)?;
        let why = match known {
            Some(true) => None,
            Some(false) => Some("found no signal, so no score can go by it"),
            None => Some("does not exist"),
        };
        if let Some(why) = why {
            return Err(Rejection::Invalid(format!("model {seq} {why}")).into());
        }
    }
    work.db
        .prepare_cached("INSERT INTO learned_use (at, learned) VALUES (?1, ?2)")?
        .execute(params![work.at, model])?;
    Ok(model.map_or_else(
        || "scores go by the rules".to_owned(),
        |seq| format!("scores go by model {seq}"),
    ))
}

fn read(row: &Row<'_>) -> rusqlite::Result<LearnedModel> {
    Ok(LearnedModel {
        seq: row.get(0)?,
        at: timestamp(row.get(1)?),
        outcomes: row.get(2)?,
        closings: row.get(3)?,
        signal: row.get(4)?,
        model: row.get(5)?,
        report: row.get(6)?,
        verdict: row.get(7)?,
    })
}

/// The number of the model that scores go by.
fn in_use(db: &Connection) -> Result<Option<i64>, StoreError> {
    let mut statement = db.prepare_cached("SELECT learned FROM learned_use ORDER BY seq DESC LIMIT 1")?;
    let held: Option<Option<i64>> = statement.query_row([], |row| row.get(0)).optional()?;
    Ok(held.flatten())
}

impl Reader {
    /// The number of the model that scores go by, if they go by one.
    pub fn learned_in_use(&self) -> Result<Option<i64>, StoreError> {
        in_use(&self.db)
    }

    /// A model by its number.
    pub fn learned_model(&self, seq: i64) -> Result<Option<LearnedModel>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM learned l WHERE l.seq = ?1");
        Ok(self.db.prepare_cached(&sql)?.query_row([seq], read).optional()?)
    }

    /// What was learned last.
    pub fn learned_last(&self) -> Result<Option<LearnedModel>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM learned l ORDER BY l.seq DESC LIMIT 1");
        Ok(self.db.prepare_cached(&sql)?.query_row([], read).optional()?)
    }

    /// How much there was to learn from when it was last looked at.
    pub fn learned_data(&self) -> Result<Option<LearnedCount>, StoreError> {
        let kept = setting::get(&self.db, DATA)?.unwrap_or_default();
        let mut numbers = kept.split(' ').map(|word| word.parse::<i64>().ok());
        let mut next = || numbers.next().flatten();
        Ok(match (next(), next(), next()) {
            (Some(outcomes), Some(closings), Some(at)) => Some(LearnedCount {
                outcomes,
                closings,
                at: timestamp(at),
            }),
            _ => None,
        })
    }
}
