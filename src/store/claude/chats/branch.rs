//! A chat that goes on differently from an earlier place: what was said up to there, copied as it is.

use rusqlite::params;

use super::{index_title, index_turn};
use crate::domain::value::{ThreadId, TurnId};
use crate::store::error::CommitError;
use crate::store::write::work::Work;

/// Begins a chat with everything that was said before `at` in another one, byte for byte; with all of it without `at`.
///
/// The stand-ins come along, all of them: those of later turns do no harm, and numbers are never given twice. What was
/// paid for stays with the old chat, so nothing is counted twice, and so do proposals: a yes is given once.
pub(super) fn make(work: &mut Work<'_>, of: &ThreadId, at: Option<&TurnId>) -> Result<ThreadId, CommitError> {
    let id = (work.fresh)();
    let made = work
        .db
        .prepare_cached(
            "INSERT INTO chat_thread (id, title, at, model, effort, root)
             SELECT ?1, CASE WHEN title LIKE 'branch: %' THEN title ELSE 'branch: ' || title END,
               ?3, model, effort, coalesce(root, seq)
             FROM chat_thread WHERE id = ?2",
        )?
        .execute(params![id, of.as_str(), work.at])?;
    if made == 0 {
        return Err(CommitError::NotFound(format!("chat {of}")));
    }
    let branch = work.db.last_insert_rowid();
    let copied = {
        let mut statement = work.db.prepare_cached(
            "SELECT t.seq FROM chat_turn t JOIN chat_thread c ON c.seq = t.thread
             WHERE c.id = ?1 AND t.outcome <> ?2
               AND (?3 IS NULL OR t.seq < (SELECT seq FROM chat_turn WHERE id = ?3 AND thread = c.seq))
             ORDER BY t.seq",
        )?;
        let open = serde_json::to_string(&crate::domain::chat::TurnOutcome::Open)?;
        let seqs = statement.query_map(params![of.as_str(), open, at.map(TurnId::as_str)], |row| {
            row.get(0)
        })?;
        seqs.collect::<Result<Vec<i64>, _>>()?
    };
    for turn in copied {
        copy(work, turn, branch)?;
    }
    work.db
        .prepare_cached(
            "INSERT INTO chat_hidden (thread, nr, value)
             SELECT ?2, h.nr, h.value FROM chat_hidden h JOIN chat_thread c ON c.seq = h.thread WHERE c.id = ?1",
        )?
        .execute(params![of.as_str(), branch])?;
    let thread = ThreadId::from(id);
    index_title(work.db, &thread)?;
    index_copies(work, branch)?;
    Ok(thread)
}

fn copy(work: &mut Work<'_>, turn: i64, branch: i64) -> Result<(), CommitError> {
    let id = (work.fresh)();
    work.db
        .prepare_cached(
            "INSERT INTO chat_turn (id, thread, speaker, outcome, partial, model, usage, at, took_ms)
             SELECT ?1, ?2, speaker, outcome, partial, model, usage, at, took_ms FROM chat_turn WHERE seq = ?3",
        )?
        .execute(params![id, branch, turn])?;
    let copy = work.db.last_insert_rowid();
    for sql in [
        "INSERT INTO chat_block (turn, nr, json) SELECT ?1, nr, json FROM chat_block WHERE turn = ?2",
        "INSERT INTO chat_call (turn, nr, call, tool, line, fault, took_ms)
         SELECT ?1, nr, call, tool, line, fault, took_ms FROM chat_call WHERE turn = ?2",
    ] {
        work.db.prepare_cached(sql)?.execute([copy, turn])?;
    }
    Ok(())
}

/// Words are found with the values in place of their stand-ins, so this comes after those.
fn index_copies(work: &Work<'_>, branch: i64) -> Result<(), CommitError> {
    let mut statement = work
        .db
        .prepare_cached("SELECT id FROM chat_turn WHERE thread = ?1")?;
    let ids = statement.query_map([branch], |row| row.get(0))?;
    for id in ids.collect::<Result<Vec<String>, _>>()? {
        index_turn(work.db, &id.into())?;
    }
    Ok(())
}
