//! The location and its small lists: tags, custom values, templates, workflows, campaigns.

use serde_json::{Value, json};

use super::exchange::{Exchange, Outcome, Refusal, Route, created, ok};
use super::shape::{Member, text};
use crate::sandbox::world::era::iso;
use crate::sandbox::world::office::{Named, Template};
use crate::sandbox::world::seed::Kind;

const TAG: &[Member] = &[text("name").required()];
const VALUE: &[Member] = &[text("name").required(), text("value").required()];

/// What can be done with a location.
pub const ROUTES: &[Route] = &[
    Route::get("/locations/{locationId}", show),
    Route::get("/locations/{locationId}/tags", tags),
    Route::post("/locations/{locationId}/tags", TAG, create_tag),
    Route::get("/locations/{locationId}/tags/{tagId}", show_tag),
    Route::put("/locations/{locationId}/tags/{tagId}", TAG, rename_tag),
    Route::delete("/locations/{locationId}/tags/{tagId}", delete_tag),
    Route::get("/locations/{locationId}/customValues", values),
    Route::post("/locations/{locationId}/customValues", VALUE, create_value),
    Route::get("/locations/{locationId}/customValues/{id}", show_value),
    Route::put("/locations/{locationId}/customValues/{id}", VALUE, update_value),
    Route::delete("/locations/{locationId}/customValues/{id}", delete_value),
    Route::get("/locations/{locationId}/templates", templates).needs(&["originId"]),
    Route::get("/workflows/", workflows).needs(&["locationId"]),
    Route::get("/campaigns/", campaigns).needs(&["locationId"]),
];

fn show(exchange: &mut Exchange<'_>) -> Outcome {
    ok(json!({"location": exchange.world.office.describe()}))
}

fn tag(exchange: &Exchange<'_>, tag: &Named) -> Value {
    json!({"id": tag.id, "name": tag.name, "locationId": exchange.world.office.location})
}

fn tags(exchange: &mut Exchange<'_>) -> Outcome {
    let list: Vec<Value> = exchange
        .world
        .office
        .tags
        .iter()
        .map(|named| tag(exchange, named))
        .collect();
    ok(json!({"tags": list}))
}

fn create_tag(exchange: &mut Exchange<'_>) -> Outcome {
    let name = exchange.text("name").unwrap_or_default().trim().to_lowercase();
    if exchange.world.office.tags.iter().any(|tag| tag.name == name) {
        return Err(Refusal::new(400, "The tag name is already exist."));
    }
    exchange.world.know_tag(&name);
    let named = find(&exchange.world.office.tags, |tag| tag.name == name, "Tag", &name)?;
    created(json!({"tag": tag(exchange, &named)}))
}

fn show_tag(exchange: &mut Exchange<'_>) -> Outcome {
    let named = by_id(&exchange.world.office.tags, "Tag", exchange.part("tagId"))?;
    ok(json!({"tag": tag(exchange, &named)}))
}

fn rename_tag(exchange: &mut Exchange<'_>) -> Outcome {
    let mut named = by_id(&exchange.world.office.tags, "Tag", exchange.part("tagId"))?;
    named.name = exchange.text("name").unwrap_or_default().trim().to_lowercase();
    replace(&mut exchange.world.office.tags, &named);
    ok(json!({"tag": tag(exchange, &named)}))
}

fn delete_tag(exchange: &mut Exchange<'_>) -> Outcome {
    let named = by_id(&exchange.world.office.tags, "Tag", exchange.part("tagId"))?;
    exchange.world.office.tags.retain(|tag| tag.id != named.id);
    ok(json!({"succeded": true}))
}

fn value(exchange: &Exchange<'_>, value: &Named) -> Value {
    let key = value.name.to_lowercase().replace(' ', "_");
    json!({
        "id": value.id, "name": value.name, "value": value.value,
        "fieldKey": format!("{{{{ custom_values.{key} }}}}"), "locationId": exchange.world.office.location,
    })
}

fn values(exchange: &mut Exchange<'_>) -> Outcome {
    let list: Vec<Value> = exchange
        .world
        .office
        .values
        .iter()
        .map(|named| value(exchange, named))
        .collect();
    ok(json!({"customValues": list}))
}

