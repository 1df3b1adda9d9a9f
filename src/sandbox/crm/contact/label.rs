//! What is stuck onto a contact: tags, followers, workflows, campaigns.

use serde_json::{Value, json};

use super::{done, named};
use crate::sandbox::crm::exchange::{Exchange, Outcome, Refusal, created, ok};
use crate::sandbox::crm::shape::{Member, flag, text, texts};
use crate::sandbox::world::contact::Contact;
use crate::sandbox::world::office::Named;

/// Tags to add or take away.
pub const TAGS: &[Member] = &[texts("tags").required()];
/// Followers to add or take away.
pub const FOLLOWERS: &[Member] = &[texts("followers").required()];
/// Joining a workflow.
pub const WORKFLOW: &[Member] = &[text("eventStartTime")];
/// Tags for many contacts.
pub const BULK: &[Member] = &[
    texts("contacts").required(),
    texts("tags").required(),
    text("locationId").required(),
    flag("removeAllTags"),
];

/// Answers the whole list afterwards.
pub fn add_tags(exchange: &mut Exchange<'_>) -> Outcome {
    let tags = exchange.texts("tags");
    let contact = change(exchange, |contact| {
        contact.add_tags(&tags);
    })?;
    created(json!({"tags": contact.tags, "tagsAdded": lower(&tags)}))
}

/// Answers the whole list afterwards.
pub fn remove_tags(exchange: &mut Exchange<'_>) -> Outcome {
    let tags = exchange.texts("tags");
    let contact = change(exchange, |contact| {
        contact.remove_tags(&tags);
    })?;
    ok(json!({"tags": contact.tags, "tagsRemoved": lower(&tags)}))
}

/// One result for each contact; a missing one is an error of its own.
pub fn bulk_tags(exchange: &mut Exchange<'_>) -> Outcome {
    let add = match exchange.part("type") {
        "add" => true,
        "remove" => false,
        _ => {
            return Err(Refusal::invalid(
                "type must be one of the following values: add, remove",
            ));
        }
    };
    let tags = exchange.texts("tags");
    let all = exchange
        .body
        .get("removeAllTags")
        .and_then(Value::as_bool)
        .unwrap_or(false);
    let mut errors = 0;
    let mut responses = Vec::new();
    for id in exchange.texts("contacts") {
        let Some(contact) = exchange.world.contact(&id) else {
            errors += 1;
            responses.push(json!({"contactId": id, "message": "Contact not found", "type": "error"}));
            continue;
        };
        let mut contact = (*contact).clone();
        let before = contact.tags.clone();
        if all {
            contact.tags.clear();
        }
        if add {
            contact.add_tags(&tags);
        } else {
            contact.remove_tags(&tags);
        }
        let contact = exchange.world.save_contact(contact);
        responses.push(json!({
            "contactId": id, "message": "Tags updated", "type": "success",
            "oldTags": before, "tagsAdded": if add { lower(&tags) } else { Vec::new() },
            "tagsRemoved": if add { Vec::new() } else { lower(&tags) }, "tags": contact.tags,
        }));
    }
    let mut body = done(exchange);
    if let Some(members) = body.as_object_mut() {
        members.insert("errorCount".into(), json!(errors));
        members.insert("responses".into(), json!(responses));
    }
    created(body)
}

/// Answers all followers and those that are new.
pub fn add_followers(exchange: &mut Exchange<'_>) -> Outcome {
    let users = exchange.texts("followers");
    let mut added = Vec::new();
    let contact = change(exchange, |contact| {
        for user in users {
            if !contact.followers.contains(&user) {
                contact.followers.push(user.clone());
                added.push(user);
            }
        }
    })?;
    created(json!({"followers": contact.followers, "followersAdded": added}))
}

/// Answers all followers and those that left.
pub fn remove_followers(exchange: &mut Exchange<'_>) -> Outcome {
    let users = exchange.texts("followers");
    let contact = change(exchange, |contact| {
        contact.followers.retain(|user| !users.contains(user));
    })?;
    ok(json!({"followers": contact.followers, "followersRemoved": users}))
}

/// 201, though 200 is documented: as seen on the real one.
pub fn join_workflow(exchange: &mut Exchange<'_>) -> Outcome {
    let id = workflow(exchange)?;
    change(exchange, |contact| join(&mut contact.workflows, id))?;
    created(done(exchange))
}

/// Takes a contact out of a workflow.
pub fn leave_workflow(exchange: &mut Exchange<'_>) -> Outcome {
    let id = workflow(exchange)?;
    change(exchange, |contact| contact.workflows.retain(|known| *known != id))?;
    ok(done(exchange))
}

/// Puts a contact into a campaign.
pub fn join_campaign(exchange: &mut Exchange<'_>) -> Outcome {
    let id = campaign(exchange)?;
    change(exchange, |contact| join(&mut contact.campaigns, id))?;
    created(done(exchange))
}

/// Takes a contact out of a campaign.
pub fn leave_campaign(exchange: &mut Exchange<'_>) -> Outcome {
    let id = campaign(exchange)?;
    change(exchange, |contact| contact.campaigns.retain(|known| *known != id))?;
    ok(done(exchange))
}

/// Takes a contact out of all campaigns.
pub fn leave_campaigns(exchange: &mut Exchange<'_>) -> Outcome {
    change(exchange, |contact| contact.campaigns.clear())?;
    ok(done(exchange))
}

fn workflow(exchange: &Exchange<'_>) -> Result<String, Refusal> {
    if let Some(start) = exchange.text("eventStartTime").filter(|start| !start.is_empty())
        && start.parse::<jiff::Timestamp>().is_err()
    {
        return Err(Refusal::invalid(
            "eventStartTime must be an ISO 8601 date string with an offset",
        ));
    }
    known(
        &exchange.world.office.workflows,
        "Workflow",
        exchange.part("workflowId"),
    )
}

fn campaign(exchange: &Exchange<'_>) -> Result<String, Refusal> {
    known(
        &exchange.world.office.campaigns,
        "Campaign",
        exchange.part("campaignId"),
    )
}

fn known(list: &[Named], what: &str, id: &str) -> Result<String, Refusal> {
    let found = list.iter().find(|named| named.id == id);
    found
        .map(|named| named.id.clone())
        .ok_or_else(|| Refusal::missing(what, id))
}

fn join(list: &mut Vec<String>, id: String) {
    if !list.contains(&id) {
        list.push(id);
    }
}

fn change(
    exchange: &mut Exchange<'_>,
    edit: impl FnOnce(&mut Contact),
) -> Result<std::sync::Arc<Contact>, Refusal> {
    let mut contact = (*named(exchange)?).clone();
    edit(&mut contact);
    Ok(exchange.world.save_contact(contact))
}

fn lower(tags: &[String]) -> Vec<String> {
    tags.iter().map(|tag| tag.trim().to_lowercase()).collect()
}
