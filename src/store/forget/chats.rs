//! Chats of somebody who is forgotten.
//!
//! A chat in which they were known goes whole: their number, address, full name or id stands in it, a stand-in of it stands for
//! them, or something was proposed for them. So does one that calls them by a name that nobody else here bears. In any other
//! chat the word goes where it may be theirs and the rest stays; where somebody else of that name is known in a chat, it is that
//! other's, and stays. What a chat has cost is kept. To add something that is kept of a chat: its row in [`GOES`], and its texts
//! in `Texts`.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use serde_json::Value;

use super::mention::Known;
use super::names::Names;
use super::naming;
use crate::domain::chat::SentBytes;
use crate::domain::mask::Row;
use crate::store::claude::chats;
use crate::store::error::StoreError;

/// What a chat has cost, when, and nothing else: its limits go by it.
const SPENT: &str = "INSERT INTO prepared (contact, kind, about, hash, at, model, micro_dollars, hidden)
    SELECT ?1, 'forgotten', '', '', at, '', micro_dollars, '[]' FROM chat_turn WHERE thread = ?2 AND micro_dollars > 0";

/// Everything of a chat, by its number.
const GOES: [&str; 13] = [
    "DELETE FROM chat_words WHERE rowid = -?1 OR rowid IN (SELECT seq FROM chat_turn WHERE thread = ?1)",
    "DELETE FROM draft WHERE name = 'chat:' || (SELECT id FROM chat_thread WHERE seq = ?1)",
    "DELETE FROM chat_block WHERE turn IN (SELECT seq FROM chat_turn WHERE thread = ?1)",
    "DELETE FROM chat_call WHERE turn IN (SELECT seq FROM chat_turn WHERE thread = ?1)",
    "DELETE FROM proposal_item WHERE proposal IN (SELECT p.seq FROM proposal p
       JOIN chat_turn t ON t.seq = p.turn WHERE t.thread = ?1)",
    "DELETE FROM proposal WHERE turn IN (SELECT seq FROM chat_turn WHERE thread = ?1)",
    "DELETE FROM chat_hidden WHERE thread = ?1",
    "DELETE FROM chat_waiting WHERE thread = ?1",
    "UPDATE chat_thread SET root = NULL WHERE root = ?1",
    "DELETE FROM chat_sent WHERE thread = ?1",
    "UPDATE claude_hold SET thread = NULL WHERE thread = ?1",
    "DELETE FROM chat_turn WHERE thread = ?1",
    "DELETE FROM chat_thread WHERE seq = ?1",
];

/// One kind of text of a chat: how it is read by the chat's number, with a key of two parts, and how it is written again.
struct Texts {
    read: &'static str,
    write: &'static str,
    /// It is JSON, and only the texts in it are anybody's words.
    json: bool,
}

const TEXTS: [Texts; 8] = [
    Texts {
        read: "SELECT seq, 0, title FROM chat_thread WHERE seq = ?1",
        write: "UPDATE chat_thread SET title = ?3 WHERE seq = ?1 AND ?2 = 0",
        json: false,
    },
    Texts {
        read: "SELECT seq, 0, partial FROM chat_turn WHERE thread = ?1",
        write: "UPDATE chat_turn SET partial = ?3 WHERE seq = ?1 AND ?2 = 0",
        json: false,
    },
    Texts {
        read: "SELECT b.turn, b.nr, b.json FROM chat_block b JOIN chat_turn t ON t.seq = b.turn WHERE t.thread = ?1",
        write: "UPDATE chat_block SET json = ?3 WHERE turn = ?1 AND nr = ?2",
        json: true,
    },
    Texts {
        read: "SELECT k.turn, k.nr, k.line FROM chat_call k JOIN chat_turn t ON t.seq = k.turn WHERE t.thread = ?1",
        write: "UPDATE chat_call SET line = ?3 WHERE turn = ?1 AND nr = ?2",
        json: false,
    },
    Texts {
        read: "SELECT p.seq, 0, p.reason FROM proposal p JOIN chat_turn t ON t.seq = p.turn WHERE t.thread = ?1",
        write: "UPDATE proposal SET reason = ?3 WHERE seq = ?1 AND ?2 = 0",
        json: false,
    },
    Texts {
        read: "SELECT p.seq, 0, p.left_out FROM proposal p JOIN chat_turn t ON t.seq = p.turn WHERE t.thread = ?1",
        write: "UPDATE proposal SET left_out = ?3 WHERE seq = ?1 AND ?2 = 0",
        json: true,
    },
    Texts {
        read: "SELECT c.seq, 0, d.body FROM chat_thread c JOIN draft d ON d.name = 'chat:' || c.id WHERE c.seq = ?1",
        write: "UPDATE draft SET body = ?3 WHERE name = 'chat:' || (SELECT id FROM chat_thread WHERE seq = ?1) AND ?2 = 0",
        json: false,
    },
    Texts {
        read: "SELECT thread, nr, value FROM chat_hidden WHERE thread = ?1",
        write: "UPDATE chat_hidden SET value = ?3 WHERE thread = ?1 AND nr = ?2",
        json: true,
    },
];

