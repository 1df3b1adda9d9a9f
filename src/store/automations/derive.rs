//! Where moments are found that nobody writes down: by an index, so many at a time, and only those that were not heard. The
//! rules of when they are stand with automations; a dry run asks the same questions without what was heard.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use serde_json::Value;

use crate::domain::appointment::Appointment;
use crate::domain::automation::{Heard, Yearly};
use crate::domain::gate::zones::{Whereabouts, candidates};
use crate::domain::record::{EntityRef, Fields, Members};
use crate::domain::value::ContactId;
use crate::store::error::StoreError;
use crate::store::file::setting;
use crate::store::reader::Reader;
use crate::store::rows::record::{contact_rid, timestamp};

/// Somebody is new for so long.
const NEW: SignedDuration = SignedDuration::from_hours(24 * 30);
/// The last past score that was looked at.
const SCORES: &str = "automations scores";

/// Somebody who has not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// Who.
    pub contact: ContactId,
    /// Their last word.
    pub heard: Option<Timestamp>,
    /// When they were last written to; what did not leave does not count.
    pub wrote: Timestamp,
    /// Tells this silence from their next.
    pub mark: i64,
}

/// Somebody who has a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeper {
    /// Who.
    pub contact: ContactId,
    /// Which day of the year, as month times a hundred and day; 0 for one that everybody has.
    pub on: u16,
    /// The year in which it was no anniversary yet; 0 when that says nothing.
    pub since: i16,
    /// The only year in which it comes.
    pub only: Option<i16>,
    /// Their zone, as far as anything speaks for one.
    pub zone: Option<String>,
}

impl Keeper {
    /// Whether the day comes in a year.
    pub fn has_it_in(&self, year: i16) -> bool {
        self.since < year && self.only.is_none_or(|only| only == year)
    }
}

/// An appointment that begins soon.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// With whom.
    pub contact: ContactId,
    /// What.
    pub appointment: Appointment,
    /// When it begins.
    pub starts: Timestamp,
    /// When it was booked, when that is known.
    pub booked: Option<Timestamp>,
}

/// A number about somebody that became another, in whole points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The past score that has it.
    pub seq: i64,
    /// About whom.
    pub contact: ContactId,
    /// When.
    pub at: Timestamp,
    /// Which, by name.
    pub score: String,
    /// From.
    pub from: i64,
    /// To.
    pub to: i64,
}

/// What of a day is asked for.
#[derive(Clone, Debug)]
pub struct Days {
    /// Which day.
    pub what: Yearly,
    /// Only of this day of the year.
    pub on: Option<u16>,
    /// Only of those who did not have it by this mark.
    pub unheard: Option<i64>,
}

/// What is in a message that left, or that came from elsewhere.
const LEFT: &str = "(o.state IS NULL OR o.state IN ('sending', 'uncertain', 'sent', 'delivered'))";
/// A call in which both talked is a word of theirs, whoever called.
const TALKED: &str = "(m.kind = 'call' AND m.status IN ('answered', 'completed', 'connected'))";

fn quiet_sql() -> String {
    format!(
        "SELECT id, heard, wrote, mark FROM (
           SELECT r.id AS id, c.last_out AS mark,
             (SELECT max(m.at) FROM message m WHERE m.contact = c.rid AND m.kind <> 'other'
                AND (m.inbound OR {TALKED})) AS heard,
             (SELECT max(m.at) FROM message m LEFT JOIN outbox o ON o.rid = m.rid WHERE m.contact = c.rid
                AND m.kind <> 'other' AND NOT m.inbound AND NOT {TALKED} AND {LEFT}) AS wrote
           FROM contact c JOIN record r ON r.rid = c.rid AND r.gone = 0
           WHERE c.last_out > c.last_in AND c.last_out > ?2 AND c.last_out <= ?3
             AND NOT EXISTS (SELECT 1 FROM automation_moment h WHERE h.what = ?1 AND h.rid = c.rid AND h.mark >= c.last_out)
           ORDER BY c.last_out)
         WHERE wrote > coalesce(heard, 0) LIMIT ?4"
    )
}

