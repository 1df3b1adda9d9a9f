//! Contacts: read, make, change, find.
//!
//! Owns: the contact's spellings (search record, full record, bodies). Must not: touch other records except
//! through the world. To add an operation: a handler and its line in `ROUTES`.

mod body;
pub mod change;
mod find;
mod label;
pub mod wire;

use std::sync::Arc;

use serde_json::{Value, json};

use super::dialect::Dialect;
use super::exchange::{Exchange, Outcome, Refusal, Route, created, ok};
use crate::sandbox::world::contact::Contact;
use crate::sandbox::world::seed::Kind;

/// What can be done with contacts.
pub const ROUTES: &[Route] = &[
    Route::post("/contacts/search", find::SEARCH, find::search),
    Route::get("/contacts/search/duplicate", duplicate).needs(&["locationId"]),
    Route::get("/contacts/", find::list)
        .needs(&["locationId"])
        .only(Dialect::Dated),
    Route::post("/contacts/", body::CREATE, create),
    Route::post("/contacts/upsert", body::UPSERT, upsert),
    Route::get("/contacts/{contactId}", show),
    Route::put("/contacts/{contactId}", body::UPDATE, update),
    Route::delete("/contacts/{contactId}", delete),
    Route::post("/contacts/{contactId}/tags", label::TAGS, label::add_tags),
    Route::delete("/contacts/{contactId}/tags", label::remove_tags).takes(label::TAGS),
    Route::post("/contacts/bulk/tags/update/{type}", label::BULK, label::bulk_tags),
    Route::post(
        "/contacts/{contactId}/followers",
        label::FOLLOWERS,
        label::add_followers,
    ),
    Route::delete("/contacts/{contactId}/followers", label::remove_followers).takes(label::FOLLOWERS),
    Route::post(
        "/contacts/{contactId}/workflow/{workflowId}",
        label::WORKFLOW,
        label::join_workflow,
    ),
    Route::delete(
        "/contacts/{contactId}/workflow/{workflowId}",
        label::leave_workflow,
    )
    .takes(label::WORKFLOW),
    Route::post(
        "/contacts/{contactId}/campaigns/{campaignId}",
        &[],
        label::join_campaign,
    ),
    Route::delete(
        "/contacts/{contactId}/campaigns/{campaignId}",
        label::leave_campaign,
    ),
    Route::delete(
        "/contacts/{contactId}/campaigns/remove-all",
        label::leave_campaigns,
    )
    .only(Dialect::V3),
    Route::delete(
        "/contacts/{contactId}/campaigns/removeAll",
        label::leave_campaigns,
    )
    .only(Dialect::Dated),
];

/// The contact the path names.
pub fn named(exchange: &Exchange<'_>) -> Result<Arc<Contact>, Refusal> {
    let id = exchange.part("contactId");
    exchange
        .world
        .contact(id)
        .ok_or_else(|| Refusal::missing("Contact", id))
}

/// The contacts' way to say that something worked.
pub fn done(exchange: &Exchange<'_>) -> Value {
    if exchange.is_v3() {
        json!({"succeeded": true, "succeded": true})
    } else {
        json!({"succeded": true})
    }
}

fn show(exchange: &mut Exchange<'_>) -> Outcome {
    let contact = named(exchange)?;
    ok(json!({"contact": wire::record(exchange.world, &contact, exchange.dialect)}))
}

fn create(exchange: &mut Exchange<'_>) -> Outcome {
    let number = exchange.world.contacts.fresh_number();
    let mut contact = Contact::blank(number, exchange.world.now);
    change::apply(exchange.world, &mut contact, &exchange.body)?;
    change::refuse_duplicate(exchange.world, &contact)?;
    change::refuse_nobody(&contact)?;
    let contact = exchange.world.save_contact(contact);
    created(json!({"contact": wire::created(exchange.world, &contact, exchange.dialect)}))
}

fn update(exchange: &mut Exchange<'_>) -> Outcome {
    let before = named(exchange)?;
    let mut contact = (*before).clone();
    change::apply(exchange.world, &mut contact, &exchange.body)?;
    if contact.email != before.email || contact.phone != before.phone {
        change::refuse_duplicate(exchange.world, &contact)?;
    }
    let contact = exchange.world.save_contact(contact);
    let flag = if exchange.is_v3() { "succeeded" } else { "succeded" };
    ok(json!({flag: true, "contact": wire::record(exchange.world, &contact, exchange.dialect)}))
}

fn delete(exchange: &mut Exchange<'_>) -> Outcome {
    let contact = named(exchange)?;
    exchange.world.delete_contact(contact.number);
    ok(done(exchange))
}

/// The e-mail decides, then the phone; the other one of the two is ignored, and may be overwritten.
fn upsert(exchange: &mut Exchange<'_>) -> Outcome {
    let email = exchange.text("email").map(|email| email.trim().to_lowercase());
    let phone = exchange.text("phone").and_then(change::e164);
    let known = match exchange
        .body
        .get("createNewIfDuplicateAllowed")
        .and_then(Value::as_bool)
    {
        Some(true) if exchange.world.office.allow_duplicate_contact => None,
        _ => exchange
            .world
            .contact_by_reach(email.as_deref(), phone.as_deref()),
    };
    let new = known.is_none();
    let mut contact = match known {
        Some(contact) => (*contact).clone(),
        None => Contact::blank(exchange.world.contacts.fresh_number(), exchange.world.now),
    };
    change::apply(exchange.world, &mut contact, &exchange.body)?;
    change::refuse_nobody(&contact)?;
    let contact = exchange.world.save_contact(contact);
    ok(json!({"new": new, "contact": wire::record(exchange.world, &contact, exchange.dialect)}))
}

fn duplicate(exchange: &mut Exchange<'_>) -> Outcome {
    let email = exchange.asked("email").map(|email| email.trim().to_lowercase());
    let phone = exchange.asked("number").and_then(change::e164);
    let found = exchange
        .world
        .contact_by_reach(email.as_deref(), phone.as_deref());
    let contact = found.map(|contact| wire::record(exchange.world, &contact, exchange.dialect));
    ok(json!({"contact": contact}))
}

/// A contact's id.
pub fn id(exchange: &Exchange<'_>, number: u64) -> String {
    exchange.world.id(Kind::Contact, number)
}
