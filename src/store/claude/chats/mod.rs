//! Chats with Claude: threads, turns and blocks. Append-only; blocks are kept as the JSON sent or received.
//!
//! Owns the chats' tables: what was said here, `hidden` what stands for whom, `calls` what answers had looked up, `sent` the
//! bytes that left, `branch` how a chat becomes two, `settled` what it is asked with. Must not mask or put back anything but for its own index of words: what is kept is what left. To add
//! something that is kept of a chat: a table in a new migration, a file here, its arm in `execute`, and its name in
//! `backup/carry` and `forget`.

mod branch;
mod calls;
mod hidden;
mod sent;
mod settled;
mod waiting;

pub use sent::SentRequest;
pub use settled::Settled;

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::chat::{ChatCommand, Speaker, Thread, Turn, TurnOutcome, TurnUsage};
use crate::domain::decide::Decision;
use crate::domain::fact::Fact;
use crate::domain::value::{Foreign, ThreadId, TurnId};
use crate::failpoint;
use crate::store::claude::proposals;
use crate::store::error::{CommitError, StoreError};
use crate::store::reader::Reader;
use crate::store::rows::record::timestamp;
use crate::store::write::work::{Outcome, Work};

/// Carries out a change to a chat.
pub(in crate::store) fn execute(work: &mut Work<'_>, command: &ChatCommand) -> Result<Outcome, CommitError> {
    let (db, at) = (work.db, work.at);
    let mut made = None;
    let thread: Option<ThreadId> = match command {
        ChatCommand::Start { title } => {
            let id = (work.fresh)();
            db.prepare_cached("INSERT INTO chat_thread (id, title, at) VALUES (?1, ?2, ?3)")?
                .execute(params![id, title, at])?;
            let thread = id.into();
            index_title(db, &thread)?;
            Some(thread)
        }
        ChatCommand::Rename { thread, title } => {
            db.prepare_cached("UPDATE chat_thread SET title = ?2 WHERE id = ?1")?
                .execute(params![thread.as_str(), title])?;
            index_title(db, thread)?;
            Some(thread.clone())
        }
        ChatCommand::Branch { .. }
        | ChatCommand::Settle { .. }
        | ChatCommand::Wait { .. }
        | ChatCommand::Charge { .. }
        | ChatCommand::Compact { .. } => {
            let (thread, turn) = lasting(work, command)?;
            made = turn;
            thread
        }
        ChatCommand::Ask {
            thread,
            blocks,
            hidden,
            told,
        } => {
            hidden::keep(db, thread, hidden)?;
            proposals::told_of(db, told)?;
            made = Some(add_said(work, thread, blocks)?);
            Some(thread.clone())
        }
        ChatCommand::Results {
            turn,
            blocks,
            hidden,
            calls,
        } => {
            let thread = thread_of(db, turn)?.ok_or_else(|| CommitError::NotFound(format!("turn {turn}")))?;
            hidden::keep(db, &thread, hidden)?;
            calls::keep(work, turn, calls)?;
            made = Some(add_said(work, &thread, blocks)?);
            Some(thread)
        }
        ChatCommand::Sent { thread, bytes } => {
            sent::keep(db, thread, bytes, at)?;
            Some(thread.clone())
        }
        ChatCommand::Answer { thread, model } => {
            let open = TurnOutcome::Open;
            made = Some(open_turn(work, thread, Speaker::Assistant, Some(model), &open)?);
            Some(thread.clone())
        }
        ChatCommand::Seal { turn, block } => {
            add_block(db, turn, block)?;
            db.prepare_cached("UPDATE chat_turn SET partial = NULL WHERE id = ?1")?
                .execute([turn.as_str()])?;
            thread_of(db, turn)?
        }
        ChatCommand::KeepPartial { turn, text } => {
            db.prepare_cached("UPDATE chat_turn SET partial = ?2 WHERE id = ?1")?
                .execute(params![turn.as_str(), text])?;
            thread_of(db, turn)?
        }
        ChatCommand::End {
            turn,
            outcome,
            usage,
            took_ms,
        } => {
            end_turn(db, turn, outcome, usage.as_ref(), *took_ms)?;
            index_turn(db, turn)?;
            thread_of(db, turn)?
        }
        ChatCommand::KeepDraft { thread, text } => {
            let name = chat_draft_name(thread.as_ref());
            crate::store::ask::drafts::keep(db, &name, None, text, at)?;
            thread.clone()
        }
    };
    let said = thread.clone().filter(|_| is_said(command));
    let facts = said.map(|thread| Fact::Said { thread }).into_iter().collect();
    let mut outcome = work.carry_out_quietly(Decision {
        facts,
        ..Decision::default()
    })?;
    outcome.receipt.thread = thread;
    outcome.receipt.turn = made;
    Ok(outcome)
}

