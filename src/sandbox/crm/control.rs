//! The paths under `/__sandbox/`: the truth about the world, and hands that move it. No token, no limits.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Map, Value, json};

use super::calendar;
use super::contact;
use super::deed::{self, Deed, Truth};
use super::dialect::Dialect;
use super::exchange::Refusal;
use super::form;
use super::message;
use super::note;
use super::opportunity;
use super::serve::{Draft, Shared, State};
use super::task;
use crate::sandbox::world::era::{iso, milliseconds};
use crate::sandbox::world::seed::Kind;
use crate::sandbox::world::talk::Sent;
use crate::sandbox::world::thread::Channel;

/// The control paths of a sandbox.
pub fn router(shared: &Arc<Shared>) -> Router {
    let asking = |work: fn(&State) -> Value| {
        let shared = Arc::clone(shared);
        get(move || async move { answer(Ok(work(&shared.lock()))) })
    };
    let about = |work: fn(&State, &str) -> Truth| {
        let shared = Arc::clone(shared);
        get(move |Path(id): Path<String>| async move { answer(work(&shared.lock(), &id)) })
    };
    let moving = |work: fn(&Shared, &Map<String, Value>) -> Truth| {
        let shared = Arc::clone(shared);
        post(move |bytes: Bytes| async move { answer(read(&bytes).and_then(|body| work(&shared, &body))) })
    };
    let doing = |deed: Deed| {
        let shared = Arc::clone(shared);
        post(
            move |bytes: Bytes| async move { answer(read(&bytes).and_then(|body| act(&shared, deed, &body))) },
        )
    };
    Router::new()
        .route("/__sandbox/state", asking(state))
        .route("/__sandbox/sends", asking(sends))
        .route("/__sandbox/contacts/{id}", about(contact))
        .route("/__sandbox/edit", doing(Deed::Edit))
        .route("/__sandbox/inbound", doing(Deed::Inbound))
        .route("/__sandbox/new_lead", doing(Deed::NewLead))
        .route("/__sandbox/fill_in", doing(Deed::FillIn))
        .route("/__sandbox/home", doing(Deed::Home))
        .route("/__sandbox/fault", doing(Deed::Fault))
        .route("/__sandbox/plant", doing(Deed::Plant))
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

fn act(shared: &Shared, deed: Deed, body: &Map<String, Value>) -> Truth {
    let state = &mut *shared.lock();
    deed.act(&mut state.world, &mut state.faults, body)
}

fn state(state: &State) -> Value {
    let world = &state.world;
    json!({
        "now": iso(world.now),
        "opened": iso(world.era.opened),
        "seed": world.era.seed.0,
        "contacts": world.contacts.len(),
        "opportunities": world.opportunities.len(),
        "conversations": world.threads.len(),
        "messages": world.threads.message_count(),
        "notes": world.notes.len(),
        "tasks": world.tasks.len(),
        "appointments": world.appointments.len(),
        "submissions": world.submissions.len(),
        "homes": world.homes.len(),
        "users": world.office.users.len(),
        "sends": world.sends.len(),
        "requests": state.requests,
        "requests_total": state.serial,
        "peak_per_10s": state.limiter.peak,
        "refused_429": state.limiter.refused,
        "too_early": state.limiter.early,
        "faults_armed": state.faults.left(),
    })
}

/// Every message that reached a person, oldest first.
fn sends(state: &State) -> Value {
    let world = &state.world;
    let told = |sent: &Sent| {
        let contact = world.id(Kind::Contact, sent.contact);
        json!({
            "contact": contact,
            "contact_id": contact,
            "message": world.id(Kind::Message, sent.message),
            "channel": channel(sent.channel),
            "subject": sent.subject,
            "body": sent.body,
            "at": iso(sent.at),
        })
    };
    let all: Vec<Value> = world.sends.iter().map(told).collect();
    json!({"total": all.len(), "sends": all})
}

fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Sms => "sms",
        Channel::Email => "email",
        Channel::Call => "call",
        Channel::WhatsApp => "whatsapp",
        Channel::Facebook => "facebook",
        Channel::Instagram => "instagram",
        Channel::LiveChat => "livechat",
    }
}

/// Everything about one person, as it is and not as the index shows it.
fn contact(state: &State, reference: &str) -> Truth {
    let world = &state.world;
    let contact = deed::find(world, reference)?;
    let number = contact.number;
    let mut truth = contact::wire::record(world, &contact, Dialect::V3);
    let deals = world.deals_of(number);
    let deals = deals
        .iter()
        .map(|deal| opportunity::wire::record(world, deal, Dialect::V3));
    let messages = world
        .threads
        .of(number)
        .map(|conversation| conversation.messages.as_slice());
    let messages = messages
        .unwrap_or_default()
        .iter()
        .filter_map(|number| world.threads.message(*number));
    let messages = messages.map(|message| {
        let mut row = message::wire::record(world, message);
        if let Some(members) = row.as_object_mut() {
            members.insert("body".into(), json!(message.body));
            members.insert("subject".into(), json!(message.subject));
        }
        row
    });
    let booked = world
        .appointments
        .all()
        .filter(|booked| booked.contact == Some(number));
    let booked = booked.map(|booked| calendar::wire::event(world, booked, Dialect::V3));
    let parts = [
        ("opportunities", deals.collect::<Vec<Value>>()),
        ("messages", messages.collect()),
        ("notes", note::of(world, number)),
        ("tasks", task::of(world, number)),
        ("submissions", form::of(world, number)),
        ("appointments", booked.collect()),
    ];
    if let Some(members) = truth.as_object_mut() {
        members.insert("workflows".into(), json!(contact.workflows));
        members.insert("campaigns".into(), json!(contact.campaigns));
        members.extend(parts.map(|(name, rows)| (name.to_owned(), Value::Array(rows))));
    }
    Ok(truth)
}

/// The farthest the clock goes in one step: the world lives through all of it before it answers.
const FARTHEST: Duration = Duration::from_hours(366 * 24);

fn advance(shared: &Shared, body: &Map<String, Value>) -> Truth {
    let seconds = body.get("seconds").and_then(Value::as_f64).unwrap_or_default();
    let step = Duration::try_from_secs_f64(seconds).ok();
    let step = step.filter(|step| *step <= FARTHEST).ok_or_else(|| {
        Refusal::new(
            400,
            "seconds must be a number of seconds to move forward, a year at most",
        )
    })?;
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
