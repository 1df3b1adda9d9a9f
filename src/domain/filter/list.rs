//! What a filter says about the list and not about people: order, length, columns, counts, the day it is asked for.

use std::ops::Range;

use super::field::{self, FieldSpec, Of};
use super::lexer::{Token, lex};
use super::moment::Way;
use super::near::nearest;
use super::{Filter, FilterError, Order, Today};

/// Fields a list can be ordered by.
const SORTED: &[&str] = &[
    "active",
    "name",
    "created",
    "updated",
    "last_in",
    "last_out",
    "unread",
    "value",
    "owner",
    "source",
    "type",
    "city",
    "zip",
    "birthday",
    "score",
    "score_change",
    "drift",
];
/// Fields people can be counted by.
const GROUPED: &[&str] = &[
    "stage", "tag", "owner", "source", "type", "city", "zip", "tz", "created", "last_in", "last_out",
    "unread", "dnd", "dnc",
];
/// Fields a list can show.
pub const COLUMNS: &[&str] = &[
    "name", "stage", "score", "last_in", "next", "last_out", "value", "city", "source", "owner", "tag",
    "phone", "email", "created", "active", "unread",
];

/// A field out of a list of names.
fn listed(
    name: &str,
    at: Range<usize>,
    names: &[&'static str],
    intro: &str,
) -> Result<&'static FieldSpec, FilterError> {
    let spec = field::find(Of::Person, name).or_else(|| field::find_outside(name));
    let spec = spec.or_else(|| field::SHOWN.iter().find(|spec| spec.name == name));
    if let Some(spec) = spec.filter(|spec| names.contains(&spec.name)) {
        return Ok(spec);
    }
    let message = match nearest(name, names.iter().copied()).filter(|near| *near != name) {
        Some(near) => format!("\"{name}\" does not go here; did you mean {near}?"),
        None => format!("\"{name}\" does not go here; {intro} {}", names.join(", ")),
    };
    Err(FilterError::new(at, message))
}

/// What can be said about the list.
pub(super) const NAMES: &[&str] = &["sort", "limit", "group", "columns", "as_of"];

/// Whether a name is about the list.
pub(super) fn is_about(name: &str) -> bool {
    NAMES.contains(&name)
}

/// The names that go with `sort:`, `group:` and `columns:`.
pub(super) fn names(about: &str) -> &'static [&'static str] {
    match about {
        "sort" => SORTED,
        "group" => GROUPED,
        "columns" => COLUMNS,
        _ => &[],
    }
}

/// Takes over what is said about the list.
pub(super) fn take(
    filter: &mut Filter,
    name: &str,
    value: &str,
    at: Range<usize>,
    today: &Today,
) -> Result<(), FilterError> {
    match name {
        "sort" => {
            let (down, name) = value
                .strip_prefix('-')
                .map_or((false, value), |name| (true, name));
            let by = Some(listed(name, at, SORTED, "sort: knows")?);
            // The last activity is what the list is ordered by anyway.
            let by = by.filter(|by| by.name != "active");
            filter.order = Order { by, down };
        }
        "limit" => {
            let limit = value.parse().ok().filter(|limit| *limit > 0);
            filter.limit =
                Some(limit.ok_or_else(|| FilterError::new(at, "limit: takes a count, like limit:50"))?);
        }
        "group" => filter.group = Some(listed(value, at, GROUPED, "group: counts by")?),
        "columns" => {
            let mut at = at;
            filter.columns.clear();
            for name in value.split(',') {
                let spot = at.start..at.start + name.len();
                at.start = spot.end + 1;
                filter.columns.push(listed(name, spot, COLUMNS, "columns: are")?);
            }
        }
        _ => {
            let said = today.said(value, Way::Back).and_then(|said| today.end(said));
            let wrong = || FilterError::new(at, "as_of: takes a day, like as_of:2026-03-01 or as_of:7d");
            filter.as_of = Some(said.ok_or_else(wrong)?);
        }
    }
    Ok(())
}

/// The columns that a filter names, whatever else stands in it; none when it names none or cannot be read.
pub fn columns_of(text: &str) -> Vec<&'static FieldSpec> {
    let tokens = lex(text).unwrap_or_default();
    let named = tokens.iter().filter_map(|(token, _)| match token {
        Token::Run(run) => run.strip_prefix("columns:"),
        _ => None,
    });
    let names = named.flat_map(|names| names.split(','));
    names
        .filter_map(|name| listed(name, 0..0, COLUMNS, "").ok())
        .collect()
}