/// Takes somebody out of all chats.
pub(super) fn forget(db: &Connection, rid: i64, known: &Known, names: &Names) -> Result<(), StoreError> {
    for chat in about(db, known)? {
        delete(db, rid, chat)?;
    }
    let chats: Vec<i64> = db
        .prepare("SELECT seq FROM chat_thread")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for chat in chats {
        let names = names.without_those_of(&rows(db, chat)?);
        let (mut standing, mut theirs) = (false, false);
        each_text(db, chat, |_, _, text, _| {
            standing |= names.are_in(text);
            theirs |= names.mean_them(text);
            Ok(())
        })?;
        each_body(db, chat, |_, _, whole| standing |= names.are_in(whole))?;
        if theirs {
            delete(db, rid, chat)?;
        } else if standing {
            take_out(db, chat, &names)?;
            blot_out(db, chat, &names)?;
        }
    }
    not_begun(db, names)
}

/// The chats in which they were known.
fn about(db: &Connection, known: &Known) -> Result<BTreeSet<i64>, StoreError> {
    let named = |sql: &str| naming(db, known, sql);
    let mut chats = named("SELECT seq, title FROM chat_thread")?;
    chats.extend(named(
        "SELECT t.thread, b.json FROM chat_block b JOIN chat_turn t ON t.seq = b.turn",
    )?);
    chats.extend(named("SELECT thread, partial FROM chat_turn")?);
    chats.extend(named("SELECT thread, value FROM chat_hidden")?);
    chats.extend(named("SELECT thread, middle FROM chat_sent")?);
    chats.extend(named(
        "SELECT c.seq, d.body FROM chat_thread c JOIN draft d ON d.name = 'chat:' || c.id",
    )?);
    chats.extend(named(
        "SELECT t.thread, k.line FROM chat_call k JOIN chat_turn t ON t.seq = k.turn",
    )?);
    // Why it was rejected is typed by a person, and who was left out is named.
    chats.extend(named(
        "SELECT t.thread, coalesce(p.reason, '') || p.left_out FROM proposal p JOIN chat_turn t ON t.seq = p.turn",
    )?);
    let mut proposed = db.prepare(
        "SELECT t.thread, i.contact, i.item FROM proposal_item i
         JOIN proposal p ON p.seq = i.proposal JOIN chat_turn t ON t.seq = p.turn",
    )?;
    let mut rows = proposed.query([])?;
    while let Some(row) = rows.next()? {
        let (contact, item): (String, String) = (row.get(1)?, row.get(2)?);
        if known.ids.contains(&contact) || known.is_in(&item) {
            chats.insert(row.get(0)?);
        }
    }
    Ok(chats)
}

fn delete(db: &Connection, rid: i64, chat: i64) -> Result<(), StoreError> {
    db.execute(SPENT, [rid, chat])?;
    for sql in GOES {
        db.execute(sql, [chat])?;
    }
    Ok(())
}

/// What stands for whom in a chat.
fn rows(db: &Connection, chat: i64) -> Result<Vec<Row>, StoreError> {
    let mut statement = db.prepare_cached("SELECT value FROM chat_hidden WHERE thread = ?1 ORDER BY nr")?;
    let mut rows = statement.query([chat])?;
    let mut kept = Vec::new();
    while let Some(row) = rows.next()? {
        kept.push(serde_json::from_str(&row.get::<_, String>(0)?)?);
    }
    Ok(kept)
}

