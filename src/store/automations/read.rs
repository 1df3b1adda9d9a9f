//! Questions about automations and runs.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};

use super::{ZONES, place};
use crate::domain::access::Role;
use crate::domain::automation::{Arm, Switch, is_kill_tag};
use crate::domain::conversation::Draft;
use crate::domain::fact::Fact;
use crate::domain::filter::Filter;
use crate::domain::gate::{Kind, Request, Sender};
use crate::domain::origin::Origin;
use crate::domain::value::ContactId;
use crate::store::ask::chosen::Way;
use crate::store::error::StoreError;
use crate::store::file::setting;
use crate::store::gate::{Asked, gather};
use crate::store::reader::Reader;
use crate::store::rows::record::{contact_rid, timestamp};
use crate::store::rows::{heard, household};

/// An automation as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutomationRow {
    /// How other automations and the log call it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether it runs.
    pub state: Switch,
    /// Why it is paused.
    pub why: Option<String>,
    /// The version that people come in on; nothing when it was never published.
    pub version: Option<u32>,
    /// Messages leave by themselves.
    pub auto_send: bool,
    /// When that version was published.
    pub published: Option<Timestamp>,
    /// There is a text that is not published.
    pub has_draft: bool,
}

/// A run as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// Its id.
    pub id: String,
    /// The automation.
    pub automation: String,
    /// The version it stays on.
    pub version: u32,
    /// With whom.
    pub contact: ContactId,
    /// What brought them in.
    pub cause: String,
    /// In which group.
    pub arm: Arm,
    /// Goes up with each step.
    pub rev: i64,
    /// The state, as JSON.
    pub state: String,
    /// What it waits for, in a word.
    pub waits: String,
    /// When it goes on by itself.
    pub due: Option<Timestamp>,
    /// The last fact it was told of.
    pub upto: i64,
    /// When it began.
    pub entered: Timestamp,
    /// When it was over.
    pub ended: Option<Timestamp>,
    /// Why it was.
    pub why: Option<String>,
}

/// A line in the log of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunTry {
    /// When it was planned.
    pub at: Timestamp,
    /// The step.
    pub step: String,
    /// What it was.
    pub what: String,
    /// The key of an effect.
    pub key: Option<String>,
    /// The effect, as JSON.
    pub effect: Option<String>,
    /// What became of it; nothing when it is yet to be done.
    pub result: Option<String>,
    /// When that was.
    pub done: Option<Timestamp>,
    /// How often it was tried.
    pub tries: u32,
    /// What it was reckoned to cost, in cents.
    pub cents: u32,
    /// The facts as they were, as JSON.
    pub facts: Option<String>,
}

/// An effect that was planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingEffect {
    /// The step.
    pub step: String,
    /// The effect, as JSON.
    pub effect: String,
    /// When it was planned.
    pub at: Timestamp,
}

/// An effect that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoneEffect {
    /// Its line in the log of runs.
    pub line: i64,
    /// The automation whose run did it.
    pub automation: String,
    /// Whose run it is.
    pub contact: ContactId,
    /// When it was done.
    pub at: Timestamp,
    /// The effect, as JSON.
    pub effect: String,
}

/// Something that happened with a person.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalFact {
    /// Its number.
    pub seq: i64,
    /// When it was taken down.
    pub at: Timestamp,
    /// Who made it so.
    pub origin: Origin,
    /// What.
    pub fact: Fact,
    /// With whom.
    pub contact: ContactId,
}

const RUN: &str =
    "SELECT r.id, r.automation, r.version, c.id, r.cause, r.arm, r.rev, r.state, r.waits, r.due, r.upto,
    r.entered, r.ended, r.why FROM automation_run r JOIN record c ON c.rid = r.contact";