/// What is only kept, a draft or the beginning of a block, is nothing that anybody has to look at again.
const fn is_said(command: &ChatCommand) -> bool {
    !matches!(
        command,
        ChatCommand::Seal { .. }
            | ChatCommand::KeepPartial { .. }
            | ChatCommand::KeepDraft { .. }
            | ChatCommand::Sent { .. }
            | ChatCommand::Settle { .. }
            | ChatCommand::Wait { .. }
    )
}

/// What makes a conversation last: the chat it is about, and the turn that was made.
fn lasting(
    work: &mut Work<'_>,
    command: &ChatCommand,
) -> Result<(Option<ThreadId>, Option<TurnId>), CommitError> {
    let (db, at) = (work.db, work.at);
    Ok(match command {
        ChatCommand::Branch { thread, at } => (Some(branch::make(work, thread, at.as_ref())?), None),
        ChatCommand::Settle {
            thread,
            model,
            effort,
        } => {
            settled::keep(db, thread, model, effort.as_deref())?;
            (Some(thread.clone()), None)
        }
        ChatCommand::Compact { thread, block, usage } => {
            let turn = add_said(work, thread, std::slice::from_ref(block))?;
            end_turn(db, &turn, &TurnOutcome::Complete, Some(usage), 0)?;
            (Some(thread.clone()), Some(turn))
        }
        ChatCommand::Charge {
            thread,
            micro_dollars,
        } => {
            charge(db, thread, *micro_dollars)?;
            (Some(thread.clone()), None)
        }
        ChatCommand::Wait { thread, waits } => {
            waiting::keep(db, thread, *waits, at)?;
            (Some(thread.clone()), None)
        }
        _ => (None, None),
    })
}

/// What all answers since a moment have cost, in millionths of a dollar.
pub(in crate::store) fn cost_since(db: &Connection, since: i64) -> Result<i64, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT coalesce(sum(micro_dollars), 0) FROM chat_turn WHERE at >= ?1")?;
    Ok(statement.query_row([since], |row| row.get(0))?)
}

/// Counts a cost to the last answer of a chat, without which there is nothing to sum up.
fn charge(db: &Connection, thread: &ThreadId, micro_dollars: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE chat_turn SET micro_dollars = micro_dollars + ?2 WHERE seq = (
           SELECT max(t.seq) FROM chat_turn t JOIN chat_thread c ON c.seq = t.thread
           WHERE c.id = ?1 AND t.speaker = 'assistant')",
    )?
    .execute(params![thread.as_str(), micro_dollars])?;
    Ok(())
}

/// Keeps what the person's side says.
fn add_said(work: &mut Work<'_>, thread: &ThreadId, blocks: &[String]) -> Result<TurnId, CommitError> {
    let turn = open_turn(work, thread, Speaker::User, None, &TurnOutcome::Complete)?;
    for block in blocks {
        add_block(work.db, &turn, block)?;
    }
    index_turn(work.db, &turn)?;
    Ok(turn)
}

/// The answers that are open.
pub(in crate::store) fn open(db: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = db.prepare("SELECT id FROM chat_turn WHERE outcome = ?1")?;
    let open = serde_json::to_string(&TurnOutcome::Open)?;
    let turns = statement.query_map([open], |row| row.get(0))?;
    Ok(turns.collect::<Result<_, _>>()?)
}

/// Turns left open by a crash are interrupted ones.
pub(in crate::store) fn recover(db: &Connection) -> Result<usize, StoreError> {
    let outcome = TurnOutcome::Interrupted {
        why: "leadline ended while this was being written".into(),
    };
    let left = open(db)?;
    for turn in &left {
        index_turn(db, &turn.as_str().into())?;
    }
    let recovered = db.execute(
        "UPDATE chat_turn SET outcome = ?1 WHERE outcome = ?2",
        params![
            serde_json::to_string(&outcome)?,
            serde_json::to_string(&TurnOutcome::Open)?
        ],
    )?;
    if recovered > 0 {
        failpoint::pass("chat.recovered");
    }
    Ok(recovered)
}

/// Makes the words of a turn findable: its text blocks, and what is kept of a block that never ended, with the values in
/// place of their stand-ins, as they are shown.
fn index_turn(db: &Connection, turn: &TurnId) -> Result<(), StoreError> {
    let found = db
        .prepare_cached(
            "SELECT t.seq, t.thread, coalesce((SELECT group_concat(json_extract(b.json, '$.text'), ' ')
               FROM chat_block b WHERE b.turn = t.seq AND json_extract(b.json, '$.type') = 'text'), '')
               || ' ' || coalesce(t.partial, '')
             FROM chat_turn t WHERE t.id = ?1",
        )?
        .query_row([turn.as_str()], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, String>(2)?,
            ))
        })
        .optional()?;
    if let Some((seq, thread, words)) = found {
        index(db, seq, thread, &words)?;
    }
    Ok(())
}

