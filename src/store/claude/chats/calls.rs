//! What answers had looked up or proposed.

use std::collections::HashMap;

use rusqlite::params;

use crate::domain::chat::CallNote;
use crate::domain::value::{ThreadId, TurnId};
use crate::store::claude::proposals;
use crate::store::error::{CommitError, StoreError};
use crate::store::reader::Reader;
use crate::store::write::work::Work;

/// Keeps the calls of an answer and makes what they propose wait for a yes.
pub(super) fn keep(work: &mut Work<'_>, turn: &TurnId, calls: &[CallNote]) -> Result<(), CommitError> {
    for call in calls {
        work.db
            .prepare_cached(
                "INSERT INTO chat_call (turn, nr, call, tool, line, fault, took_ms)
                 SELECT t.seq, (SELECT count(*) FROM chat_call c WHERE c.turn = t.seq), ?2, ?3, ?4, ?5, ?6
                 FROM chat_turn t WHERE t.id = ?1",
            )?
            .execute(params![
                turn.as_str(),
                call.call,
                call.tool,
                call.line,
                call.fault,
                call.took_ms.cast_signed()
            ])?;
        if let Some(plan) = &call.plan {
            proposals::make(work, turn, &call.tool, plan)?;
        }
    }
    Ok(())
}

impl Reader {
    /// What each answer of a chat had looked up or proposed, in the order of the calls.
    pub fn calls(&self, thread: &ThreadId) -> Result<HashMap<TurnId, Vec<CallNote>>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT t.id, k.call, k.tool, k.line, k.fault, k.took_ms
             FROM chat_thread c JOIN chat_turn t ON t.thread = c.seq JOIN chat_call k ON k.turn = t.seq
             WHERE c.id = ?1 ORDER BY t.seq, k.nr",
        )?;
        let mut rows = statement.query([thread.as_str()])?;
        let mut calls: HashMap<TurnId, Vec<CallNote>> = HashMap::new();
        while let Some(row) = rows.next()? {
            let turn: String = row.get(0)?;
            calls.entry(turn.into()).or_default().push(CallNote {
                call: row.get(1)?,
                tool: row.get(2)?,
                line: row.get(3)?,
                fault: row.get(4)?,
                took_ms: row.get::<_, i64>(5)?.cast_unsigned(),
                plan: None,
            });
        }
        Ok(calls)
    }
}
