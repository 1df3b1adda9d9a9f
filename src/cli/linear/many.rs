//! Edits of whoever is open, or of all who are marked: as one line of undo, and from 26 on after their number.

use std::path::Path;

use serde_json::Value;

use super::desk::{self, Desk};
use super::{before, fields, meant, people, typed};
use crate::cli::frame::{App, CliError, MOST_TEXT};
use crate::cli::words::each::FREELY;
use crate::cli::words::{find, when};
use crate::domain::command::Command;
use crate::domain::newcomer;
use crate::domain::origin::Origin;
use crate::domain::value::{ContactId, PipelineId, count};
use crate::engine::before::deletion;
use crate::engine::query::{DirectoryNow, LeadIds, OpenDeals, PersonById};

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
        many => format!(
            "{many} are marked: tag, note, task, assign, set, move and delete are done to all of them."
        ),
    })?;
    Ok(())
}

pub(super) fn tag(desk: &mut Desk<'_>, app: &mut App, tags: &str) -> Result<(), CliError> {
    let (mut add, mut remove) = (Vec::new(), Vec::new());
    somebody(desk)?;
    for word in typed::words(tags) {
        let (tag, tags, new) = match word.strip_prefix('-') {
            Some(tag) => (tag, &mut remove, false),
            None => (word.trim_start_matches('+'), &mut add, true),
        };
        match meant::tag(desk, app, tag, new)? {
            Some(tag) => tags.push(tag),
            None => return Ok(app.out.say("No tag was changed.")?),
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
        desk.text(app, "The note", |_, _, line| Ok(Some(line)))?
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
    somebody(desk)?;
    let whom = match find::user(whom, &directory, desk.running.engine.me()) {
        Ok(whom) => whom,
        Err(wrong) => match meant::colleague(desk, app, wrong, whom, &directory)? {
            Some(whom) => Some(whom),
            None => return Ok(app.out.say("Nobody was given away.")?),
        },
    };
    let owner = whom.map_or(Value::Null, |id| id.as_str().into());
    edit(desk, app, "owner", |contact| Command::EditContact {
        contact,
        changes: vec![("assignedTo".to_owned(), owner.clone())],
    })
}

pub(super) fn set(desk: &mut Desk<'_>, app: &mut App, line: &str) -> Result<(), CliError> {
    let directory = desk.running.query(DirectoryNow)?;
    somebody(desk)?;
    let mut changes = Vec::new();
    for word in typed::words(line) {
        match fields::change(desk, app, &word, &directory)? {
            Some(change) => changes.push(change),
            None => return Ok(app.out.say("No field was changed.")?),
        }
    }
    if changes.is_empty() {
        return Err(CliError::wrong_use("no field was named, nothing was changed")
            .hint("set city=Fontana zip=92335, set ? lists the fields"));
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
    let commands = desk.marked.iter().cloned().map(command).collect();
    before::submit(desk, app, what, commands, &[])
}

/// Moves the open deals of all who are marked to one stage.
pub(super) fn stage(desk: &mut Desk<'_>, app: &mut App, stage: &str) -> Result<(), CliError> {
    let deals = desk.running.query(OpenDeals(desk.marked.clone()))?;
    let directory = desk.running.query(DirectoryNow)?;
    let number = |pipeline: &PipelineId| deals.iter().filter(|(_, of)| of == pipeline).count();
    // A deal of another pipeline is left out, and what is told before says so.
    let pipeline = directory
        .pipelines
        .iter()
        .max_by_key(|pipeline| number(&pipeline.id))
        .filter(|pipeline| number(&pipeline.id) > 0)
        .ok_or_else(|| CliError::nothing_found("none of them has an open deal, nothing was changed"))?;
    let names: Vec<String> = pipeline
        .stages
        .iter()
        .map(|stage| stage.name.shown().to_string())
        .collect();
    let at = match stage.trim_matches('"') {
        "" => desk.choose(app, "To which stage?", &names)?,
        typed => {
            if let Some(at) = names.iter().position(|name| name.eq_ignore_ascii_case(typed)) {
                Some(at)
            } else {
                let wrong =
                    CliError::wrong_use(format!("there is no stage \"{typed}\", nothing was changed"))
                        .hint(format!("one of {}", names.join(", ")));
                meant::instead(desk, app, wrong, typed, &names)?
            }
        }
    };
    let Some(stage) = at.and_then(|at| pipeline.stages.get(at)) else {
        return Ok(());
    };
    let to = |(opportunity, _)| Command::MoveOpportunity {
        opportunity,
        stage: stage.id.clone(),
    };
    let what = format!("stage {}", stage.name.shown());
    before::submit(desk, app, &what, deals.into_iter().map(to).collect(), &[])
}

/// Deletes whoever is open, or all who are marked, after it was told what is lost.
pub(super) fn delete(desk: &mut Desk<'_>, app: &mut App, rest: &str) -> Result<(), CliError> {
    if !rest.is_empty() {
        return Err(CliError::wrong_use(
            "delete is about whoever is open, or all who are marked; nothing was done",
        )
        .hint("open 3, then delete"));
    }
    let whom = if desk.marked.is_empty() {
        vec![desk.open()?.id.clone()]
    } else {
        desk.marked.clone()
    };
    let delete = |contact| Command::DeleteContact { contact };
    let commands = whom.into_iter().map(delete).collect();
    before::submit(desk, app, "delete in the CRM", commands, &deletion("undo"))
}

/// Writes the list that is shown into a file, after it was told who is in it.
pub(super) fn export(desk: &mut Desk<'_>, app: &mut App, rest: &str) -> Result<(), CliError> {
    let words = typed::words(rest);
    let [file] = words.as_slice() else {
        let words: Vec<&str> = std::iter::once("export")
            .chain(words.iter().map(String::as_str))
            .collect();
        return desk::command(app, &words).map(|_| ());
    };
    if !file.to_lowercase().ends_with(".csv") {
        return desk::command(app, &["export", file]).map(|_| ());
    }
    let question = LeadIds {
        filter: desk.filter.clone(),
        most: MOST,
    };
    let all = desk.running.query(question)?;
    let number = all.map_err(|error| CliError::wrong_use(error.message))?.len();
    let whom = match desk.filter.trim() {
        "" => "everybody".to_owned(),
        filter => filter.to_owned(),
    };
    let told = [
        (
            "who",
            format!("{}: {whom}", count(number as u64, "person", "people")),
        ),
        ("where", format!("{file}; what is there is not written over")),
        (
            "undo",
            "there is none for a file; the log keeps that it was written".to_owned(),
        ),
    ];
    if number > FREELY && !before::go_on(desk, app, ("export the list", &told), number as u64, &[])? {
        return Ok(());
    }
    let engine = &desk.running.engine;
    let written = engine.export_list(Path::new(file), &desk.filter, Origin::Cli);
    let written = desk.running.block_on(written)?;
    Ok(app.out.say(&format!(
        "{} are in {file}.",
        count(written.rows, "person", "people")
    ))?)
}

/// A new person from one line.
pub(super) fn newcomer(desk: &mut Desk<'_>, app: &mut App, line: &str) -> Result<(), CliError> {
    let fields = newcomer::read(line).ok_or_else(|| {
        CliError::wrong_use("a name, a phone number or an email address is needed, nobody was made")
            .hint("new Maria Delgado 909 555 0142 maria@example.com")
    })?;
    app.out
        .say(&format!("Understood: {}.", newcomer::described(&fields)))?;
    let receipt = desk.running.submit(Command::CreateContact { fields })?;
    Ok(app.out.say(&format!("Saved: {}.", receipt.summary))?)
}
