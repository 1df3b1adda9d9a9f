//! Lists of people that have a name.

use schemars::JsonSchema;
use serde::Deserialize;

use super::plan::lawful_filter;
use super::{Refusal, Tool, told};
use crate::copilot::content::Content;
use crate::copilot::hands::Reply;
use crate::engine::lists;
use crate::engine::query::{LeadsSoon, Query as _, Sources};

/// Lists on a page.
const PAGE: usize = 20;
/// Looks at the count of one list after which it is told without: a page of them is told in thirty milliseconds.
const LOOKS: u32 = 4;
/// Bytes of a filter that are told; a longer one is of no use to anybody.
const FILTER: usize = 600;

/// Tells the lists.
pub(super) struct SavedLists;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// How many lists to skip: 20 for the second page.
    #[serde(default)]
    offset: Option<u32>,
}

impl Tool for SavedLists {
    const NAME: &'static str = "saved_lists";
    const ABOUT: &'static str = include_str!("saved_lists.md");
    const PROPOSES: bool = false;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        let all = lists::all(&sources.reader.saved_lists()?);
        let offset = input.offset.unwrap_or_default() as usize;
        let mut told = Vec::new();
        for list in all.iter().skip(offset).take(PAGE) {
            let count = LeadsSoon {
                filter: list.filter.clone(),
                looks: LOOKS,
            };
            if let Err(why) = lawful_filter(&list.filter, sources) {
                told.push(Content::Record(vec![
                    ("name", told::text(&list.name, told::NAME)),
                    ("saved", Content::Yes(list.saved)),
                    ("problem", Content::word(why.0)),
                ]));
                continue;
            }
            let (people, problem) = match count.answer(sources)? {
                Ok(people) => (
                    people.map_or(Content::Nothing, |n| Content::Number(n as i64)),
                    Content::Nothing,
                ),
                Err(error) => (Content::Nothing, told::text(&error.message, told::LINE)),
            };
            told.push(Content::Record(vec![
                ("name", told::text(&list.name, told::NAME)),
                ("filter", told::text(&list.filter, FILTER)),
                ("saved", Content::Yes(list.saved)),
                ("people", people),
                ("problem", problem),
            ]));
        }
        let shown = told.len();
        Ok(Reply {
            content: Content::Record(vec![
                ("lists", Content::list(told)),
                ("more", Content::Yes(offset + shown < all.len())),
            ]),
            known: Vec::new(),
            line: format!("lists · {shown}"),
            plan: None,
        })
    }
}
