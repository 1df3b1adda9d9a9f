//! Forgetting a person: their content leaves every table of the file, and a shell stays that no sync fills again
//! (P45, F117).
//!
//! Owns what goes; `mention` knows by what somebody is named in a text, `names` when one word of a name alone is theirs, `chats`
//! what becomes of chats. What is only marked as free in the file, the log of SQLite and the backups are cleaned after the commit, by `Store::finish_forgetting`. The log of who did what keeps
//! that something was done and no words of it; since its rows are bound to one another, those after the first that
//! changed are bound anew, and the heads given up are told. Must not touch what is about other people: a note about a
//! neighbour that names them, in full or by a name that nobody else here bears, stays as it is in the CRM, and is counted. To forget one more thing: its table in `erase`.

mod chats;
mod mention;
mod names;

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::{Connection, params};
use serde_json::{Value, json};

pub(super) use mention::Known;
use names::Names;

use super::error::{CommitError, StoreError};
use crate::domain::contact::Contact;
use crate::domain::decide::{Decision, Rejection};
use crate::domain::fact::{Fact, Topic};
use crate::domain::record::{EntityKind, EntityRef, Fields, Members};
use crate::domain::value::ContactId;
use crate::failpoint;
use crate::store::file::anchor;
use crate::store::rows::record::{Stored, by_rid, find};
use crate::store::rows::{forgotten, suppress};
use crate::store::write::journal;
use crate::store::write::work::{Outcome, Work};

/// What belongs to a person, by table.
const THEIRS: [&str; 7] = [
    "opportunity",
    "conversation",
    "message",
    "note",
    "task",
    "appointment",
    "submission",
];

/// Forgets a person.
pub(super) fn forget(work: &mut Work<'_>, contact: &ContactId) -> Result<Outcome, CommitError> {
    let nobody = || CommitError::NotFound(format!("person {contact}"));
    let person = find(work.db, EntityKind::Contact, contact.as_str())?.ok_or_else(nobody)?;
    if forgotten::is(work.db, person.rid)? {
        return Err(nobody());
    }
    if on_its_way(work.db, person.rid)? {
        let why = "something of theirs is on its way to the CRM, and only its answer tells whether it arrived; forget them when leadline outbox shows nothing that is sending or uncertain";
        return Err(Rejection::Invalid(why.to_owned()).into());
    }
    let fields = &person.record.fields;
    suppress::keep(
        work.db,
        &Contact::from_fields(contact.clone(), fields),
        work.at,
        &mut *work.fresh,
    )?;
    let (known, names) = erase(work.db, &person, work.at)?;
    failpoint::pass("forget.erased");
    let others = named_elsewhere(work.db, &known, &names)?;
    let entity = person.record.entity.clone();
    let fact = Fact::Removed {
        entity: entity.clone(),
    };
    let seq = journal::append(work.db, work.at, work.origin, &fact, Some(person.rid))?;
    let path = work.db.path().unwrap_or_default().to_owned();
    let (given_up, heads) = anchor::give_up(work.db, Path::new(&path))?;
    let more = json!({ given_up: heads }).to_string();
    forgotten::set_unfinished(work.db, true)?;
    let decision = Decision {
        summary: "forgot a person".to_owned(),
        ..Decision::default()
    };
    let mut outcome = work.carry_out_for(decision, Some(&entity), Some(&more))?;
    outcome.receipt.seq = seq;
    if others > 0 {
        outcome.receipt.cannot.push(format!(
            "{others} records about other people name them and are left as they are"
        ));
    }
    outcome.topics.extend(Topic::all());
    Ok(outcome)
}

/// Forgets in an older file whom a newer one has forgotten since.
pub(super) fn as_in(older: &Connection, newer: &Connection, at: i64) -> Result<(), StoreError> {
    for rid in forgotten::all(newer)? {
        let Some(shell) = by_rid(newer, rid)?.map(|shell| shell.record) else {
            continue;
        };
        let id = shell.remote_id.as_deref().unwrap_or(&shell.entity.id);
        if let Some(person) = find(older, shell.entity.kind, id)? {
            erase(older, &person, at)?;
            forgotten::set_unfinished(older, true)?;
        }
    }
    Ok(())
}

