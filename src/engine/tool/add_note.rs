//! Proposing notes.

use schemars::JsonSchema;
use serde::Deserialize;

use super::plan::{Making, Wish};
use super::{Refusal, Tool, wording};
use crate::copilot::hands::Reply;
use crate::domain::plan::Deed;
use crate::engine::query::Sources;

/// Proposes notes.
pub(super) struct AddNote;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Ids of the people; each gets the note.
    people: Vec<String>,
    /// What the note says.
    text: String,
}

impl Tool for AddNote {
    const NAME: &'static str = "add_note";
    const ABOUT: &'static str = include_str!("add_note.md");
    const PROPOSES: bool = true;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        let remarks = wording::of_words(&input.text, false);
        let mut making = Making::new(sources);
        for person in making.people(&input.people)? {
            let wish = Wish {
                deed: Deed::Note {
                    contact: person.contact.id.clone(),
                    body: input.text.clone(),
                },
                before: String::new(),
                after: input.text.clone(),
                remarks: remarks.clone(),
            };
            making.wish(&person.contact, wish);
        }
        Ok(making.reply())
    }
}
