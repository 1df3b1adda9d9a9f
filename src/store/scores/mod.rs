//! Scores: what they are made from, what they are, and what they were.
//!
//! Owns the tables of scores; `past` has what was, `check` what became of people, `life` everything about a person that has a
//! time, `learned` what was learned from that. Must not work a score out: numbers and
//! reasons come in as they are kept. To keep one more thing of a score: a column in a new migration and in `put`.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;

use super::error::{CommitError, StoreError};
use super::reader::Reader;
use crate::domain::contact::Contact;
use crate::domain::decide::Decision;
use crate::domain::fact::Topic;
use crate::domain::qualification::Answer;
use crate::domain::record::Fields;
use crate::domain::score::{Mark, Scored, Scores, Temperature};
use crate::domain::value::ContactId;
use crate::store::file::setting;
use crate::store::rows::answers;
use crate::store::rows::record::{contact_rid, timestamp};
use crate::store::write::work::{Outcome, Work};

mod check;
mod learned;
mod life;
mod past;

pub use check::Outcome as ScoreOutcome;
pub use learned::{LearnedCount, LearnedModel};
pub use life::{Lately, Life, LifeDeal, LostDeal};
pub use past::{Plotted, Snapshot};

pub(super) use learned::learned;

/// Messages of one person that are read at most, the newest.
pub const MESSAGES: usize = 60;
/// How long ago the priority is compared with.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Where the worker is: `fact`, then the row it has walked to if it is on a walk, then the hash of the weights.
pub(super) const PLACE: &str = "scores";

/// When a deal `o` with its record `r` came to its end: the change of its status, where the CRM tells it, or else its last change. A
/// note that is added to a deal long won is no closing.
const ENDED: &str = "coalesce(nullif(moment(json_extract(r.doc, '$.lastStatusChangeAt')), 0), o.updated)";

/// A message `m` was said: they wrote it, or it left here, or the CRM sent it. What waits, is held or came back was heard by nobody.
const SAID: &str =
    "(m.inbound OR m.status NOT IN ('failed', 'undelivered', 'opt_out', 'scheduled') AND NOT EXISTS (
    SELECT 1 FROM outbox x WHERE x.rid = m.rid AND x.state IN ('queued', 'held', 'failed', 'cancelled')))";

/// An appointment whose record is `r` took place, or still may.
const KEPT: &str =
    "coalesce(json_extract(r.doc, '$.appointmentStatus'), '') NOT IN ('cancelled', 'invalid', 'noshow')";

/// Whose score is due, those who wait longest first. Of whom is gone nothing is due.
const DUE: &str = "SELECT s.contact FROM score s WHERE s.due <= ?1
   AND EXISTS (SELECT 1 FROM contact c WHERE c.rid = s.contact) ORDER BY s.due LIMIT ?2";
/// When the next is: the first of the index, not the least of everybody.
const NEXT_DUE: &str = "SELECT s.due FROM score s
   WHERE EXISTS (SELECT 1 FROM contact c WHERE c.rid = s.contact) ORDER BY s.due LIMIT 1";

/// Who had a record before a fact took it from them. Its members stay when it is gone; what a change was from stands in the fact.
const HAD: &str = "SELECT json_extract(r.doc, '$.contactId') FROM journal j JOIN record r ON r.rid = j.rid
     WHERE j.seq > ?1 AND j.seq <= ?2 AND j.fact = 'removed' AND json_type(r.doc, '$.contactId') = 'text'
   UNION
   SELECT c.value ->> '$.from' FROM journal j, json_each(j.body, '$.changes') c
     WHERE j.seq > ?1 AND j.seq <= ?2 AND j.fact IN ('changed', 'edited') AND j.body LIKE '%contactId%'
       AND c.value ->> '$.path' = 'contactId' AND json_type(c.value, '$.from') = 'text'";

/// Where the worker is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The last fact that is in the scores.
    pub seq: i64,
    /// The last row of a walk over everybody that has not come to its end.
    pub walked: Option<i64>,
    /// The weights the scores were made with.
    pub config: String,
}

/// A message as it is scored.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredMessage {
    /// Its id.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Whether they wrote it.
    pub inbound: bool,
    /// Whether it is a call.
    pub call: bool,
    /// What it says.
    pub body: String,
}

