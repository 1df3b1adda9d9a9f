//! What waits, what is contested, what can be undone, who did what.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;

use crate::domain::fact::Fact;
use crate::domain::outbox::{Intent, OutboxState};
use crate::domain::record::EntityRef;
use crate::domain::value::{ConflictId, Foreign, OutboxId, UndoId};
use crate::store::ask::undoable::{self, Undoable};
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::{name_of, timestamp};

/// A row of the outbox as shown.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboxRow {
    /// Which one.
    pub id: OutboxId,
    /// What it intends.
    pub intent: Intent,
    /// Where it stands.
    pub state: OutboxState,
    /// How often it was tried.
    pub attempt: u32,
    /// Not before this moment.
    pub not_before: Timestamp,
    /// When it was claimed last.
    pub claimed: Option<Timestamp>,
    /// The CRM's id of what it made.
    pub remote_id: Option<String>,
    /// What the last try met.
    pub error: Option<Foreign>,
    /// The rule of the gate that holds or refused it.
    pub rule: Option<String>,
    /// Held only until its moment, at which it goes by itself.
    pub wakes: bool,
    /// The person it is about.
    pub who: Foreign,
    /// The commit that asked for it.
    pub ack: String,
}

/// A member that both sides changed.
#[derive(Clone, Debug, PartialEq)]
pub struct ConflictRow {
    /// Which one.
    pub id: ConflictId,
    /// On which record.
    pub entity: EntityRef,
    /// Whose it is, or what it is called.
    pub who: Foreign,
    /// Which member.
    pub path: String,
    /// What both started from.
    pub base: Value,
    /// The value here.
    pub here: Value,
    /// The value there.
    pub there: Value,
    /// When it was found.
    pub at: Timestamp,
}

/// A line of the undo list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoRow {
    /// Which one.
    pub id: UndoId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// What.
    pub what: Foreign,
    /// Taken back already.
    pub undone: bool,
    /// Its number, by which a person names it; stays the same.
    pub nr: i64,
    /// What taking it back would do.
    pub undoable: Undoable,
}

/// How far a clock may have been set back, in milliseconds, so that what came later in the log still counts as later: a day.
const CLOCK_SLACK: i64 = 24 * 60 * 60 * 1_000;

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// The id a command acked with.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Who: me, claude, sync, engine.
    pub who: String,
    /// What.
    pub what: Foreign,
    /// The person or deal it was about.
    pub whom: Foreign,
}

fn outbox_rows() -> String {
    let who = name_of("o.contact");
    format!(
        "SELECT o.id, o.intent, o.state, o.attempt, o.not_before, o.claimed, o.remote_id, o.error,
     coalesce({who}, ''), o.audit, o.rule, o.wakes FROM outbox o"
    )
}

impl Reader {
    /// Rows of the outbox in a state, oldest first; without a state, everything that is not over and the last of what is.
    pub fn outbox(&self, state: Option<OutboxState>, limit: usize) -> Result<Vec<OutboxRow>, StoreError> {
        let rows = outbox_rows();
        let rows = if let Some(state) = state {
            let sql = format!("{rows} WHERE o.state = ?1 ORDER BY o.seq DESC LIMIT ?2");
            let mut statement = self.db.prepare_cached(&sql)?;
            statement
                .query_map(params![state.word(), limit], outbox_row)?
                .collect::<Result<Vec<_>, _>>()?
        } else {
            let sql = format!(
                "{rows} ORDER BY o.state IN ('done', 'sent', 'delivered', 'cancelled'), o.seq DESC LIMIT ?1"
            );
            let mut statement = self.db.prepare_cached(&sql)?;
            statement
                .query_map([limit], outbox_row)?
                .collect::<Result<Vec<_>, _>>()?
        };
        rows.into_iter().map(read_outbox).collect()
    }

