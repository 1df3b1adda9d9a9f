//! People: the windowed list, and everything about one of them.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use rusqlite::types::Value as Bound;
use rusqlite::{OptionalExtension, Row, params_from_iter};
use serde_json::Value;

use crate::domain::appointment::Appointment;
use crate::domain::contact::Contact;
use crate::domain::conversation::Message;
use crate::domain::filter::{FieldSpec, Filter};
use crate::domain::memory::Memory;
use crate::domain::note::Note;
use crate::domain::qualification::Answer;
use crate::domain::record::{EntityKind, Fields};
use crate::domain::score::Mark;
use crate::domain::task::Task;
use crate::domain::value::{Cents, ContactId, ConversationId, Foreign, StageId, UserId};
use crate::store::ask::chosen::{PROBES, Way};
use crate::store::ask::queue::ConflictRow;
use crate::store::error::StoreError;
use crate::store::filter::{Compiled, groups};
use crate::store::person::deals::DealCard;
use crate::store::person::memory;
use crate::store::person::next::NextStep;
use crate::store::person::roster::{Roster, RosterChange};
use crate::store::reader::Reader;
use crate::store::rows::household::{self, Kin};
use crate::store::rows::record::{by_rid, find, name_of, timestamp};
use crate::store::rows::{answers, forgotten};
use crate::store::scores::{MARK, mark};

pub use crate::domain::filter::Order as Sort;

/// A person in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Which one.
    pub id: ContactId,
    /// Given name.
    pub first_name: Foreign,
    /// Family name.
    pub last_name: Foreign,
    /// Main phone.
    pub phone: Foreign,
    /// Main e-mail.
    pub email: Foreign,
    /// Tags.
    pub tags: Vec<Foreign>,
    /// Where they came from.
    pub source: Foreign,
    /// City.
    pub city: Foreign,
    /// Who owns them.
    pub owner: Option<UserId>,
    /// Stage of their open deal, if there is one.
    pub stage: Option<StageId>,
    /// Worth of their open deals.
    pub value: Cents,
    /// When they wrote last.
    pub last_in: Option<Timestamp>,
    /// When they were written to last.
    pub last_out: Option<Timestamp>,
    /// When the CRM first knew them.
    pub added: Option<Timestamp>,
    /// When something last happened.
    pub active: Timestamp,
    /// Messages not yet read.
    pub unread: u32,
    /// An edit or message waits to be confirmed by the CRM.
    pub pending: bool,
    /// Their score, once it is worked out.
    pub score: Option<Mark>,
    /// What comes next with them, where it is asked for.
    pub next: Option<NextStep>,
}

/// Part of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleWindow {
    /// The position of the first row.
    pub offset: usize,
    /// The rows.
    pub rows: Vec<PersonRow>,
    /// How many there are in all; `None` while it is being counted.
    pub total: Option<usize>,
}

/// People who have the same value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeopleGroup {
    /// The value; empty for those who have none.
    pub value: String,
    /// How many they are.
    pub people: usize,
    /// What their open deals are worth together.
    pub worth: Cents,
}

/// Everything here about one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The person.
    pub contact: Contact,
    /// The members as stored, for fields this program has no word for.
    pub fields: Fields,
    /// The CRM's id; `None` until it has given one.
    pub remote_id: Option<String>,
    /// Members edited here and not yet confirmed.
    pub pending: Vec<String>,
    /// Gone in the CRM.
    pub gone: bool,
    /// Their deals.
    pub deals: Vec<DealCard>,
    /// The last messages, newest first.
    pub messages: Vec<Message>,
    /// Notes, newest first.
    pub notes: Vec<Note>,
    /// Tasks, open ones first.
    pub tasks: Vec<Task>,
    /// Appointments, latest first.
    pub appointments: Vec<Appointment>,
    /// Conflicts on them.
    pub conflicts: Vec<ConflictRow>,
    /// Their thread, if there is one.
    pub conversation: Option<ConversationId>,
    /// Messages not yet read.
    pub unread: u32,
    /// Who decides with them, in the order in which one goes from one to the next.
    pub household: Vec<Kin>,
    /// What they have answered to the questions of qualification.
    pub answers: Vec<Answer>,
    /// What is remembered of them, in the order in which it came.
    pub memories: Vec<Memory>,
}

