//! Opportunities and pipelines: read, make, move, close, find.
//!
//! Owns: the opportunity's spellings and the one-per-contact policy. Must not: keep sums of its own; they come
//! from [`sums`]. To add an operation: a handler and its line in `ROUTES`.

mod body;
mod find;
mod pipeline;
mod sums;
pub mod wire;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::contact::change::custom_field;
use super::exchange::{Exchange, Outcome, Refusal, Route, created, ok};
use crate::sandbox::world::World;
use crate::sandbox::world::contact::Contact;
use crate::sandbox::world::opportunity::Opportunity;
use crate::sandbox::world::seed::Kind;

/// What can be done with opportunities.
pub const ROUTES: &[Route] = &[
    find::BY_QUERY,
    Route::post("/opportunities/search", find::SEARCH, find::search),
    Route::get("/opportunities/pipelines", pipeline::list).needs(&["locationId"]),
    Route::get("/opportunities/lost-reason", pipeline::lost_reasons).needs(&["locationId"]),
    Route::post("/opportunities/", body::CREATE, create),
    Route::post("/opportunities/upsert", body::UPSERT, upsert),
    Route::get("/opportunities/{id}", show),
    Route::put("/opportunities/{id}", body::UPDATE, update),
    Route::put("/opportunities/{id}/status", body::STATUS, set_status),
    Route::delete("/opportunities/{id}", delete),
    Route::post("/opportunities/{id}/followers", body::FOLLOWERS, add_followers),
    Route::delete("/opportunities/{id}/followers", remove_followers).takes(body::FOLLOWERS),
];

fn named(exchange: &Exchange<'_>) -> Result<Arc<Opportunity>, Refusal> {
    let id = exchange.part("id");
    exchange
        .world
        .opportunity(id)
        .ok_or_else(|| Refusal::missing("Opportunity", id))
}

fn done(exchange: &Exchange<'_>) -> Value {
    if exchange.is_v3() {
        json!({"success": true})
    } else {
        json!({"succeded": true, "success": true})
    }
}

fn record(exchange: &Exchange<'_>, opportunity: &Opportunity) -> Value {
    json!({"opportunity": wire::record(exchange.world, opportunity, exchange.dialect)})
}

fn show(exchange: &mut Exchange<'_>) -> Outcome {
    let opportunity = named(exchange)?;
    ok(record(exchange, &opportunity))
}

fn create(exchange: &mut Exchange<'_>) -> Outcome {
    let contact = owner(exchange)?;
    if !exchange.world.office.allow_duplicate_opportunity
        && let Some(existing) = exchange.world.deals_of(contact.number).first()
    {
        let id = exchange.world.id(Kind::Opportunity, existing.number);
        return Err(Refusal {
            code: Some("OPPORTUNITY_NO_DUPLICATE"),
            meta: Some(Box::new(json!({"existingId": id}))),
            ..Refusal::new(400, "Can not create duplicate opportunity for the contact.")
        });
    }
    let opportunity = make(exchange, &contact)?;
    created(record(exchange, &opportunity))
}

fn make(exchange: &mut Exchange<'_>, contact: &Contact) -> Result<Arc<Opportunity>, Refusal> {
    let id = exchange.text("pipelineId").unwrap_or_default();
    let pipeline = exchange
        .world
        .office
        .pipelines
        .iter()
        .find(|pipeline| pipeline.id == id)
        .cloned();
    let pipeline = pipeline.ok_or_else(|| Refusal::new(400, "The pipeline id is invalid."))?;
    let number = exchange.world.opportunities.fresh_number();
    let mut opportunity = Opportunity::blank(number, contact.number, &pipeline, exchange.world.now);
    opportunity.name = contact.label();
    apply(exchange.world, &mut opportunity, &exchange.body)?;
    Ok(exchange.world.save_opportunity(opportunity))
}

fn owner(exchange: &Exchange<'_>) -> Result<Arc<Contact>, Refusal> {
    let id = exchange.text("contactId").unwrap_or_default();
    exchange
        .world
        .contact(id)
        .ok_or_else(|| Refusal::new(400, format!("Contact with id {id} not found")))
}

fn update(exchange: &mut Exchange<'_>) -> Outcome {
    let mut opportunity = (*named(exchange)?).clone();
    apply(exchange.world, &mut opportunity, &exchange.body)?;
    let opportunity = exchange.world.save_opportunity(opportunity);
    ok(record(exchange, &opportunity))
}

fn set_status(exchange: &mut Exchange<'_>) -> Outcome {
    let mut opportunity = (*named(exchange)?).clone();
    apply(exchange.world, &mut opportunity, &exchange.body)?;
    exchange.world.save_opportunity(opportunity);
    ok(done(exchange))
}

