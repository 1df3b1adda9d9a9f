//! The columns of a table of people: those it has by itself, and those a filter names with `columns:`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cli::frame::Table;
use crate::cli::score;
use crate::cli::words::shape;
use crate::domain::filter::columns_of;
use crate::domain::value::Foreign;
use crate::engine::view::{Directory, PersonRow};

/// A column: its name in the language of filters, its heading, and what stands in it.
struct Column {
    name: &'static str,
    heading: &'static str,
    cell: fn(&PersonRow, &Ground<'_>) -> String,
}

/// What a cell is told with.
pub(super) struct Ground<'a> {
    /// Names of stages and colleagues.
    pub(super) directory: &'a Directory,
    /// The person's zone, in which times are told.
    pub(super) zone: &'a TimeZone,
}

impl Ground<'_> {
    fn time(&self, at: Option<Timestamp>) -> String {
        let local = at.map(|at| at.to_zoned(self.zone.clone()));
        local
            .map(|at| at.strftime("%Y-%m-%d %H:%M").to_string())
            .unwrap_or_default()
    }
}

const fn column(
    name: &'static str,
    heading: &'static str,
    cell: fn(&PersonRow, &Ground<'_>) -> String,
) -> Column {
    Column { name, heading, cell }
}

/// What other commands name a person by; every table begins with it.
const ID: Column = column("", "id", |row, _| row.id.to_string());
/// What stands beside a score in a table without `columns:`.
const BADGE: Column = column("", "badge", |row, _| score::badge(row.score.as_ref()).to_owned());

/// Every column that a filter can name.
const COLUMNS: &[Column] = &[
    column("name", "name", |row, _| shape::name(row).to_string()),
    column("score", "#score", |row, _| score::points(row.score.as_ref())),
    column("stage", "stage", stage),
    column("value", "#value", |row, _| row.value.to_string()),
    column("phone", "phone", |row, _| row.phone.raw().to_owned()),
    column("email", "email", |row, _| row.email.raw().to_owned()),
    column("tag", "tags", tags),
    column("owner", "owner", owner),
    column("city", "city", |row, _| row.city.raw().to_owned()),
    column("source", "source", |row, _| row.source.raw().to_owned()),
    column("last_in", "last in", |row, ground| ground.time(row.last_in)),
    column("last_out", "last out", |row, ground| ground.time(row.last_out)),
    column("created", "added", |row, ground| ground.time(row.added)),
    column("active", "active", |row, ground| ground.time(Some(row.active))),
    column("next", "next", next),
    column("unread", "#unread", |row, _| row.unread.to_string()),
];

/// The columns of a table without `columns:`, after the id.
const BY_ITSELF: &[&str] = &[
    "name", "score", "stage", "value", "phone", "email", "tag", "owner",
];

/// The table of people for a filter.
pub(super) fn table(filter: &str, rows: &[PersonRow], ground: &Ground<'_>) -> Table {
    let wanted = columns_of(filter);
    let columns: Vec<&Column> = if wanted.is_empty() {
        let own = BY_ITSELF.iter().filter_map(|name| known(name));
        own.flat_map(|column| {
            let badge = (column.name == "score").then_some(&BADGE);
            [Some(column), badge].into_iter().flatten()
        })
        .collect()
    } else {
        wanted.iter().filter_map(|spec| known(spec.name)).collect()
    };
    let columns = || std::iter::once(&ID).chain(columns.iter().copied());
    let mut table = Table::new(columns().map(|column| column.heading));
    for row in rows {
        table.row(columns().map(|column| (column.cell)(row, ground)));
    }
    table
}

/// Whether a filter asks for what comes next with each, which takes a look more a row.
pub(super) fn asks_for_next(filter: &str) -> bool {
    columns_of(filter).iter().any(|spec| spec.name == "next")
}

fn known(name: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.name == name)
}

fn stage(row: &PersonRow, ground: &Ground<'_>) -> String {
    let stage = row.stage.as_ref().and_then(|stage| ground.directory.stage(stage));
    stage.map(|stage| stage.name.raw().to_owned()).unwrap_or_default()
}

fn tags(row: &PersonRow, _: &Ground<'_>) -> String {
    let tags: Vec<&str> = row.tags.iter().map(Foreign::raw).collect();
    tags.join(", ")
}

fn owner(row: &PersonRow, ground: &Ground<'_>) -> String {
    let owner = row.owner.as_ref();
    let name = owner.and_then(|owner| ground.directory.user_name(owner));
    name.map(|name| name.to_string()).unwrap_or_default()
}

fn next(row: &PersonRow, ground: &Ground<'_>) -> String {
    let step = row.next.as_ref();
    step.map(|step| {
        format!("{} {}", ground.time(Some(step.at)), step.what.raw())
            .trim_end()
            .to_owned()
    })
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filter::COLUMNS as NAMES;

    /// The language and the table know the same columns.
    #[test]
    fn every_column_of_the_language_is_here() {
        let missing: Vec<_> = NAMES.iter().filter(|name| known(name).is_none()).collect();
        assert!(missing.is_empty() && NAMES.len() == COLUMNS.len(), "{missing:?}");
    }
}