/// Most that is read of each kind for one person; a thread goes on in the CRM.
const MOST: usize = 200;
/// Looks at a running filter after which it is stopped: 30 million steps of SQLite, about half a second.
const LOOKS: u32 = 1_500;
/// Groups that are counted at most; the smallest are left out.
pub const GROUPS: usize = 200;

const ROW: &str = "SELECT r.id, r.doc, c.active, c.last_in, c.last_out, c.unread,
     (SELECT id FROM stage WHERE nr = c.stage), c.worth,
     r.base IS NOT NULL OR r.remote_id IS NULL";
const FROM: &str =
    "FROM contact c JOIN record r ON r.rid = c.rid LEFT JOIN score s ON s.contact = c.rid WHERE c.rid = ?1";

impl Reader {
    /// Part of the list of people that a filter chooses. With `count` the total is exact; without it may be unknown.
    pub fn people(
        &self,
        filter: &Filter,
        roster: &Roster,
        offset: usize,
        limit: usize,
        count: bool,
    ) -> Result<PeopleWindow, StoreError> {
        if let Some(words) = filter.plain_words()
            && let Some(hits) = roster.search(&words, offset, limit, count)
        {
            return Ok(PeopleWindow {
                offset,
                rows: self.rows_of(&hits.rids)?,
                total: hits.total,
            });
        }
        self.capped(|| {
            let most = filter.limit.unwrap_or(usize::MAX);
            let rids = self.page(filter, offset, limit.min(most.saturating_sub(offset)))?;
            let total = if count && filter.is_everybody() {
                Some(self.everybody()?.min(most))
            } else if count {
                let compiled = self.compiled(filter, Way::Counting)?;
                Some(self.count(&compiled.condition, &compiled.values)?.min(most))
            } else {
                None
            };
            Ok(PeopleWindow {
                offset,
                rows: self.rows_of(&rids)?,
                total,
            })
        })
    }

    /// The ids of everybody a filter chooses, in its order, up to `most`.
    pub fn people_ids(&self, filter: &Filter, most: usize) -> Result<Vec<ContactId>, StoreError> {
        self.capped(|| {
            let compiled = self.compiled(filter, Way::Finding)?;
            let sql = format!(
                "SELECT r.id FROM contact c JOIN record r ON r.rid = c.rid WHERE {} ORDER BY {} LIMIT {}",
                compiled.condition,
                compiled.order,
                most.min(filter.limit.unwrap_or(usize::MAX))
            );
            let mut statement = self.db.prepare_cached(&sql)?;
            let ids = statement.query_map(params_from_iter(compiled.values.iter()), |row| {
                row.get::<_, String>(0)
            })?;
            Ok(ids
                .collect::<Result<Vec<_>, _>>()?
                .into_iter()
                .map(Into::into)
                .collect())
        })
    }

    /// Everybody whom a filter chooses, with what people call them, in its order.
    pub fn people_named(&self, filter: &Filter) -> Result<Vec<(ContactId, String)>, StoreError> {
        self.capped(|| {
            let compiled = self.compiled(filter, Way::Finding)?;
            let sql = format!(
                "SELECT r.id, coalesce({}, '') FROM contact c JOIN record r ON r.rid = c.rid WHERE {} ORDER BY {}",
                name_of("c.rid"),
                compiled.condition,
                compiled.order,
            );
            let mut statement = self.db.prepare_cached(&sql)?;
            let people = statement.query_map(params_from_iter(compiled.values.iter()), |row| {
                Ok((row.get::<_, String>(0)?.into(), row.get(1)?))
            })?;
            Ok(people.collect::<Result<_, _>>()?)
        })
    }

    /// Those among `rids` whom a filter chooses.
    pub(in crate::store) fn chosen_among(
        &self,
        filter: &Filter,
        rids: &BTreeSet<i64>,
    ) -> Result<BTreeSet<i64>, StoreError> {
        self.capped(|| {
            let mut compiled = self.compiled(filter, Way::Finding)?;
            compiled.values.push(serde_json::to_string(rids)?.into());
            // The few are gone through one by one; no index of the whole list is a better way to them.
            let sql = format!(
                "SELECT c.rid FROM json_each(?{}) few CROSS JOIN contact c ON c.rid = few.value WHERE {}",
                compiled.values.len(),
                compiled.condition
            );
            let mut statement = self.db.prepare_cached(&sql)?;
            let chosen = statement.query_map(params_from_iter(compiled.values.iter()), |row| row.get(0))?;
            Ok(chosen.collect::<Result<_, _>>()?)
        })
    }

