//! Tables and models in files.

use std::path::Path;

use crate::cli::frame::{CliError, Exit};
use crate::scoring::learned::model::Model;
use crate::scoring::learned::table::{Intake, Table};

/// Reads a table with heads: separated by commas, semicolons or tabs, in UTF-8, UTF-16 or the old Western encoding.
pub(super) fn table(path: &Path) -> Result<Table, CliError> {
    let bytes = std::fs::read(path).map_err(|error| unusable(path, "read", &error))?;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(&bytes).0,
    };
    let heads = text.lines().next().unwrap_or_default();
    let count = |sign: char| heads.matches(sign).count();
    let sign = [',', ';', '\t']
        .into_iter()
        .max_by_key(|sign| (count(*sign), *sign == ','))
        .unwrap_or(',');
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(sign as u8)
        .from_reader(text.as_bytes());
    let broken = |error: csv::Error| {
        let sentence = format!(
            "{} cannot be read as a table: {error}; nothing was done",
            path.display()
        );
        CliError::new(Exit::Failed, "table", sentence)
    };
    let heads = reader.headers().map_err(broken)?.clone();
    let mut intake = Intake::new(heads.iter());
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(broken)? {
        intake.row(record.iter());
    }
    let table = intake.done();
    if table.rows == 0 {
        let sentence = format!("{} has no rows below its heads; nothing was done", path.display());
        return Err(CliError::nothing_found(sentence));
    }
    Ok(table)
}

/// Reads a model.
pub(super) fn model(path: &Path) -> Result<Model, CliError> {
    let text = std::fs::read_to_string(path).map_err(|error| unusable(path, "read", &error))?;
    Model::from_text(&text).map_err(|why| {
        CliError::new(
            Exit::Failed,
            "model",
            format!("{}: {why}; nothing was scored", path.display()),
        )
        .hint("name the file that `leadline score fit --model` wrote, or fit again")
    })
}

/// Keeps a model: whole or not at all.
pub(super) fn keep(path: &Path, model: &Model) -> Result<(), CliError> {
    let beside = path.with_extension("new");
    let written = std::fs::write(&beside, model.to_text()).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| unusable(path, "written", &error))
}

/// The names of the rows: a column, or their numbers from 1.
pub(super) fn names(table: &Table, id: Option<&str>) -> Vec<String> {
    match table.column(id.unwrap_or("id")) {
        Some(column) => (0..table.rows).map(|row| column.text(row).to_owned()).collect(),
        None => (1..=table.rows).map(|row| row.to_string()).collect(),
    }
}

fn unusable(path: &Path, done: &str, error: &std::io::Error) -> CliError {
    let sentence = format!("{} cannot be {done}: {error}", path.display());
    CliError::new(Exit::Failed, "file", sentence)
}
