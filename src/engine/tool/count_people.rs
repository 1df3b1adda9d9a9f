//! Counting people.

use schemars::JsonSchema;
use serde::Deserialize;

use super::plan::lawful_filter;
use super::{Refusal, Tool, told};
use crate::copilot::content::Content;
use crate::copilot::hands::Reply;
use crate::domain::value::Cents;
use crate::engine::query::{LeadGroups, LeadSum, LeadSumSoon, Query as _, Sources};
use crate::store::GROUPS;

/// Groups on a page.
const PAGE: usize = 50;
/// Looks at a running count after which it is only gone on with for whoever asks for that: some twenty milliseconds.
const LOOKS: u32 = 60;
/// What is said instead of a number that was not counted to its end.
const LONG: &str = "Among so many people these take longer than a moment to count, and nothing was counted. Ask again with \
     `exact` if the number is needed, or with a filter that chooses fewer. Never guess it.";

/// Counts people.
pub(super) struct CountPeople;

/// What people can be counted by.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum By {
    Stage,
    Tag,
    Owner,
    Source,
    Type,
    City,
    Zip,
    Tz,
    Created,
    LastIn,
    LastOut,
    Unread,
    Dnd,
    Dnc,
}

impl By {
    const fn word(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Tag => "tag",
            Self::Owner => "owner",
            Self::Source => "source",
            Self::Type => "type",
            Self::City => "city",
            Self::Zip => "zip",
            Self::Tz => "tz",
            Self::Created => "created",
            Self::LastIn => "last_in",
            Self::LastOut => "last_out",
            Self::Unread => "unread",
            Self::Dnd => "dnd",
            Self::Dnc => "dnc",
        }
    }
}

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Who is counted, in the filter language; empty for everybody.
    filter: String,
    /// The field whose values are counted apart.
    #[serde(default)]
    by: Option<By>,
    /// How many groups to skip: 50 for the second page.
    #[serde(default)]
    offset: Option<u32>,
    /// Count also what takes longer than a moment. Only when an answer came without `people`.
    #[serde(default)]
    exact: Option<bool>,
}

impl Tool for CountPeople {
    const NAME: &'static str = "count_people";
    const ABOUT: &'static str = include_str!("count_people.md");
    const PROPOSES: bool = false;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        lawful_filter(&input.filter, sources)?;
        let Some((people, worth)) = summed(&input, sources)? else {
            return Ok(Reply {
                content: Content::Record(vec![("note", Content::word(LONG))]),
                line: format!("count \u{b7} {} \u{b7} takes longer", input.filter),
                ..Reply::default()
            });
        };
        let mut members = vec![
            ("people", Content::Number(people as i64)),
            ("open_deals_cents", Content::Number(worth.0)),
        ];
        if let Some(by) = input.by {
            let filter = format!("{} group:{}", input.filter, by.word());
            let grouped = LeadGroups(filter).answer(sources)?.map_err(told::filter_fault)?;
            let offset = input.offset.unwrap_or_default() as usize;
            let shown = grouped.groups.iter().skip(offset).take(PAGE);
            let told = shown.map(|group| {
                Content::Record(vec![
                    ("value", told::text(&group.value, told::NAME)),
                    ("people", Content::Number(group.people as i64)),
                    ("open_deals_cents", Content::Number(group.worth.0)),
                ])
            });
            members.extend([
                ("by", Content::word(by.word())),
                ("groups", Content::list(told)),
                ("from", Content::Number(offset as i64)),
                ("more", Content::Yes(grouped.groups.len() > offset + PAGE)),
            ]);
            if grouped.groups.len() >= GROUPS {
                let left_out = format!("Only the {GROUPS} largest groups are counted.");
                members.push(("note", Content::Word(left_out)));
            }
        }
        Ok(Reply {
            content: Content::Record(members),
            known: Vec::new(),
            line: format!("count · {} → {people}", input.filter),
            plan: None,
        })
    }
}

/// How many they are and what their deals are worth; nothing where that takes longer than a moment and nobody asked for it.
fn summed(input: &Input, sources: &Sources<'_>) -> Result<Option<(usize, Cents)>, Refusal> {
    let filter = input.filter.clone();
    if input.exact.unwrap_or_default() {
        let summed = LeadSum(filter).answer(sources)?.map_err(told::filter_fault)?;
        return Ok(Some(summed));
    }
    let soon = LeadSumSoon { filter, looks: LOOKS };
    soon.answer(sources)?.map_err(told::filter_fault)
}
