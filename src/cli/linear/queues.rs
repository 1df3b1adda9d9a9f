//! What waits and what is contested, as numbered lists.

use super::desk::{self, Desk};
use super::typed;
use crate::cli::frame::{App, CliError};
use crate::domain::custom_field::show_value;
use crate::domain::decide::word_for;
use crate::domain::outbox::{Intent, OutboxState};
use crate::engine::query::{Conflicts, Outbox, UndoList};

/// Rows of the queue that are told.
const MOST: usize = 50;

/// What waits to be told to the CRM.
pub(super) fn queue(desk: &mut Desk<'_>, app: &mut App, _: &str) -> Result<(), CliError> {
    let rows = desk.running.query(Outbox {
        state: None,
        limit: MOST,
    })?;
    let over = |state: OutboxState| {
        matches!(
            state,
            OutboxState::Done | OutboxState::Sent | OutboxState::Delivered | OutboxState::Cancelled
        )
    };
    let waiting: Vec<_> = rows.iter().filter(|row| !over(row.state)).collect();
    desk.queue = waiting.iter().map(|row| row.id.clone()).collect();
    for (at, row) in waiting.iter().enumerate() {
        let what = match &row.intent {
            Intent::Send { draft, .. } => format!("{} \"{}\"", draft.channel.word(), draft.body),
            intent => format!("{} {}", intent.word(), intent.entity().kind.word()),
        };
        let why = row.error.as_ref().map(|error| format!(", {}", error.shown()));
        let why = why.unwrap_or_default();
        app.out.say(&format!(
            "{}. {}, {what}, {}{why}",
            at + 1,
            row.who.shown(),
            row.state.word()
        ))?;
    }
    app.out.say(if waiting.is_empty() {
        "Nothing waits."
    } else {
        "retry 1 tries one again, cancel 1 takes a message back."
    })?;
    Ok(())
}

/// What was done here, how far it has come, and what of it can be taken back.
pub(super) fn done(desk: &mut Desk<'_>, app: &mut App) -> Result<(), CliError> {
    let rows = desk.running.query(UndoList { limit: MOST })?;
    for row in &rows {
        let at = row.at.to_zoned(desk.running.engine.zone().clone());
        let (what, whom) = (row.what.shown(), row.undoable.whom.shown());
        let whom = match row.undoable.records {
            0 | 1 if whom.as_str().is_empty() || what.as_str().contains(whom.as_str()) => String::new(),
            0 | 1 => format!(", {whom}"),
            many => format!(", {many} records"),
        };
        let undo = if row.undone {
            "taken back"
        } else {
            row.undoable.word()
        };
        let why = row.undoable.cannot.first().filter(|_| !row.undone);
        let why = why.map(|why| format!(", {why}")).unwrap_or_default();
        app.out.say(&format!(
            "{}. {}, {}: {what}{whom}; reach {}; undo {undo}{why}",
            row.nr,
            at.strftime("%Y-%m-%d %H:%M"),
            row.who,
            row.undoable.reach.word(),
        ))?;
    }
    app.out.say(if rows.is_empty() {
        "Nothing was done here that could be taken back."
    } else {
        "undo takes the first of them back, undo N the one with this number."
    })?;
    Ok(())
}

/// Fields that were changed here and in the CRM.
pub(super) fn conflicts(desk: &mut Desk<'_>, app: &mut App, _: &str) -> Result<(), CliError> {
    let rows = desk.running.query(Conflicts)?;
    desk.conflicts = rows.iter().map(|row| row.id.clone()).collect();
    for (at, row) in rows.iter().enumerate() {
        app.out.say(&format!(
            "{}. {}, {}: mine {}, theirs {}, before {}",
            at + 1,
            row.who.shown(),
            word_for(&row.path),
            show_value(&row.here).or("nothing"),
            show_value(&row.there).or("nothing"),
            show_value(&row.base).or("nothing"),
        ))?;
    }
    app.out.say(if rows.is_empty() {
        "There are no conflicts."
    } else {
        "resolve 1 mine, resolve 1 theirs or resolve 1 before decides one."
    })?;
    Ok(())
}

/// Puts a row of the queue back.
pub(super) fn retry(desk: &mut Desk<'_>, app: &mut App, which: &str) -> Result<(), CliError> {
    let id = in_queue(desk, which)?;
    desk::command(app, &["retry", &id]).map(|_| ())
}

/// Takes back a message that has not left.
pub(super) fn cancel(desk: &mut Desk<'_>, app: &mut App, which: &str) -> Result<(), CliError> {
    let id = in_queue(desk, which)?;
    desk::command(app, &["cancel", &id]).map(|_| ())
}

fn in_queue(desk: &Desk<'_>, which: &str) -> Result<String, CliError> {
    let found = typed::number(which).and_then(|at| desk.queue.get(at));
    match found {
        Some(id) => Ok(id.to_string()),
        None if typed::number(which).is_some() || which.is_empty() => {
            Err(CliError::wrong_use("there is no such row, nothing was done")
                .hint("queue lists them with their numbers"))
        }
        None => Ok(which.to_owned()),
    }
}

/// Decides a conflict.
pub(super) fn resolve(desk: &mut Desk<'_>, app: &mut App, typed: &str) -> Result<(), CliError> {
    let (which, keep) = typed::first(typed);
    let found = typed::number(which).and_then(|at| desk.conflicts.get(at));
    let id = found.map_or_else(|| which.to_owned(), ToString::to_string);
    desk::command(app, &["resolve", &id, keep]).map(|_| ())
}
