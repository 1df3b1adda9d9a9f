//! Everything about people that has a time, so that what was known of them at a moment can be told.

use jiff::Timestamp;
use rusqlite::OptionalExtension;

use super::{ENDED, KEPT, ScoredMessage};
use crate::domain::contact::Contact;
use crate::domain::qualification::Answer;
use crate::domain::record::Fields;
use crate::domain::score::Opinion;
use crate::domain::value::ContactId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::answers;
use crate::store::rows::record::{contact_rid, timestamp};

/// Messages of one life that are read at most, the newest.
const MESSAGES: usize = 600;

/// When somebody was heard of last, and the deal they were lost with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lately {
    /// When they wrote last.
    pub last_in: Option<Timestamp>,
    /// Their deal that was lost last, where they have none that is open or won.
    pub lost: Option<LostDeal>,
}

/// A deal that was lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostDeal {
    /// The id of the reason; empty where none was given.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Its value in cents.
    pub value: i64,
}

/// A deal with what it went through.
#[derive(Clone, Debug, PartialEq)]
pub struct LifeDeal {
    /// Its id.
    pub id: String,
    /// Its pipeline.
    pub pipeline: String,
    /// When it began.
    pub created: Timestamp,
    /// When it came to an end, by which it is won or not; `None` while it is open.
    pub ended: Option<(Timestamp, bool)>,
    /// The stages it came to, and when.
    pub stages: Vec<(Timestamp, String)>,
}

/// A person with everything that has a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Life {
    /// Their row.
    pub rid: i64,
    /// The person, as they are now.
    pub contact: Contact,
    /// The thread, oldest first.
    pub messages: Vec<ScoredMessage>,
    /// Every answer, and when it ended.
    pub answers: Vec<(Answer, Option<Timestamp>)>,
    /// Their deals.
    pub deals: Vec<LifeDeal>,
    /// Their appointments that took place or still may, and when each begins, the earliest first.
    pub appointments: Vec<(String, Timestamp)>,
    /// What an agent says instead of their score.
    pub opinion: Option<Opinion>,
}

impl Reader {
    /// When somebody was heard of last, and with what they were lost, by either id.
    pub fn lately(&self, contact: &ContactId) -> Result<Option<Lately>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(None);
        };
        let last_in: Option<i64> = self
            .db
            .prepare_cached("SELECT last_in FROM contact WHERE rid = ?1")?
            .query_row([rid], |row| row.get(0))
            .optional()?;
        let lost = self
            .db
            .prepare_cached(&format!(
                "SELECT o.reason, {ENDED} AS ended, o.value FROM opportunity o JOIN record r ON r.rid = o.rid
                 WHERE o.contact = ?1 AND o.status = 'lost'
                   AND NOT EXISTS (SELECT 1 FROM opportunity w WHERE w.contact = ?1 AND w.status IN ('open', 'won'))
                 ORDER BY ended DESC, o.rid DESC LIMIT 1"
            ))?
            .query_row([rid], |row| {
                Ok(LostDeal {
                    reason: row.get(0)?,
                    at: timestamp(row.get(1)?),
                    value: row.get(2)?,
                })
            })
            .optional()?;
        Ok(last_in.map(|last_in| Lately {
            last_in: (last_in > 0).then(|| timestamp(last_in)),
            lost,
        }))
    }

    /// Everything about people that has a time, by row. Whoever has no day on which they came is left out.
    pub fn lives(&self, rids: &[i64]) -> Result<Vec<Life>, StoreError> {
        let _moment = self.db.unchecked_transaction()?;
        let mut all = Vec::with_capacity(rids.len());
        for rid in rids {
            all.extend(self.life(*rid)?);
        }
        Ok(all)
    }

    fn life(&self, rid: i64) -> Result<Option<Life>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT r.id, r.doc FROM contact c JOIN record r ON r.rid = c.rid WHERE c.rid = ?1 AND c.added > 0",
        )?;
        let found: Option<(String, String)> = statement
            .query_row([rid], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((id, doc)) = found else { return Ok(None) };
        let fields: Fields = serde_json::from_str(&doc)?;
        Ok(Some(Life {
            rid,
            contact: Contact::from_fields(id.into(), &fields),
            messages: self.scored_messages(rid, MESSAGES)?,
            answers: answers::ever(&self.db, rid)?,
            deals: self.life_deals(rid)?,
            appointments: self.appointments(rid)?,
            opinion: answers::opinion(&self.db, rid)?,
        }))
    }

    /// Appointments of somebody that took place or still may, and when each begins, the earliest first.
    pub(super) fn appointments(&self, rid: i64) -> Result<Vec<(String, Timestamp)>, StoreError> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT r.id, a.start FROM appointment a JOIN record r ON r.rid = a.rid
             WHERE a.contact = ?1 AND a.start > 0 AND {KEPT} ORDER BY a.start, a.rid"
        ))?;
        let rows = statement.query_map([rid], |row| Ok((row.get(0)?, timestamp(row.get(1)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn life_deals(&self, rid: i64) -> Result<Vec<LifeDeal>, StoreError> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT o.rid, r.id, o.pipeline, o.created, o.status, {ENDED}
             FROM opportunity o JOIN record r ON r.rid = o.rid WHERE o.contact = ?1 AND o.created > 0 ORDER BY o.rid"
        ))?;
        let mut rows = statement.query([rid])?;
        let mut deals = Vec::new();
        while let Some(row) = rows.next()? {
            let status: String = row.get(4)?;
            let ended = timestamp(row.get(5)?);
            deals.push(LifeDeal {
                id: row.get(1)?,
                pipeline: row.get(2)?,
                created: timestamp(row.get(3)?),
                ended: (status != "open").then_some((ended, status == "won")),
                stages: self.stages_of(row.get(0)?)?,
            });
        }
        Ok(deals)
    }

    fn stages_of(&self, deal: i64) -> Result<Vec<(Timestamp, String)>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT at, stage FROM stage_history WHERE opportunity = ?1 AND at > 0 ORDER BY at, stage",
        )?;
        let rows = statement.query_map([deal], |row| Ok((timestamp(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
