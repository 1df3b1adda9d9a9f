//! Notes on contacts.

use serde_json::{Value, json};

use super::contact;
use super::exchange::{Exchange, Outcome, Refusal, Route, created, ok};
use super::shape::{Member, flag, text};
use crate::sandbox::world::World;
use crate::sandbox::world::activity::Note;
use crate::sandbox::world::era::iso;
use crate::sandbox::world::seed::Kind;

const CREATE: &[Member] = &[
    text("body").required(),
    text("userId"),
    text("title"),
    text("color"),
    flag("pinned"),
];
const UPDATE: &[Member] = &[
    text("body"),
    text("userId"),
    text("title"),
    text("color"),
    flag("pinned"),
];

/// What can be done with notes.
pub const ROUTES: &[Route] = &[
    Route::get("/contacts/{contactId}/notes", list),
    Route::post("/contacts/{contactId}/notes", CREATE, create),
    Route::get("/contacts/{contactId}/notes/{id}", show),
    Route::put("/contacts/{contactId}/notes/{id}", UPDATE, update),
    Route::delete("/contacts/{contactId}/notes/{id}", delete),
];

/// How a note is spelled.
pub fn record(world: &World, note: &Note) -> Value {
    json!({
        "id": world.id(Kind::Note, note.number),
        "body": note.body,
        "title": note.title,
        "color": note.color,
        "pinned": note.pinned,
        "userId": note.user,
        "dateAdded": iso(note.added),
        "contactId": world.id(Kind::Contact, note.contact),
    })
}

/// All notes of a contact, newest first.
pub fn of(world: &World, contact: u64) -> Vec<Value> {
    let notes = world.notes.all().rev().filter(|note| note.contact == contact);
    notes.map(|note| record(world, note)).collect()
}

fn named(exchange: &Exchange<'_>) -> Result<Note, Refusal> {
    let contact = contact::named(exchange)?;
    let id = exchange.part("id");
    let number = exchange.world.era.seed.number(Kind::Note, id);
    let note = number.and_then(|number| exchange.world.notes.get(number));
    note.filter(|note| note.contact == contact.number)
        .cloned()
        .ok_or_else(|| Refusal::missing("Note", id))
}

fn apply(exchange: &Exchange<'_>, note: &mut Note) {
    if let Some(body) = exchange.text("body") {
        body.clone_into(&mut note.body);
    }
    let set = |name: &str, slot: &mut Option<String>| {
        if exchange.body.contains_key(name) {
            *slot = exchange.text(name).map(str::to_owned);
        }
    };
    set("title", &mut note.title);
    set("color", &mut note.color);
    set("userId", &mut note.user);
    note.pinned = exchange
        .body
        .get("pinned")
        .and_then(Value::as_bool)
        .unwrap_or(note.pinned);
}

fn list(exchange: &mut Exchange<'_>) -> Outcome {
    let contact = contact::named(exchange)?;
    ok(json!({"notes": of(exchange.world, contact.number)}))
}

fn create(exchange: &mut Exchange<'_>) -> Outcome {
    let contact = contact::named(exchange)?;
    let mut note = Note {
        number: 0,
        contact: contact.number,
        body: String::new(),
        title: None,
        color: None,
        pinned: false,
        user: None,
        added: exchange.world.now,
    };
    apply(exchange, &mut note);
    let number = exchange.world.notes.add(|number| Note {
        number,
        ..note.clone()
    });
    created(json!({"note": record(exchange.world, &Note { number, ..note })}))
}

fn show(exchange: &mut Exchange<'_>) -> Outcome {
    let note = named(exchange)?;
    ok(json!({"note": record(exchange.world, &note)}))
}

fn update(exchange: &mut Exchange<'_>) -> Outcome {
    let mut note = named(exchange)?;
    apply(exchange, &mut note);
    if let Some(slot) = exchange.world.notes.get_mut(note.number) {
        slot.clone_from(&note);
    }
    ok(json!({"note": record(exchange.world, &note)}))
}

fn delete(exchange: &mut Exchange<'_>) -> Outcome {
    let note = named(exchange)?;
    exchange.world.notes.remove(note.number);
    ok(contact::done(exchange))
}