/// What happened between two facts. The CRM may tell of a message before it tells whose it is: nobody is there yet who could
/// be let in, so it happens when they are there. An appointment that was deleted is in no list any more; its members say whose
/// it was. It is asked whenever anything happened, and begins with what did and not with everybody: the order of the join is said.
const HAPPENED: &str = "
    SELECT j.seq, j.at, j.origin, j.body, p.id, CASE WHEN j.fact = 'appeared' THEN d.doc END, 0 AS after, j.seq AS own
    FROM journal j JOIN record d ON d.rid = j.rid
    LEFT JOIN message m ON m.rid = j.rid LEFT JOIN opportunity o ON o.rid = j.rid LEFT JOIN appointment a ON a.rid = j.rid
    LEFT JOIN submission s ON s.rid = j.rid
    JOIN record p ON p.rid = coalesce(m.contact, o.contact, a.contact, s.contact, j.rid) AND p.kind = 'contact'
    WHERE j.seq > ?1 AND j.seq <= ?2 AND j.fact IN ('created', 'appeared', 'edited', 'changed', 'concerned')
      AND coalesce((SELECT min(b.seq) FROM journal b WHERE b.rid = p.rid AND b.fact IN ('created', 'appeared')), 0) <= j.seq
    UNION ALL
    SELECT b.seq, j.at, j.origin, j.body, p.id, CASE WHEN j.fact = 'appeared' THEN d.doc END, 1, j.seq
    FROM journal b CROSS JOIN record p ON p.rid = b.rid AND p.kind = 'contact'
    JOIN record d ON d.rid IN (SELECT rid FROM message WHERE contact = p.rid UNION ALL
      SELECT rid FROM opportunity WHERE contact = p.rid UNION ALL SELECT rid FROM appointment WHERE contact = p.rid UNION ALL
      SELECT rid FROM submission WHERE contact = p.rid)
    JOIN journal j ON j.rid = d.rid AND j.fact IN ('created', 'appeared', 'edited', 'changed') AND j.seq < b.seq
    WHERE b.seq > ?1 AND b.seq <= ?2 AND b.fact IN ('created', 'appeared')
      AND b.seq = (SELECT min(f.seq) FROM journal f WHERE f.rid = b.rid AND f.fact IN ('created', 'appeared'))
    UNION ALL
    SELECT j.seq, j.at, j.origin, j.body, p.id, NULL, 0, j.seq
    FROM journal j CROSS JOIN record d ON d.rid = j.rid AND d.kind = 'appointment'
    JOIN record p ON p.rid = coalesce(
      (SELECT o.rid FROM record o WHERE o.kind = 'contact' AND o.id = json_extract(d.doc, '$.contactId')),
      (SELECT o.rid FROM record o WHERE o.kind = 'contact' AND o.remote_id = json_extract(d.doc, '$.contactId')))
    WHERE j.seq > ?1 AND j.seq <= ?2 AND j.fact = 'removed'
    ORDER BY 1, 7, 8";

/// Who has something to do, of one automation.
const DUE: &str = "r.automation = ?1 AND r.due > ?2 AND r.due <= ?3 ORDER BY r.due LIMIT ?4";

fn run(row: &Row<'_>) -> rusqlite::Result<RunRow> {
    Ok(RunRow {
        id: row.get(0)?,
        automation: row.get(1)?,
        version: row.get(2)?,
        contact: row.get::<_, String>(3)?.into(),
        cause: row.get(4)?,
        arm: Arm::of(&row.get::<_, String>(5)?),
        rev: row.get(6)?,
        state: row.get(7)?,
        waits: row.get(8)?,
        due: row.get::<_, Option<i64>>(9)?.map(timestamp),
        upto: row.get(10)?,
        entered: timestamp(row.get(11)?),
        ended: row.get::<_, Option<i64>>(12)?.map(timestamp),
        why: row.get(13)?,
    })
}

