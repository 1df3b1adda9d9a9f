//! Words that are used again and again: chosen by number, and their blanks asked for one after another.

use super::desk::Desk;
use super::meant;
use crate::cli::frame::{App, CliError};
use crate::config::snippets::{self, Snippet};
use crate::domain::snippet::{blanks, fill};
use crate::domain::value::{Foreign, Shown};
use crate::engine::query::{DirectoryNow, PersonById};
use crate::engine::snippet::filled;

/// Tells all of them.
pub(super) fn list(_: &mut Desk<'_>, app: &mut App, _: &str) -> Result<(), CliError> {
    for snippet in read(app)? {
        app.out.say(&told(&snippet))?;
    }
    Ok(app
        .out
        .say("A line that begins with ; puts one into a message: ; alone offers them all, ;hello the one of that name.")?)
}

/// A line of a message as it is meant: one that begins with a semicolon asks for a snippet. Nothing when none was taken.
pub(super) fn line(desk: &mut Desk<'_>, app: &mut App, typed: String) -> Result<Option<String>, CliError> {
    let Some(wanted) = typed.trim_start().strip_prefix(';') else {
        return Ok(Some(typed));
    };
    let all = read(app)?;
    let names: Vec<String> = all.iter().map(|snippet| snippet.name.clone()).collect();
    let exact = names
        .iter()
        .position(|name| name.eq_ignore_ascii_case(wanted.trim()));
    let like = exact.map_or_else(|| meant::like(wanted, &names), |at| vec![at]);
    let offered: Vec<&Snippet> = like.iter().filter_map(|at| all.get(*at)).collect();
    let snippet = match offered.as_slice() {
        // No snippet is meant: a smile, perhaps.
        [] => return Ok(Some(typed)),
        [only] => only,
        several => {
            let labels: Vec<String> = several.iter().map(|snippet| told(snippet)).collect();
            let chosen = desk.choose(app, "Which words?", &labels)?;
            match chosen.and_then(|at| several.get(at)) {
                Some(snippet) => snippet,
                None => return Ok(None),
            }
        }
    };
    let first_name = first_name(desk)?;
    let directory = desk.running.query(DirectoryNow)?;
    let text = filled(&snippet.text, &first_name, desk.running.engine.me(), &directory);
    let text = ask_blanks(desk, app, &text)?;
    app.out.say(&text)?;
    Ok(Some(text))
}

/// Asks for each blank that is left; one that is not filled in stays, and the gate holds a message that has one.
fn ask_blanks(desk: &mut Desk<'_>, app: &mut App, text: &str) -> Result<String, CliError> {
    let mut names: Vec<&str> = Vec::new();
    for name in blanks(text).into_iter().filter_map(|at| text.get(at)) {
        let name = name.trim_matches(['{', '}']);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut answers = Vec::new();
    for name in names {
        let answer = desk.ask(app, &name.replace('_', " "))?.unwrap_or_default();
        answers.push((name, answer.trim().to_owned()));
    }
    let known: Vec<(&str, &str)> = answers
        .iter()
        .map(|(name, answer)| (*name, answer.as_str()))
        .collect();
    Ok(fill(text, &known))
}

fn first_name(desk: &Desk<'_>) -> Result<Shown, CliError> {
    let person = desk.running.query(PersonById(desk.open()?.id.clone()))?;
    Ok(person
        .map(|person| person.contact.first_name.shown())
        .unwrap_or_default())
}

/// Those of the program, and a person's own; what is wrong with their file is told.
fn read(app: &mut App) -> Result<Vec<Snippet>, CliError> {
    let file = app.paths()?.config_dir.join(snippets::FILE);
    let own = std::fs::read_to_string(&file).ok();
    let name = file.display().to_string();
    let (all, complaint) = snippets::all(own.as_deref().map(|text| (name.as_str(), text)));
    if let Some(complaint) = complaint {
        app.out.say(&complaint)?;
    }
    Ok(all)
}

fn told(snippet: &Snippet) -> String {
    let text = format!("{}: {}", snippet.name, snippet.text);
    Foreign::from(text).shown().to_string()
}
