//! What people answered to the questions of qualification, and what an agent says instead of a score.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::domain::qualification::{Answer, AnswerBy, Question};
use crate::domain::score::{Opinion, Temperature};
use crate::domain::value::{Foreign, MessageId};
use crate::store::error::StoreError;

const COLUMNS: &str = "question, value, accepted, quote, message, who, confidence, at";

/// Takes an answer down in place of the one before, which ends; with nothing the question is open again.
pub(in crate::store) fn set(
    db: &Connection,
    contact: i64,
    question: Question,
    answer: Option<&Answer>,
    at: i64,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE answer SET ended = ?3 WHERE contact = ?1 AND question = ?2 AND ended IS NULL")?
        .execute(params![contact, question.word(), at])?;
    answer.map_or(Ok(()), |answer| insert(db, contact, answer, None))
}

fn insert(db: &Connection, contact: i64, answer: &Answer, ended: Option<i64>) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO answer (contact, question, value, accepted, quote, message, who, confidence, at, ended)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        contact,
        answer.question.word(),
        answer.value.raw(),
        answer.accepted,
        answer.quote.raw(),
        answer.message.as_ref().map(MessageId::as_str),
        answer.by.word(),
        answer.confidence,
        answer.at.as_millisecond(),
        ended
    ])?;
    Ok(())
}

/// Remembers that an answer that was found is not wanted, as one that ended when it began; or forgets that.
pub(in crate::store) fn drop_found(
    db: &Connection,
    contact: i64,
    answer: &Answer,
    is_wanted: bool,
    at: i64,
) -> Result<(), StoreError> {
    if !is_wanted {
        return insert(db, contact, answer, Some(at));
    }
    db.prepare_cached(
        "DELETE FROM answer WHERE contact = ?1 AND question = ?2 AND who = ?3 AND value = ?4 AND quote = ?5
           AND ended IS NOT NULL",
    )?
    .execute(params![
        contact,
        answer.question.word(),
        answer.by.word(),
        answer.value.raw(),
        answer.quote.raw()
    ])?;
    Ok(())
}

/// The answers that were found and are not wanted.
pub(in crate::store) fn dropped(db: &Connection, contact: i64) -> Result<Vec<Answer>, StoreError> {
    let all = ever(db, contact)?.into_iter();
    let ended = all.filter(|(answer, ended)| ended.is_some() && !answer.by.counts());
    Ok(ended.map(|(answer, _)| answer).collect())
}

/// The answer to a question that holds.
pub(in crate::store) fn of(
    db: &Connection,
    contact: i64,
    question: Question,
) -> Result<Option<Answer>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM answer WHERE contact = ?1 AND question = ?2 AND ended IS NULL");
    let mut statement = db.prepare_cached(&sql)?;
    let found = statement
        .query_row(params![contact, question.word()], read)
        .optional()?;
    Ok(found.flatten())
}

/// Every answer that holds, in the order in which they came.
pub(in crate::store) fn all(db: &Connection, contact: i64) -> Result<Vec<Answer>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM answer WHERE contact = ?1 AND ended IS NULL ORDER BY seq");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([contact], read)?;
    let rows: Vec<Option<Answer>> = rows.collect::<Result<_, _>>()?;
    Ok(rows.into_iter().flatten().collect())
}

/// Every answer there ever was, with the moment it ended, in the order in which they came.
pub(in crate::store) fn ever(
    db: &Connection,
    contact: i64,
) -> Result<Vec<(Answer, Option<Timestamp>)>, StoreError> {
    let sql = format!("SELECT {COLUMNS}, ended FROM answer WHERE contact = ?1 ORDER BY seq");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([contact], |row| {
        let ended: Option<i64> = row.get(8)?;
        Ok(read(row)?.map(|answer| (answer, ended.map(moment))))
    })?;
    let rows: Vec<Option<_>> = rows.collect::<Result<_, _>>()?;
    Ok(rows.into_iter().flatten().collect())
}

/// Gives somebody the answers of another record of theirs to questions that they have not answered, and what was found there
/// and is not wanted.
pub(in crate::store) fn take_over(db: &Connection, to: i64, from: i64) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO answer (contact, {COLUMNS}) SELECT ?1, {COLUMNS} FROM answer a WHERE a.contact = ?2 AND a.ended IS NULL
           AND NOT EXISTS (SELECT 1 FROM answer b WHERE b.contact = ?1 AND b.question = a.question AND b.ended IS NULL)
         ORDER BY a.seq"
    );
    db.prepare_cached(&sql)?.execute([to, from])?;
    for answer in dropped(db, from)? {
        let at = answer.at.as_millisecond();
        insert(db, to, &answer, Some(at))?;
    }
    Ok(())
}

/// A row; nothing when a newer version wrote a question that is not known here.
fn read(row: &Row<'_>) -> rusqlite::Result<Option<Answer>> {
    let (question, who): (String, String) = (row.get(0)?, row.get(5)?);
    let (Some(question), Some(by)) = (Question::from_word(&question), AnswerBy::from_word(&who)) else {
        return Ok(None);
    };
    Ok(Some(Answer {
        question,
        value: Foreign::from(row.get::<_, String>(1)?),
        accepted: row.get(2)?,
        quote: Foreign::from(row.get::<_, String>(3)?),
        message: row.get::<_, Option<String>>(4)?.map(Into::into),
        by,
        confidence: row.get(6)?,
        at: moment(row.get(7)?),
    }))
}

/// Keeps what an agent says instead of a score, or forgets it.
pub(in crate::store) fn say(
    db: &Connection,
    contact: i64,
    opinion: Option<&Opinion>,
) -> Result<(), StoreError> {
    let Some(opinion) = opinion else {
        db.prepare_cached("DELETE FROM opinion WHERE contact = ?1")?
            .execute([contact])?;
        return Ok(());
    };
    db.prepare_cached(
        "INSERT INTO opinion (contact, says, why, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (contact) DO UPDATE SET says = excluded.says, why = excluded.why, at = excluded.at",
    )?
    .execute(params![
        contact,
        opinion.says.word(),
        opinion.why,
        opinion.at.as_millisecond()
    ])?;
    Ok(())
}

/// What an agent says instead of a score.
pub(in crate::store) fn opinion(db: &Connection, contact: i64) -> Result<Option<Opinion>, StoreError> {
    let found: Option<(String, String, i64)> = db
        .prepare_cached("SELECT says, why, at FROM opinion WHERE contact = ?1")?
        .query_row([contact], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(found.and_then(said))
}

/// An opinion; nothing when a newer version wrote a word that is not known here.
pub(in crate::store) fn said((says, why, at): (String, String, i64)) -> Option<Opinion> {
    Some(Opinion {
        says: Temperature::from_word(&says)?,
        why,
        at: moment(at),
    })
}

fn moment(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or_default()
}