impl Reader {
    /// Every automation, by id.
    pub fn automations(&self) -> Result<Vec<AutomationRow>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT id, name, state, why, version, auto_send, published, draft IS NOT NULL FROM automation ORDER BY id",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(AutomationRow {
                id: row.get(0)?,
                name: row.get(1)?,
                state: Switch::of(&row.get::<_, String>(2)?),
                why: row.get(3)?,
                version: row.get(4)?,
                auto_send: row.get(5)?,
                published: row.get::<_, Option<i64>>(6)?.map(timestamp),
                has_draft: row.get(7)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A text of an automation: of a version, or the one that is not published.
    pub fn automation_text(&self, id: &str, version: Option<u32>) -> Result<Option<String>, StoreError> {
        let found = match version {
            Some(version) => self
                .db
                .prepare_cached("SELECT text FROM automation_version WHERE automation = ?1 AND version = ?2")?
                .query_row(params![id, version], |row| row.get(0))
                .optional()?,
            None => self
                .db
                .prepare_cached("SELECT draft FROM automation WHERE id = ?1")?
                .query_row([id], |row| row.get(0))
                .optional()?
                .flatten(),
        };
        Ok(found)
    }

    /// The runs of an automation, or all, newest first.
    pub fn runs(&self, automation: Option<&str>, most: usize) -> Result<Vec<RunRow>, StoreError> {
        let sql = format!("{RUN} WHERE ?1 IS NULL OR r.automation = ?1 ORDER BY r.seq DESC LIMIT ?2");
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map(params![automation, most], run)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One run.
    pub fn run(&self, id: &str) -> Result<Option<RunRow>, StoreError> {
        let sql = format!("{RUN} WHERE r.id = ?1");
        Ok(self.db.prepare_cached(&sql)?.query_row([id], run).optional()?)
    }

    /// Runs of an automation that have something to do since a moment and until another, the longest due first, at most so many.
    pub fn due_runs(
        &self,
        automation: &str,
        (after, until): (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<RunRow>, StoreError> {
        let sql = format!("{RUN} WHERE {DUE}");
        let mut statement = self.db.prepare_cached(&sql)?;
        let (after, until) = (after.as_millisecond(), until.as_millisecond());
        let rows = statement.query_map(params![automation, after, until, most], run)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When the next run of an automation has something to do.
    pub fn next_run_due(&self, automation: &str) -> Result<Option<Timestamp>, StoreError> {
        let due: Option<i64> = self
            .db
            .prepare_cached("SELECT min(due) FROM automation_run WHERE automation = ?1 AND due IS NOT NULL")?
            .query_row([automation], |row| row.get(0))?;
        Ok(due.map(timestamp))
    }

    /// Runs that wait for a moment, behind the one of this id, by id.
    pub fn timers(&self, behind: &str, most: usize) -> Result<Vec<RunRow>, StoreError> {
        let sql =
            format!("{RUN} WHERE r.id > ?1 AND r.ended IS NULL AND r.due IS NOT NULL ORDER BY r.id LIMIT ?2");
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map(params![behind, most], run)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the rules of zones are known by that every timer stands by; nothing before the first look.
    pub fn zone_rules(&self) -> Result<Option<u64>, StoreError> {
        Ok(setting::get(&self.db, ZONES)?.and_then(|kept| kept.parse().ok()))
    }

    /// The runs of a person and their household that are not over.
    pub fn open_runs(&self, contact: &ContactId) -> Result<Vec<RunRow>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(Vec::new());
        };
        let sql = format!("{RUN} WHERE r.contact = ?1 AND r.ended IS NULL ORDER BY r.seq");
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut found = Vec::new();
        for rid in household::others_of(&self.db, rid)?.into_iter().chain([rid]) {
            let rows = statement.query_map([rid], run)?;
            found.extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(found)
    }

    /// Whether a tag of somebody, or of their household, keeps everything automatic away.
    pub fn kept_away(&self, contact: &ContactId) -> Result<bool, StoreError> {
        match contact_rid(&self.db, contact.as_str())? {
            Some(rid) => household::kept_away(&self.db, rid),
            None => Ok(false),
        }
    }

    /// Everybody who has a tag that keeps everything automatic away.
    pub fn all_kept_away(&self) -> Result<Vec<ContactId>, StoreError> {
        let mut tags = self.db.prepare_cached("SELECT DISTINCT tag FROM contact_tag")?;
        let mut tags = tags.query([])?;
        let mut found = Vec::new();
        while let Some(row) = tags.next()? {
            let tag: String = row.get(0)?;
            if !is_kill_tag(&tag) {
                continue;
            }
            let sql = "SELECT r.id FROM contact_tag t JOIN record r ON r.rid = t.rid WHERE t.tag = ?1";
            let mut whose = self.db.prepare_cached(sql)?;
            let whose = whose.query_map([&tag], |row| row.get::<_, String>(0))?;
            found.extend(
                whose
                    .collect::<Result<Vec<_>, _>>()?
                    .into_iter()
                    .map(ContactId::from),
            );
        }
        Ok(found)
    }

    /// When somebody was last put into an automation; whom a tag kept away was not. A run that ended for the reason `besides`
    /// does not count.
    pub fn last_entered(
        &self,
        automation: &str,
        contact: &ContactId,
        besides: Option<&str>,
    ) -> Result<Option<Timestamp>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(None);
        };
        let last: Option<i64> = self
            .db
            .prepare_cached(
                "SELECT max(entered) FROM automation_run WHERE automation = ?1 AND contact = ?2 AND arm <> 'kept away'
                   AND (?3 IS NULL OR why IS NULL OR why <> ?3)",
            )?
            .query_row(params![automation, rid, besides], |row| row.get(0))?;
        Ok(last.map(timestamp))
    }

    /// Every line in the log of a run.
    pub fn run_tries(&self, id: &str) -> Result<Vec<RunTry>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT s.at, s.step, s.what, s.key, s.effect, s.result, s.done, s.tries, s.cents, s.facts
             FROM automation_run r JOIN automation_step s ON s.run = r.seq WHERE r.id = ?1 ORDER BY s.seq",
        )?;
        let rows = statement.query_map([id], |row| {
            Ok(RunTry {
                at: timestamp(row.get(0)?),
                step: row.get(1)?,
                what: row.get(2)?,
                key: row.get(3)?,
                effect: row.get(4)?,
                result: row.get(5)?,
                done: row.get::<_, Option<i64>>(6)?.map(timestamp),
                tries: row.get(7)?,
                cents: row.get(8)?,
                facts: row.get(9)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The effect of a key, while it is yet to be done.
    pub fn pending_effect(&self, key: &str) -> Result<Option<PendingEffect>, StoreError> {
        let sql = "SELECT step, effect, at FROM automation_step WHERE key = ?1 AND result IS NULL";
        let found = self.db.prepare_cached(sql)?.query_row([key], |row| {
            Ok(PendingEffect {
                step: row.get(0)?,
                effect: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                at: timestamp(row.get(2)?),
            })
        });
        Ok(found.optional()?)
    }

    /// The last fact, and the last line of the log of runs, that were looked at.
    pub fn automations_place(&self) -> Result<(i64, i64), StoreError> {
        place(&self.db)
    }

    /// What happened with people after a fact, at most so many facts; and the last fact looked at. What was there before
    /// the person has the number of the fact with which they came.
    pub fn happened_since(&self, seq: i64, most: usize) -> Result<(Vec<JournalFact>, i64), StoreError> {
        let last: i64 = self
            .db
            .prepare_cached("SELECT coalesce(max(seq), ?1) FROM (SELECT seq FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2)")?
            .query_row(params![seq, most], |row| row.get(0))?;
        let mut statement = self.db.prepare_cached(HAPPENED)?;
        let mut rows = statement.query([seq, last])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let mut fact: Fact = serde_json::from_str(&row.get::<_, String>(3)?)?;
            // The journal says only that it came; the record says the rest.
            if let (Fact::Appeared { fields, .. }, Some(doc)) = (&mut fact, row.get::<_, Option<String>>(5)?)
                && fields.is_empty()
            {
                *fields = serde_json::from_str(&doc)?;
            }
            found.push(JournalFact {
                seq: row.get(0)?,
                at: timestamp(row.get(1)?),
                origin: serde_json::from_str(&row.get::<_, String>(2)?)?,
                fact,
                contact: row.get::<_, String>(4)?.into(),
            });
        }
        Ok((found, last))
    }

    /// Effects of a kind that were done after a line of the log of runs.
    pub fn effects_since(&self, line: i64) -> Result<Vec<DoneEffect>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT s.seq, r.automation, c.id, s.done, s.effect FROM automation_step s JOIN automation_run r ON r.seq = s.run
             JOIN record c ON c.rid = r.contact
             WHERE s.what IN ('start', 'stop') AND s.seq > ?1 AND s.result = 'done' ORDER BY s.seq",
        )?;
        let rows = statement.query_map([line], |row| {
            Ok(DoneEffect {
                line: row.get(0)?,
                automation: row.get(1)?,
                contact: row.get::<_, String>(2)?.into(),
                at: timestamp(row.get(3)?),
                effect: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether a filter chooses somebody.
    pub fn fits(&self, filter: &Filter, contact: &ContactId) -> Result<bool, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(false);
        };
        let compiled = self.compiled(filter, Way::Finding)?;
        let mut values = compiled.values;
        values.push(rid.into());
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM contact c WHERE c.rid = ?{} AND {})",
            values.len(),
            compiled.condition
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        Ok(statement.query_row(params_from_iter(values.iter()), |row| row.get(0))?)
    }

    /// Whether somebody wants to hear no more.
    pub fn is_opted_out(&self, contact: &ContactId) -> Result<bool, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(false);
        };
        Ok(heard::opt_out(&self.db, rid, None)?.is_some())
    }

    /// When an automation sent messages to somebody after a moment, oldest first.
    pub fn sent_by(
        &self,
        automation: &str,
        contact: &ContactId,
        after: Timestamp,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(Vec::new());
        };
        let mut statement = self.db.prepare_cached(
            "SELECT s.done FROM automation_run r JOIN automation_step s ON s.run = r.seq
             WHERE r.automation = ?1 AND r.contact = ?2 AND s.what = 'effect' AND s.result = 'done' AND s.done > ?3
               AND json_extract(s.effect, '$.deed.do') = 'send' ORDER BY s.done",
        )?;
        let rows = statement.query_map(params![automation, rid, after.as_millisecond()], |row| row.get(0))?;
        let times = rows.collect::<Result<Vec<i64>, _>>()?;
        Ok(times.into_iter().map(timestamp).collect())
    }

    /// When somebody wrote last, before a moment.
    pub fn wrote_before(&self, contact: &ContactId, at: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(None);
        };
        let last: Option<i64> = self
            .db
            .prepare_cached("SELECT max(at) FROM message WHERE contact = ?1 AND inbound AND at < ?2")?
            .query_row(params![rid, at.as_millisecond()], |row| row.get(0))?;
        Ok(last.map(timestamp))
    }

    /// Everything the gate would look at, were an automation to send this now.
    pub fn automated(
        &self,
        draft: &Draft,
        kind: Kind,
        now: Timestamp,
        role: Role,
    ) -> Result<Request, StoreError> {
        gather(
            &self.db,
            Asked {
                draft,
                sender: Sender::Automation { kind },
                now,
                due: now,
                written: now,
                own: None,
                waved: Vec::new(),
                role,
                skew: None,
            },
        )
    }
}

/// How the due are found, and what happened.
#[cfg(test)]
pub(super) fn plans(db: &rusqlite::Connection) -> Result<[String; 2], StoreError> {
    let plan = |sql: &str, values: &[&dyn rusqlite::ToSql]| -> Result<String, StoreError> {
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let rows = statement.query_map(values, |row| row.get::<_, String>(3))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?.join("\n"))
    };
    let due = plan(&format!("{RUN} WHERE {DUE}"), params!["A01", 0, 1, 1])?;
    Ok([due, plan(HAPPENED, params![0, 1])?])
}
