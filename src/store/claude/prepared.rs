//! What Claude prepared about people, and what every try of it cost.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::domain::conversation::Draft;
use crate::domain::decide::Decision;
use crate::domain::fact::Topic;
use crate::domain::prepared::{Prepared, PreparedRun, PreparedSent};
use crate::domain::record::EntityKind;
use crate::domain::value::ContactId;
use crate::store::ask::drafts;
use crate::store::claude::style;
use crate::store::error::{CommitError, StoreError};
use crate::store::reader::Reader;
use crate::store::rows::handed;
use crate::store::rows::record::{contact_rid, timestamp};
use crate::store::write::work::{Outcome, Work};

/// Requests whose bytes are kept.
const SENT: i64 = 1_000;
const COLUMNS: &str = "kind, about, hash, at, model, micro_dollars, result, hidden";

/// Keeps a run. A good result takes the place of the one before it; one that came to nothing leaves that alone.
pub(in crate::store) fn keep(work: &mut Work<'_>, run: &PreparedRun) -> Result<Outcome, CommitError> {
    let db = work.db;
    let nobody = || CommitError::NotFound(format!("person {}", run.contact));
    let rid = contact_rid(db, run.contact.as_str())?.ok_or_else(nobody)?;
    let good = run.end.as_ref().ok();
    if let Some(draft) = run.draft.as_ref().filter(|_| good.is_some()) {
        keep_draft(work, rid, draft)?;
    }
    if good.is_some() {
        db.prepare_cached(
            "UPDATE prepared SET result = NULL, hidden = '[]', draft = CASE WHEN ?4 THEN NULL ELSE draft END
             WHERE contact = ?1 AND kind = ?2 AND about = ?3",
        )?
        .execute(params![rid, run.kind, run.about, run.draft.is_some()])?;
    }
    keep_sent(work, rid, run)?;
    let hidden = if good.is_some() {
        run.hidden.as_slice()
    } else {
        &[]
    };
    db.prepare_cached(
        "INSERT INTO prepared (contact, kind, about, hash, at, model, micro_dollars, result, fault, draft, hidden)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        rid,
        run.kind,
        run.about,
        run.hash,
        work.at,
        run.model,
        run.micro_dollars,
        good.map(ToString::to_string),
        run.end.as_ref().err(),
        run.draft.as_ref().map(|draft| &draft.body),
        serde_json::to_string(hidden)?
    ])?;
    let mut outcome = work.carry_out_quietly(Decision::default())?;
    outcome.topics.push(Topic::Records(EntityKind::Contact));
    Ok(outcome)
}

/// Keeps the bytes that left, and lets go of the oldest. Nothing left now for what was asked with a batch.
fn keep_sent(work: &Work<'_>, rid: i64, run: &PreparedRun) -> Result<(), CommitError> {
    if run.body.is_empty() {
        return Ok(());
    }
    work.db
        .prepare_cached(
            "INSERT INTO prepared_sent (contact, kind, at, body, hidden) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            rid,
            run.kind,
            work.at,
            run.body,
            serde_json::to_string(&run.hidden)?
        ])?;
    let newest = work.db.last_insert_rowid();
    work.db
        .prepare_cached("DELETE FROM prepared_sent WHERE seq <= ?1")?
        .execute([newest - SENT])?;
    Ok(())
}

/// Keeps a draft of Claude's where none stands but an earlier one of Claude's, left as it was.
fn keep_draft(work: &Work<'_>, rid: i64, draft: &Draft) -> Result<(), StoreError> {
    let name = drafts::name_here(work.db, &draft.contact, draft.channel)?;
    let stands: Option<String> = work
        .db
        .prepare_cached("SELECT body FROM draft WHERE name = ?1")?
        .query_row([&name], |row| row.get(0))
        .optional()?;
    let ours = stands.as_deref().map(|body| is_ours(work.db, rid, body));
    if ours.transpose()?.unwrap_or(true) {
        drafts::keep(work.db, &name, draft.subject.as_deref(), &draft.body, work.at)?;
        style::wrote(work.db, &name, &draft.body, work.at)?;
    }
    Ok(())
}