/// The deal of somebody that tells most.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredDeal {
    /// Its id.
    pub id: String,
    /// The id of its stage.
    pub stage: String,
    /// Its pipeline.
    pub pipeline: String,
    /// When it came to that stage.
    pub since: Option<Timestamp>,
    /// Its value in cents.
    pub value: i64,
}

/// Everything that a score is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct ToScore {
    /// Their row.
    pub rid: i64,
    /// The person.
    pub contact: Contact,
    /// The thread, oldest first.
    pub messages: Vec<ScoredMessage>,
    /// The answers that hold.
    pub answers: Vec<Answer>,
    /// Their open deal that changed last.
    pub deal: Option<ScoredDeal>,
    /// Whether a deal of theirs was won.
    pub won: bool,
    /// Their appointments that took place or still may, and when each begins, the earliest first.
    pub appointments: Vec<(String, Timestamp)>,
    /// When either side was last heard of.
    pub touched: Option<Timestamp>,
    /// The answers with which they were hot.
    pub hot_with: Option<String>,
    /// Their highest commitment so far.
    pub peak: Option<i64>,
}

/// Keeps scores that were worked out. What was kept already, from the same inputs and weights, is kept once.
pub(super) fn keep(work: &mut Work<'_>, scores: &Scores) -> Result<Outcome, CommitError> {
    let (hash, body) = &scores.config;
    work.db
        .prepare_cached("INSERT OR IGNORE INTO score_config (hash, body, at) VALUES (?1, ?2, ?3)")?
        .execute(params![hash, body, work.at])?;
    let mut changed = 0;
    for scored in &scores.rows {
        // Gone or forgotten since it was worked out: nothing is kept of them.
        let Some(rid) = alive(work.db, scored.contact.as_str())? else {
            continue;
        };
        changed += usize::from(keep_one(work, rid, scored, hash)?);
    }
    go_on(work.db, scores)?;
    let mut outcome = work.carry_out_quietly(Decision::default())?;
    outcome.receipt.changed = changed;
    if changed > 0 {
        outcome.topics.push(Topic::Scores);
    }
    Ok(outcome)
}

fn alive(db: &Connection, id: &str) -> Result<Option<i64>, StoreError> {
    let Some(rid) = contact_rid(db, id)? else {
        return Ok(None);
    };
    let mut statement = db.prepare_cached("SELECT rid FROM contact WHERE rid = ?1")?;
    Ok(statement.query_row([rid], |row| row.get(0)).optional()?)
}

/// Moves the place of the worker; it never goes back.
fn go_on(db: &Connection, scores: &Scores) -> Result<(), StoreError> {
    let Some(upto) = scores.upto else { return Ok(()) };
    let before = place(db)?;
    let walked = scores.walked.map_or_else(String::new, |rid| rid.to_string());
    let seq = upto.max(before.seq);
    setting::set(db, PLACE, &format!("{seq} {walked} {}", scores.config.0))
}

fn place(db: &Connection) -> Result<Place, StoreError> {
    let kept = setting::get(db, PLACE)?.unwrap_or_default();
    let mut words = kept.split(' ');
    let mut next = || words.next().unwrap_or_default();
    Ok(Place {
        seq: next().parse().unwrap_or(0),
        walked: next().parse().ok(),
        config: next().to_owned(),
    })
}

