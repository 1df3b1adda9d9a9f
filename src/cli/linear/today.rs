//! What waits today, numbered, and what is said about it.

use super::super::app::App;
use super::super::error::CliError;
use super::desk::{self, Desk};
use super::{people, typed};
use crate::domain::record::EntityRef;
use crate::domain::today::{Item, Split};
use crate::engine::query::TodayQueue;

/// Rows of each part: what a person hears through before they would rather work.
const ROWS: usize = 10;

/// Shows what waits, in the order of what waiting costs. The numbers are those of people, too: `open 3`.
pub(super) fn list(desk: &mut Desk<'_>, app: &mut App, part: &str) -> Result<(), CliError> {
    let only = match part.trim() {
        "" => None,
        word => Some(split(word)?),
    };
    desk.running.block_on(desk.running.engine.build_calls())?;
    let queue = desk.running.query(TodayQueue { rows: ROWS })?;
    desk.people.clear();
    desk.today.clear();
    desk.costs.clear();
    desk.open = None;
    // What was put off does not wait; it is told to whoever asks for it.
    let wanted = |split: Split| only.map_or(split != Split::Snoozed, |only| split == only);
    for part in queue.parts.iter().filter(|part| wanted(part.split)) {
        if part.items.is_empty() {
            continue;
        }
        app.out.say(&format!("{}, {}:", part.split.word(), part.count))?;
        for item in &part.items {
            // What belongs to nobody cannot be opened; leadline today tells of it.
            let Some(contact) = &item.contact else { continue };
            desk.people.push(contact.clone());
            desk.today.push(item.record.clone());
            desk.costs.push(item.cost.clone());
            app.out.say(&format!("{}. {}", desk.people.len(), line(item)))?;
        }
    }
    (desk.offset, desk.total) = (0, desk.people.len());
    if desk.people.is_empty() {
        app.out.say("Nothing waits.")?;
        return desk.tell_first_copy(app);
    }
    Ok(app
        .out
        .say("done N settles one, snooze N WHEN puts one off, decline N is nothing to be done.")?)
}

fn split(word: &str) -> Result<Split, CliError> {
    let found = Split::ALL.into_iter().find(|split| split.word() == word);
    found.ok_or_else(|| {
        let words: Vec<&str> = Split::ALL.iter().map(|split| split.word()).collect();
        CliError::wrong_use(format!("today has no part \"{word}\""))
            .hint(format!("one of {}", words.join(", ")))
    })
}

/// Why a row stands where it does.
pub(super) fn why(desk: &mut Desk<'_>, app: &mut App, number: &str) -> Result<(), CliError> {
    row(desk, number)?;
    let cost = typed::number(number.trim()).and_then(|at| desk.costs.get(at));
    let cost = cost.cloned().unwrap_or_default();
    for part in cost.parts() {
        app.out.say(&format!("  {}: {}", part.points, part.reason))?;
    }
    Ok(app.out.say(&format!("  {} in all", cost.total()))?)
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
    let whom = match (who, &desk.open) {
        (".", Some(open)) => Some(open.id.to_string()),
        _ => people::row(desk, who).map(ToString::to_string),
    };
    let whom = whom.ok_or_else(|| {
        let (why, hint) = if who.is_empty() {
            ("it was not said who is put off".to_owned(), "snooze 3 tomorrow 9")
        } else if desk.people.is_empty() {
            (
                format!("no list was shown yet, so that {who} means nobody; nobody was put off"),
                "today or list shows people with their numbers",
            )
        } else {
            (
                format!("there is no number {who} in the list, nobody was put off"),
                "snooze 3 tomorrow 9, or snooze . tomorrow 9 for whoever is open",
            )
        };
        CliError::wrong_use(why).hint(hint)
    })?;
    if until.is_empty() {
        return Err(
            CliError::wrong_use("it was not said until when, nobody was put off").hint("snooze 3 tomorrow 9"),
        );
    }
    let words = typed::words(until);
    let words: Vec<&str> = ["snooze", &whom]
        .into_iter()
        .chain(words.iter().map(String::as_str))
        .collect();
    desk::command(app, &words).map(|_| ())
}