    /// Part of the list, as row numbers.
    fn page(&self, filter: &Filter, offset: usize, limit: usize) -> Result<Vec<i64>, StoreError> {
        let read = |compiled: &Compiled| -> Result<Vec<i64>, StoreError> {
            let sql = format!(
                "SELECT c.rid FROM contact c WHERE {} ORDER BY {} LIMIT {limit} OFFSET {offset}",
                compiled.condition, compiled.order,
            );
            let mut statement = self.db.prepare_cached(&sql)?;
            let rids = statement.query_map(params_from_iter(compiled.values.iter()), |row| row.get(0))?;
            Ok(rids.collect::<Result<_, _>>()?)
        };
        if limit == 0 {
            return Ok(Vec::new());
        }
        let compiled = self.compiled(filter, Way::Listing)?;
        if !compiled.probes {
            return read(&compiled);
        }
        // Those who said it may be far down the list: after a while it is better to find all of them first.
        self.patience.store(PROBES, Ordering::Relaxed);
        let rids = read(&compiled);
        self.patience.store(LOOKS, Ordering::Relaxed);
        match rids {
            Err(StoreError::TooLong) => read(&self.compiled(filter, Way::Finding)?),
            rids => rids,
        }
    }

    fn count(&self, condition: &str, values: &[Bound]) -> Result<usize, StoreError> {
        let sql = format!("SELECT count(*) FROM contact c WHERE {condition}");
        let mut statement = self.db.prepare_cached(&sql)?;
        let total: i64 = statement.query_row(params_from_iter(values.iter()), |row| row.get(0))?;
        Ok(usize::try_from(total).unwrap_or(0))
    }

    /// How many people a filter chooses for each value of the field it counts by, the largest first, and what their open
    /// deals are worth.
    pub fn people_by(&self, filter: &Filter, by: &FieldSpec) -> Result<Vec<PeopleGroup>, StoreError> {
        if filter.is_everybody()
            && let Some(groups) = self.tally(by, GROUPS)?
        {
            return Ok(groups);
        }
        self.capped(|| {
            let compiled = self.compiled(filter, Way::Counting)?;
            let (join, value) = groups(by);
            let sql = format!(
                "SELECT {value} AS v, count(*) AS n, sum(c.worth) FROM contact c {join} WHERE {}
                 GROUP BY v ORDER BY n DESC, v LIMIT {GROUPS}",
                compiled.condition
            );
            let mut statement = self.db.prepare_cached(&sql)?;
            let groups = statement.query_map(params_from_iter(compiled.values.iter()), |row| {
                Ok(PeopleGroup {
                    value: row.get(0)?,
                    people: row.get(1)?,
                    worth: Cents(row.get(2)?),
                })
            })?;
            Ok(groups.collect::<Result<_, _>>()?)
        })
    }

    /// How many people a filter chooses, and what their open deals are worth.
    pub fn people_summed(&self, filter: &Filter) -> Result<(usize, Cents), StoreError> {
        self.summed(filter, LOOKS)
    }

