//! What waits today, numbered, and what is said about it.

use super::desk::{self, Desk, Said};
use super::{before, meant, people, typed};
use crate::cli::frame::{App, CliError};
use crate::cli::people::today::{NOBODY, clear};
use crate::cli::words::when;
use crate::domain::record::{EntityKind, EntityRef};
use crate::domain::score::Mark;
use crate::domain::today::{Item, Kind, Split, Verdict, beside_the_name};
use crate::engine::away::parts;
use crate::engine::query::{Scores, TodayChosen, WhileAway};
use crate::engine::verdict::{Judged, commands};
use crate::engine::view::QueuePart;

/// Rows of each part: what a person hears through before they would rather work.
const ROWS: usize = 10;
/// Rows of a part that is asked for alone.
const MORE: usize = 60;

/// Shows what waits, in the order of what waiting costs: all of it, or a part; of everybody, or of those whom the filter behind
/// a `/` chooses. The numbers are those of people, too: `open 3`.
pub(super) fn list(desk: &mut Desk<'_>, app: &mut App, words: &str) -> Result<(), CliError> {
    let (part, filter) = words.split_once('/').unwrap_or((words, ""));
    let only = match part.trim() {
        "" => None,
        word => Some(split(word)?),
    };
    let Some(filter) = meant::filter(desk, app, filter.trim())? else {
        return Ok(());
    };
    let filter = filter.as_str();
    desk.running.block_on(desk.running.engine.build_calls())?;
    let queue = desk.running.query(TodayChosen {
        filter: filter.to_owned(),
        rows: if only.is_some() { MORE } else { ROWS },
    })?;
    let queue = match queue {
        Ok(queue) => queue,
        Err(error) => {
            let wrong = people::wrong_filter(filter, &error);
            return match meant::mended(desk, app, filter, &error, wrong)? {
                Some(mended) => list(desk, app, &format!("{part}/ {mended}")),
                None => Ok(()),
            };
        }
    };
    desk.people.clear();
    desk.today.clear();
    desk.costs.clear();
    desk.open = None;
    desk.forget_row();
    if only.is_none() && filter.is_empty() && queue.judged.is_none() {
        tell_night(desk, app)?;
    }
    // What was put off does not wait; it is told to whoever asks for it.
    let wanted = |split: Split| only.map_or(split != Split::Snoozed, |only| split == only);
    for part in queue.parts.iter().filter(|part| wanted(part.split)) {
        tell_part(desk, app, part, only.is_none())?;
    }
    (desk.offset, desk.total) = (0, desk.people.len());
    if desk.people.is_empty() {
        let zone = desk.running.engine.zone();
        let clear = match (filter, only) {
            ("", None) => clear(&queue, zone),
            ("", Some(only)) => format!("Nothing waits in {}.", only.word()),
            _ => NOBODY.to_owned(),
        };
        app.out.say(&clear)?;
        return desk.tell_first_copy(app);
    }
    Ok(app
        .out
        .say("done N settles one, snooze N WHEN puts one off, decline N is nothing to be done, again does the same to the next.")?)
}

/// A part of the queue, row by row. `one_of_all`: the others are told, too, and it can be heard alone.
fn tell_part(desk: &mut Desk<'_>, app: &mut App, part: &QueuePart, one_of_all: bool) -> Result<(), CliError> {
    if part.items.is_empty() {
        return Ok(());
    }
    let (word, more) = (part.split.word(), if part.more { " or more" } else { "" });
    app.out.say(&format!("{word}, {}{more}:", part.count))?;
    let whom = part.items.iter().filter_map(|item| item.contact.clone());
    let marks = desk.running.query(Scores(whom.collect()))?;
    let mut marks = marks.into_iter();
    for item in &part.items {
        // What belongs to nobody cannot be opened; leadline today tells of it.
        let Some(contact) = &item.contact else { continue };
        desk.people.push(contact.clone());
        desk.today.push(item.record.clone());
        desk.costs.push(item.cost.clone());
        let line = line(item, marks.next().flatten().as_ref());
        app.out.say(&format!("{}. {line}", desk.people.len()))?;
    }
    let left = part.count.saturating_sub(part.items.len());
    if left > 0 && one_of_all {
        app.out.say(&format!("{left} more; today {word} tells them."))?;
    } else if left > 0 {
        app.out
            .say(&format!("{left} more; they come up as these are settled."))?;
    }
    Ok(())
}

