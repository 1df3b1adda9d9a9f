//! Lists that are kept under a name: saved as they are shown, renamed, forgotten.

use super::desk::{self, Desk};
use super::{meant, people, typed};
use crate::cli::frame::{App, CliError};
use crate::engine::lists;
use crate::engine::query::DirectoryNow;

/// All lists that have a name; the one whose number is typed is shown. With words it is the subcommand.
pub(super) fn all(desk: &mut Desk<'_>, app: &mut App, words: &str) -> Result<(), CliError> {
    if !words.trim().is_empty() {
        let words = typed::words(words);
        let words: Vec<&str> = std::iter::once("lists")
            .chain(words.iter().map(String::as_str))
            .collect();
        return desk::command(app, &words).map(|_| ());
    }
    let lists = lists::all(&desk.running.query(DirectoryNow)?.lists);
    let names: Vec<String> = lists
        .iter()
        .map(|list| match list.filter.as_str() {
            "" => list.name.clone(),
            filter => format!("{}: {filter}", list.name),
        })
        .collect();
    match meant::offer(desk, app, &names)?.and_then(|at| lists.get(at)) {
        Some(list) => people::list(desk, app, &list.filter),
        None => Ok(()),
    }
}

/// Keeps the filter of the list that is shown.
pub(super) fn save(desk: &mut Desk<'_>, app: &mut App, name: &str) -> Result<(), CliError> {
    let name = name.trim().trim_matches('"');
    if name.is_empty() {
        return Err(CliError::wrong_use("a name is needed, no list was saved").hint("save hot and waiting"));
    }
    let filter = desk.filter.clone();
    desk::command(app, &["lists", "--save", name, &filter]).map(|_| ())
}

/// Gives a saved list another name.
pub(super) fn rename(desk: &mut Desk<'_>, app: &mut App, names: &str) -> Result<(), CliError> {
    let words = typed::words(names);
    let (from, to) = match words.as_slice() {
        [from, to] => (from.clone(), to.clone()),
        [to] => (shown(desk)?, to.clone()),
        _ => {
            return Err(
                CliError::wrong_use("one name or two are needed, no list has another name now")
                    .hint("rename \"hot and waiting\" \"hot\""),
            );
        }
    };
    desk::command(app, &["lists", "--rename", &from, &to]).map(|_| ())
}

/// Forgets a saved list.
pub(super) fn drop(desk: &mut Desk<'_>, app: &mut App, name: &str) -> Result<(), CliError> {
    let name = match name.trim().trim_matches('"') {
        "" => shown(desk)?,
        name => name.to_owned(),
    };
    desk::command(app, &["lists", "--delete", &name]).map(|_| ())
}

/// The saved list that is shown.
fn shown(desk: &Desk<'_>) -> Result<String, CliError> {
    let lists = desk.running.query(DirectoryNow)?.lists;
    let found = lists
        .into_iter()
        .find(|list| list.filter.trim() == desk.filter.trim());
    found.map(|list| list.name).ok_or_else(|| {
        CliError::wrong_use("the list that is shown was not saved, nothing was changed")
            .hint("lists shows those that are, with their names")
    })
}
