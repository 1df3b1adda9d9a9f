//! How people stood at another time, from the journal: what changed since is taken back, fact by fact, in a file in
//! memory that holds those whom it was about, and that file is asked as this one is.
//!
//! It knows people, deals, messages, notes and tasks from the moment on in which they were first here, with the members
//! they have here. It does not know what the CRM changed before, and of a task not when it was made. Who is gone by now is
//! in no list, also not in one of an earlier day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use crate::domain::fact::Fact;
use crate::domain::filter::{Expr, Filter};
use crate::domain::record::{EntityKind, Members, set_at};
use crate::store::error::StoreError;
use crate::store::file::schema::MIGRATIONS;
use crate::store::filter::{Plan, compile, register};
use crate::store::reader::Reader;
use crate::store::rows::project;
use crate::store::rows::record::{Stored, by_rid, contact_rid, save, timestamp};

/// Changes that are taken back at most, and people whom they may be about.
const MOST: usize = 20_000;

/// Who fits at another time.
#[derive(Debug, Default)]
pub(in crate::store) struct Past {
    /// Those about whom anything changed since.
    pub changed: BTreeSet<i64>,
    /// Those of them who fitted.
    pub fitted: BTreeSet<i64>,
}

/// When somebody must have fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum When {
    /// At the moment itself.
    Then,
    /// At some time since.
    Ever,
}

/// Something that is taken back.
struct Event {
    at: i64,
    rid: i64,
    /// What happened; nothing when the thing itself came to be.
    fact: Option<Fact>,
}

/// Whom a question fitted at or since a moment, of those about whom anything changed since.
pub(in crate::store) fn past(
    db: &Connection,
    expr: &Expr,
    since: Timestamp,
    when: When,
) -> Result<Past, StoreError> {
    let at = since.as_millisecond();
    let began = began(db)?;
    if let Some(began) = began.filter(|began| *began > at && when == When::Then) {
        return Err(StoreError::NoPast(format!(
            "what happened is kept here since {}; how things stood before, nobody here can say. Ask for a later day",
            timestamp(began).strftime("%Y-%m-%d %H:%M")
        )));
    }
    let mut events = events(db, at)?;
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let mut copy = Copy::of(db, &events)?;
    let filter = Filter {
        expr: Some(expr.clone()),
        ..Filter::default()
    };
    let compiled = compile(&filter, Plan::FEW);
    let mut fitted = BTreeSet::new();
    let one = format!(
        "SELECT c.rid FROM contact c WHERE c.rid = {{}} AND {}",
        compiled.condition
    );
    for event in &events {
        let person = copy.take_back(event)?;
        if when == When::Ever
            && let Some(person) = person
            && !fitted.contains(&person)
        {
            let sql = one.replacen("{}", &format!("?{}", compiled.values.len() + 1), 1);
            let mut values = compiled.values.clone();
            values.push(person.into());
            if copy.db.prepare_cached(&sql)?.exists(params_from_iter(values))? {
                fitted.insert(person);
            }
        }
    }
    if when == When::Then {
        let sql = format!("SELECT c.rid FROM contact c WHERE {}", compiled.condition);
        let mut statement = copy.db.prepare(&sql)?;
        let rids = statement.query_map(params_from_iter(compiled.values), |row| row.get(0))?;
        fitted = rids.collect::<Result<_, _>>()?;
    }
    Ok(Past {
        changed: copy.people,
        fitted,
    })
}

/// When the journal began, in epoch milliseconds.
fn began(db: &Connection) -> Result<Option<i64>, StoreError> {
    let mut statement = db.prepare_cached("SELECT at FROM journal ORDER BY seq LIMIT 1")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?)
}

impl Reader {
    /// Since when what happened is kept here; nothing while nothing did.
    pub fn journal_began(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(began(&self.db)?.map(timestamp))
    }
}

/// What happened since, in no order.
fn events(db: &Connection, since: i64) -> Result<Vec<Event>, StoreError> {
    let mut events = Vec::new();
    let mut statement = db.prepare_cached(
        "SELECT at, rid, body FROM journal
         WHERE fact IN ('created', 'edited', 'changed', 'removed') AND at > ?1 AND rid IS NOT NULL
         ORDER BY at DESC, seq DESC LIMIT ?2",
    )?;
    let mut rows = statement.query(params![since, MOST as i64 + 1])?;
    while let Some(row) = rows.next()? {
        events.push(Event {
            at: row.get(0)?,
            rid: row.get(1)?,
            fact: Some(serde_json::from_str(&row.get::<_, String>(2)?)?),
        });
    }
    for born in [
        "SELECT at, rid FROM message WHERE at > ?1 LIMIT ?2",
        "SELECT at, rid FROM note WHERE at > ?1 LIMIT ?2",
        "SELECT created, rid FROM opportunity WHERE created > ?1 LIMIT ?2",
        "SELECT added, rid FROM contact WHERE added > ?1 LIMIT ?2",
    ] {
        let mut statement = db.prepare_cached(born)?;
        let rows = statement.query_map(params![since, MOST as i64 + 1], |row| {
            Ok(Event {
                at: row.get(0)?,
                rid: row.get(1)?,
                fact: None,
            })
        })?;
        events.extend(rows.collect::<Result<Vec<_>, _>>()?);
        if events.len() > MOST {
            return Err(StoreError::NoPast(format!(
                "more than {MOST} things happened since; that is more than is taken back. Ask for a later day"
            )));
        }
    }
    Ok(events)
}