/// Shows every text of a chat: its kind, its key, its words, and what it was read from.
fn each_text(
    db: &Connection,
    chat: i64,
    mut show: impl FnMut(&Texts, (i64, i64), &str, &str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    for texts in &TEXTS {
        let mut statement = db.prepare_cached(texts.read)?;
        let mut rows = statement.query([chat])?;
        while let Some(row) = rows.next()? {
            let Some(raw) = row.get::<_, Option<String>>(2)? else {
                continue;
            };
            let key = (row.get(0)?, row.get(1)?);
            if texts.json {
                let mut words = Vec::new();
                strings(&serde_json::from_str(&raw)?, &mut words);
                for word in words {
                    show(texts, key, &word, &raw)?;
                }
            } else {
                show(texts, key, &raw, &raw)?;
            }
        }
    }
    Ok(())
}

/// The texts in a value.
fn strings(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(parts) => parts.iter().for_each(|part| strings(part, into)),
        Value::Object(members) => members.values().for_each(|part| strings(part, into)),
        _ => {}
    }
}

/// Takes the words that may be theirs out of a chat that goes on.
fn take_out(db: &Connection, chat: i64, names: &Names) -> Result<(), StoreError> {
    let mut left = Vec::new();
    each_text(db, chat, |texts, key, _, raw| {
        let now = if texts.json {
            let mut value: Value = serde_json::from_str(raw)?;
            names.taken_out_of(&mut value).then(|| value.to_string())
        } else {
            Some(names.taken_out(raw)).filter(|now| now != raw)
        };
        left.extend(now.map(|now| (texts.write, key, now)));
        Ok(())
    })?;
    for (write, (one, two), now) in left {
        db.prepare_cached(write)?.execute(params![one, two, now])?;
    }
    chats::index_whole(db, chat)
}

/// Shows every request of a chat: its number, how it is told by the one before, and its whole body.
fn each_body(
    db: &Connection,
    chat: i64,
    mut show: impl FnMut(i64, &SentBytes, &str),
) -> Result<(), StoreError> {
    let mut statement =
        db.prepare_cached("SELECT seq, head, tail, middle FROM chat_sent WHERE thread = ?1 ORDER BY seq")?;
    let mut rows = statement.query([chat])?;
    let mut before = String::new();
    while let Some(row) = rows.next()? {
        let bytes = SentBytes {
            head: row.get(1)?,
            tail: row.get(2)?,
            middle: row.get(3)?,
        };
        before = bytes.whole(&before).unwrap_or_else(|| bytes.middle.clone());
        show(row.get(0)?, &bytes, &before);
    }
    Ok(())
}

/// Blots the words that may be theirs out of what left. Every request stays as long as it was: each is told by the one before.
fn blot_out(db: &Connection, chat: i64, names: &Names) -> Result<(), StoreError> {
    let mut left: Vec<(i64, String)> = Vec::new();
    each_body(db, chat, |seq, bytes, whole| {
        let blotted = names.blotted_out(whole);
        let end = blotted.len().saturating_sub(bytes.tail);
        let middle = blotted.get(bytes.head..end).unwrap_or_default();
        if middle != bytes.middle {
            left.push((seq, middle.to_owned()));
        }
    })?;
    for (seq, middle) in left {
        db.prepare_cached("UPDATE chat_sent SET middle = ?2 WHERE seq = ?1")?
            .execute(params![seq, middle])?;
    }
    Ok(())
}

/// What is typed for a chat that was not begun.
fn not_begun(db: &Connection, names: &Names) -> Result<(), StoreError> {
    let name = chats::chat_draft_name(None);
    let mut statement = db.prepare("SELECT body FROM draft WHERE name = ?1")?;
    let mut rows = statement.query([&name])?;
    while let Some(row) = rows.next()? {
        let body: String = row.get(0)?;
        if names.mean_them(&body) {
            db.execute("DELETE FROM draft WHERE name = ?1", [&name])?;
        } else if names.are_in(&body) {
            db.execute(
                "UPDATE draft SET body = ?2 WHERE name = ?1",
                [&name, &names.taken_out(&body)],
            )?;
        }
    }
    Ok(())
}
