//! The columns of the list: those it has by itself, those a filter names with `columns:`, and what stands in each.

use std::borrow::Cow;

use ratatui::style::Style;

use crate::domain::contact::display_name;
use crate::domain::filter::columns_of;
use crate::domain::value::Shown;
use crate::engine::view::PersonRow;
use crate::tui::pane::Look;
use crate::tui::text::Side;
use crate::tui::widgets::columns::{Column, column};
use crate::tui::widgets::score;

/// A column and the field that stands in it.
type Named = (&'static str, Column);

const fn named(
    field: &'static str,
    title: &'static str,
    least: u16,
    grow: u16,
    side: Side,
    rank: u8,
) -> Named {
    (field, column(title, least, grow, side, rank))
}

/// Every column there is.
const COLUMNS: &[Named] = &[
    named("name", "NAME", 18, 4, Side::Left, 0),
    named("stage", "STAGE", 11, 2, Side::Left, 1),
    named("score", "SCORE", 7, 0, Side::Left, 1),
    named("last_in", "LAST IN", 7, 0, Side::Right, 0),
    named("next", "NEXT", 10, 2, Side::Left, 2),
    named("last_out", "OUT", 6, 0, Side::Right, 4),
    named("value", "VALUE", 6, 0, Side::Right, 2),
    named("city", "CITY", 10, 2, Side::Left, 3),
    named("source", "SOURCE", 10, 2, Side::Left, 6),
    named("owner", "OWNER", 11, 1, Side::Left, 5),
    named("tag", "TAGS", 12, 4, Side::Left, 7),
    named("phone", "PHONE", 14, 1, Side::Left, 3),
    named("email", "EMAIL", 16, 3, Side::Left, 4),
    named("created", "ADDED", 6, 0, Side::Right, 5),
    named("active", "ACTIVE", 6, 0, Side::Right, 5),
    named("unread", "NEW", 3, 0, Side::Right, 5),
];

/// How many of these a list has by itself.
const BY_ITSELF: usize = 11;

/// The fields that can be columns, with their headings.
pub(super) fn every() -> impl Iterator<Item = (&'static str, &'static str)> {
    COLUMNS.iter().map(|(field, column)| (*field, column.title))
}

/// The columns of a list with this filter.
pub(super) fn of(filter: &str) -> Vec<Named> {
    let wanted = columns_of(filter);
    if wanted.is_empty() {
        return COLUMNS.iter().take(BY_ITSELF).copied().collect();
    }
    let known = |field: &str| COLUMNS.iter().find(|(name, _)| *name == field).copied();
    let columns = wanted.iter().filter_map(|spec| known(spec.name));
    // What was asked for first stays longest when there is no room for all.
    columns
        .enumerate()
        .map(|(at, (field, column))| {
            let rank = at as u8;
            (field, Column { rank, ..column })
        })
        .collect()
}

/// The name of a person in a list.
pub(super) fn name(row: &PersonRow) -> Shown {
    display_name(&row.first_name, &row.last_name, &row.email, &row.phone)
}

/// What stands in the column of a field.
pub(super) fn cell<'a>(
    person: &PersonRow,
    field: &str,
    current: bool,
    look: Look<'_>,
) -> (Cow<'a, str>, Style) {
    let (styles, dash) = (look.styles(), look.glyphs().dash);
    let plain = Style::new();
    let when =
        |at: Option<jiff::Timestamp>| at.map_or((dash.into(), styles.dim), |at| (look.ago(at).into(), plain));
    let words = |shown: Shown, style| {
        if shown.as_str().is_empty() {
            (Cow::Borrowed(dash), styles.dim)
        } else {
            (Cow::Owned(shown.to_string()), style)
        }
    };
    let directory = &look.world.directory;
    match field {
        "name" if current => (name(person).to_string().into(), styles.strong),
        "name" => (name(person).to_string().into(), plain),
        "stage" => {
            let stage = person.stage.as_ref().and_then(|stage| directory.stage(stage));
            words(stage.map(|stage| stage.name.shown()).unwrap_or_default(), plain)
        }
        "score" => {
            let mark = person.score.as_ref();
            let known = mark.filter(|mark| mark.blocked || mark.priority.is_some());
            known.map_or((dash.into(), styles.dim), |mark| {
                (score::label(mark).into(), score::style(mark, look))
            })
        }
        "last_in" => when(person.last_in),
        "last_out" => when(person.last_out),
        "created" => when(person.added),
        "active" => when(Some(person.active)),
        "next" => next(person, look),
        "value" if person.value.0 == 0 => (dash.into(), styles.dim),
        "value" => (person.value.short().into(), plain),
        "unread" if person.unread == 0 => (dash.into(), styles.dim),
        "unread" => (person.unread.to_string().into(), plain),
        "city" => words(person.city.shown(), plain),
        "phone" => words(person.phone.shown(), plain),
        "email" => words(person.email.shown(), plain),
        "source" => words(person.source.shown(), styles.dim),
        "owner" => match &person.owner {
            Some(owner) if look.world.me.as_ref() == Some(owner) => ("me".into(), styles.dim),
            Some(owner) => words(directory.user_name(owner).unwrap_or_default(), styles.dim),
            None => (dash.into(), styles.dim),
        },
        _ => {
            let tags: Vec<String> = person.tags.iter().map(|tag| tag.shown().to_string()).collect();
            (tags.join(" ").into(), styles.dim)
        }
    }
}

/// What comes next with somebody: when, and what it is called as far as there is room.
fn next<'a>(person: &PersonRow, look: Look<'_>) -> (Cow<'a, str>, Style) {
    let Some(step) = &person.next else {
        return (look.glyphs().dash.into(), look.styles().dim);
    };
    let is_late = !step.is_meeting && step.at < look.now;
    let (when, style) = if is_late {
        (format!("late {}", look.ago(step.at)), look.styles().warn)
    } else {
        (look.due(step.at), Style::new())
    };
    (
        format!("{when} {}", step.what.shown())
            .trim_end()
            .to_owned()
            .into(),
        style,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_names_its_columns_in_their_order() {
        let fields = |filter: &str| of(filter).into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(fields("tag:hot columns:phone,name"), ["phone", "name"]);
        assert_eq!(fields("tag:hot").len(), BY_ITSELF);
        assert_eq!(fields("columns:"), fields(""));
        assert_eq!(fields("\"columns:phone"), fields(""));
    }

    /// The language and the list know the same columns.
    #[test]
    fn every_column_of_the_language_is_shown() {
        let all: Vec<_> = every().map(|(field, _)| field).collect();
        let text = format!("columns:{}", all.join(","));
        assert_eq!(of(&text).len(), all.len());
    }
}
