//! Homes for sale: their row, what is new of them until somebody has looked at it, and whom they were said to fit.
//!
//! What is new is taken down in the commit that brings it, and taken away in the commit that says whom it concerns: nothing is
//! said twice, whatever dies in between.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use crate::domain::contact::Contact;
use crate::domain::decide::Decision;
use crate::domain::fact::Fact;
use crate::domain::listing::{Listing, News, Turn};
use crate::domain::qualification::Answer;
use crate::domain::record::{EntityKind, EntityRef, Fields};
use crate::domain::value::{AppointmentId, Cents, ContactId, ListingId};
use crate::store::error::{CommitError, StoreError};
use crate::store::news::told::happen;
use crate::store::reader::Reader;
use crate::store::rows::answers;
use crate::store::rows::record::{by_rid, contact_rid, find};
use crate::store::write::work::{Outcome, Work};

/// Somebody of whom nothing was heard for so long does not look for a home any more, unless a deal of theirs is open.
const LOOKING: SignedDuration = SignedDuration::from_hours(24 * 90);

/// Of a home that is slow it is said again after this, while it is.
const SLOW_AGAIN: SignedDuration = SignedDuration::from_hours(24 * 14);

/// What is new of a home.
#[derive(Clone, Debug, PartialEq)]
pub struct HomeNews {
    /// Its number.
    pub nr: i64,
    /// Which home.
    pub home: HomeRow,
    /// What was asked for it, when it was here already; nothing of a home of which no price was known.
    pub price_was: Option<Cents>,
    /// How its sale stood, in the account's word, when it was here already.
    pub status_was: Option<String>,
    /// What was asked after that.
    pub price: Option<Cents>,
    /// How its sale stood after that.
    pub status: String,
}

/// A home as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct HomeRow {
    /// Its row.
    pub rid: i64,
    /// Which one.
    pub id: ListingId,
    /// What is known of it.
    pub fields: Fields,
}

/// Somebody who may be looking for a home.
#[derive(Clone, Debug)]
pub struct Seeker {
    /// Their row.
    pub rid: i64,
    /// The person.
    pub contact: Contact,
    /// The answers of theirs that hold.
    pub answers: Vec<Answer>,
    /// The pipelines of their open deals, by the CRM's ids.
    pub pipelines: Vec<String>,
}

/// Says whom what was new concerns, each home that fits once, and forgets that it was new.
pub(in crate::store) fn tell(
    work: &mut Work<'_>,
    upto: i64,
    concerned: &[(ContactId, News)],
) -> Result<Outcome, CommitError> {
    let mut outcome = work.carry_out_quietly(Decision::default())?;
    for (contact, news) in concerned {
        let is_news = match news.turn {
            Turn::Match => is_first(work.db, contact, &news.listing)?,
            Turn::Slow => !is_known_slow(work, contact, &news.listing)?,
            _ => true,
        };
        if !is_news {
            continue;
        }
        let fact = Fact::Concerned {
            entity: EntityRef::new(EntityKind::Contact, contact.as_str()),
            news: news.clone(),
        };
        happen(work, &fact, &mut outcome)?;
    }
    work.db
        .prepare_cached("DELETE FROM listing_news WHERE nr <= ?1")?
        .execute([upto])?;
    Ok(outcome)
}

/// Whether it was said lately of a home that it is slow.
fn is_known_slow(work: &Work<'_>, contact: &ContactId, home: &ListingId) -> Result<bool, StoreError> {
    let since = work.now.saturating_sub(SLOW_AGAIN).unwrap_or(work.now);
    let mut statement = work.db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM journal WHERE fact = 'concerned' AND at > ?1 AND rid = ?2
           AND json_extract(body, '$.news.turn') = 'slow' AND json_extract(body, '$.news.listing') = ?3)",
    )?;
    let contact = contact_rid(work.db, contact.as_str())?;
    Ok(
        statement.query_row(params![since.as_millisecond(), contact, home.as_str()], |row| {
            row.get(0)
        })?,
    )
}

/// Remembers that a home was said to fit somebody; whether that was not said before.
fn is_first(db: &Connection, contact: &ContactId, home: &ListingId) -> Result<bool, StoreError> {
    let contact = contact_rid(db, contact.as_str())?;
    let home = find(db, EntityKind::Listing, home.as_str())?.map(|stored| stored.rid);
    let (Some(contact), Some(home)) = (contact, home) else {
        return Ok(false);
    };
    let mut statement = db.prepare_cached(
        "INSERT INTO listing_told (listing, contact) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?;
    Ok(statement.execute([home, contact])? > 0)
}

fn home(rid: i64, id: String, doc: &str) -> Result<HomeRow, StoreError> {
    Ok(HomeRow {
        rid,
        id: id.into(),
        fields: serde_json::from_str(doc)?,
    })
}

/// Who may be looking for a home, by row: first by an open deal, then by a word of theirs that is not old.
const LOOKING_FOR: &str = "SELECT contact FROM (
      SELECT DISTINCT o.contact AS contact FROM opportunity o WHERE o.status = 'open' AND o.contact > ?1
      UNION SELECT c.rid FROM contact c WHERE c.last_in >= ?2 AND c.rid > ?1)
    ORDER BY contact LIMIT ?3";