const NEAR: &str = "SELECT p.id, r.id, r.doc FROM appointment a JOIN record r ON r.rid = a.rid AND r.gone = 0
    JOIN record p ON p.rid = a.contact AND p.gone = 0
    WHERE a.start > ?1 AND a.start <= ?2
      AND NOT EXISTS (SELECT 1 FROM automation_moment h WHERE h.what = 'soon' AND h.rid = a.rid AND h.mark >= a.start)
    ORDER BY a.start";

/// Who they are and what says where they are.
const PLACE: &str = "r.id, json_extract(r.doc, '$.timezone'), json_extract(r.doc, '$.state'), c.zip,
    json_extract(r.doc, '$.country'), c.phone";
const UNHEARD: &str = "(?3 IS NULL OR NOT EXISTS (SELECT 1 FROM automation_moment h
    WHERE h.what = ?2 AND h.rid = c.rid AND h.mark >= ?3))";

fn days_sql(days: &Days, of: Added) -> String {
    let with = "r.gone = 0 AND (?4 IS NULL OR c.rid = ?4)";
    // A range, so that the index answers whether or not a day is named.
    let on = "BETWEEN coalesce(?1, 101) AND coalesce(?1, 1231)";
    match &days.what {
        Yearly::Birthday => format!(
            "SELECT c.born, 0, {PLACE}, NULL FROM contact c JOIN record r ON r.rid = c.rid
             WHERE c.born {on} AND c.born > 0 AND {UNHEARD} AND {with}"
        ),
        Yearly::HomeAnniversary => format!(
            "SELECT DISTINCT CAST(strftime('%m%d', d.closes / 1000, 'unixepoch') AS INTEGER),
               CAST(strftime('%Y', d.closes / 1000, 'unixepoch') AS INTEGER), {PLACE}, NULL
             FROM opportunity d INDEXED BY opportunity_won JOIN contact c ON c.rid = d.contact JOIN record r ON r.rid = c.rid
             WHERE d.status = 'won' AND d.closes > 0
               AND CAST(strftime('%m%d', d.closes / 1000, 'unixepoch') AS INTEGER) {on}
               AND {UNHEARD} AND {with}"
        ),
        Yearly::Quarter => format!(
            "SELECT 0, 0, {PLACE}, NULL FROM contact c CROSS JOIN record r ON r.rid = c.rid WHERE {UNHEARD} AND {with}"
        ),
        // The account adds its fields by itself, so no index has them; they are looked for once an hour.
        Yearly::Field { .. } => {
            let of = of.sql();
            format!(
                "SELECT DISTINCT v.on_day, v.in_year - 1, {PLACE}, CASE WHEN ?6 THEN NULL ELSE v.in_year END
                 FROM (SELECT rid, CAST(strftime('%m%d', at / 1000, 'unixepoch') AS INTEGER) AS on_day,
                         CAST(strftime('%Y', at / 1000, 'unixepoch') AS INTEGER) AS in_year
                       FROM ({of} AND coalesce(json_extract(d.doc, ?5), '') <> '') WHERE at <> 0) v
                 JOIN contact c ON c.rid = v.rid JOIN record r ON r.rid = c.rid
                 WHERE v.on_day {on} AND {UNHEARD} AND {with}"
            )
        }
    }
}

/// To what the account added a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Added {
    /// To people.
    #[default]
    People,
    /// To deals.
    Deals,
}

