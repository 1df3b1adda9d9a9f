//! Proposing values of fields.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::field::{change, fields};
use super::plan::Making;
use super::{Refusal, Tool};
use crate::copilot::hands::Reply;
use crate::engine::query::Sources;

/// Proposes values of fields.
pub(super) struct EditFields;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// The edits; of at most 500 people.
    edits: Vec<Edit>,
}

/// One value of one person.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    /// Id of the person.
    person: String,
    /// The field: first name, last name, phone, email, street, city, state, zip, country, time zone, source, company,
    /// website, or one the account added.
    field: String,
    /// The new value as a person would type it; empty clears the field.
    value: String,
}

impl Tool for EditFields {
    const NAME: &'static str = "edit_fields";
    const ABOUT: &'static str = include_str!("edit_fields.md");
    const PROPOSES: bool = true;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        let directory = sources.reader.directory()?;
        let mut order: Vec<String> = Vec::new();
        let mut changes: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for edit in &input.edits {
            if !changes.contains_key(&edit.person) {
                order.push(edit.person.clone());
            }
            let change = change(&edit.field, &edit.value, &directory)?;
            changes.entry(edit.person.clone()).or_default().push(change);
        }
        let mut making = Making::new(sources);
        let people = making.people(&order)?;
        for (person, id) in people.into_iter().zip(&order) {
            let changes = changes.remove(id).unwrap_or_default();
            match fields(&person.contact, changes, sources, &directory) {
                Ok(wish) => making.wish(&person.contact, wish),
                Err(why) => making.leave_out(person.contact.name().as_str(), &why),
            }
        }
        Ok(making.reply())
    }
}
