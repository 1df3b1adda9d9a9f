//! The paths under `/__sandbox/`: the truth about the world, and hands that move it. No token, no limits.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Map, Value, json};

use super::contact::{change, wire};
use super::dialect::Dialect;
use super::exchange::Refusal;
use super::opportunity;
use super::serve::{Draft, Shared, State};
use crate::sandbox::world::contact::Contact;
use crate::sandbox::world::era::{iso, milliseconds};
use crate::sandbox::world::seed::Kind;
use crate::sandbox::world::talk::Sent;
use crate::sandbox::world::thread::Channel;

type Truth = Result<Value, Refusal>;

/// The control paths of a sandbox.
pub fn router(shared: &Arc<Shared>) -> Router {
    let asking = |work: fn(&mut State) -> Truth| {
        let shared = Arc::clone(shared);
        get(move || async move { answer(work(&mut shared.lock())) })
    };
    let about = |work: fn(&mut State, &str) -> Truth| {
        let shared = Arc::clone(shared);
        get(move |Path(id): Path<String>| async move { answer(work(&mut shared.lock(), &id)) })
    };
    let moving = |work: fn(&Shared, &Map<String, Value>) -> Truth| {
        let shared = Arc::clone(shared);
        post(move |bytes: Bytes| async move { answer(read(&bytes).and_then(|body| work(&shared, &body))) })
    };
    Router::new()
        .route("/__sandbox/state", asking(state))
        .route("/__sandbox/sends", asking(sends))
        .route("/__sandbox/contacts/{id}", about(contact))
        .route("/__sandbox/inbound", moving(inbound))
        .route("/__sandbox/edit", moving(edit))
        .route("/__sandbox/fault", moving(fault))
        .route("/__sandbox/advance", moving(advance))
        .route("/__sandbox/reset", moving(reset))
}

fn answer(truth: Truth) -> Response {
    match truth {
        Ok(body) => Draft::json(200, &body).send(),
        Err(refusal) => Draft::json(refusal.status, &refusal.body()).send(),
    }
}

fn read(bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    serde_json::from_slice(bytes)
        .map_err(|error| Refusal::new(400, format!("the body is not a JSON object: {error}")))
}

#[expect(clippy::unnecessary_wraps, reason = "the paths share one form of handler")]
fn state(state: &mut State) -> Truth {
    let world = &state.world;
    Ok(json!({
        "now": iso(world.now),
        "seed": world.era.seed.0,
        "contacts": world.contacts.len(),
        "opportunities": world.opportunities.len(),
        "users": world.office.users.len(),
        "requests": state.requests,
        "requests_total": state.serial,
        "peak_per_10s": state.limiter.peak,
        "refused_429": state.limiter.refused,
        "faults_armed": state.faults.left(),
    }))
}

/// Every message that reached a person, oldest first.
#[expect(clippy::unnecessary_wraps, reason = "the paths share one form of handler")]
fn sends(state: &mut State) -> Truth {
    let world = &state.world;
    let told = |sent: &Sent| {
        json!({
            "contact": world.id(Kind::Contact, sent.contact),
            "message": world.id(Kind::Message, sent.message),
            "channel": format!("{:?}", sent.channel).to_lowercase(),
            "subject": sent.subject,
            "body": sent.body,
            "at": iso(sent.at),
        })
    };
    let all: Vec<Value> = world.sends.iter().map(told).collect();
    Ok(json!({"total": all.len(), "sends": all}))
}

/// A person writes to us: `contact` (id, e-mail or phone), `body`, `channel` sms or email, `subject`.
fn inbound(shared: &Shared, body: &Map<String, Value>) -> Truth {
    let mut state = shared.lock();
    let reference = word(body, "contact").unwrap_or_default();
    let contact = find(&state, reference)?;
    let channel = match word(body, "channel").unwrap_or("sms") {
        "sms" => Channel::Sms,
        "email" => Channel::Email,
        other => return Err(Refusal::new(400, format!("channel is sms or email, not {other}"))),
    };
    let words = word(body, "body").unwrap_or_default().to_owned();
    let subject = word(body, "subject").map(str::to_owned);
    let number = state.world.receive(contact.number, channel, words, subject);
    Ok(json!({"message": state.world.id(Kind::Message, number)}))
}

fn contact(state: &mut State, id: &str) -> Truth {
    let contact = find(state, id)?;
    let world = &state.world;
    let mut truth = wire::record(world, &contact, Dialect::V3);
    if let Some(members) = truth.as_object_mut() {
        members.insert("workflows".into(), json!(contact.workflows));
        members.insert("campaigns".into(), json!(contact.campaigns));
    }
    Ok(truth)
}