impl Added {
    /// Whose date it is, and the date.
    const fn sql(self) -> &'static str {
        match self {
            Self::People => {
                "SELECT d.rid, moment(json_extract(d.doc, ?5)) AS at FROM record d
                 WHERE d.kind = 'contact' AND d.gone = 0 AND (?4 IS NULL OR d.rid = ?4)"
            }
            // What was to happen with a deal that was lost does not.
            Self::Deals => {
                "SELECT o.contact AS rid, moment(json_extract(d.doc, ?5)) AS at
                 FROM opportunity o JOIN record d ON d.rid = o.rid AND d.gone = 0
                 WHERE o.status IN ('open', 'won') AND o.contact IS NOT NULL AND (?4 IS NULL OR o.contact = ?4)"
            }
        }
    }
}

fn keeper(row: &Row<'_>) -> rusqlite::Result<Keeper> {
    let text = |at: usize| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
    let (zone, state, zip, country, phone) = (text(3)?, text(4)?, text(5)?, text(6)?, text(7)?);
    let known = jiff::tz::TimeZone::get(&zone).is_ok();
    let places = candidates(&Whereabouts {
        zone: known.then_some(zone.as_str()),
        state: &state,
        zip: &zip,
        country: &country,
        phone: &phone,
    });
    Ok(Keeper {
        contact: row.get::<_, String>(2)?.into(),
        on: row.get(0)?,
        since: row.get(1)?,
        only: row.get(8)?,
        zone: places.into_iter().next().map(|place| place.zone),
    })
}