    /// How many rows stand in each state.
    pub fn outbox_counts(&self) -> Result<Vec<(OutboxState, u64)>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT state, count(*) FROM outbox GROUP BY state")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u64>(1)?)))?;
        let counted = rows.collect::<Result<Vec<_>, _>>()?;
        Ok(OutboxState::ALL
            .into_iter()
            .map(|state| {
                (
                    state,
                    counted
                        .iter()
                        .find(|(word, _)| word == state.word())
                        .map_or(0, |(_, n)| *n),
                )
            })
            .collect())
    }

    /// How many held rows go by themselves at their moment.
    pub fn sleeping(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM outbox WHERE state = 'held' AND wakes = 1";
        Ok(self.db.query_row(sql, [], |row| row.get(0))?)
    }

    /// When the next queued row may leave.
    pub fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(crate::store::push::outbox::next_due(&self.db)?.map(timestamp))
    }

    /// Conflicts that wait for a decision, oldest first.
    pub fn conflicts(&self) -> Result<Vec<ConflictRow>, StoreError> {
        let who = name_of("k.rid");
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT k.id, r.kind, r.id, k.path, k.base, k.here, k.there, k.at,
                    coalesce({who}, (SELECT name FROM opportunity p WHERE p.rid = k.rid), '')
             FROM conflict k JOIN record r ON r.rid = k.rid WHERE k.open = 1 ORDER BY k.at"
        ))?;
        let mut rows = statement.query([])?;
        let mut conflicts = Vec::new();
        while let Some(row) = rows.next()? {
            let word: String = row.get(1)?;
            let kind = crate::store::rows::record::kind(&word).ok_or(StoreError::Unreadable(word))?;
            let json = |at: usize| -> Result<Value, StoreError> {
                Ok(serde_json::from_str(&row.get::<_, String>(at)?)?)
            };
            conflicts.push(ConflictRow {
                id: row.get::<_, String>(0)?.into(),
                entity: EntityRef::new(kind, row.get::<_, String>(2)?),
                who: Foreign::from(row.get::<_, String>(8)?),
                path: row.get(3)?,
                base: json(4)?,
                here: json(5)?,
                there: json(6)?,
                at: timestamp(row.get(7)?),
            });
        }
        Ok(conflicts)
    }

    /// The undo list, newest first.
    pub fn undo_list(&self, limit: usize) -> Result<Vec<UndoRow>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT id, at, who, what, undone, seq, facts FROM undo ORDER BY seq DESC LIMIT ?1",
        )?;
        let mut rows = statement.query([limit])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let at: i64 = row.get(1)?;
            let facts: Vec<Fact> = serde_json::from_str(&row.get::<_, String>(6)?)?;
            lines.push(UndoRow {
                id: row.get::<_, String>(0)?.into(),
                at: timestamp(at),
                who: row.get(2)?,
                what: Foreign::from(row.get::<_, String>(3)?),
                undone: row.get(4)?,
                nr: row.get(5)?,
                undoable: undoable::look(&self.db, &facts, at)?,
            });
        }
        Ok(lines)
    }

    /// The line of the undo list with a number.
    pub fn undo_line(&self, nr: i64) -> Result<Option<UndoId>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT id FROM undo WHERE seq = ?1")?;
        let id: Option<String> = statement.query_row([nr], |row| row.get(0)).optional()?;
        Ok(id.map(Into::into))
    }

    /// Who did what, newest first.
    pub fn log(&self, limit: usize) -> Result<Vec<LogRow>, StoreError> {
        self.log_of(None, None, limit)
    }

    /// The same of one who can do something (all automations are one), or since a moment.
    pub fn log_of(
        &self,
        by: Option<&str>,
        since: Option<Timestamp>,
        limit: usize,
    ) -> Result<Vec<LogRow>, StoreError> {
        // A note, a task or a message is about its person; a deal has a name of its own.
        let about = "(SELECT coalesce((SELECT contact FROM note x WHERE x.rid = r.rid),
            (SELECT contact FROM task x WHERE x.rid = r.rid), (SELECT contact FROM message x WHERE x.rid = r.rid), r.rid)
            FROM record r WHERE r.kind = a.kind AND r.id = a.entity)";
        let whom = name_of(about);
        let since = since.map_or(i64::MIN, Timestamp::as_millisecond);
        let from = self.logged_from(since.saturating_sub(CLOCK_SLACK))?;
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT a.id, a.at, a.who, a.what, coalesce({whom},
               (SELECT o.name FROM record r JOIN opportunity o ON o.rid = r.rid
                WHERE r.kind = a.kind AND r.id = a.entity), '')
             FROM audit a
             WHERE a.seq >= ?1 AND a.at >= ?2 AND (?3 IS NULL OR a.who = ?3 OR substr(a.who, 1, length(?3) + 2) = ?3 || ', ')
             ORDER BY a.seq DESC LIMIT ?4"
        ))?;
        let rows = statement.query_map(params![from, since, by, limit], |row| {
            Ok(LogRow {
                id: row.get(0)?,
                at: timestamp(row.get(1)?),
                who: row.get(2)?,
                what: Foreign::from(row.get::<_, String>(3)?),
                whom: Foreign::from(row.get::<_, String>(4)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The number of the first row of the log from a moment on. Rows are numbered as they come, so that the moment is
    /// found by halves.
    fn logged_from(&self, at: i64) -> Result<i64, StoreError> {
        let last = "SELECT coalesce(max(seq), 0) FROM audit";
        let last: i64 = self.db.prepare_cached(last)?.query_row([], |row| row.get(0))?;
        let mut look = self
            .db
            .prepare_cached("SELECT at FROM audit WHERE seq >= ?1 ORDER BY seq LIMIT 1")?;
        let (mut low, mut high) = (0, last);
        while low < high {
            let middle = low + (high - low) / 2;
            let then: i64 = look.query_row([middle], |row| row.get(0))?;
            (low, high) = if then < at {
                (middle + 1, high)
            } else {
                (low, middle)
            };
        }
        Ok(low)
    }
}

struct Unread {
    row: OutboxRow,
    intent: String,
    state: String,
}

fn outbox_row(row: &Row<'_>) -> rusqlite::Result<Unread> {
    Ok(Unread {
        intent: row.get(1)?,
        state: row.get(2)?,
        row: OutboxRow {
            id: row.get::<_, String>(0)?.into(),
            intent: Intent::Update {
                entity: EntityRef::new(crate::domain::record::EntityKind::Contact, ""),
            },
            state: OutboxState::Queued,
            attempt: row.get(3)?,
            not_before: timestamp(row.get(4)?),
            claimed: row.get::<_, Option<i64>>(5)?.map(timestamp),
            remote_id: row.get(6)?,
            error: row.get::<_, Option<String>>(7)?.map(Foreign::from),
            who: Foreign::from(row.get::<_, String>(8)?),
            ack: row.get(9)?,
            rule: row.get(10)?,
            wakes: row.get(11)?,
        },
    })
}

fn read_outbox(unread: Unread) -> Result<OutboxRow, StoreError> {
    let intent = serde_json::from_str(&unread.intent)?;
    let state =
        OutboxState::from_word(&unread.state).ok_or_else(|| StoreError::Unreadable(unread.state.clone()))?;
    Ok(OutboxRow {
        intent,
        state,
        ..unread.row
    })
}

#[cfg(test)]
mod tests;
