//! Proposing tags.

use schemars::JsonSchema;
use serde::Deserialize;

use super::plan::{Making, Wish, without_traits};
use super::{Refusal, Tool};
use crate::copilot::hands::Reply;
use crate::domain::contact::Contact;
use crate::domain::plan::Deed;
use crate::domain::value::Foreign;
use crate::engine::query::Sources;

/// Proposes tags.
pub(super) struct EditTags;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Ids of the people, at most 500.
    people: Vec<String>,
    /// Tags to add.
    add: Vec<String>,
    /// Tags to take away.
    remove: Vec<String>,
}

impl Tool for EditTags {
    const NAME: &'static str = "edit_tags";
    const ABOUT: &'static str = include_str!("edit_tags.md");
    const PROPOSES: bool = true;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        if input.add.is_empty() && input.remove.is_empty() {
            return Err(Refusal::new(
                "There is no tag to add or to take away; nothing was proposed.",
            ));
        }
        without_traits(input.add.iter().map(String::as_str))?;
        let mut making = Making::new(sources);
        for person in making.people(&input.people)? {
            making.wish(&person.contact, tags(&person.contact, &input.add, &input.remove));
        }
        Ok(making.reply())
    }
}

/// The wish to add and take away tags.
pub(super) fn tags(contact: &Contact, add: &[String], remove: &[String]) -> Wish {
    let now: Vec<&str> = contact.tags.iter().map(Foreign::raw).collect();
    let kept = now.iter().filter(|tag| !remove.iter().any(|gone| gone == *tag));
    let new = add.iter().map(String::as_str).filter(|tag| !now.contains(tag));
    let after: Vec<&str> = kept.copied().chain(new).collect();
    Wish {
        deed: Deed::Tags {
            contact: contact.id.clone(),
            add: add.to_vec(),
            remove: remove.to_vec(),
        },
        before: now.join(", "),
        after: after.join(", "),
        remarks: Vec::new(),
    }
}