impl Reader {
    /// What is new of homes and was not looked at, oldest first.
    pub fn home_news(&self, most: usize) -> Result<Vec<HomeNews>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT n.nr, n.price_was, n.status_was, n.price, n.status, r.rid, r.id, r.doc
             FROM listing_news n JOIN record r ON r.rid = n.listing ORDER BY n.nr LIMIT ?1",
        )?;
        let mut rows = statement.query([most])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let price = |cents: Option<i64>| cents.filter(|cents| *cents > 0).map(Cents);
            found.push(HomeNews {
                nr: row.get(0)?,
                price_was: price(row.get(1)?),
                status_was: row.get(2)?,
                price: price(row.get(3)?),
                status: row.get(4)?,
                home: home(row.get(5)?, row.get(6)?, row.get_ref(7)?.as_str().unwrap_or("{}"))?,
            });
        }
        Ok(found)
    }

    /// Homes of these statuses, in the account's words and small letters.
    pub fn homes(&self, is_wanted: impl Fn(&str) -> bool) -> Result<Vec<HomeRow>, StoreError> {
        let mut statuses = self.db.prepare_cached("SELECT DISTINCT status FROM listing")?;
        let statuses: Vec<String> = statuses
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let mut found = Vec::new();
        let mut statement = self.db.prepare_cached(
            "SELECT r.rid, r.id, r.doc FROM listing l JOIN record r ON r.rid = l.rid WHERE l.status = ?1 ORDER BY l.rid",
        )?;
        for status in statuses.iter().filter(|status| is_wanted(status)) {
            let mut rows = statement.query([status])?;
            while let Some(row) = rows.next()? {
                found.push(home(
                    row.get(0)?,
                    row.get(1)?,
                    row.get_ref(2)?.as_str().unwrap_or("{}"),
                )?);
            }
        }
        Ok(found)
    }

    /// Homes whose address, city, postal code or number holds each of these words, up to `most`.
    pub fn homes_called(&self, words: &[String], most: usize) -> Result<Vec<Listing>, StoreError> {
        let holds = (1..=words.len()).map(|at| format!(" AND instr(called, lower(?{at})) > 0"));
        let holds = holds.collect::<Vec<_>>().concat();
        let member = |name: &str| format!("coalesce(json_extract(r.doc, '$.{name}'), '')");
        let called = ["address", "city", "zip", "mls"].map(member).join(" || ' ' || ");
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT id, doc FROM (SELECT r.id, r.doc, r.rid, lower({called}) AS called
               FROM listing l JOIN record r ON r.rid = l.rid AND r.gone = 0)
             WHERE called <> ''{holds} ORDER BY rid DESC LIMIT {most}"
        ))?;
        let mut rows = statement.query(params_from_iter(words))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let fields = serde_json::from_str(row.get_ref(1)?.as_str().unwrap_or("{}"))?;
            found.push(Listing::from_fields(row.get::<_, String>(0)?.into(), &fields));
        }
        Ok(found)
    }

    /// Who may be looking for a home, behind a row, by row: somebody with an open deal, or of whom something was heard lately.
    pub fn seekers(&self, behind: i64, now: Timestamp, most: usize) -> Result<Vec<Seeker>, StoreError> {
        let since = now.saturating_sub(LOOKING).unwrap_or(now).as_millisecond();
        let mut statement = self.db.prepare_cached(LOOKING_FOR)?;
        let rows = statement.query_map(params![behind, since, most], |row| row.get::<_, i64>(0))?;
        let mut found = Vec::new();
        for rid in rows {
            found.extend(self.seeker(rid?)?);
        }
        Ok(found)
    }

    /// One person as somebody who looks for a home.
    pub fn as_seeker(&self, contact: &ContactId) -> Result<Option<Seeker>, StoreError> {
        match contact_rid(&self.db, contact.as_str())? {
            Some(rid) => self.seeker(rid),
            None => Ok(None),
        }
    }

    fn seeker(&self, rid: i64) -> Result<Option<Seeker>, StoreError> {
        let Some(stored) = by_rid(&self.db, rid)?.filter(|stored| !stored.record.tombstone) else {
            return Ok(None);
        };
        let mut statement = self.db.prepare_cached(
            "SELECT DISTINCT pipeline FROM opportunity WHERE contact = ?1 AND status = 'open'",
        )?;
        let pipelines = statement.query_map([rid], |row| row.get(0))?;
        Ok(Some(Seeker {
            rid,
            contact: Contact::from_fields(stored.record.entity.id.as_str().into(), &stored.record.fields),
            answers: answers::all(&self.db, rid)?,
            pipelines: pipelines.collect::<Result<_, _>>()?,
        }))
    }

    /// Appointments that were to begin between two moments, each with the name of its calendar; of one that is gone nothing.
    pub fn appointments_between(
        &self,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<(AppointmentId, Fields, String)>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT r.id, r.doc, coalesce((SELECT json_extract(c.doc, '$.name') FROM record c
               WHERE c.kind = 'calendar' AND c.id = json_extract(r.doc, '$.calendarId') AND c.gone = 0), '')
             FROM appointment a JOIN record r ON r.rid = a.rid AND r.gone = 0 WHERE a.start >= ?1 AND a.start < ?2",
        )?;
        let mut rows = statement.query([since.as_millisecond(), until.as_millisecond()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let fields = serde_json::from_str(row.get_ref(1)?.as_str().unwrap_or("{}"))?;
            found.push((row.get::<_, String>(0)?.into(), fields, row.get(2)?));
        }
        Ok(found)
    }

    /// Whether any home is here.
    pub fn has_homes(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM listing)";
        Ok(self.db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// Whether anything is new of homes.
    pub fn has_home_news(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM listing_news)";
        Ok(self.db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// Whom an id of the CRM's, or one of here, names.
    pub fn contact_of(&self, id: &str) -> Result<Option<ContactId>, StoreError> {
        let Some(rid) = contact_rid(&self.db, id)? else {
            return Ok(None);
        };
        let mut statement = self.db.prepare_cached("SELECT id FROM record WHERE rid = ?1")?;
        Ok(statement
            .query_row([rid], |row| row.get::<_, String>(0))
            .optional()?
            .map(ContactId::from))
    }
}

#[cfg(test)]
mod tests;