/// Keeps one score. Whether what is shown became something else: a number, or what one rests on.
fn keep_one(work: &Work<'_>, rid: i64, scored: &Scored, config: &str) -> Result<bool, StoreError> {
    let (db, mark) = (work.db, &scored.mark);
    let change = moved(db, rid, mark.priority, (config, work.at))?;
    let known: Option<(String, String, String)> = db
        .prepare_cached("SELECT numbers, reasons, config FROM score WHERE contact = ?1")?
        .query_row([rid], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let is_same = known
        .as_ref()
        .is_some_and(|(numbers, _, weights)| *numbers == scored.numbers && weights == config);
    if is_same
        && known
            .as_ref()
            .is_some_and(|(_, reasons, _)| *reasons == scored.reasons)
    {
        stays(db, rid, scored, change)?;
        return Ok(false);
    }
    put(db, rid, scored, (change, config, work.at))?;
    // Of somebody of whom nothing was ever known there is nothing to plot.
    let is_told = mark.priority.is_some() || mark.risk.is_some() || mark.blocked || known.is_some();
    // By other weights the same numbers are remembered again, so that the next ones have something to be compared with.
    let visibly =
        known.is_none_or(|(before, _, weights)| weights != config || moved_visibly(&before, &scored.numbers));
    if !is_same && is_told && visibly {
        remember(db, rid, scored, (config, work.at))?;
    }
    Ok(true)
}

/// Whether more than the slow fading of a commitment is new: of a silent person it is another number every week for years,
/// and says nothing that the date of their last message does not.
fn moved_visibly(before: &str, now: &str) -> bool {
    let lasting = |numbers: &str| {
        let mut numbers: Value = serde_json::from_str(numbers).unwrap_or_default();
        if let Some(members) = numbers.as_object_mut() {
            members.shift_remove("commitment");
        }
        numbers
    };
    lasting(before) != lasting(now)
}

/// The score stays; it was looked at, and moves against a week that has moved on.
fn stays(db: &Connection, rid: i64, scored: &Scored, change: Option<i64>) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE score SET due = ?2, change = ?3, inputs = ?4, hot_with = ?5, peak = ?6, drift = ?7 WHERE contact = ?1",
    )?
    .execute(params![
        rid,
        scored.due.as_millisecond(),
        change,
        scored.inputs,
        scored.hot_with,
        scored.peak,
        scored.mark.drift
    ])?;
    Ok(())
}

fn put(
    db: &Connection,
    rid: i64,
    scored: &Scored,
    (change, config, at): (Option<i64>, &str, i64),
) -> Result<(), StoreError> {
    let mark = &scored.mark;
    db.prepare_cached(
        "INSERT OR REPLACE INTO score (contact, priority, badge, was, confidence, risk, drift, value, place, change, blocked,
           hot_with, peak, numbers, reasons, inputs, config, at, due)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
    )?
    .execute(params![
        rid,
        mark.priority,
        mark.badge.map(Temperature::word),
        mark.was.map(Temperature::word),
        mark.confidence,
        mark.risk,
        mark.drift,
        mark.value,
        mark.place,
        change,
        mark.blocked,
        scored.hot_with,
        scored.peak,
        scored.numbers,
        scored.reasons,
        scored.inputs,
        config,
        at,
        scored.due.as_millisecond()
    ])?;
    Ok(())
}

fn remember(db: &Connection, rid: i64, scored: &Scored, (config, at): (&str, i64)) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO score_past (contact, at, priority, badge, numbers, reasons, inputs, config)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        rid,
        at,
        scored.mark.priority,
        scored.mark.badge.map(Temperature::word),
        scored.numbers,
        scored.reasons,
        scored.inputs,
        config
    ])?;
    Ok(())
}

