//! Proposing to put people off.

use schemars::JsonSchema;
use serde::Deserialize;

use super::field::{moment, told};
use super::plan::{Making, Wish};
use super::{Refusal, Tool};
use crate::copilot::hands::Reply;
use crate::domain::plan::Deed;
use crate::engine::query::Sources;

/// Proposes to put people off.
pub(super) struct Snooze;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Ids of the people, at most 500.
    people: Vec<String>,
    /// Until when, in plain words: tomorrow 9:00, monday, in 3 days, 2026-04-09.
    until: String,
}

impl Tool for Snooze {
    const NAME: &'static str = "snooze";
    const ABOUT: &'static str = include_str!("snooze.md");
    const PROPOSES: bool = true;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        let until = moment(&input.until, sources)?;
        let mut making = Making::new(sources);
        for person in making.people(&input.people)? {
            let wish = Wish {
                deed: Deed::Snooze {
                    contact: person.contact.id.clone(),
                    until,
                },
                before: String::new(),
                after: format!("put off until {}", told(until, sources)),
                remarks: Vec::new(),
            };
            making.wish(&person.contact, wish);
        }
        Ok(making.reply())
    }
}