/// Whether something of theirs has left and nobody knows yet how it fared.
fn on_its_way(db: &Connection, rid: i64) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM outbox WHERE (rid = ?1 OR contact = ?1) AND state IN ('sending', 'uncertain'))";
    Ok(db.query_row(sql, [rid], |row| row.get(0))?)
}

/// Takes everything of a person out of the file's tables and leaves a shell. By what they were known.
fn erase(db: &Connection, person: &Stored, at: i64) -> Result<(Known, Names), StoreError> {
    let fields = &person.record.fields;
    let contact = Contact::from_fields(person.record.entity.id.as_str().into(), fields);
    let mut known = Known::of(&contact, fields);
    let names = Names::of(&contact, &|word| names::has_namesakes(db, person.rid, word))?;
    let rids = theirs(db, person, &known)?;
    let mut gone: BTreeSet<(EntityKind, String)> = BTreeSet::new();
    for rid in rids.iter().chain([&person.rid]) {
        let Some(stored) = by_rid(db, *rid)? else { continue };
        let entity = stored.record.entity;
        known.ids.extend(stored.record.remote_id.clone());
        known.ids.insert(entity.id.clone());
        gone.insert((entity.kind, entity.id));
    }
    for rid in &rids {
        remove(db, *rid)?;
        db.execute("DELETE FROM record WHERE rid = ?1", [rid])?;
    }
    remove(db, person.rid)?;
    empty(db, person.rid)?;
    // What only they had is counted no more, and its count would say that somebody had it.
    db.execute("DELETE FROM tally WHERE people = 0", [])?;
    forgotten::note(db, person.rid, at)?;
    undo_lines(db, &gone, &known, &names)?;
    texts(db, person.rid, &known, &names)?;
    log(db, &known, &names)?;
    // Words stay in an index until its parts are joined.
    db.execute_batch(
        "INSERT INTO words (words) VALUES ('optimize'); INSERT INTO chat_words (chat_words) VALUES ('optimize');",
    )?;
    Ok((known, names))
}

/// The records that are theirs: what hangs on them, also what is not shown any more, and copies of them that gave way.
fn theirs(db: &Connection, person: &Stored, known: &Known) -> Result<BTreeSet<i64>, StoreError> {
    let id = person.record.entity.id.as_str();
    let remote = person.record.remote_id.as_deref().unwrap_or(id);
    let mut rids = BTreeSet::new();
    for table in THEIRS {
        let sql = format!(
            "SELECT rid FROM {table} WHERE contact = ?1 OR (contact IS NULL AND contact_key IN (?2, ?3))"
        );
        let mut statement = db.prepare(&sql)?;
        let found = statement.query_map(params![person.rid, id, remote], |row| row.get(0))?;
        rids.extend(found.collect::<Result<Vec<i64>, _>>()?);
    }
    let mut statement = db.prepare("SELECT rid, kind, doc FROM record WHERE gone = 1 AND rid <> ?1")?;
    let mut rows = statement.query([person.rid])?;
    while let Some(row) = rows.next()? {
        let fields: Fields = serde_json::from_str(&row.get::<_, String>(2)?)?;
        let is_theirs = match fields.word("contactId") {
            Some(owner) => owner == id || owner == remote,
            None => row.get::<_, String>(1)? == EntityKind::Contact.word() && known.is_alike(&fields),
        };
        if is_theirs {
            rids.insert(row.get(0)?);
        }
    }
    Ok(rids)
}

/// Takes out what is kept beside a record under its number.
fn remove(db: &Connection, rid: i64) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM words WHERE rowid = ?1",
        "DELETE FROM journal WHERE rid = ?1",
        "DELETE FROM outbox WHERE rid = ?1 OR contact = ?1",
        "DELETE FROM swept WHERE rid = ?1",
        "DELETE FROM stage_history WHERE opportunity = ?1",
        "DELETE FROM raw WHERE rid = ?1",
        "DELETE FROM memory WHERE contact = ?1",
    ] {
        db.prepare_cached(sql)?.execute([rid])?;
    }
    Ok(())
}