/// How far the priority is from what it was a week ago; nothing where it was weighed differently then, for that says nothing of the
/// person.
fn moved(
    db: &Connection,
    rid: i64,
    priority: Option<i64>,
    (config, at): (&str, i64),
) -> Result<Option<i64>, StoreError> {
    let Some(priority) = priority else { return Ok(None) };
    let before: Option<(Option<i64>, bool)> = db
        .prepare_cached(
            "SELECT priority, config = ?3 FROM score_past WHERE contact = ?1 AND at <= ?2 ORDER BY at DESC, seq DESC LIMIT 1",
        )?
        .query_row(params![rid, at - WEEK.as_millis() as i64, config], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let before = before.and_then(|(before, alike)| before.filter(|_| alike));
    Ok(before.map(|before| priority - before))
}

/// The columns of what lists show, of the table called `s`.
pub(super) const MARK: &str =
    "s.priority, s.badge, s.was, s.confidence, s.risk, s.drift, s.value, s.place, s.change, s.blocked";

/// What lists show, from the columns of [`MARK`] that begin at one; nothing where there is no score.
pub(super) fn mark(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Mark>> {
    let Some(confidence) = row.get(first + 3)? else {
        return Ok(None);
    };
    let temperature = |at: usize| -> rusqlite::Result<Option<Temperature>> {
        let word: Option<String> = row.get(first + at)?;
        Ok(word.and_then(|word| Temperature::from_word(&word)))
    };
    Ok(Some(Mark {
        priority: row.get(first)?,
        badge: temperature(1)?,
        was: temperature(2)?,
        confidence,
        risk: row.get(first + 4)?,
        drift: row.get(first + 5)?,
        value: row.get(first + 6)?,
        place: row.get(first + 7)?,
        change: row.get(first + 8)?,
        blocked: row.get(first + 9)?,
    }))
}

/// What lists show of somebody's score, by their row.
pub(super) fn mark_of(db: &Connection, rid: i64) -> Result<Option<Mark>, StoreError> {
    let sql = format!("SELECT {MARK} FROM score s WHERE s.contact = ?1");
    let found = db
        .prepare_cached(&sql)?
        .query_row([rid], |row| mark(row, 0))
        .optional()?;
    Ok(found.flatten())
}

impl Reader {
    /// Where the worker is.
    pub fn scores_place(&self) -> Result<Place, StoreError> {
        place(&self.db)
    }

    /// What lists show of the scores of people, in their order, by either id.
    pub fn marks(&self, contacts: &[ContactId]) -> Result<Vec<Option<Mark>>, StoreError> {
        let of = |id: &ContactId| match contact_rid(&self.db, id.as_str())? {
            Some(rid) => mark_of(&self.db, rid),
            None => Ok(None),
        };
        contacts.iter().map(of).collect()
    }

    /// The people that facts after one are about, by row, at most so many facts; and the last fact looked at. A record that is gone,
    /// or was handed to somebody else, is about the person who had it as well.
    pub fn to_score_since(&self, seq: i64, facts: usize) -> Result<(Vec<i64>, i64), StoreError> {
        let last: i64 = self
            .db
            .prepare_cached("SELECT coalesce(max(seq), ?1) FROM (SELECT seq FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2)")?
            .query_row(params![seq, facts], |row| row.get(0))?;
        let mut statement = self.db.prepare_cached(
            "SELECT DISTINCT x.rid FROM (
               SELECT coalesce(m.contact, o.contact, a.contact, j.rid) AS rid FROM journal j
               LEFT JOIN message m ON m.rid = j.rid LEFT JOIN opportunity o ON o.rid = j.rid
               LEFT JOIN appointment a ON a.rid = j.rid
               WHERE j.seq > ?1 AND j.seq <= ?2 AND j.rid IS NOT NULL) x
             WHERE EXISTS (SELECT 1 FROM contact c WHERE c.rid = x.rid) ORDER BY x.rid",
        )?;
        let rids = statement.query_map([seq, last], |row| row.get(0))?;
        let mut rids: Vec<i64> = rids.collect::<Result<_, _>>()?;
        let mut statement = self.db.prepare_cached(HAD)?;
        let mut rows = statement.query([seq, last])?;
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            rids.extend(alive(&self.db, &id)?);
        }
        rids.sort_unstable();
        rids.dedup();
        Ok((rids, last))
    }

    /// The next people of a walk over everybody, by row.
    pub fn to_score_after(&self, rid: i64, most: usize) -> Result<Vec<i64>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT rid FROM contact WHERE rid > ?1 ORDER BY rid LIMIT ?2")?;
        let rids = statement.query_map(params![rid, most], |row| row.get(0))?;
        Ok(rids.collect::<Result<_, _>>()?)
    }

    /// The people whose score is due although nothing happened, by row, those who wait longest first.
    pub fn to_score_due(&self, now: Timestamp, most: usize) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.db.prepare_cached(DUE)?;
        let rids = statement.query_map(params![now.as_millisecond(), most], |row| row.get(0))?;
        Ok(rids.collect::<Result<_, _>>()?)
    }

    /// When the next score is due.
    pub fn next_score_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let due: Option<i64> = self
            .db
            .prepare_cached(NEXT_DUE)?
            .query_row([], |row| row.get(0))
            .optional()?;
        Ok(due.map(timestamp))
    }

    /// What the scores of people are made from, by row.
    pub fn to_score(&self, rids: &[i64]) -> Result<Vec<ToScore>, StoreError> {
        // One state of the file: otherwise every statement would ask for the latest, and read again what it had.
        let _moment = self.db.unchecked_transaction()?;
        let mut all = Vec::with_capacity(rids.len());
        for rid in rids {
            all.extend(self.to_score_one(*rid)?);
        }
        Ok(all)
    }

    /// What the score of one person is made from, by either id.
    pub fn to_score_by(&self, contact: &ContactId) -> Result<Option<ToScore>, StoreError> {
        match alive(&self.db, contact.as_str())? {
            Some(rid) => Ok(self.to_score(&[rid])?.pop()),
            None => Ok(None),
        }
    }

    /// Where a place in the list by score and stake is: so many stand before it, and so many there are. Nothing where more than
    /// `most` have a score: to count a million of them takes longer than anybody waits for a sheet.
    pub fn standing_of(&self, place: i64, most: u64) -> Result<Option<(u64, u64)>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT count(*) FILTER (WHERE place > ?1), count(*)
             FROM (SELECT place FROM score WHERE priority IS NOT NULL LIMIT ?2)",
        )?;
        let (before, all): (u64, u64) = statement
            .query_row(params![place, most.saturating_add(1)], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        Ok((all <= most).then_some((before, all)))
    }

    fn to_score_one(&self, rid: i64) -> Result<Option<ToScore>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT r.id, r.doc, c.last_in, c.last_out, s.hot_with, s.peak,
               EXISTS (SELECT 1 FROM opportunity o WHERE o.contact = c.rid AND o.status = 'won')
             FROM contact c JOIN record r ON r.rid = c.rid LEFT JOIN score s ON s.contact = c.rid WHERE c.rid = ?1",
        )?;
        let mut rows = statement.query([rid])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let id: String = row.get(0)?;
        let fields: Fields = serde_json::from_str(row.get_ref(1)?.as_str().unwrap_or("{}"))?;
        let touched = row.get::<_, i64>(2)?.max(row.get(3)?);
        Ok(Some(ToScore {
            rid,
            contact: Contact::from_fields(id.into(), &fields),
            messages: self.scored_messages(rid, MESSAGES)?,
            answers: answers::all(&self.db, rid)?,
            deal: self.scored_deal(rid)?,
            won: row.get(6)?,
            appointments: self.appointments(rid)?,
            touched: (touched > 0).then(|| timestamp(touched)),
            hot_with: row.get(4)?,
            peak: row.get(5)?,
        }))
    }

    fn scored_messages(&self, rid: i64, most: usize) -> Result<Vec<ScoredMessage>, StoreError> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT r.id, m.at, m.inbound, m.kind = 'call',
               CASE WHEN m.inbound THEN coalesce(json_extract(r.doc, '$.body'), '') ELSE '' END
             FROM message m JOIN record r ON r.rid = m.rid WHERE m.contact = ?1 AND m.kind <> 'other' AND m.at > 0 AND {SAID}
             ORDER BY m.at DESC, m.rid DESC LIMIT ?2"
        ))?;
        let rows = statement.query_map(params![rid, most], |row| {
            Ok(ScoredMessage {
                id: row.get(0)?,
                at: timestamp(row.get(1)?),
                inbound: row.get(2)?,
                call: row.get(3)?,
                body: row.get(4)?,
            })
        })?;
        let mut messages: Vec<ScoredMessage> = rows.collect::<Result<_, _>>()?;
        messages.reverse();
        Ok(messages)
    }

    fn scored_deal(&self, rid: i64) -> Result<Option<ScoredDeal>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT r.id, o.stage, o.pipeline, o.since, o.value FROM opportunity o JOIN record r ON r.rid = o.rid
             WHERE o.contact = ?1 AND o.status = 'open' ORDER BY o.updated DESC, o.rid DESC LIMIT 1",
        )?;
        let found = statement.query_row([rid], |row| {
            let since: i64 = row.get(3)?;
            Ok(ScoredDeal {
                id: row.get(0)?,
                stage: row.get(1)?,
                pipeline: row.get(2)?,
                since: (since > 0).then(|| timestamp(since)),
                value: row.get(4)?,
            })
        });
        Ok(found.optional()?)
    }
}

#[cfg(test)]
mod tests;