/// Makes the words of a chat findable anew, its title too.
pub(in crate::store) fn index_whole(db: &Connection, thread: i64) -> Result<(), StoreError> {
    let turns: Vec<String> = db
        .prepare_cached("SELECT id FROM chat_turn WHERE thread = ?1")?
        .query_map([thread], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for turn in turns {
        index_turn(db, &turn.into())?;
    }
    let id: String = db.query_row("SELECT id FROM chat_thread WHERE seq = ?1", [thread], |row| {
        row.get(0)
    })?;
    index_title(db, &id.into())
}

fn index(db: &Connection, turn: i64, thread: i64, words: &str) -> Result<(), StoreError> {
    let words = hidden::vault(db, thread)?.restore(words);
    db.prepare_cached("DELETE FROM chat_words WHERE rowid = ?1")?
        .execute([turn])?;
    db.prepare_cached("INSERT INTO chat_words (rowid, body) VALUES (?1, ?2)")?
        .execute(params![turn, words])?;
    Ok(())
}

/// The words of all chats, made anew; what is no JSON is passed over.
pub(in crate::store) fn index_all(db: &Connection) -> Result<(), StoreError> {
    db.execute_batch(
        "INSERT INTO chat_words (chat_words) VALUES ('delete-all');
         INSERT INTO chat_words (rowid, body) SELECT -seq, title FROM chat_thread;",
    )?;
    let mut statement = db.prepare(
        "SELECT b.turn, t.thread, group_concat(json_extract(b.json, '$.text'), ' ')
         FROM chat_block b JOIN chat_turn t ON t.seq = b.turn
         WHERE json_valid(b.json) AND json_extract(b.json, '$.type') = 'text' GROUP BY b.turn",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let words: Option<String> = row.get(2)?;
        index(db, row.get(0)?, row.get(1)?, &words.unwrap_or_default())?;
    }
    Ok(())
}

fn index_title(db: &Connection, thread: &ThreadId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM chat_words WHERE rowid = (SELECT -seq FROM chat_thread WHERE id = ?1)")?
        .execute([thread.as_str()])?;
    db.prepare_cached(
        "INSERT INTO chat_words (rowid, body) SELECT -seq, title FROM chat_thread WHERE id = ?1",
    )?
    .execute([thread.as_str()])?;
    Ok(())
}

/// What is typed as a full-text question: every word, or what begins with it, in any order.
fn prefixes(typed: &str) -> String {
    let words = typed
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(|word| format!("\"{word}\"*")).collect();
    words.join(" ")
}

fn open_turn(
    work: &mut Work<'_>,
    thread: &ThreadId,
    speaker: Speaker,
    model: Option<&str>,
    outcome: &TurnOutcome,
) -> Result<TurnId, CommitError> {
    let id = (work.fresh)();
    let added = work
        .db
        .prepare_cached(
            "INSERT INTO chat_turn (id, thread, speaker, outcome, model, at)
             SELECT ?1, seq, ?3, ?4, ?5, ?6 FROM chat_thread WHERE id = ?2",
        )?
        .execute(params![
            id,
            thread.as_str(),
            speaker_word(speaker),
            serde_json::to_string(outcome)?,
            model,
            work.at
        ])?;
    if added == 0 {
        return Err(CommitError::NotFound(format!("chat {thread}")));
    }
    work.db
        .prepare_cached("UPDATE chat_thread SET at = ?2 WHERE id = ?1")?
        .execute(params![thread.as_str(), work.at])?;
    Ok(id.into())
}

fn add_block(db: &Connection, turn: &TurnId, json: &str) -> Result<(), CommitError> {
    let added = db
        .prepare_cached(
            "INSERT INTO chat_block (turn, nr, json)
             SELECT t.seq, (SELECT count(*) FROM chat_block b WHERE b.turn = t.seq), ?2 FROM chat_turn t WHERE t.id = ?1",
        )?
        .execute(params![turn.as_str(), json])?;
    if added == 0 {
        Err(CommitError::NotFound(format!("turn {turn}")))
    } else {
        Ok(())
    }
}

fn end_turn(
    db: &Connection,
    turn: &TurnId,
    outcome: &TurnOutcome,
    usage: Option<&TurnUsage>,
    took_ms: u64,
) -> Result<(), CommitError> {
    let declined = matches!(outcome, TurnOutcome::Declined { .. });
    db.prepare_cached(
        "UPDATE chat_turn SET outcome = ?2, usage = ?3, micro_dollars = ?4, took_ms = ?5,
           partial = CASE WHEN ?6 THEN NULL ELSE partial END WHERE id = ?1",
    )?
    .execute(params![
        turn.as_str(),
        serde_json::to_string(outcome)?,
        usage.map(serde_json::to_string).transpose()?,
        usage.map_or(0, |usage| usage.micro_dollars),
        took_ms.cast_signed(),
        declined,
    ])?;
    if declined {
        db.prepare_cached("DELETE FROM chat_block WHERE turn = (SELECT seq FROM chat_turn WHERE id = ?1)")?
            .execute([turn.as_str()])?;
    }
    Ok(())
}

fn thread_of(db: &Connection, turn: &TurnId) -> Result<Option<ThreadId>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT c.id FROM chat_turn t JOIN chat_thread c ON c.seq = t.thread WHERE t.id = ?1",
    )?;
    Ok(statement
        .query_row([turn.as_str()], |row| row.get::<_, String>(0))
        .optional()?
        .map(Into::into))
}

