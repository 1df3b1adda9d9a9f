//! Edits of whoever is open, or of all who are marked: as one line of undo, and from 26 on after their number.

use serde_json::Value;

use super::super::app::App;
use super::super::each::{FREELY, each};
use super::super::error::CliError;
use super::super::prompt::MOST_TEXT;
use super::super::{find, when};
use super::desk::{self, Desk};
use super::{people, typed};
use crate::domain::command::Command;
use crate::domain::value::ContactId;
use crate::engine::query::{DirectoryNow, LeadIds, PersonById};

/// People that can be marked at once.
const MOST: usize = 100_000;

/// Marks people of the list: `1 3-5`, all whom the filter chooses, or nobody.
pub(super) fn mark(desk: &mut Desk<'_>, app: &mut App, which: &str) -> Result<(), CliError> {
    match which.trim() {
        "none" => desk.marked.clear(),
        "all" => {
            let question = LeadIds {
                filter: desk.filter.clone(),
                most: MOST,
            };
            let all = desk.running.query(question)?;
            desk.marked = all.map_err(|error| CliError::wrong_use(error.message))?;
        }
        numbers => {
            let meant = typed::numbers(numbers, desk.people.len()).ok_or_else(|| {
                CliError::wrong_use(format!(
                    "\"{numbers}\" names no rows of the list, nobody was marked"
                ))
                .hint("mark 1 3-5, mark all, mark none")
            })?;
            let rows: Vec<ContactId> = meant
                .iter()
                .filter_map(|at| desk.people.get(*at))
                .cloned()
                .collect();
            for row in rows {
                if !desk.marked.contains(&row) {
                    desk.marked.push(row);
                }
            }
        }
    }
    app.out.say(&match desk.marked.len() {
        0 => "Nobody is marked.".to_owned(),
        many => format!("{many} are marked: tag, note, task, assign and set are done to all of them."),
    })?;
    Ok(())
}

pub(super) fn tag(desk: &mut Desk<'_>, app: &mut App, tags: &str) -> Result<(), CliError> {
    let (mut add, mut remove) = (Vec::new(), Vec::new());
    for word in typed::words(tags) {
        match word.strip_prefix('-') {
            Some(tag) => remove.push(tag.to_owned()),
            None => add.push(word.trim_start_matches('+').to_owned()),
        }
    }
    if add.is_empty() && remove.is_empty() {
        return Err(CliError::wrong_use("no tag was named, nothing was changed").hint("tag +new -old"));
    }
    edit(desk, app, "tags", |contact| Command::EditTags {
        contact,
        add: add.clone(),
        remove: remove.clone(),
    })
}

pub(super) fn note(desk: &mut Desk<'_>, app: &mut App, text: &str) -> Result<(), CliError> {
    somebody(desk)?;
    let body = if text.is_empty() {
        desk.text(app, "The note")?
    } else {
        Some(text.to_owned())
    };
    let Some(body) = body.filter(|body| body.len() as u64 <= MOST_TEXT) else {
        return Ok(app.out.say("Nothing was written.")?);
    };
    edit(desk, app, "note", |contact| Command::AddNote {
        contact,
        body: body.clone(),
    })
}

/// `task call back by fri 10:00`: what stands behind the last `by` is the moment, if it is one.
pub(super) fn task(desk: &mut Desk<'_>, app: &mut App, text: &str) -> Result<(), CliError> {
    somebody(desk)?;
    let engine = &desk.running.engine;
    let (now, zone) = (engine.now(), engine.zone());
    let split = text
        .rsplit_once(" by ")
        .and_then(|(title, due)| Some((title, when::parse(due, now, zone).ok()?)));
    let (title, due) = match split {
        Some(split) => split,
        None => (text, when::parse("tomorrow", now, zone)?),
    };
    edit(desk, app, "task", |contact| Command::AddTask {
        contact,
        title: title.to_owned(),
        body: String::new(),
        due,
        assigned_to: None,
    })
}

/// Marks a task of whoever is open as done.
pub(super) fn done(desk: &mut Desk<'_>, app: &mut App, _: &str) -> Result<(), CliError> {
    let id = desk.open()?.id.clone();
    let person = desk.running.query(PersonById(id))?;
    let tasks = person.map(|person| person.tasks).unwrap_or_default();
    let open: Vec<_> = tasks.iter().filter(|task| !task.completed).collect();
    if open.is_empty() {
        return Ok(app.out.say("No task is open.")?);
    }
    let titles: Vec<String> = open.iter().map(|task| task.title.shown().to_string()).collect();
    let chosen = desk.choose(app, "Which task is done?", &titles)?;
    match chosen.and_then(|at| open.get(at)) {
        Some(task) => desk::command(app, &["task", task.id.as_str(), "--done"]).map(|_| ()),
        None => Ok(()),
    }
}

pub(super) fn assign(desk: &mut Desk<'_>, app: &mut App, whom: &str) -> Result<(), CliError> {
    let directory = desk.running.query(DirectoryNow)?;
    let whom = find::user(whom, &directory, desk.running.engine.me())?;
    let owner = whom.map_or(Value::Null, |id| id.as_str().into());
    edit(desk, app, "owner", |contact| Command::EditContact {
        contact,
        changes: vec![("assignedTo".to_owned(), owner.clone())],
    })
}

pub(super) fn set(desk: &mut Desk<'_>, app: &mut App, fields: &str) -> Result<(), CliError> {
    let directory = desk.running.query(DirectoryNow)?;
    let words = typed::words(fields);
    let changes = words
        .iter()
        .map(|word| find::change(find::Subject::Contact, word, &directory));
    let changes = changes.collect::<Result<Vec<_>, _>>()?;
    if changes.is_empty() {
        return Err(
            CliError::wrong_use("no field was named, nothing was changed").hint("set city=Fontana zip=92335")
        );
    }
    edit(desk, app, "fields", |contact| Command::EditContact {
        contact,
        changes: changes.clone(),
    })
}

fn somebody(desk: &Desk<'_>) -> Result<(), CliError> {
    if desk.marked.is_empty() {
        desk.open()?;
    }
    Ok(())
}

fn edit(
    desk: &mut Desk<'_>,
    app: &mut App,
    what: &str,
    command: impl Fn(ContactId) -> Command,
) -> Result<(), CliError> {
    let running = desk.running;
    if desk.marked.is_empty() {
        let receipt = running.submit(command(desk.open()?.id.clone()))?;
        app.out.say(&format!("Saved: {}.", receipt.summary))?;
        return people::look_again(desk);
    }
    let many = desk.marked.len();
    if many > FREELY {
        app.out.say(&format!(
            "{what} of {many} people: here at once, in the CRM bit by bit, undone as one."
        ))?;
        let typed = desk.ask(app, &format!("type {many} to go on"))?;
        if typed.as_deref().map(str::trim) != Some(many.to_string().as_str()) {
            return Ok(app.out.say("Nothing was done.")?);
        }
    }
    let commands = desk.marked.iter().cloned().map(command).collect();
    let (receipt, refused) = each(app, running, commands)?;
    app.out.say(&format!("Saved: {}.", receipt.summary))?;
    for why in refused {
        app.out.say(&format!("  not done: {why}"))?;
    }
    Ok(())
}