/// A file in memory with those about whom something happened, and everything they have.
struct Copy {
    db: Connection,
    people: BTreeSet<i64>,
    /// Whose each record is.
    whose: BTreeMap<i64, i64>,
}

impl Copy {
    fn of(db: &Connection, events: &[Event]) -> Result<Self, StoreError> {
        let memory = Connection::open_in_memory()?;
        for step in MIGRATIONS {
            memory.execute_batch(step)?;
        }
        register(&memory)?;
        let mut copy = Self {
            db: memory,
            people: BTreeSet::new(),
            whose: BTreeMap::new(),
        };
        for event in events {
            let Some(stored) = by_rid(db, event.rid)? else {
                continue;
            };
            if let Some(person) = person_of(db, &stored)? {
                copy.people.insert(person);
                copy.whose.insert(event.rid, person);
            }
        }
        let tx = copy.db.unchecked_transaction()?;
        for person in &copy.people {
            for rid in everything(db, *person)? {
                copy.whose.insert(rid, *person);
            }
            copy.whose.insert(*person, *person);
        }
        // People first, so that what they have finds them.
        let others = copy.whose.keys().filter(|rid| !copy.people.contains(rid));
        for rid in copy.people.iter().chain(others) {
            if let Some(stored) = by_rid(db, *rid)? {
                put(&copy.db, &stored)?;
            }
        }
        tx.commit()?;
        Ok(copy)
    }

    /// Takes one event back. Returns whom it was about, if they are still there before it.
    fn take_back(&mut self, event: &Event) -> Result<Option<i64>, StoreError> {
        let Some(person) = self.whose.get(&event.rid).copied() else {
            return Ok(None);
        };
        let Some(mut stored) = by_rid(&self.db, event.rid)? else {
            return Ok(None);
        };
        match &event.fact {
            None | Some(Fact::Created { .. }) => stored.record.tombstone = true,
            Some(Fact::Removed { .. }) => stored.record.tombstone = false,
            Some(Fact::Edited { changes, .. } | Fact::Changed { changes, .. }) => {
                for change in changes.iter().rev() {
                    set_at(&mut stored.record.fields, &change.path, change.from.clone());
                }
            }
            Some(_) => return Ok(None),
        }
        save(&self.db, &stored)?;
        if stored.record.tombstone {
            project::remove(&self.db, &stored)?;
        } else {
            project::project(&self.db, &stored)?;
        }
        self.db
            .prepare_cached("UPDATE contact SET last_in = 0, last_out = 0, active = added WHERE rid = ?1")?
            .execute([person])?;
        project::count_again(&self.db, person)?;
        Ok(Some(person))
    }
}

/// Puts a record into the file in memory as it is here.
fn put(db: &Connection, stored: &Stored) -> Result<(), StoreError> {
    let record = &stored.record;
    db.prepare_cached(
        "INSERT INTO record (rid, kind, id, remote_id, doc, gone) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        stored.rid,
        record.entity.kind.word(),
        record.entity.id,
        record.remote_id,
        serde_json::to_string(&record.fields)?,
        record.tombstone
    ])?;
    if record.tombstone {
        Ok(())
    } else {
        project::project(db, stored)
    }
}

/// Whom a record is about.
fn person_of(db: &Connection, stored: &Stored) -> Result<Option<i64>, StoreError> {
    if stored.record.entity.kind == EntityKind::Contact {
        return Ok(Some(stored.rid));
    }
    let contact = stored.record.fields.word("contactId");
    contact.map_or(Ok(None), |contact| contact_rid(db, contact))
}

/// The row numbers of everything that a person has.
fn everything(db: &Connection, person: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT rid FROM opportunity WHERE contact = ?1 UNION ALL SELECT rid FROM message WHERE contact = ?1
         UNION ALL SELECT rid FROM note WHERE contact = ?1 UNION ALL SELECT rid FROM task WHERE contact = ?1
         UNION ALL SELECT rid FROM conversation WHERE contact = ?1",
    )?;
    let rids = statement.query_map([person], |row| row.get(0))?;
    Ok(rids.collect::<Result<_, _>>()?)
}