impl Reader {
    /// Who was written to last between two moments and has not answered, those who wait longest first. `what` is under which
    /// name it was heard.
    pub fn quiet(
        &self,
        what: &str,
        (from, until): (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Quiet>, StoreError> {
        let mut statement = self.db.prepare_cached(&quiet_sql())?;
        let span = (from.as_millisecond(), until.as_millisecond());
        let rows = statement.query_map(params![what, span.0, span.1, most], |row| {
            Ok(Quiet {
                contact: row.get::<_, String>(0)?.into(),
                heard: row.get::<_, Option<i64>>(1)?.map(timestamp),
                wrote: timestamp(row.get(2)?),
                mark: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whose day it is, or everybody's; with one person only, when one is named.
    pub fn keepers(&self, days: &Days, with: Option<&ContactId>) -> Result<Vec<Keeper>, StoreError> {
        let only = match with {
            Some(contact) => Some(contact_rid(&self.db, contact.as_str())?.unwrap_or(-1)),
            None => None,
        };
        let on_all: [&dyn ToSql; 4] = [&days.on, &days.what.word(), &days.unheard, &only];
        let field = match &days.what {
            Yearly::Field { name, yearly } => match self.date_field(name)? {
                Some((of, path)) => Some((of, path, *yearly)),
                None => return Ok(Vec::new()),
            },
            _ => None,
        };
        let of = field.as_ref().map(|(of, ..)| *of).unwrap_or_default();
        let mut statement = self.db.prepare_cached(&days_sql(days, of))?;
        let rows = if let Some((_, path, yearly)) = &field {
            let given: Vec<&dyn ToSql> = on_all
                .into_iter()
                .chain([path as &dyn ToSql, yearly as &dyn ToSql])
                .collect();
            statement.query_map(given.as_slice(), keeper)?
        } else {
            statement.query_map(on_all.as_slice(), keeper)?
        };
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Where the date of an added field of this name stands, and with whom: with people, else with deals.
    fn date_field(&self, name: &str) -> Result<Option<(Added, String)>, StoreError> {
        let sql = "SELECT id, coalesce(json_extract(doc, '$.model'), 'contact') AS model FROM record
                   WHERE kind = 'custom_field' AND gone = 0
                     AND trim(json_extract(doc, '$.name')) = ?1 COLLATE NOCASE AND json_extract(doc, '$.dataType') = 'DATE'
                     AND model IN ('contact', 'opportunity') ORDER BY model LIMIT 1";
        let found = self.db.prepare_cached(sql)?.query_row([name], |row| {
            let of = match row.get_ref(1)?.as_str()? {
                "opportunity" => Added::Deals,
                _ => Added::People,
            };
            let id: String = row.get(0)?;
            Ok((of, format!("$.customFields.\"{id}\"")))
        });
        Ok(found.optional()?)
    }

    /// Appointments that begin within a while from now and were not heard of, next first.
    pub fn near(&self, now: Timestamp, within: SignedDuration) -> Result<Vec<Near>, StoreError> {
        let until = now.saturating_add(within).unwrap_or(now);
        let mut statement = self.db.prepare_cached(NEAR)?;
        let mut rows = statement.query([now.as_millisecond(), until.as_millisecond()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let fields: Fields = serde_json::from_str(&row.get::<_, String>(2)?)?;
            let appointment = Appointment::from_fields(row.get::<_, String>(1)?.into(), &fields);
            let Some(starts) = appointment.start else { continue };
            found.push(Near {
                contact: row.get::<_, String>(0)?.into(),
                appointment,
                starts,
                booked: fields.time("dateAdded"),
            });
        }
        Ok(found)
    }

    /// Numbers of these names that became others since a moment, in the order in which they were kept, out of so many past
    /// scores behind those that were looked at; and the last of these. What was weighed differently is not compared.
    pub fn moved(
        &self,
        names: &[String],
        since: Timestamp,
        most: usize,
    ) -> Result<(Vec<Moved>, i64), StoreError> {
        let before = scores_place(&self.db)?;
        let mut statement = self.db.prepare_cached(
            "SELECT p.seq, p.at, p.numbers, p.priority, r.id, c.added, q.numbers, q.priority, q.config IS NOT NULL AND q.config <> p.config
             FROM score_past p JOIN record r ON r.rid = p.contact JOIN contact c ON c.rid = p.contact
             LEFT JOIN score_past q ON q.seq = (SELECT o.seq FROM score_past o
               WHERE o.contact = p.contact AND (o.at, o.seq) < (p.at, p.seq) ORDER BY o.at DESC, o.seq DESC LIMIT 1)
             WHERE p.seq > ?1 ORDER BY p.seq LIMIT ?2",
        )?;
        let mut rows = statement.query(params![before, most])?;
        let (mut found, mut last) = (Vec::new(), before);
        while let Some(row) = rows.next()? {
            let at: i64 = row.get(1)?;
            last = row.get(0)?;
            if at < since.as_millisecond() || row.get(8)? {
                continue;
            }
            let past = match row.get::<_, Option<String>>(6)? {
                Some(numbers) => Some(points(names, &numbers, row.get(7)?)?),
                None => None,
            };
            let now = points(names, &row.get::<_, String>(2)?, row.get(3)?)?;
            let (contact, added): (String, i64) = (row.get(4)?, row.get(5)?);
            let past = past.or_else(|| nothing(names, added, at));
            moves(names, past.as_deref(), &now, &mut |score, from, to| {
                found.push(Moved {
                    seq: last,
                    contact: contact.as_str().into(),
                    at: timestamp(at),
                    score: score.to_owned(),
                    from,
                    to,
                });
            });
        }
        Ok((found, last))
    }

    /// The same over a stretch of the past, with everybody or one person, in no order.
    pub fn moved_between(
        &self,
        names: &[String],
        (from, until): (Timestamp, Timestamp),
        with: Option<&ContactId>,
    ) -> Result<Vec<Moved>, StoreError> {
        let only = match with {
            Some(contact) => Some(contact_rid(&self.db, contact.as_str())?.unwrap_or(-1)),
            None => None,
        };
        let mut statement = self.db.prepare_cached(
            "SELECT p.seq, p.at, p.numbers, p.priority, r.id, c.added, p.contact, p.config
             FROM score_past p JOIN record r ON r.rid = p.contact JOIN contact c ON c.rid = p.contact
             WHERE p.at < ?1 AND (?2 IS NULL OR p.contact = ?2) ORDER BY p.contact, p.at, p.seq",
        )?;
        let mut rows = statement.query(params![until.as_millisecond(), only])?;
        let mut found = Vec::new();
        let mut before: Option<(i64, String, Vec<i64>)> = None;
        while let Some(row) = rows.next()? {
            let (seq, at, added, rid): (i64, i64, i64, i64) =
                (row.get(0)?, row.get(1)?, row.get(5)?, row.get(6)?);
            let config: String = row.get(7)?;
            let now = points(names, &row.get::<_, String>(2)?, row.get(3)?)?;
            let past = match before.take().filter(|(whose, ..)| *whose == rid) {
                Some((_, weights, past)) => (weights == config).then_some(past),
                None => nothing(names, added, at),
            };
            if at >= from.as_millisecond() {
                let contact: String = row.get(4)?;
                moves(names, past.as_deref(), &now, &mut |score, from, to| {
                    found.push(Moved {
                        seq,
                        contact: contact.as_str().into(),
                        at: timestamp(at),
                        score: score.to_owned(),
                        from,
                        to,
                    });
                });
            }
            before = Some((rid, config, now));
        }
        Ok(found)
    }
}

/// Numbers by name, in whole points as lists show them; what is not known counts as none. They are kept in hundredths.
fn points(names: &[String], numbers: &str, priority: Option<i64>) -> Result<Vec<i64>, StoreError> {
    let numbers: Value = serde_json::from_str(numbers)?;
    let point = |name: &String| {
        let hundredths = match name.as_str() {
            "priority" => priority,
            name => numbers[name].as_i64(),
        };
        (hundredths.unwrap_or(0) + 50) / 100
    };
    Ok(names.iter().map(point).collect())
}

/// Of somebody new the first numbers have risen from nothing. Of everybody else they say only that they were looked at.
fn nothing(names: &[String], added: i64, at: i64) -> Option<Vec<i64>> {
    let is_new = at - added <= NEW.as_millis() as i64;
    is_new.then(|| vec![0; names.len()])
}

fn moves(names: &[String], past: Option<&[i64]>, now: &[i64], say: &mut impl FnMut(&str, i64, i64)) {
    let both = past.unwrap_or_default().iter().zip(now);
    for (name, (from, to)) in names.iter().zip(both) {
        if from != to {
            say(name, *from, *to);
        }
    }
}

fn scores_place(db: &Connection) -> Result<i64, StoreError> {
    let kept = setting::get(db, SCORES)?.unwrap_or_default();
    Ok(kept.parse().unwrap_or(0))
}

/// Keeps that moments were heard.
pub(super) fn heard(db: &Connection, moments: &[Heard], scores: i64) -> Result<(), StoreError> {
    // Whoever is gone meanwhile has no moments any more.
    let mut statement = db.prepare_cached(
        "INSERT INTO automation_moment (what, rid, mark) SELECT ?1, rid, ?4 FROM record WHERE kind = ?2 AND id = ?3
         ON CONFLICT (what, rid) DO UPDATE SET mark = max(mark, excluded.mark)",
    )?;
    for moment in moments {
        let EntityRef { kind, id } = &moment.of;
        statement.execute(params![moment.what, kind.word(), id, moment.mark])?;
    }
    if scores > scores_place(db)? {
        setting::set(db, SCORES, &scores.to_string())?;
    }
    Ok(())
}

/// How they are found.
#[cfg(test)]
pub(super) fn plans(db: &Connection) -> Result<Vec<String>, StoreError> {
    let day = |what| Days {
        what,
        on: Some(229),
        unheard: Some(0),
    };
    let all = [
        quiet_sql(),
        NEAR.to_owned(),
        days_sql(&day(Yearly::Birthday), Added::People),
        days_sql(&day(Yearly::HomeAnniversary), Added::People),
    ];
    let mut plans = Vec::new();
    for sql in all {
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let many = statement.parameter_count();
        let given = vec![0_i64; many];
        let rows = statement.query_map(rusqlite::params_from_iter(given), |row| row.get::<_, String>(3))?;
        plans.push(rows.collect::<Result<Vec<_>, _>>()?.join("\n"));
    }
    Ok(plans)
}
