//! Counting people by a field.

use crate::domain::filter::FieldSpec;

/// What people are counted by: a table to join, and the value of each. Times are counted by month.
pub(in crate::store) fn groups(spec: &FieldSpec) -> (&'static str, &'static str) {
    match spec.name {
        "tag" => ("LEFT JOIN contact_tag g ON g.rid = c.rid", "coalesce(g.tag, '')"),
        "stage" => ("LEFT JOIN stage g ON g.nr = c.stage", "coalesce(g.id, '')"),
        "owner" => ("", "c.owner"),
        "source" => ("", "c.source"),
        "type" => ("", "c.type"),
        "city" => ("", "c.city"),
        "zip" => ("", "c.zip"),
        "tz" => ("", "c.tz"),
        "created" => (
            "",
            "iif(c.added > 0, strftime('%Y-%m', c.added / 1000, 'unixepoch'), '')",
        ),
        "last_in" => (
            "",
            "iif(c.last_in > 0, strftime('%Y-%m', c.last_in / 1000, 'unixepoch'), '')",
        ),
        "last_out" => (
            "",
            "iif(c.last_out > 0, strftime('%Y-%m', c.last_out / 1000, 'unixepoch'), '')",
        ),
        "dnd" => ("", "iif(c.dnd, 'yes', 'no')"),
        "dnc" => ("", "iif(c.dnc, 'yes', 'no')"),
        _ => ("", "CAST(c.unread AS TEXT)"),
    }
}
