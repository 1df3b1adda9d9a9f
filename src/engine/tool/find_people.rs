//! Finding people by a filter.

use schemars::JsonSchema;
use serde::Deserialize;

use super::plan::lawful_filter;
use super::{Refusal, Tool, told};
use crate::copilot::content::Content;
use crate::copilot::hands::Reply;
use crate::engine::query::{Leads, LeadsSoon, Query as _, Sources};

/// People on a page, at most.
const PAGE: usize = 25;
/// Looks at the count of all of them after which only the page is told: some ten milliseconds.
const LOOKS: u32 = 30;

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
        lawful_filter(&input.filter, sources)?;
        let offset = input.offset.unwrap_or_default() as usize;
        let mut found = Leads {
            filter: input.filter.clone(),
            offset,
            // One more says whether there is another page.
            limit: PAGE + 1,
            count: false,
        }
        .answer(sources)?
        .map_err(told::filter_fault)?;
        let names = told::Names::of(sources)?;
        let more = found.rows.len() > PAGE;
        found.rows.truncate(PAGE);
        let shown = offset + found.rows.len();
        let total = if more || found.rows.is_empty() {
            let soon = LeadsSoon {
                filter: input.filter.clone(),
                looks: LOOKS,
            };
            soon.answer(sources)?.map_err(told::filter_fault)?
        } else {
            Some(shown)
        };
        let counted = total.map_or_else(|| "more".to_owned(), |total| total.to_string());
        let rows = found.rows.iter().map(|row| told::row(row, &names));
        Ok(Reply {
            content: Content::Record(vec![
                (
                    "total",
                    total.map_or(Content::Nothing, |total| Content::Number(total as i64)),
                ),
                ("from", Content::Number(offset as i64)),
                ("people", Content::list(rows)),
                ("more", Content::Yes(more)),
            ]),
            known: found.rows.iter().map(told::identity).collect(),
            line: format!("people · {} · {counted} → {}", input.filter, found.rows.len()),
            plan: None,
        })
    }
}