    /// The same, if it is known soon: after so many looks it is given up.
    pub fn people_summed_soon(
        &self,
        filter: &Filter,
        looks: u32,
    ) -> Result<Option<(usize, Cents)>, StoreError> {
        match self.summed(filter, looks) {
            Ok(summed) => Ok(Some(summed)),
            Err(StoreError::TooLong) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn summed(&self, filter: &Filter, looks: u32) -> Result<(usize, Cents), StoreError> {
        if let Some(kept) = self.tallied(filter)? {
            return Ok(kept);
        }
        self.patient(looks, || {
            let compiled = self.compiled(filter, Way::Counting)?;
            let sql = format!(
                "SELECT count(*), coalesce(sum(c.worth), 0) FROM contact c WHERE {}",
                compiled.condition
            );
            let mut statement = self.db.prepare_cached(&sql)?;
            Ok(
                statement.query_row(params_from_iter(compiled.values.iter()), |row| {
                    Ok((row.get(0)?, Cents(row.get(1)?)))
                })?,
            )
        })
    }

    /// How many people a filter chooses, if that is known soon: after so many looks the count is given up.
    pub fn people_soon(
        &self,
        filter: &Filter,
        roster: &Roster,
        looks: u32,
    ) -> Result<Option<usize>, StoreError> {
        let most = filter.limit.unwrap_or(usize::MAX);
        if let Some(words) = filter.plain_words()
            && let Some(hits) = roster.search(&words, 0, 0, true)
        {
            return Ok(hits.total);
        }
        if let Some((people, _)) = self.tallied(filter)? {
            return Ok(Some(people.min(most)));
        }
        let counted = self.patient(looks, || {
            let compiled = self.compiled(filter, Way::Counting)?;
            self.count(&compiled.condition, &compiled.values)
        });
        match counted {
            Ok(people) => Ok(Some(people.min(most))),
            Err(StoreError::TooLong) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn rows_of(&self, rids: &[i64]) -> Result<Vec<PersonRow>, StoreError> {
        let sql = format!("{ROW}, {MARK} {FROM}");
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut rows = Vec::with_capacity(rids.len());
        for rid in rids {
            // Gone since the roster was read: the list is asked again after the commit that removed them.
            if let Some(row) = statement.query_row([rid], |row| Ok(person_row(row))).optional()? {
                rows.push(row?);
            }
        }
        Ok(rows)
    }

    /// Everything about one person, by either id.
    pub fn person(&self, id: &ContactId) -> Result<Option<Person>, StoreError> {
        let Some(stored) = find(&self.db, EntityKind::Contact, id.as_str())? else {
            return Ok(None);
        };
        let rid = stored.rid;
        if forgotten::is(&self.db, rid)? {
            return Ok(None);
        }
        let record = stored.record;
        let unread: Option<u32> = self
            .db
            .prepare_cached("SELECT unread FROM contact WHERE rid = ?1")?
            .query_row([rid], |row| row.get(0))
            .optional()?;
        let conversation: Option<String> = self
            .db
            .prepare_cached(
                "SELECT r.id FROM conversation v JOIN record r ON r.rid = v.rid WHERE v.contact = ?1
                 ORDER BY v.last_at DESC LIMIT 1",
            )?
            .query_row([rid], |row| row.get(0))
            .optional()?;
        let own = record.entity.clone();
        let deals = self.deals_of(rid)?;
        Ok(Some(Person {
            contact: Contact::from_fields(record.entity.id.as_str().into(), &record.fields),
            remote_id: record.remote_id.clone(),
            pending: record.pending().map(str::to_owned).collect(),
            gone: record.tombstone,
            conflicts: self
                .conflicts()?
                .into_iter()
                .filter(|conflict| {
                    conflict.entity == own || deals.iter().any(|deal| conflict.entity.id == deal.id.as_str())
                })
                .collect(),
            deals,
            messages: self.children("message", "at DESC", rid, |id, fields| {
                Message::from_fields(id.into(), fields)
            })?,
            notes: self.children("note", "at DESC", rid, |id, fields| {
                Note::from_fields(id.into(), fields)
            })?,
            tasks: self.children("task", "completed, due", rid, |id, fields| {
                Task::from_fields(id.into(), fields)
            })?,
            appointments: self.children("appointment", "start DESC", rid, |id, fields| {
                Appointment::from_fields(id.into(), fields)
            })?,
            conversation: conversation.map(Into::into),
            unread: unread.unwrap_or(0),
            household: household::kin(&self.db, rid)?,
            answers: answers::all(&self.db, rid)?,
            memories: memory::of(&self.db, rid)?,
            fields: record.fields,
        }))
    }

    fn children<T>(
        &self,
        table: &'static str,
        order: &'static str,
        contact: i64,
        read: impl Fn(String, &Fields) -> T,
    ) -> Result<Vec<T>, StoreError> {
        let sql = format!(
            "SELECT r.id, r.doc FROM {table} x JOIN record r ON r.rid = x.rid WHERE x.contact = ?1
             ORDER BY {order} LIMIT {MOST}"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut rows = statement.query([contact])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let fields: Fields = serde_json::from_str(&row.get::<_, String>(1)?)?;
            found.push(read(row.get(0)?, &fields));
        }
        Ok(found)
    }

    /// The line and activity of each person, for the roster; nothing for those who are gone.
    pub fn roster_lines(&self, ids: &[ContactId]) -> Result<Vec<RosterChange>, StoreError> {
        let mut lines = Vec::with_capacity(ids.len());
        let mut statement = self
            .db
            .prepare_cached("SELECT active, find FROM contact WHERE rid = ?1")?;
        for id in ids {
            let Some(rid) = crate::store::rows::record::contact_rid(&self.db, id.as_str())? else {
                continue;
            };
            let line = statement
                .query_row([rid], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            lines.push((rid, line));
        }
        Ok(lines)
    }

    /// The people that facts after `seq` were about, and the last fact looked at.
    pub fn people_changed_since(&self, seq: i64) -> Result<(Vec<ContactId>, i64), StoreError> {
        // Read first: a commit between the two reads is then told again, never missed.
        let last = self.last_fact()?;
        let mut statement = self.db.prepare_cached(
            "SELECT DISTINCT coalesce(c.id, p.id) FROM journal j
             JOIN record r ON r.rid = j.rid
             LEFT JOIN record c ON c.rid = r.rid AND c.kind = 'contact'
             LEFT JOIN message m ON m.rid = r.rid
             LEFT JOIN record p ON p.rid = m.contact
             WHERE j.seq > ?1 AND coalesce(c.id, p.id) IS NOT NULL",
        )?;
        let ids = statement
            .query_map([seq], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        Ok((ids.into_iter().map(Into::into).collect(), last))
    }

    /// The number of the last fact.
    pub fn last_fact(&self) -> Result<i64, StoreError> {
        Ok(self
            .db
            .query_row("SELECT coalesce(max(seq), 0) FROM journal", [], |row| row.get(0))?)
    }

    /// The CRM's id of a record, once it has one.
    pub fn remote_id(&self, kind: EntityKind, id: &str) -> Result<Option<String>, StoreError> {
        Ok(find(&self.db, kind, id)?.and_then(|stored| stored.record.remote_id))
    }

    /// The members of a record, by either id.
    pub fn fields(&self, kind: EntityKind, id: &str) -> Result<Option<Fields>, StoreError> {
        Ok(find(&self.db, kind, id)?.map(|stored| stored.record.fields))
    }

    /// The JSON of a record as the CRM last told it.
    pub fn raw(&self, kind: EntityKind, id: &str) -> Result<Option<Value>, StoreError> {
        let Some(stored) = find(&self.db, kind, id)? else {
            return Ok(None);
        };
        let json: Option<String> = self
            .db
            .prepare_cached("SELECT json FROM raw WHERE rid = ?1")?
            .query_row([stored.rid], |row| row.get(0))
            .optional()?;
        Ok(json.map(|json| serde_json::from_str(&json)).transpose()?)
    }

    /// Whether a record is known and alive.
    pub fn is_known(&self, kind: EntityKind, rid: i64) -> Result<bool, StoreError> {
        Ok(by_rid(&self.db, rid)?.is_some_and(|s| s.record.entity.kind == kind && !s.record.tombstone))
    }

    /// Answers a question, but not for ever: a filter that asks too much is stopped.
    pub(in crate::store) fn capped<T>(
        &self,
        question: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.patient(LOOKS, question)
    }

    /// Answers a question that may take so many looks at it.
    fn patient<T>(
        &self,
        looks: u32,
        question: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.patience.store(looks, Ordering::Relaxed);
        let answer = question();
        self.patience.store(u32::MAX, Ordering::Relaxed);
        answer
    }
}

fn person_row(row: &Row<'_>) -> Result<PersonRow, StoreError> {
    let id: String = row.get(0)?;
    let fields: Fields = serde_json::from_str(&row.get::<_, String>(1)?)?;
    let contact = Contact::from_fields(id.into(), &fields);
    let moment = |millis: i64| (millis > 0).then(|| timestamp(millis));
    Ok(PersonRow {
        id: contact.id,
        first_name: contact.first_name,
        last_name: contact.last_name,
        phone: contact.phone,
        email: contact.email,
        tags: contact.tags,
        source: contact.source,
        city: contact.address.city,
        owner: contact.assigned_to,
        added: contact.added,
        active: timestamp(row.get(2)?),
        last_in: moment(row.get(3)?),
        last_out: moment(row.get(4)?),
        unread: row.get(5)?,
        stage: row
            .get::<_, Option<String>>(6)?
            .filter(|stage| !stage.is_empty())
            .map(Into::into),
        value: Cents(row.get(7)?),
        pending: row.get(8)?,
        score: mark(row, 9)?,
        next: None,
    })
}

#[cfg(test)]
mod tests;
