//! Lists that are kept under a name: saved as they are shown, renamed, forgotten. `lists` itself is the subcommand.

use super::desk::{self, Desk};
use super::typed;
use crate::cli::frame::{App, CliError};
use crate::engine::query::DirectoryNow;

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