fn create_value(exchange: &mut Exchange<'_>) -> Outcome {
    let number = exchange.world.office.next_number();
    let named = Named {
        id: exchange.world.id(Kind::CustomValue, number),
        name: exchange.text("name").unwrap_or_default().to_owned(),
        value: exchange.text("value").unwrap_or_default().to_owned(),
    };
    exchange.world.office.values.push(named.clone());
    created(json!({"customValue": value(exchange, &named)}))
}

fn show_value(exchange: &mut Exchange<'_>) -> Outcome {
    let named = by_id(&exchange.world.office.values, "Custom value", exchange.part("id"))?;
    ok(json!({"customValue": value(exchange, &named)}))
}

fn update_value(exchange: &mut Exchange<'_>) -> Outcome {
    let mut named = by_id(&exchange.world.office.values, "Custom value", exchange.part("id"))?;
    exchange
        .text("name")
        .unwrap_or_default()
        .clone_into(&mut named.name);
    exchange
        .text("value")
        .unwrap_or_default()
        .clone_into(&mut named.value);
    replace(&mut exchange.world.office.values, &named);
    ok(json!({"customValue": value(exchange, &named)}))
}

fn delete_value(exchange: &mut Exchange<'_>) -> Outcome {
    let named = by_id(&exchange.world.office.values, "Custom value", exchange.part("id"))?;
    exchange.world.office.values.retain(|value| value.id != named.id);
    ok(json!({"succeded": true}))
}

fn templates(exchange: &mut Exchange<'_>) -> Outcome {
    let kind = |template: &Template| {
        if template.subject.is_some() {
            "email"
        } else {
            "sms"
        }
    };
    let wanted = exchange.asked("type");
    let (skip, limit) = (
        exchange.asked_number("skip", 0)?,
        exchange.asked_number("limit", 25)?,
    );
    let matching = exchange.world.office.templates.iter();
    let matching: Vec<&Template> = matching
        .filter(|template| wanted.is_none_or(|wanted| wanted == kind(template)))
        .collect();
    let page = matching
        .iter()
        .skip(skip.max(0) as usize)
        .take(limit.max(0) as usize);
    let rows: Vec<Value> = page
        .map(|template| {
            let words = match template.subject {
                Some(subject) => json!({"subject": subject, "html": template.body, "attachments": []}),
                None => json!({"body": template.body, "attachments": []}),
            };
            json!({
                "id": template.id, "name": template.name, "type": kind(template), "template": words,
                "dateAdded": iso(exchange.world.era.opened), "locationId": exchange.world.office.location,
            })
        })
        .collect();
    ok(json!({"templates": rows, "totalCount": matching.len()}))
}

fn workflows(exchange: &mut Exchange<'_>) -> Outcome {
    let office = &exchange.world.office;
    let opened = iso(exchange.world.era.opened);
    let rows = office.workflows.iter().zip(1..).map(|(workflow, version)| {
        json!({
            "id": workflow.id, "name": workflow.name, "status": workflow.value, "version": version,
            "createdAt": opened, "updatedAt": opened, "locationId": office.location,
        })
    });
    ok(json!({"workflows": rows.collect::<Vec<Value>>()}))
}

fn campaigns(exchange: &mut Exchange<'_>) -> Outcome {
    let office = &exchange.world.office;
    let wanted = exchange.asked("status");
    let rows = office
        .campaigns
        .iter()
        .filter(|campaign| wanted.is_none_or(|status| status == campaign.value));
    let rows = rows.map(|campaign| {
        json!({
            "id": campaign.id, "name": campaign.name, "status": campaign.value,
            "locationId": office.location,
        })
    });
    ok(json!({"campaigns": rows.collect::<Vec<Value>>()}))
}

fn by_id(list: &[Named], what: &str, id: &str) -> Result<Named, Refusal> {
    find(list, |named| named.id == id, what, id)
}

fn find(list: &[Named], is_it: impl Fn(&Named) -> bool, what: &str, id: &str) -> Result<Named, Refusal> {
    list.iter()
        .find(|named| is_it(named))
        .cloned()
        .ok_or_else(|| Refusal::missing(what, id))
}

fn replace(list: &mut [Named], by: &Named) {
    if let Some(known) = list.iter_mut().find(|named| named.id == by.id) {
        known.clone_from(by);
    }
}
