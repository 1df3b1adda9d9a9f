//! What waits today, found by indexes and never more than is shown: people in `people.rs`, those of whom nothing is heard in
//! `silence.rs`, tasks and deals in `work.rs`. Each question looks at a bounded number of rows, so the queue takes the same time in an account of a
//! million people. To add a kind: its question there, a line in [`Reader::queue`], its statement in the plan test.

mod alike;
pub(in crate::store) mod away;
mod calls;
mod people;
pub(in crate::store) mod pond;
mod silence;
mod sql;
#[cfg(test)]
mod tests;
mod work;

pub use alike::{Alike, LikeThem};
pub(super) use calls::build as build_calls;
pub(super) use sql::{ENTERED, answered};

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::error::StoreError;
use super::reader::Reader;
use crate::domain::filter::Filter;
use crate::domain::record::{EntityKind, EntityRef};
use crate::domain::today::{Cost, Item, Kind, Split, Terms, Waiting, compare};
use crate::domain::value::{ContactId, Foreign, UserId};
use crate::store::rows::household;
use crate::store::rows::record::{name_of, timestamp};

/// Rows of a kind that are looked at; more than that are counted as "more".
const MOST: usize = 100;

/// What the queue is asked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueAsk {
    /// The present.
    pub now: Timestamp,
    /// When today began where the person is.
    pub day: Timestamp,
    /// When today ends there.
    pub tomorrow: Timestamp,
    /// The same day as the call list is kept under: `2026-04-14`.
    pub date: String,
    /// Whose queue; `None` for everybody's.
    pub me: Option<UserId>,
    /// What is agreed about new leads.
    pub terms: Terms,
    /// Rows of each split, at most.
    pub rows: usize,
    /// Only people whom this chooses, of the rows that are looked at; everybody without it.
    pub filter: Option<Filter>,
}

/// A part of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuePart {
    /// Which one.
    pub split: Split,
    /// How many wait in it.
    pub count: usize,
    /// There are more than were counted.
    pub more: bool,
    /// The first of them, in order.
    pub items: Vec<Item>,
}

/// What comes next when nothing waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upcoming {
    /// When.
    pub at: Timestamp,
    /// What: the words of a task; empty for somebody who was put off.
    pub what: Foreign,
    /// With whom.
    pub name: Foreign,
}

/// The call list of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallList {
    /// When it was made.
    pub built: Timestamp,
    /// How many it had.
    pub people: usize,
}

/// Everything that waits today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// A part for each split, in their order.
    pub parts: Vec<QueuePart>,
    /// What is agreed about new leads; the cost of an item at another moment follows from it.
    pub terms: Terms,
    /// The user whom the settings name as the pond.
    pub pond: Option<UserId>,
    /// The call list of the day, once it is made.
    pub calls: Option<CallList>,
    /// When today's last verdict was given.
    pub judged: Option<Timestamp>,
    /// What comes next.
    pub next: Option<Upcoming>,
    /// The new leads, whomever the filter chooses: a clock falls for all of them.
    pub leads: Vec<Item>,
    /// When the answer becomes another one by itself.
    pub changes_at: Option<Timestamp>,
}

/// Something that was found, before it has its words.
struct Found {
    waiting: Waiting,
    rid: i64,
    contact: Option<i64>,
    what: String,
    more: String,
    owner: String,
    ways: Ways,
}

/// The number and the address of a person; empty without one.
struct Ways {
    phone: String,
    email: String,
}

impl Ways {
    fn any(&self) -> bool {
        !self.phone.is_empty() || !self.email.is_empty()
    }
}

/// What was found of one kind.
#[derive(Default)]
struct Finds {
    found: Vec<Found>,
    more: bool,
}

/// What every question of the queue is asked with.
struct Desk<'a> {
    reader: &'a Reader,
    ask: &'a QueueAsk,
    /// Whose, or empty for everybody's.
    me: String,
    /// The pond's id, or nobody's.
    pond: String,
    /// Everybody who waits.
    waiting: BTreeSet<i64>,
    /// Those of them who share a number or an address with another: nobody else can have their household waiting.
    sharing: BTreeSet<i64>,
    /// People who were looked up, with id and name; nobody behind the number of one who went.
    called: RefCell<HashMap<i64, Option<Called>>>,
}

/// A person's id and name.
#[derive(Clone)]
struct Called {
    id: ContactId,
    name: Foreign,
}