/// What happened while nobody looked, as long as it is morning. Of a first copy there is nothing to tell.
fn tell_night(desk: &Desk<'_>, app: &mut App) -> Result<(), CliError> {
    if desk.running.engine.progress().borrow().first_copy {
        return Ok(());
    }
    let away = desk.running.query(WhileAway)?;
    let parts: Vec<String> = parts(&away)
        .into_iter()
        .map(|(many, _, _, sentence)| format!("{many} {sentence}"))
        .collect();
    if parts.is_empty() {
        return Ok(());
    }
    let since = away.since.to_zoned(desk.running.engine.zone().clone());
    let least = if away.more { ", at least" } else { "" };
    Ok(app.out.say(&format!(
        "Since {}{least}: {}.",
        since.strftime("%Y-%m-%d %H:%M"),
        parts.join("; ")
    ))?)
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
    if number.trim().is_empty()
        && let Some(open) = desk.open.as_ref().map(|open| open.id.to_string())
    {
        return desk::command(app, &["score", &open, "--why"]).map(|_| ());
    }
    rows(desk, number)?;
    let cost = typed::number(number.trim()).and_then(|at| desk.costs.get(at));
    let cost = cost.cloned().unwrap_or_default();
    for part in cost.parts() {
        app.out.say(&format!("  {}: {}", part.points, part.reason))?;
    }
    Ok(app.out.say(&format!("  {} in all", cost.total()))?)
}

