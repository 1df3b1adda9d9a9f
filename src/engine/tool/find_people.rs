//! Finding people by a filter.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Refusal, Tool};
use crate::copilot::content::Content;
use crate::copilot::hands::Reply;
use crate::domain::mask::Identity;
use crate::domain::value::Foreign;
use crate::engine::query::{Leads, Query as _, Sources};
use crate::store::PersonRow;

/// People on a page, at most.
const PAGE: usize = 25;

/// Finds people.
pub(super) struct FindPeople;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Who is wanted, in the filter language.
    filter: String,
    /// How many to skip: 25 for the second page.
    #[serde(default)]
    offset: Option<u32>,
}

impl Tool for FindPeople {
    const NAME: &'static str = "find_people";
    const ABOUT: &'static str = include_str!("find_people.md");
    const PROPOSES: bool = false;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        let offset = input.offset.unwrap_or_default() as usize;
        let found = Leads {
            filter: input.filter.clone(),
            offset,
            limit: PAGE,
            count: true,
        }
        .answer(sources)?
        .map_err(|error| {
            Refusal(format!(
                "The filter cannot be read at {}: {}",
                error.at.start, error.message
            ))
        })?;
        let vocabulary = sources.reader.vocabulary()?;
        let total = found.total.unwrap_or(offset + found.rows.len());
        let rows = found.rows.iter().map(|row| {
            let stage = row.stage.as_ref().map(|stage| stage.as_str());
            let owner = row.owner.as_ref().map(|owner| owner.as_str());
            let named = |naming, id: Option<&str>| {
                let name = id.and_then(|id| vocabulary.name(naming, id));
                name.map_or(Content::Nothing, Content::text)
            };
            person(
                row,
                named(crate::domain::filter::Naming::Stage, stage),
                named(crate::domain::filter::Naming::Owner, owner),
            )
        });
        Ok(Reply {
            content: Content::Record(vec![
                ("total", Content::Number(total as i64)),
                ("from", Content::Number(offset as i64)),
                ("people", Content::list(rows)),
            ]),
            known: found.rows.iter().map(identity).collect(),
            line: format!("people · {} · {total} → {}", input.filter, found.rows.len()),
            plan: None,
        })
    }
}

fn person(row: &PersonRow, stage: Content, owner: Content) -> Content {
    let name = crate::domain::contact::display_name(&row.first_name, &row.last_name, &row.email, &row.phone);
    Content::Record(vec![
        ("id", Content::word(row.id.as_str())),
        ("name", Content::text(name.to_string())),
        ("tags", Content::list(row.tags.iter().map(Content::from))),
        ("source", Content::from(&row.source)),
        ("city", Content::from(&row.city)),
        ("stage", stage),
        ("owner", owner),
        ("open_deals_cents", Content::Number(row.value.0)),
        ("added", Content::at(row.added)),
        ("wrote_last", Content::at(row.last_in)),
        ("written_to_last", Content::at(row.last_out)),
        ("unread", Content::Number(i64::from(row.unread))),
    ])
}

/// What a row of a list says of who somebody is.
fn identity(row: &PersonRow) -> Identity {
    let raw = |text: &Foreign| text.raw().trim().to_owned();
    Identity {
        first: raw(&row.first_name),
        last: raw(&row.last_name),
        phones: vec![raw(&row.phone)],
        emails: vec![raw(&row.email)],
        ..Identity::default()
    }
}
