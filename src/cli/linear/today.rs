//! What waits today, numbered, and what is said about it.

use super::super::app::App;
use super::super::error::CliError;
use super::desk::{self, Desk};
use super::typed;
use crate::domain::record::EntityRef;
use crate::domain::today::{Item, Split};
use crate::engine::query::TodayQueue;

/// Rows of each part: what a person hears through before they would rather work.
const ROWS: usize = 10;

/// Shows what waits, in the order of what waiting costs. The numbers are those of people, too: `open 3`.
pub(super) fn list(desk: &mut Desk<'_>, app: &mut App, _: &str) -> Result<(), CliError> {
    desk.running.block_on(desk.running.engine.build_calls())?;
    let queue = desk.running.query(TodayQueue { rows: ROWS })?;
    desk.people.clear();
    desk.today.clear();
    desk.open = None;
    for part in queue.parts.iter().filter(|part| part.split != Split::Snoozed) {
        if part.items.is_empty() {
            continue;
        }
        app.out.say(&format!("{}, {}:", part.split.word(), part.count))?;
        for item in &part.items {
            // What belongs to nobody cannot be opened; leadline today tells of it.
            let Some(contact) = &item.contact else { continue };
            desk.people.push(contact.clone());
            desk.today.push(item.record.clone());
            app.out.say(&format!("{}. {}", desk.people.len(), line(item)))?;
        }
    }
    (desk.offset, desk.total) = (0, desk.people.len());
    if desk.people.is_empty() {
        return Ok(app.out.say("Nothing waits.")?);
    }
    Ok(app
        .out
        .say("done N settles one, snooze N WHEN puts one off, decline N is nothing to be done.")?)
}

/// A row as a sentence: who and what first, then why.
fn line(item: &Item) -> String {
    let name = item.name.shown().or("somebody without a name");
    let mut parts = vec![name.to_string()];
    if !item.what.is_empty() {
        parts.push(item.what.shown().to_string());
    }
    parts.push(item.cost.sentence());
    parts.join(", ")
}

/// The record of a row of today's list.
fn row<'a>(desk: &'a Desk<'_>, number: &str) -> Result<&'a EntityRef, CliError> {
    let at = typed::number(number.trim().trim_start_matches('#'));
    at.and_then(|at| desk.today.get(at)).ok_or_else(|| {
        CliError::wrong_use(format!(
            "there is no number {} in today's list, nothing was done",
            number.trim()
        ))
        .hint("today shows it")
    })
}

/// Settles a row.
pub(super) fn done(desk: &mut Desk<'_>, app: &mut App, number: &str) -> Result<(), CliError> {
    let id = row(desk, number)?.id.clone();
    desk::command(app, &["done", &id]).map(|_| ())
}

/// Says that a row is nothing to be done about.
pub(super) fn decline(desk: &mut Desk<'_>, app: &mut App, number: &str) -> Result<(), CliError> {
    let id = row(desk, number)?.id.clone();
    desk::command(app, &["decline", &id]).map(|_| ())
}

/// Puts the person of a row, or of the list, off.
pub(super) fn snooze(desk: &mut Desk<'_>, app: &mut App, rest: &str) -> Result<(), CliError> {
    let (who, until) = typed::first(rest);
    let whom = match typed::number(who.trim_start_matches('#')) {
        Some(at) => desk.people.get(at),
        None => None,
    };
    let whom = whom.map(ToString::to_string).ok_or_else(|| {
        CliError::wrong_use(format!(
            "there is no number {who} in the list, nobody was put off"
        ))
        .hint("snooze 3 tomorrow 9")
    })?;
    let words = typed::words(until);
    let words: Vec<&str> = ["snooze", &whom]
        .into_iter()
        .chain(words.iter().map(String::as_str))
        .collect();
    desk::command(app, &words).map(|_| ())
}