impl Reader {
    /// Everything that waits today, in order.
    pub fn queue(&self, ask: &QueueAsk) -> Result<Queue, StoreError> {
        let pond = self.pond(&ask.terms)?;
        let mut desk = Desk {
            reader: self,
            ask,
            me: ask
                .me
                .as_ref()
                .map(|me| me.as_str().to_owned())
                .unwrap_or_default(),
            pond: pond
                .as_ref()
                .map(|pond| pond.as_str().to_owned())
                .unwrap_or_default(),
            waiting: BTreeSet::new(),
            sharing: BTreeSet::new(),
            called: RefCell::default(),
        };
        let mut kinds = vec![
            desk.leads()?,
            desk.back()?,
            desk.replies()?,
            desk.calls()?,
            desk.tasks()?,
            desk.deals()?,
            desk.silent()?,
            desk.cooling()?,
            desk.snoozed()?,
        ];
        once_each(&mut kinds);
        let found = kinds.iter().flat_map(|finds| &finds.found);
        desk.waiting = found.filter_map(|found| found.contact).collect();
        desk.sharing = sharing(&kinds);
        let leads = match kinds.first() {
            Some(leads) => desk.leads_of(leads)?,
            None => Vec::new(),
        };
        if let Some(filter) = &ask.filter {
            let chosen = self.chosen_among(filter, &desk.waiting)?;
            let is_chosen = |found: &Found| found.contact.is_some_and(|contact| chosen.contains(&contact));
            for finds in &mut kinds {
                finds.found.retain(is_chosen);
            }
        }
        let mut parts = Vec::with_capacity(Split::ALL.len());
        for split in Split::ALL {
            parts.push(desk.part(split, &mut kinds)?);
        }
        let changes_at = changes_at(&parts, ask.now);
        Ok(Queue {
            parts,
            terms: ask.terms.clone(),
            pond,
            calls: desk.call_list()?,
            judged: desk.judged()?,
            next: desk.next()?,
            leads,
            changes_at,
        })
    }

    /// The user whom the settings name as the pond, by id or by name.
    pub fn pond(&self, terms: &Terms) -> Result<Option<UserId>, StoreError> {
        let Some(named) = terms
            .pond
            .as_deref()
            .map(str::trim)
            .filter(|named| !named.is_empty())
        else {
            return Ok(None);
        };
        let directory = self.directory()?;
        let found = directory.user_called(named);
        Ok(found.map(|user| user.id.clone()))
    }
}

/// Nobody waits twice: who is a new lead or was put off until now is not in the replies and on the call list as well, and who is
/// to be called is not silent.
fn once_each(kinds: &mut [Finds]) {
    let mut seen = BTreeSet::new();
    for finds in kinds {
        finds.found.retain(|found| match found.waiting.kind {
            Kind::Lead | Kind::Back | Kind::Reply | Kind::Call | Kind::Silent | Kind::Cooling => {
                seen.insert(found.rid)
            }
            Kind::Promise | Kind::Task | Kind::Deal | Kind::Snoozed => true,
        });
    }
}

/// People with a number or an address that another of them has as well.
fn sharing(kinds: &[Finds]) -> BTreeSet<i64> {
    let mut first_with = HashMap::new();
    let mut sharing = BTreeSet::new();
    for found in kinds.iter().flat_map(|finds| &finds.found) {
        let Some(contact) = found.contact else { continue };
        for way in [&found.ways.phone, &found.ways.email] {
            let first = *first_with.entry(way.as_str()).or_insert(contact);
            if first != contact && !way.is_empty() {
                sharing.extend([first, contact]);
            }
        }
    }
    sharing
}

/// The next moment at which a promise ends, a snooze is over or a task is due.
fn changes_at(parts: &[QueuePart], now: Timestamp) -> Option<Timestamp> {
    parts
        .iter()
        .flat_map(|part| &part.items)
        .filter_map(|item| item.waiting.due)
        .filter(|due| *due > now)
        .min()
}

