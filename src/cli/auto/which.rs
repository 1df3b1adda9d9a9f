//! Which automation is meant: an id on the shelf, or a file wherever it is.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::frame::{App, CliError, Exit, Reach, Running};
use crate::engine::library::{Book, Remark, Shelf, ShelfNow};

/// The folder of a person's own automations, beside the settings. It may not be there yet.
pub(super) fn folder(app: &mut App) -> Result<PathBuf, CliError> {
    Ok(app.paths()?.config_dir.join("automations"))
}

/// The file that was named, when it is one.
pub(super) fn file(which: &str) -> Result<Option<PathBuf>, CliError> {
    let path = Path::new(which);
    let looks_like_one =
        path.extension().is_some_and(|ending| ending == "toml") || path.components().count() > 1;
    if !looks_like_one && !path.is_file() {
        return Ok(None);
    }
    if !path.is_file() {
        return Err(CliError::nothing_found(format!(
            "there is no file {which}; nothing was done"
        )));
    }
    Ok(Some(path.to_path_buf()))
}

/// The shelf with the automation that was named.
pub(super) fn find(app: &mut App, which: &str) -> Result<(Running, Shelf, usize), CliError> {
    let file = file(which)?;
    let folder = folder(app)?;
    let running = Running::start(app, Reach::Local)?;
    let named = file.is_some();
    let shelf = running.query(ShelfNow { folder, file })?;
    let at = if named {
        Some(0)
    } else {
        shelf
            .books
            .iter()
            .position(|book| book.id.eq_ignore_ascii_case(which))
    };
    match at {
        Some(at) => Ok((running, shelf, at)),
        None => Err(none(which)),
    }
}

/// That there is no such automation.
pub(super) fn none(which: &str) -> CliError {
    CliError::new(
        Exit::NothingFound,
        "nothing_found",
        format!("there is no automation {which}"),
    )
    .hint("leadline auto list lists ids; a file is named with its ending")
}

/// A finding in the form that editors understand: file, line and column, then the sentence.
pub(super) fn sentence(book: &Book, remark: &Remark) -> String {
    let weight = if remark.blocks { "" } else { "note: " };
    format!(
        "{}:{}:{}: {weight}{} [{}]",
        book.place(),
        remark.line,
        remark.column,
        remark.words,
        remark.proof
    )
}

/// The same as JSON.
pub(super) fn shape(remark: &Remark) -> Value {
    json!({
        "line": remark.line, "column": remark.column, "proof": remark.proof, "blocks": remark.blocks,
        "message": remark.words,
    })
}