/// Leaves nothing of a person but their number in this file and their ids.
fn empty(db: &Connection, rid: i64) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM contact_tag WHERE rid = ?1",
        "DELETE FROM contact WHERE rid = ?1",
        "DELETE FROM conflict WHERE rid = ?1",
        "DELETE FROM suspect WHERE rid = ?1",
        // What it has cost was spent all the same.
        "UPDATE prepared SET kind = 'forgotten', about = '', hash = '', model = '', result = NULL, fault = NULL, draft = NULL,
           hidden = '[]' WHERE contact = ?1",
        "DELETE FROM automation_step WHERE run IN (SELECT seq FROM automation_run WHERE contact = ?1)",
        "DELETE FROM automation_run WHERE contact = ?1",
        "DELETE FROM automation_moment WHERE rid = ?1",
        "DELETE FROM notice WHERE contact = ?1",
        "DELETE FROM answer WHERE contact = ?1",
        "DELETE FROM opinion WHERE contact = ?1",
        "DELETE FROM score WHERE contact = ?1",
        "DELETE FROM score_past WHERE contact = ?1",
        "DELETE FROM prepared_sent WHERE contact = ?1",
        "DELETE FROM opt_out WHERE contact = ?1",
        "DELETE FROM opt_out_lifted WHERE contact = ?1",
        "DELETE FROM verdict WHERE rid = ?1",
        "DELETE FROM pond WHERE contact = ?1",
        "DELETE FROM call_list WHERE contact = ?1",
        "DELETE FROM listing_told WHERE contact = ?1",
        "UPDATE record SET doc = '{}', base = NULL, gone = 1 WHERE rid = ?1",
    ] {
        db.prepare_cached(sql)?.execute([rid])?;
    }
    Ok(())
}

/// Takes them out of the list of what can be taken back. A line about many goes on without them.
fn undo_lines(
    db: &Connection,
    gone: &BTreeSet<(EntityKind, String)>,
    known: &Known,
    names: &Names,
) -> Result<(), StoreError> {
    let is_gone = |fact: &Fact| {
        let about = |EntityRef { kind, id }: &EntityRef| gone.contains(&(*kind, id.clone()));
        let to = match fact {
            Fact::HandedOver { to, .. } => Some(to),
            _ => None,
        };
        fact.entity().is_some_and(about) || to.is_some_and(about)
    };
    let mut statement = db.prepare("SELECT seq, what, facts FROM undo")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (seq, what, text): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let mut facts: Vec<Fact> = serde_json::from_str(&text)?;
        let before = facts.len();
        facts.retain(|fact| !is_gone(fact));
        if facts.is_empty() && before > 0 {
            db.execute("DELETE FROM undo WHERE seq = ?1", [seq])?;
        } else if facts.len() < before || known.is_in(&what) {
            db.execute(
                "UPDATE undo SET what = ?2, facts = ?3 WHERE seq = ?1",
                params![
                    seq,
                    names.taken_out(&known.taken_out(&what)),
                    serde_json::to_string(&facts)?
                ],
            )?;
        }
    }
    Ok(())
}

/// The numbers of rows of which the text that is read second names them.
fn naming(db: &Connection, known: &Known, sql: &str) -> Result<BTreeSet<i64>, StoreError> {
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut found = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let text: Option<String> = row.get(1)?;
        if text.is_some_and(|text| known.is_in(&text)) {
            found.insert(row.get(0)?);
        }
    }
    Ok(found)
}

/// Drafts to them, chats that name them, and what else names them.
fn texts(db: &Connection, rid: i64, known: &Known, names: &Names) -> Result<(), StoreError> {
    let mut drafts = db.prepare("SELECT name, coalesce(subject, ''), body FROM draft")?;
    let mut rows = drafts.query([])?;
    while let Some(row) = rows.next()? {
        let (name, subject, body): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let to_them = name.rsplit(':').next().is_some_and(|id| known.ids.contains(id));
        if to_them || known.is_in(&subject) || known.is_in(&body) {
            db.execute("DELETE FROM draft WHERE name = ?1", [name])?;
        }
    }
    chats::forget(db, rid, known, names)?;
    of_others(db, known)?;
    lists(db, known)
}