/// A row as a sentence: who and what first, then why.
fn line(item: &Item, mark: Option<&Mark>) -> String {
    let (name, what) = (item.name.shown(), item.what.shown());
    let what = match item.waiting.kind {
        Kind::Deal => beside_the_name(what.as_str(), name.as_str()),
        _ => what.as_str(),
    };
    let with = match item.household.as_slice() {
        [] => String::new(),
        kin => {
            let kin: Vec<String> = kin.iter().map(|name| name.shown().to_string()).collect();
            format!("with {}", kin.join(" and "))
        }
    };
    let parts = [
        name.or("somebody without a name").to_string(),
        people::scored(mark),
        with,
        item.more.shown().to_string(),
        what.to_owned(),
        item.cost.sentence(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// The rows of today's list that are meant: `3`, `1 3-5`.
fn rows(desk: &Desk<'_>, numbers: &str) -> Result<Vec<usize>, CliError> {
    typed::numbers(numbers, desk.today.len()).ok_or_else(|| {
        CliError::wrong_use(format!(
            "there is no number {} in today's list, nothing was done",
            numbers.trim()
        ))
        .hint("today shows it")
    })
}

/// Settles rows.
pub(super) fn done(desk: &mut Desk<'_>, app: &mut App, numbers: &str) -> Result<(), CliError> {
    let rows = rows(desk, numbers)?;
    judge(desk, app, Said::Done, &rows)
}

/// Says that rows are nothing to be done about.
pub(super) fn decline(desk: &mut Desk<'_>, app: &mut App, numbers: &str) -> Result<(), CliError> {
    let rows = rows(desk, numbers)?;
    judge(desk, app, Said::Declined, &rows)
}

/// Puts the people of rows, of today's list or any other, off; or whoever is open.
pub(super) fn snooze(desk: &mut Desk<'_>, app: &mut App, rest: &str) -> Result<(), CliError> {
    let (who, until) = typed::first(rest);
    let open = desk
        .open
        .as_ref()
        .filter(|_| who == ".")
        .map(|open| open.id.clone());
    let rows = typed::numbers(who, desk.people.len());
    if open.is_none() && rows.is_none() {
        return Err(nobody(desk, who));
    }
    if until.is_empty() {
        return Err(
            CliError::wrong_use("it was not said until when, nobody was put off").hint("snooze 3 tomorrow 9"),
        );
    }
    if let Some(open) = open {
        return put_off(app, open.as_str(), until);
    }
    judge(
        desk,
        app,
        Said::Snoozed(until.to_owned()),
        &rows.unwrap_or_default(),
    )
}

/// Why nobody is put off.
fn nobody(desk: &Desk<'_>, who: &str) -> CliError {
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
            "snooze 3 tomorrow 9, snooze 1,3-5 tomorrow 9, or snooze . tomorrow 9 for whoever is open",
        )
    };
    CliError::wrong_use(why).hint(hint)
}

/// The last verdict once more: on the rows that are named, else on the one behind the last.
pub(super) fn again(desk: &mut Desk<'_>, app: &mut App, numbers: &str) -> Result<(), CliError> {
    let (said, last) = desk.said.clone().ok_or_else(|| {
        CliError::wrong_use("no verdict has been given yet, nothing was done")
            .hint("done N, decline N or snooze N WHEN gives one")
    })?;
    let rows = match (numbers.trim(), last) {
        ("", Some(last)) => rows(desk, &(last + 2).to_string())?,
        ("", None) => {
            return Err(CliError::wrong_use(
                "the list was shown anew and it was not said which row is meant, nothing was done",
            )
            .hint("again 3"));
        }
        (numbers, _) => rows(desk, numbers)?,
    };
    judge(desk, app, said, &rows)
}

/// Gives a verdict on rows: on one as the subcommand of that name does, on several as one line of undo.
fn judge(desk: &mut Desk<'_>, app: &mut App, said: Said, rows: &[usize]) -> Result<(), CliError> {
    let person = |at: &usize| desk.people.get(*at).map(ToString::to_string).unwrap_or_default();
    match (rows, &said) {
        ([only], Said::Snoozed(until)) => put_off(app, &person(only), until)?,
        ([only], said) => {
            let word = if *said == Said::Done { "done" } else { "decline" };
            let id = desk.today.get(*only).map(|record| record.id.clone());
            desk::command(app, &[word, &id.unwrap_or_default()])?;
        }
        _ => judge_all(desk, app, &said, rows)?,
    }
    desk.said = Some((said, rows.last().copied()));
    Ok(())
}

fn put_off(app: &mut App, whom: &str, until: &str) -> Result<(), CliError> {
    let words = typed::words(until);
    let words: Vec<&str> = ["snooze", whom]
        .into_iter()
        .chain(words.iter().map(String::as_str))
        .collect();
    desk::command(app, &words).map(|_| ())
}

fn judge_all(desk: &mut Desk<'_>, app: &mut App, said: &Said, rows: &[usize]) -> Result<(), CliError> {
    let engine = &desk.running.engine;
    let (verdict, what) = match said {
        Said::Done => (Verdict::Done, "done".to_owned()),
        Said::Declined => (Verdict::Declined, "declined".to_owned()),
        Said::Snoozed(words) => {
            let until = when::parse(words, engine.now(), engine.zone())?;
            (Verdict::Snoozed { until }, format!("snoozed until {words}"))
        }
    };
    let judged = rows.iter().filter_map(|at| {
        let subject = EntityRef::new(EntityKind::Contact, desk.people.get(*at)?.as_str());
        // A list of people has no records of its own.
        let record = desk.today.get(*at).cloned().unwrap_or_else(|| subject.clone());
        Some(Judged { record, subject })
    });
    let commands = commands(judged, verdict);
    before::submit(desk, app, &what, commands, &[])
}