/// The name under which the draft of a chat is kept.
pub fn chat_draft_name(thread: Option<&ThreadId>) -> String {
    format!("chat:{}", thread.map_or("new", |thread| thread.as_str()))
}

const ALL: &str = "SELECT c.id, c.title, c.at, (SELECT count(*) FROM chat_turn t WHERE t.thread = c.seq),
    (SELECT coalesce(sum(t.micro_dollars), 0) FROM chat_turn t WHERE t.thread = c.seq),
    (SELECT r.id FROM chat_thread r WHERE r.seq = c.root)
  FROM chat_thread c ORDER BY c.at DESC LIMIT ?1";
const FOUND: &str = "SELECT c.id, c.title, c.at, (SELECT count(*) FROM chat_turn t WHERE t.thread = c.seq),
    (SELECT coalesce(sum(t.micro_dollars), 0) FROM chat_turn t WHERE t.thread = c.seq),
    (SELECT r.id FROM chat_thread r WHERE r.seq = c.root)
  FROM chat_thread c WHERE c.seq IN (
    SELECT CASE WHEN chat_words.rowid < 0 THEN -chat_words.rowid
      ELSE (SELECT thread FROM chat_turn WHERE seq = chat_words.rowid) END
    FROM chat_words WHERE chat_words MATCH ?2)
  ORDER BY c.at DESC LIMIT ?1";

impl Reader {
    /// Chats, newest first; with words, only those whose title or one of whose turns has them all.
    pub fn threads(&self, words: &str, limit: usize) -> Result<Vec<Thread>, StoreError> {
        let wanted = prefixes(words);
        let mut statement = self
            .db
            .prepare_cached(if wanted.is_empty() { ALL } else { FOUND })?;
        let thread = |row: &rusqlite::Row<'_>| {
            Ok(Thread {
                id: row.get::<_, String>(0)?.into(),
                title: Foreign::from(row.get::<_, String>(1)?),
                last_at: timestamp(row.get(2)?),
                turns: row.get(3)?,
                micro_dollars: row.get(4)?,
                branch_of: row.get::<_, Option<String>>(5)?.map(Into::into),
            })
        };
        let rows = if wanted.is_empty() {
            statement.query_map(params![limit], thread)?
        } else {
            statement.query_map(params![limit, wanted], thread)?
        };
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Everything said in a chat, first to last.
    pub fn transcript(&self, thread: &ThreadId) -> Result<Vec<Turn>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT t.seq, t.id, t.speaker, t.outcome, t.partial, t.model, t.usage, t.at, t.took_ms
             FROM chat_turn t JOIN chat_thread c ON c.seq = t.thread WHERE c.id = ?1 ORDER BY t.seq",
        )?;
        let mut blocks = self
            .db
            .prepare_cached("SELECT json FROM chat_block WHERE turn = ?1 ORDER BY nr")?;
        let mut rows = statement.query([thread.as_str()])?;
        let mut turns = Vec::new();
        while let Some(row) = rows.next()? {
            let seq: i64 = row.get(0)?;
            let outcome: String = row.get(3)?;
            let usage: Option<String> = row.get(6)?;
            let speaker: String = row.get(2)?;
            turns.push(Turn {
                id: row.get::<_, String>(1)?.into(),
                speaker: if speaker == "user" {
                    Speaker::User
                } else {
                    Speaker::Assistant
                },
                blocks: blocks
                    .query_map([seq], |row| row.get(0))?
                    .collect::<Result<_, _>>()?,
                partial: row.get::<_, Option<String>>(4)?.map(Foreign::from),
                outcome: serde_json::from_str(&outcome)?,
                model: row.get(5)?,
                usage: usage.map(|usage| serde_json::from_str(&usage)).transpose()?,
                at: timestamp(row.get(7)?),
                took_ms: row.get::<_, Option<i64>>(8)?.map(i64::cast_unsigned),
            });
        }
        Ok(turns)
    }
}

const fn speaker_word(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::User => "user",
        Speaker::Assistant => "assistant",
    }
}

#[cfg(test)]
mod tests;