fn is_ours(db: &Connection, rid: i64, body: &str) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM prepared WHERE contact = ?1 AND draft = ?2)";
    Ok(db
        .prepare_cached(sql)?
        .query_row(params![rid, body], |row| row.get(0))?)
}

/// What was prepared about one person goes over to another: they are the same. Of each kind of work the newest result stays;
/// what the runs have cost goes along.
pub(in crate::store) fn hand_over(db: &Connection, from: i64, to: i64) -> Result<(), StoreError> {
    for sql in [
        "UPDATE prepared SET contact = ?2 WHERE contact = ?1",
        "UPDATE prepared_sent SET contact = ?2 WHERE contact = ?1",
    ] {
        db.prepare_cached(sql)?.execute(params![from, to])?;
    }
    handed::keep_newest(db, to)
}

/// The numbers of the runs about somebody, and of what left for them.
pub(in crate::store) fn rows_of(db: &Connection, contact: i64) -> Result<(Vec<i64>, Vec<i64>), StoreError> {
    let rows = |sql: &str| -> Result<Vec<i64>, StoreError> {
        let mut statement = db.prepare_cached(sql)?;
        let rows = statement.query_map([contact], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    Ok((
        rows("SELECT seq FROM prepared WHERE contact = ?1 ORDER BY seq")?,
        rows("SELECT seq FROM prepared_sent WHERE contact = ?1 ORDER BY seq")?,
    ))
}

/// What all runs since a moment have cost, in millionths of a dollar.
pub(in crate::store) fn cost_since(db: &Connection, since: i64) -> Result<i64, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT coalesce(sum(micro_dollars), 0) FROM prepared WHERE at >= ?1")?;
    Ok(statement.query_row([since], |row| row.get(0))?)
}

fn read(row: &Row<'_>) -> Result<Prepared, StoreError> {
    let (result, hidden): (String, String) = (row.get(6)?, row.get(7)?);
    Ok(Prepared {
        kind: row.get(0)?,
        about: row.get(1)?,
        hash: row.get(2)?,
        at: timestamp(row.get(3)?),
        model: row.get(4)?,
        micro_dollars: row.get(5)?,
        result: serde_json::from_str(&result)?,
        hidden: serde_json::from_str(&hidden)?,
    })
}

impl Reader {
    /// What left for work about somebody, by either id, first to last.
    pub fn prepared_sent(&self, contact: &ContactId) -> Result<Vec<PreparedSent>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(Vec::new());
        };
        let mut statement = self.db.prepare_cached(
            "SELECT kind, at, body, hidden FROM prepared_sent WHERE contact = ?1 ORDER BY seq",
        )?;
        let mut rows = statement.query([rid])?;
        let mut sent = Vec::new();
        while let Some(row) = rows.next()? {
            let hidden: String = row.get(3)?;
            sent.push(PreparedSent {
                kind: row.get(0)?,
                at: timestamp(row.get(1)?),
                body: row.get(2)?,
                hidden: serde_json::from_str(&hidden)?,
            });
        }
        Ok(sent)
    }

    /// What has been prepared since a moment has cost, in millionths of a dollar.
    pub fn prepared_for(&self, since: Timestamp) -> Result<i64, StoreError> {
        cost_since(&self.db, since.as_millisecond())
    }

    /// Whether a draft to somebody is Claude's, word for word.
    pub fn is_of_claude(&self, contact: &ContactId, body: &str) -> Result<bool, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(false);
        };
        is_ours(&self.db, rid, body)
    }

    /// The newest good result of a kind about somebody, by either id.
    pub fn prepared(
        &self,
        contact: &ContactId,
        kind: &str,
        about: &str,
    ) -> Result<Option<Prepared>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(None);
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM prepared WHERE contact = ?1 AND kind = ?2 AND about = ?3 AND result IS NOT NULL
             ORDER BY seq DESC LIMIT 1"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut rows = statement.query(params![rid, kind, about])?;
        rows.next()?.map(read).transpose()
    }

    /// Everything that is prepared about somebody, by either id, newest first.
    pub fn all_prepared(&self, contact: &ContactId) -> Result<Vec<Prepared>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(Vec::new());
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM prepared WHERE contact = ?1 AND result IS NOT NULL ORDER BY seq DESC"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut rows = statement.query([rid])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
