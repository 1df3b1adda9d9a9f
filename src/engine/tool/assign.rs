//! Proposing another owner.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::field::{colleague, fields};
use super::plan::Making;
use super::{Refusal, Tool};
use crate::copilot::hands::Reply;
use crate::engine::query::Sources;

/// Proposes another owner.
pub(super) struct Assign;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Ids of the people, at most 500.
    people: Vec<String>,
    /// Who gets them: a colleague's id or name; `me` for the agent; `none` takes the owner away.
    to: String,
}

impl Tool for Assign {
    const NAME: &'static str = "assign";
    const ABOUT: &'static str = include_str!("assign.md");
    const PROPOSES: bool = true;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        let directory = sources.reader.directory()?;
        let owner = colleague(&input.to, &directory, sources.today.me.as_ref())?;
        let owner = owner.map_or(Value::Null, |id| id.as_str().into());
        let mut making = Making::new(sources);
        for person in making.people(&input.people)? {
            let changes = vec![("assignedTo".to_owned(), owner.clone())];
            match fields(&person.contact, changes, sources, &directory) {
                Ok(wish) => making.wish(&person.contact, wish),
                Err(why) => making.leave_out(person.contact.name().as_str(), &why),
            }
        }
        Ok(making.reply())
    }
}
