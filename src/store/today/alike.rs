//! Who is in the same situation as somebody: of those at the same stage, the ones with most in common.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};

use super::super::error::StoreError;
use super::super::reader::Reader;
use super::{Called, called, id_of};
use crate::domain::today::{Common, Situation};
use crate::domain::value::{Cents, ContactId, Foreign, StageId};
use crate::store::rows::household;
use crate::store::rows::record::{contact_rid, timestamp};

/// People at the stage who are looked at, those last active first: the question takes the same time in an account of a
/// million people.
pub(super) const LOOKED_AT: usize = 300;

/// How somebody stands.
const ONE: &str =
    "SELECT rid, stage, worth, source, type, last_in > last_out, active FROM contact WHERE rid = ?1";

/// The same of those last active at a stage.
pub(super) const AT_STAGE: &str =
    "SELECT rid, stage, worth, source, type, last_in > last_out, active FROM contact
    WHERE stage = ?1 ORDER BY active DESC, rid DESC LIMIT ?2";

/// Somebody in the same situation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// Who.
    pub id: ContactId,
    /// Their name.
    pub name: Foreign,
    /// What their open deals are worth.
    pub worth: Cents,
    /// When something last happened with them.
    pub active: Timestamp,
    /// What the two have in common.
    pub common: Vec<Common>,
}

/// Those in the same situation as one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LikeThem {
    /// As whom.
    pub contact: ContactId,
    /// The stage that all of them are at; none without an open deal.
    pub stage: Option<StageId>,
    /// How many of those last active there are in the same situation.
    pub count: usize,
    /// The first of them: most in common first, then the last active.
    pub people: Vec<Alike>,
}

/// A row of [`AT_STAGE`].
struct Found {
    rid: i64,
    situation: Situation,
    active: i64,
}

fn found(row: &Row<'_>) -> rusqlite::Result<Found> {
    Ok(Found {
        rid: row.get(0)?,
        situation: Situation {
            stage: row.get(1)?,
            worth: Cents(row.get(2)?),
            source: row.get(3)?,
            kind: row.get(4)?,
            waits: row.get(5)?,
        },
        active: row.get(6)?,
    })
}

impl Reader {
    /// Those in the same situation as somebody, by either id, at most `limit`; nothing for whom nobody knows. Their own
    /// household is not among them.
    pub fn like(&self, id: &ContactId, limit: usize) -> Result<Option<LikeThem>, StoreError> {
        let db = &self.db;
        let Some(rid) = contact_rid(db, id.as_str())? else {
            return Ok(None);
        };
        let Some(own) = db.prepare_cached(ONE)?.query_row([rid], found).optional()? else {
            return Ok(None);
        };
        let kin = household::others_of(db, rid)?;
        let mut alike = Vec::new();
        let mut statement = db.prepare_cached(AT_STAGE)?;
        for other in statement.query_map((own.situation.stage, LOOKED_AT), found)? {
            let other = other?;
            let common = own.situation.common(&other.situation);
            if other.rid != rid && !common.is_empty() && !kin.contains(&other.rid) {
                alike.push((other, common));
            }
        }
        // They come with the last active first, and the sort keeps that among equals.
        alike.sort_by_key(|(_, common)| std::cmp::Reverse(common.len()));
        let count = alike.len();
        let mut people = Vec::with_capacity(limit);
        for (other, common) in alike {
            if people.len() == limit {
                break;
            }
            if let Some(Called { id, name }) = called(db, other.rid)? {
                people.push(Alike {
                    id,
                    name,
                    worth: other.situation.worth,
                    active: timestamp(other.active),
                    common,
                });
            }
        }
        let stage: Option<String> = db
            .prepare_cached("SELECT id FROM stage WHERE nr = ?1")?
            .query_row([own.situation.stage], |row| row.get(0))
            .optional()?;
        Ok(Some(LikeThem {
            contact: id_of(db, rid)?.map_or_else(|| id.clone(), Into::into),
            stage: stage.map(Into::into),
            count,
            people,
        }))
    }
}
