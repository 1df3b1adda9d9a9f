//! What automations tell colleagues, kept until a screen has said it.

use jiff::Timestamp;
use rusqlite::params;

use crate::domain::command::{Command, Telling};
use crate::domain::decide::{Context, Decision, decide};
use crate::domain::fact::Topic;
use crate::domain::record::EntityKind;
use crate::domain::user::User;
use crate::domain::value::{ContactId, UserId};
use crate::store::ask::turn;
use crate::store::error::{CommitError, StoreError};
use crate::store::reader::Reader;
use crate::store::rows::record::{InFile, contact_rid, find, timestamp};
use crate::store::write::work::{Outcome, Work};

/// Something that was told and that no screen has said yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold {
    /// Its number.
    pub seq: i64,
    /// When it was told.
    pub at: Timestamp,
    /// What.
    pub says: String,
}

/// Something that was told, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its number.
    pub seq: i64,
    /// When it was told.
    pub at: Timestamp,
    /// About whom.
    pub contact: ContactId,
    /// To whom; whoever looks, when nobody is named.
    pub who: Option<UserId>,
    /// What.
    pub says: String,
    /// When a screen said it, or somebody marked it as read.
    pub read: Option<Timestamp>,
}

/// Keeps what is told until a screen of theirs has said it. Who works from another copy reads it on the person.
pub(super) fn tell(work: &mut Work<'_>, telling: &Telling) -> Result<Outcome, CommitError> {
    let nobody = || CommitError::NotFound(format!("person {}", telling.contact));
    let rid = contact_rid(work.db, telling.contact.as_str())?.ok_or_else(nobody)?;
    let who = telling.who.as_ref().map_or("", UserId::as_str);
    work.db
        .prepare_cached("INSERT INTO notice (at, who, contact, says) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![work.at, who, rid, telling.says])?;
    let is_elsewhere = |who: &&UserId| work.me.as_ref().is_some_and(|me| me != *who);
    let mut told = Decision::default();
    if let Some(who) = telling.who.as_ref().filter(is_elsewhere) {
        told = note(work, telling, who)?;
    }
    if let Some(who) = telling.who.as_ref().filter(|_| telling.turn) {
        turn::had(work.db, who.as_str(), work.at)?;
    }
    let mut outcome = work.carry_out_quietly(told)?;
    outcome.topics.push(Topic::Automations);
    Ok(outcome)
}

fn note(work: &mut Work<'_>, telling: &Telling, who: &UserId) -> Result<Decision, CommitError> {
    let known = find(work.db, EntityKind::User, who.as_str())?;
    let name = known.map(|known| User::from_fields(who.clone(), &known.record.fields).name);
    let name = name.map_or_else(|| who.to_string(), |name| name.raw().to_owned());
    let note = Command::AddNote {
        contact: telling.contact.clone(),
        body: format!("For {name}: {}", telling.says),
    };
    let records = InFile(work.db);
    let mut cx = Context {
        now: work.now,
        fresh: &mut *work.fresh,
        me: None,
        records: &records,
    };
    Ok(decide(&note, &mut cx)?)
}

/// Keeps that a screen says something now; nothing has changed when another did already.
pub(super) fn told(work: &mut Work<'_>, notice: i64) -> Result<Outcome, CommitError> {
    let changed = work
        .db
        .prepare_cached("UPDATE notice SET told = ?2 WHERE seq = ?1 AND told IS NULL")?
        .execute(params![notice, work.at])?;
    let mut outcome = work.carry_out_quietly(Decision::default())?;
    outcome.receipt.changed = changed;
    Ok(outcome)
}

impl Reader {
    /// What was told to a colleague, or to whoever looks, the newest first; with `all` also what was read. Where nobody knows who is
    /// at the keyboard, everything.
    pub fn told(&self, me: Option<&UserId>, all: bool, most: usize) -> Result<Vec<Told>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT n.seq, n.at, r.id, n.who, n.says, n.told FROM notice n JOIN record r ON r.rid = n.contact
             WHERE (?2 OR n.told IS NULL) AND (?1 IS NULL OR n.who IN ('', ?1)) ORDER BY n.seq DESC LIMIT ?3",
        )?;
        let rows = statement.query_map(params![me.map(UserId::as_str), all, most], |row| {
            let who: String = row.get(3)?;
            Ok(Told {
                seq: row.get(0)?,
                at: timestamp(row.get(1)?),
                contact: row.get::<_, String>(2)?.into(),
                who: Some(who).filter(|who| !who.is_empty()).map(Into::into),
                says: row.get(4)?,
                read: row.get::<_, Option<i64>>(5)?.map(timestamp),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What was told to a colleague, or to whoever looks, and no screen has said yet, oldest first. Where nobody knows who is
    /// at the keyboard, everything.
    pub fn untold(&self, me: Option<&UserId>, most: usize) -> Result<Vec<Untold>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT seq, at, says FROM notice WHERE told IS NULL AND (?1 IS NULL OR who IN ('', ?1)) ORDER BY seq LIMIT ?2",
        )?;
        let rows = statement.query_map(params![me.map(UserId::as_str), most], |row| {
            Ok(Untold {
                seq: row.get(0)?,
                at: timestamp(row.get(1)?),
                says: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
