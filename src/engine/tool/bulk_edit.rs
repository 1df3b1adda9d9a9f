//! Proposing the same edit for everybody a filter chooses.

use schemars::JsonSchema;
use serde::Deserialize;

use super::edit_tags::tags;
use super::field::{change, colleague, fields};
use super::plan::{MOST, Making, lawful_filter, without_traits};
use super::{Refusal, Tool};
use crate::copilot::hands::Reply;
use crate::engine::query::{LeadIds, Leads, Query as _, Sources};

/// Proposes the same edit for many.
pub(super) struct BulkEdit;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Who is meant, in the filter language of `find_people`; at most 500 people.
    filter: String,
    /// Tags to add.
    add_tags: Vec<String>,
    /// Tags to take away.
    remove_tags: Vec<String>,
    /// Values of fields, the same for everybody.
    fields: Vec<Value>,
    /// The new owner: a colleague's id or name, `me` or `none`. Left out, owners stay.
    #[serde(default)]
    assign_to: Option<String>,
}

/// The same value for everybody.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Value {
    /// The field, as `edit_fields` takes it.
    field: String,
    /// The new value; empty clears the field.
    value: String,
}

impl Tool for BulkEdit {
    const NAME: &'static str = "bulk_edit";
    const ABOUT: &'static str = include_str!("bulk_edit.md");
    const PROPOSES: bool = true;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        if input.filter.trim().is_empty() {
            return Err(Refusal::new(
                "An empty filter means everybody; nothing was proposed. Say who is meant.",
            ));
        }
        lawful_filter(&input.filter, sources)?;
        without_traits(input.add_tags.iter().map(String::as_str))?;
        let directory = sources.reader.directory()?;
        let mut changes = input
            .fields
            .iter()
            .map(|edit| change(&edit.field, &edit.value, &directory))
            .collect::<Result<Vec<_>, _>>()?;
        if let Some(to) = &input.assign_to {
            let owner = colleague(to, &directory, sources.today.me.as_ref())?;
            let owner = owner.map_or(serde_json::Value::Null, |id| id.as_str().into());
            changes.push(("assignedTo".to_owned(), owner));
        }
        let tagged = !(input.add_tags.is_empty() && input.remove_tags.is_empty());
        if changes.is_empty() && !tagged {
            return Err(Refusal::new("There is nothing to change; nothing was proposed."));
        }
        let mut making = Making::new(sources);
        for person in making.people(&chosen(&input.filter, sources)?)? {
            if tagged {
                let wish = tags(&person.contact, &input.add_tags, &input.remove_tags);
                making.wish(&person.contact, wish);
            }
            if changes.is_empty() {
                continue;
            }
            match fields(&person.contact, changes.clone(), sources, &directory) {
                Ok(wish) => making.wish(&person.contact, wish),
                Err(why) => making.leave_out(person.contact.name().as_str(), &why),
            }
        }
        Ok(making.reply())
    }
}

/// Everybody a filter chooses now, by id: the plan names them, and nobody who fits later comes in.
fn chosen(filter: &str, sources: &Sources<'_>) -> Result<Vec<String>, Refusal> {
    let unreadable =
        |at: usize, message: &str| Refusal(format!("The filter cannot be read at {at}: {message}"));
    let ids = LeadIds {
        filter: filter.to_owned(),
        most: MOST + 1,
    }
    .answer(sources)?
    .map_err(|error| unreadable(error.at.start, &error.message))?;
    if ids.len() > MOST {
        let all = Leads {
            filter: filter.to_owned(),
            offset: 0,
            limit: 0,
            count: true,
        }
        .answer(sources)?;
        let total = all.ok().and_then(|window| window.total);
        let many = total.map_or_else(|| format!("more than {MOST}"), |total| total.to_string());
        return Err(Refusal(format!(
            "The filter chooses {many} people, and {MOST} fit into one proposal; nothing was proposed. Ask the agent \
             for a narrower choice."
        )));
    }
    if ids.is_empty() {
        return Err(Refusal::new("The filter chooses nobody; nothing was proposed."));
    }
    Ok(ids.iter().map(|id| id.as_str().to_owned()).collect())
}
