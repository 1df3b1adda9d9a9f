//! A call: what is worth knowing before it, notes that are kept line by line, and how it ended.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::desk::Desk;
use super::{people, reply};
use crate::cli::frame::{App, CliError};
use crate::cli::words::when;
use crate::domain::call::CallOutcome;
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::value::ContactId;
use crate::engine::calling::{Called, Caller, Calling};
use crate::engine::query::{DirectoryNow, MessageDraft, PersonById};
use crate::engine::view::Directory;

/// Calls whoever is open: a person dials, and everything around it is here.
pub(super) fn call(desk: &mut Desk<'_>, app: &mut App, _: &str) -> Result<(), CliError> {
    let id = desk.open()?.id.clone();
    let person = desk.running.query(PersonById(id.clone()))?;
    let person = person.ok_or_else(|| CliError::nothing_found("they are not in the local copy any more"))?;
    if person.contact.phone.is_empty() {
        return Err(CliError::wrong_use("no number is known, nobody was called").hint("set phone=9095550142"));
    }
    let directory = desk.running.query(DirectoryNow)?;
    let calling = Calling::about(&person, caller(desk, &directory));
    tell(app, &calling)?;
    let began = desk.running.engine.now();
    let notes = notes(desk, app, &id)?;
    let ends: Vec<String> = CallOutcome::ALL
        .iter()
        .zip(&calling.brief.would)
        .map(|(outcome, would)| format!("{}: {would}", outcome.word()))
        .collect();
    let over = desk.running.engine.now();
    let chosen = desk.choose(app, "How did it end?", &ends)?;
    let Some(outcome) = chosen.and_then(|at| CallOutcome::ALL.get(at)).copied() else {
        return Ok(app
            .out
            .say("No call was logged; the notes stay for the next time.")?);
    };
    let appointment = match outcome {
        CallOutcome::Booked => match appointment(desk, app)? {
            Some(appointment) => Some(appointment),
            None => {
                return Ok(app
                    .out
                    .say("No call was logged; the notes stay for the next time.")?);
            }
        },
        _ => None,
    };
    let called = Called {
        outcome,
        began,
        seconds: u32::try_from(over.duration_since(began).as_secs()).unwrap_or(0),
        notes,
        appointment,
    };
    let receipt = desk
        .running
        .submit(calling.ended(called, caller(desk, &directory)))?;
    app.out.say(&format!("Saved: {}.", receipt.summary))?;
    keep(desk, &id, String::new())?;
    people::look_again(desk)?;
    if outcome == CallOutcome::NoAnswer {
        let text = calling.missed(caller(desk, &directory));
        return reply::offer(desk, app, Channel::Sms, None, text);
    }
    Ok(())
}

/// Who calls, as the conversation knows it.
fn caller<'a>(desk: &'a Desk<'_>, directory: &'a Directory) -> Caller<'a> {
    let engine = &desk.running.engine;
    Caller {
        directory,
        me: engine.me(),
        now: engine.now(),
        zone: engine.zone(),
        due,
        ago,
    }
}

fn due(then: Timestamp, _: Timestamp, zone: &TimeZone) -> String {
    then.to_zoned(zone.clone())
        .strftime("%A %-d %B %H:%M")
        .to_string()
}

fn ago(then: Timestamp, now: Timestamp, _: &TimeZone) -> String {
    match now.duration_since(then).as_hours() {
        ..1 => "less than an hour".to_owned(),
        hours @ 1..48 => format!("{hours} hours"),
        hours => format!("{} days", hours / 24),
    }
}

fn tell(app: &mut App, calling: &Calling) -> Result<(), CliError> {
    let (contact, brief) = (&calling.contact, &calling.brief);
    app.out
        .say(&format!("Call {} at {}.", contact.name(), contact.phone.shown()))?;
    let told = [
        ("Against it", &brief.against),
        ("Open", &brief.open),
        ("Ask", &brief.ask),
        ("Know", &brief.know),
        ("Never say", &brief.never),
    ];
    for (about, words) in told.into_iter().filter(|(_, words)| !words.is_empty()) {
        app.out.say(&format!("  {about}: {words}"))?;
    }
    Ok(())
}

/// Takes notes until a dot, and keeps each line as soon as it is typed.
fn notes(desk: &mut Desk<'_>, app: &mut App, id: &ContactId) -> Result<String, CliError> {
    let kept = desk.running.query(MessageDraft {
        contact: id.clone(),
        channel: Channel::Call,
    })?;
    let mut notes = kept.map(|(_, notes)| notes).unwrap_or_default();
    if !notes.is_empty() {
        app.out.say(&format!("Kept from before: {notes}"))?;
    }
    app.out
        .say("Notes: each line is kept as you type it; a dot alone when the call is over.")?;
    while let Some(line) = desk.ask(app, "note")? {
        if line.trim() == "." {
            break;
        }
        if !notes.is_empty() {
            notes.push('\n');
        }
        notes.push_str(&line);
        keep(desk, id, notes.clone())?;
    }
    Ok(notes)
}

fn keep(desk: &Desk<'_>, id: &ContactId, body: String) -> Result<(), CliError> {
    let draft = Draft {
        contact: id.clone(),
        channel: Channel::Call,
        subject: None,
        body,
    };
    desk.running.submit(Command::KeepDraft { draft }).map(|_| ())
}

/// What was agreed on and when it is; asked again until it reads, nothing when it was given up.
fn appointment(desk: &mut Desk<'_>, app: &mut App) -> Result<Option<(String, Timestamp)>, CliError> {
    loop {
        let Some(line) = desk.ask(app, "what by when, such as showing by sat 10:00")? else {
            return Ok(None);
        };
        if line.trim().is_empty() {
            return Ok(None);
        }
        let (what, moment) = line.rsplit_once("by ").unwrap_or(("", &line));
        let engine = &desk.running.engine;
        match when::parse(moment.trim(), engine.now(), engine.zone()) {
            Ok(at) => return Ok(Some((what.trim().to_owned(), at))),
            Err(error) => super::tell(app, &error)?,
        }
    }
}
