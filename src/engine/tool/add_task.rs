//! Proposing tasks.

use schemars::JsonSchema;
use serde::Deserialize;

use super::field::{colleague, moment, told};
use super::plan::{Making, Wish};
use super::{Refusal, Tool, wording};
use crate::copilot::hands::Reply;
use crate::domain::plan::Deed;
use crate::engine::query::Sources;

/// Proposes tasks.
pub(super) struct AddTask;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Ids of the people; each gets a task of their own.
    people: Vec<String>,
    /// What is to be done, in a few words.
    title: String,
    /// More words, where they help.
    #[serde(default)]
    details: Option<String>,
    /// By when, in plain words: tomorrow 9:00, fri 10:00, in 3 days, 2026-04-09 10:00.
    due: String,
    /// Who does it: a colleague's id or name. Left out, it is the agent.
    #[serde(default)]
    assign_to: Option<String>,
}

impl Tool for AddTask {
    const NAME: &'static str = "add_task";
    const ABOUT: &'static str = include_str!("add_task.md");
    const PROPOSES: bool = true;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        let due = moment(&input.due, sources)?;
        let assigned_to = match &input.assign_to {
            Some(word) => colleague(word, &sources.reader.directory()?, sources.today.me.as_ref())?,
            None => None,
        };
        let body = input.details.unwrap_or_default();
        let remarks = wording::of_words(&format!("{}\n{body}", input.title), false);
        let mut making = Making::new(sources);
        for person in making.people(&input.people)? {
            let wish = Wish {
                deed: Deed::Task {
                    contact: person.contact.id.clone(),
                    title: input.title.trim().to_owned(),
                    body: body.clone(),
                    due,
                    assigned_to: assigned_to.clone(),
                },
                before: String::new(),
                after: format!("{} · {}", input.title.trim(), told(due, sources)),
                remarks: remarks.clone(),
            };
            making.wish(&person.contact, wish);
        }
        Ok(making.reply())
    }
}