impl Desk<'_> {
    /// The part of one split: what was found for it, in order, the first of it with its words.
    fn part(&self, split: Split, kinds: &mut [Finds]) -> Result<QueuePart, StoreError> {
        let mut more = false;
        let mut items = Vec::new();
        for finds in kinds {
            let here = |found: &Found| found.waiting.kind.split() == split;
            more |= finds.more && finds.found.iter().any(here);
            for found in finds.found.extract_if(.., |found| here(found)) {
                items.push((self.item(&found), found));
            }
        }
        let count = items.len();
        items.sort_by(|(a, found), (b, other)| compare(a, b).then(found.rid.cmp(&other.rid)));
        items.truncate(self.ask.rows);
        let mut kept = Vec::with_capacity(items.len());
        for (item, found) in items {
            kept.extend(self.named(item, found.contact, found.rid)?);
        }
        Ok(QueuePart {
            split,
            count,
            more,
            items: kept,
        })
    }

    /// New leads with their names.
    fn leads_of(&self, leads: &Finds) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::with_capacity(leads.found.len());
        for found in &leads.found {
            items.extend(self.named(self.item(found), found.contact, found.rid)?);
        }
        items.sort_by(compare);
        Ok(items)
    }

    fn item(&self, found: &Found) -> Item {
        let kind = match found.waiting.kind {
            Kind::Deal => EntityKind::Opportunity,
            Kind::Task | Kind::Promise => EntityKind::Task,
            _ => EntityKind::Contact,
        };
        Item {
            record: EntityRef::new(kind, ""),
            contact: None,
            name: Foreign::default(),
            what: Foreign::from(found.what.as_str()),
            more: Foreign::from(found.more.as_str()),
            household: Vec::new(),
            owner: (!found.owner.is_empty()).then(|| UserId::from(found.owner.as_str())),
            cost: Cost::of(&found.waiting, &self.ask.terms, self.ask.now),
            waiting: found.waiting.clone(),
        }
    }

    /// The item with its ids and its name; nothing when the record went meanwhile.
    fn named(&self, item: Item, contact: Option<i64>, rid: i64) -> Result<Option<Item>, StoreError> {
        let person = match contact {
            Some(contact) => self.called(contact)?,
            None => None,
        };
        let id = if contact == Some(rid) {
            person.as_ref().map(|person| person.id.to_string())
        } else {
            id_of(&self.reader.db, rid)?
        };
        let Some(id) = id else {
            return Ok(None);
        };
        let mut household = Vec::new();
        if let Some(contact) = contact.filter(|contact| self.sharing.contains(contact)) {
            let others = household::others_of(&self.reader.db, contact)?;
            for other in others.iter().filter(|other| self.waiting.contains(other)) {
                household.extend(self.called(*other)?.map(|other| other.name));
            }
        }
        Ok(Some(Item {
            record: EntityRef::new(item.record.kind, id),
            name: person
                .as_ref()
                .map(|person| person.name.clone())
                .unwrap_or_default(),
            contact: person.map(|person| person.id),
            household,
            ..item
        }))
    }

    /// Who somebody is. The same person may wait more than once; they are looked up the first time.
    fn called(&self, rid: i64) -> Result<Option<Called>, StoreError> {
        if let Some(known) = self.called.borrow().get(&rid) {
            return Ok(known.clone());
        }
        let found = called(&self.reader.db, rid)?;
        self.called.borrow_mut().insert(rid, found.clone());
        Ok(found)
    }

    fn judged(&self) -> Result<Option<Timestamp>, StoreError> {
        let last: Option<i64> = self
            .reader
            .db
            .prepare_cached("SELECT max(at) FROM verdict WHERE at >= ?1")?
            .query_row([self.ask.day.as_millisecond()], |row| row.get(0))?;
        Ok(last.map(timestamp))
    }
}

/// Who somebody is; nobody when they went.
fn called(db: &rusqlite::Connection, rid: i64) -> Result<Option<Called>, StoreError> {
    let sql = format!(
        "SELECT r.id, coalesce({}, '') FROM record r WHERE r.rid = ?1 AND r.gone = 0",
        name_of("?1")
    );
    let mut statement = db.prepare_cached(&sql)?;
    let found = statement.query_row([rid], |row| {
        Ok(Called {
            id: row.get::<_, String>(0)?.into(),
            name: row.get::<_, String>(1)?.into(),
        })
    });
    Ok(found.optional()?)
}

fn id_of(db: &rusqlite::Connection, rid: i64) -> Result<Option<String>, StoreError> {
    Ok(db
        .prepare_cached("SELECT id FROM record WHERE rid = ?1 AND gone = 0")?
        .query_row(params![rid], |row| row.get(0))
        .optional()?)
}