/// By id, or by e-mail or phone, which scenario files can know.
fn find(state: &State, reference: &str) -> Result<Arc<Contact>, Refusal> {
    let by_id = state.world.contact(reference);
    by_id
        .or_else(|| state.world.contact_by_reach(Some(reference), Some(reference)))
        .ok_or_else(|| Refusal::missing("Contact", reference))
}

fn word<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str)
}

fn words(body: &Map<String, Value>, name: &str) -> Vec<String> {
    let list = body.get(name).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn edit(shared: &Shared, body: &Map<String, Value>) -> Truth {
    apply_edit(&mut shared.lock(), body)
}

/// An edit as if made in the web app: no policies, no limits.
pub fn apply_edit(state: &mut State, body: &Map<String, Value>) -> Truth {
    if let Some(reference) = word(body, "contact") {
        return edit_contact(state, reference, body);
    }
    if let Some(reference) = word(body, "opportunity") {
        return edit_opportunity(state, reference, body);
    }
    if let Some(settings) = body.get("location").and_then(Value::as_object) {
        let office = &mut state.world.office;
        let flag = |name: &str, old: bool| settings.get(name).and_then(Value::as_bool).unwrap_or(old);
        office.allow_duplicate_contact = flag("allowDuplicateContact", office.allow_duplicate_contact);
        office.allow_duplicate_opportunity =
            flag("allowDuplicateOpportunity", office.allow_duplicate_opportunity);
        return Ok(json!({"location": office.describe()}));
    }
    Err(Refusal::new(
        400,
        "contact, opportunity or location must say what to edit",
    ))
}

fn deletes(body: &Map<String, Value>) -> bool {
    body.get("delete").and_then(Value::as_bool) == Some(true)
}

fn edit_contact(state: &mut State, reference: &str, body: &Map<String, Value>) -> Truth {
    let contact = find(state, reference)?;
    if deletes(body) {
        state.world.delete_contact(contact.number);
        return Ok(json!({"deleted": true}));
    }
    let mut contact = (*contact).clone();
    if let Some(set) = body.get("set").and_then(Value::as_object) {
        change::apply(&state.world, &mut contact, set)?;
    }
    contact.add_tags(&words(body, "add_tags"));
    contact.remove_tags(&words(body, "remove_tags"));
    let contact = state.world.save_contact(contact);
    Ok(json!({"contact": wire::record(&state.world, &contact, Dialect::V3)}))
}

fn edit_opportunity(state: &mut State, reference: &str, body: &Map<String, Value>) -> Truth {
    let world = &mut state.world;
    let known = world
        .opportunity(reference)
        .ok_or_else(|| Refusal::missing("Opportunity", reference))?;
    if deletes(body) {
        world.delete_opportunity(known.number);
        return Ok(json!({"deleted": true}));
    }
    let mut opportunity = (*known).clone();
    if let Some(set) = body.get("set").and_then(Value::as_object) {
        opportunity::apply(world, &mut opportunity, set)?;
    }
    let opportunity = world.save_opportunity(opportunity);
    Ok(json!({"opportunity": opportunity::wire::record(world, &opportunity, Dialect::V3)}))
}

fn fault(shared: &Shared, body: &Map<String, Value>) -> Truth {
    let armed = serde_json::from_value(Value::Object(body.clone()))
        .map_err(|error| Refusal::new(400, format!("this is not a fault: {error}")))?;
    let mut state = shared.lock();
    state.faults.arm(armed);
    Ok(json!({"faults_armed": state.faults.left()}))
}

fn advance(shared: &Shared, body: &Map<String, Value>) -> Truth {
    let seconds = body.get("seconds").and_then(Value::as_f64).unwrap_or_default();
    let step = Duration::try_from_secs_f64(seconds)
        .map_err(|_| Refusal::new(400, "seconds must be a number of seconds to move forward"))?;
    shared.lock().skew += milliseconds(step);
    Ok(json!({"now": iso(shared.lock().world.now)}))
}

#[expect(clippy::unnecessary_wraps, reason = "the paths share one form of handler")]
fn reset(shared: &Shared, body: &Map<String, Value>) -> Truth {
    let opened = shared.machine_now();
    let mut state = shared.lock();
    let mut recipe = state.world.recipe.clone();
    recipe.seed = body.get("seed").and_then(Value::as_u64).unwrap_or(recipe.seed);
    recipe.contacts = body
        .get("contacts")
        .and_then(Value::as_u64)
        .unwrap_or(recipe.contacts);
    recipe.opened = opened;
    state.restart(recipe);
    let office = &state.world.office;
    Ok(json!({"seed": state.world.era.seed.0, "token": office.token, "location_id": office.location}))
}