/// What was prepared, done or to be told about somebody else and names them, and answers that could not be read and do.
fn of_others(db: &Connection, known: &Known) -> Result<(), StoreError> {
    let named = |sql: &str| naming(db, known, sql);
    // What was prepared about somebody else and names them; what it has cost stays.
    for row in named(
        "SELECT seq, coalesce(result, '') || hidden || coalesce(draft, '') || about || coalesce(fault, '') FROM prepared",
    )? {
        db.execute(
            "UPDATE prepared SET result = NULL, draft = NULL, hidden = '[]', about = '', fault = NULL WHERE seq = ?1",
            [row],
        )?;
    }
    // What was done for somebody else by an automation and names them; that it was done stays.
    for row in named("SELECT seq, coalesce(effect, '') || coalesce(facts, '') FROM automation_step")? {
        db.execute(
            "UPDATE automation_step SET effect = NULL, facts = NULL WHERE seq = ?1",
            [row],
        )?;
    }
    for row in named("SELECT seq, body || hidden FROM prepared_sent")? {
        db.execute("DELETE FROM prepared_sent WHERE seq = ?1", [row])?;
    }
    for row in named("SELECT seq, raw || reason FROM quarantine")? {
        db.execute("DELETE FROM quarantine WHERE seq = ?1", [row])?;
    }
    // What a colleague was to be told about somebody else.
    for row in named("SELECT seq, says FROM notice")? {
        db.execute("DELETE FROM notice WHERE seq = ?1", [row])?;
    }
    Ok(())
}

/// Lists that were saved to find them.
fn lists(db: &Connection, known: &Known) -> Result<(), StoreError> {
    let mut lists = db.prepare("SELECT name, filter FROM saved_list")?;
    let mut rows = lists.query([])?;
    while let Some(row) = rows.next()? {
        let (name, filter): (String, String) = (row.get(0)?, row.get(1)?);
        if known.is_in(&name) || known.is_in(&filter) {
            db.execute("DELETE FROM saved_list WHERE name = ?1", [name])?;
        }
    }
    Ok(())
}

/// Leaves in the log that something was done, and no words of theirs.
fn log(db: &Connection, known: &Known, names: &Names) -> Result<(), StoreError> {
    journal::redact(db, &mut |line| {
        let theirs = line.entity.is_some_and(|id| known.ids.contains(id));
        let named = known.is_in(line.what) || line.more.is_some_and(|more| known.is_in(more));
        if !theirs && !named {
            return None;
        }
        let what = if theirs {
            names.taken_out(&known.taken_out(&without_words(line.what)))
        } else {
            known.taken_out(line.what)
        };
        Some((what, line.more.map(without_content)))
    })
}

/// What was done, without what was typed: what follows a colon, the title of a task, the names of tags.
fn without_words(what: &str) -> String {
    let kind = what.split(':').next().unwrap_or(what);
    let free = ["task ", "tags ", "undo task ", "undo tags "];
    match free.iter().find(|begin| kind.starts_with(**begin)) {
        Some(begin) => format!("{begin}(forgotten)"),
        None => kind.to_owned(),
    }
}

/// What a row rests on, without its values; a head that was given up stays one.
fn without_content(more: &str) -> String {
    let mut kept = serde_json::from_str::<Value>(more).unwrap_or_default();
    if let Some(members) = kept.as_object_mut() {
        members.retain(|name, _| name == anchor::GIVEN_UP);
        members.insert("forgotten".to_owned(), json!(true));
    }
    kept.to_string()
}

/// What is kept about other people and may name them.
const ELSEWHERE: [&str; 5] = [
    "SELECT doc FROM record WHERE doc <> '{}'",
    "SELECT text FROM memory",
    "SELECT value || ' ' || quote FROM answer",
    "SELECT why FROM opinion",
    "SELECT value FROM setting WHERE name LIKE 'style:%'",
];

/// How many records of other people name them, and facts that are remembered.
fn named_elsewhere(db: &Connection, known: &Known, names: &Names) -> Result<u64, StoreError> {
    let mut found = 0;
    for sql in ELSEWHERE {
        let mut statement = db.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text = row.get_ref(0)?.as_str().unwrap_or_default();
            found += u64::from(known.is_in(text) || names.mean_them(text));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