/// The one that is named, or the contact's one in that pipeline, or a new one.
fn upsert(exchange: &mut Exchange<'_>) -> Outcome {
    let known = match exchange.text("id").and_then(|id| exchange.world.opportunity(id)) {
        Some(known) => Some(known),
        None => in_same_pipeline(exchange)?,
    };
    let new = known.is_none();
    let opportunity = if let Some(known) = known {
        let mut opportunity = (*known).clone();
        apply(exchange.world, &mut opportunity, &exchange.body)?;
        exchange.world.save_opportunity(opportunity)
    } else {
        let contact = owner(exchange)?;
        make(exchange, &contact)?
    };
    let mut body = record(exchange, &opportunity);
    if let Some(members) = body.as_object_mut() {
        members.insert("new".into(), json!(new));
    }
    ok(body)
}

fn in_same_pipeline(exchange: &Exchange<'_>) -> Result<Option<Arc<Opportunity>>, Refusal> {
    let contact = owner(exchange)?;
    let pipeline = exchange.text("pipelineId").unwrap_or_default();
    let mut deals = exchange.world.deals_of(contact.number).into_iter();
    Ok(deals.find(|deal| deal.pipeline == pipeline))
}

fn delete(exchange: &mut Exchange<'_>) -> Outcome {
    let opportunity = named(exchange)?;
    exchange.world.delete_opportunity(opportunity.number);
    ok(done(exchange))
}

fn add_followers(exchange: &mut Exchange<'_>) -> Outcome {
    let mut opportunity = (*named(exchange)?).clone();
    let mut added = exchange.texts("followers");
    added.retain(|user| !opportunity.followers.contains(user));
    opportunity.followers.extend(added.iter().cloned());
    let opportunity = exchange.world.save_opportunity(opportunity);
    created(json!({"followers": opportunity.followers, "followersAdded": added}))
}

fn remove_followers(exchange: &mut Exchange<'_>) -> Outcome {
    let mut opportunity = (*named(exchange)?).clone();
    let removed = exchange.texts("followers");
    opportunity.followers.retain(|user| !removed.contains(user));
    let opportunity = exchange.world.save_opportunity(opportunity);
    ok(json!({"followers": opportunity.followers, "followersRemoved": removed}))
}

/// Writes a checked body into an opportunity.
pub fn apply(world: &World, opportunity: &mut Opportunity, body: &Map<String, Value>) -> Result<(), Refusal> {
    let text = |name: &str| {
        body.get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    place(world, opportunity, text("pipelineId"), text("pipelineStageId"))?;
    if let Some(status) = text("status") {
        opportunity.set_status(status, world.now);
    }
    if let Some(name) = text("name") {
        name.clone_into(&mut opportunity.name);
    }
    if let Some(value) = body.get("monetaryValue") {
        opportunity.value = value.as_f64();
    }
    if let Some(probability) = body.get("forecastProbability") {
        opportunity.probability = probability.as_f64();
    }
    let set = |name: &str, slot: &mut Option<String>| {
        if body.contains_key(name) {
            *slot = text(name).map(str::to_owned);
        }
    };
    set("assignedTo", &mut opportunity.assigned_to);
    set("source", &mut opportunity.source);
    set("lostReasonId", &mut opportunity.lost_reason);
    set("forecastExpectedCloseDate", &mut opportunity.expected_close);
    if opportunity
        .assigned_to
        .as_ref()
        .is_some_and(|user| world.office.user(user).is_none())
    {
        return Err(Refusal::new(400, "assignedTo user not found"));
    }
    if let Some(reason) = &opportunity.lost_reason
        && !world.office.lost_reasons.iter().any(|known| known.id == *reason)
    {
        return Err(Refusal::new(400, "The lost reason id is invalid."));
    }
    for entry in body
        .get("customFields")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let (field, value) = custom_field(world, entry, "opportunity")?;
        opportunity.set_field(&field.id, value);
    }
    Ok(())
}

/// Moves the card: a stage must be of the pipeline that is named, or of its own.
fn place(
    world: &World,
    opportunity: &mut Opportunity,
    pipeline: Option<&str>,
    stage: Option<&str>,
) -> Result<(), Refusal> {
    let wanted = pipeline.unwrap_or(&opportunity.pipeline).to_owned();
    let Some(known) = world.office.pipelines.iter().find(|known| known.id == wanted) else {
        return Err(Refusal::new(400, "The pipeline id is invalid."));
    };
    let own = known.stages.iter().any(|own| own.id == opportunity.stage);
    let stage = match (stage, own) {
        (Some(stage), _) => stage.to_owned(),
        (None, true) => opportunity.stage.clone(),
        (None, false) => known
            .stages
            .first()
            .map(|first| first.id.clone())
            .unwrap_or_default(),
    };
    if !known.stages.iter().any(|own| own.id == stage) {
        return Err(Refusal::new(400, "The pipeline stage id is invalid."));
    }
    opportunity.move_to(&wanted, &stage, world.now);
    Ok(())
}
