//! Proposing tags.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Refusal, Tool};
use crate::copilot::content::Content;
use crate::copilot::hands::Reply;
use crate::domain::contact::Contact;
use crate::domain::plan::{Deed, Item, Plan};
use crate::domain::value::ContactId;
use crate::engine::query::Sources;

/// People in one proposal, at most.
const MOST: usize = 500;

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
        if input.people.len() > MOST {
            return Err(Refusal(format!(
                "More than {MOST} people; nothing was proposed. Make smaller calls."
            )));
        }
        let mut plan = Plan::default();
        let mut known = Vec::new();
        for id in &input.people {
            let id = ContactId::from(id.as_str());
            let Some(person) = sources.reader.person(&id)? else {
                return Err(Refusal::unknown("person", id.as_str()));
            };
            known.push(person.contact.identity());
            plan.items.push(item(&person.contact, &input));
        }
        let count = plan.items.len();
        Ok(Reply {
            content: Content::Record(vec![
                ("proposed", Content::Number(count as i64)),
                ("done", Content::Number(0)),
                (
                    "note",
                    Content::word("The agent sees the list and decides; nothing is done yet."),
                ),
            ]),
            known,
            line: format!("{count} proposed"),
            plan: Some(plan),
        })
    }
}

fn item(contact: &Contact, input: &Input) -> Item {
    let now: Vec<&str> = contact
        .tags
        .iter()
        .map(crate::domain::value::Foreign::raw)
        .collect();
    let after = now
        .iter()
        .filter(|tag| !input.remove.iter().any(|gone| gone == *tag))
        .copied()
        .chain(
            input
                .add
                .iter()
                .map(String::as_str)
                .filter(|tag| !now.contains(tag)),
        );
    Item {
        deed: Deed::Tags {
            contact: contact.id.clone(),
            add: input.add.clone(),
            remove: input.remove.clone(),
        },
        who: contact.name().to_string(),
        before: now.join(", "),
        after: after.collect::<Vec<_>>().join(", "),
        remarks: Vec::new(),
    }
}
