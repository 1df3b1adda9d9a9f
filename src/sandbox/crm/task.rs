//! Tasks: of a contact, and the location's search, which is the only way to read them in bulk.

use serde_json::{Value, json};

use super::contact;
use super::exchange::{Exchange, Outcome, Refusal, Route, created, ok};
use super::shape::{Member, flag, number, text, texts};
use crate::sandbox::world::World;
use crate::sandbox::world::activity::Task;
use crate::sandbox::world::era::iso;
use crate::sandbox::world::seed::Kind;

const CREATE: &[Member] = &[
    text("title").required(),
    text("dueDate").required(),
    flag("completed").required(),
    text("body"),
    text("assignedTo"),
];
const UPDATE: &[Member] = &[
    text("title"),
    text("dueDate"),
    flag("completed"),
    text("body"),
    text("assignedTo"),
];
const COMPLETED: &[Member] = &[flag("completed").required()];
const SEARCH: &[Member] = &[
    texts("contactId"),
    flag("completed"),
    texts("assignedTo"),
    text("query"),
    number("limit"),
    number("skip"),
    text("businessId"),
];

/// What can be done with tasks.
pub const ROUTES: &[Route] = &[
    Route::get("/contacts/{contactId}/tasks", list),
    Route::post("/contacts/{contactId}/tasks", CREATE, create),
    Route::get("/contacts/{contactId}/tasks/{taskId}", show),
    Route::put("/contacts/{contactId}/tasks/{taskId}", UPDATE, update),
    Route::put(
        "/contacts/{contactId}/tasks/{taskId}/completed",
        COMPLETED,
        update,
    ),
    Route::delete("/contacts/{contactId}/tasks/{taskId}", delete),
    Route::post("/locations/{locationId}/tasks/search", SEARCH, search),
];

/// How a task is spelled.
pub fn record(world: &World, task: &Task) -> Value {
    json!({
        "id": world.id(Kind::Task, task.number),
        "title": task.title,
        "body": task.body,
        "assignedTo": task.assigned_to,
        "dueDate": iso(task.due),
        "completed": task.completed,
        "contactId": world.id(Kind::Contact, task.contact),
    })
}

/// All tasks of a contact.
pub fn of(world: &World, contact: u64) -> Vec<Value> {
    let tasks = world.tasks.all().filter(|task| task.contact == contact);
    tasks.map(|task| record(world, task)).collect()
}

fn named(exchange: &Exchange<'_>) -> Result<Task, Refusal> {
    let contact = contact::named(exchange)?;
    let id = exchange.part("taskId");
    let number = exchange.world.era.seed.number(Kind::Task, id);
    let task = number.and_then(|number| exchange.world.tasks.get(number));
    task.filter(|task| task.contact == contact.number)
        .cloned()
        .ok_or_else(|| Refusal::missing("Task", id))
}

fn apply(exchange: &Exchange<'_>, task: &mut Task) -> Result<(), Refusal> {
    if let Some(title) = exchange.text("title") {
        title.clone_into(&mut task.title);
    }
    if let Some(due) = exchange.text("dueDate") {
        task.due = due
            .parse::<jiff::Timestamp>()
            .map_err(|_| Refusal::invalid("dueDate must be a valid ISO 8601 date string"))?
            .as_millisecond();
    }
    let set = |name: &str, slot: &mut Option<String>| {
        if exchange.body.contains_key(name) {
            *slot = exchange
                .text(name)
                .filter(|text| !text.is_empty())
                .map(str::to_owned);
        }
    };
    set("body", &mut task.body);
    set("assignedTo", &mut task.assigned_to);
    task.completed = exchange
        .body
        .get("completed")
        .and_then(Value::as_bool)
        .unwrap_or(task.completed);
    Ok(())
}

fn list(exchange: &mut Exchange<'_>) -> Outcome {
    let contact = contact::named(exchange)?;
    ok(json!({"tasks": of(exchange.world, contact.number)}))
}

fn create(exchange: &mut Exchange<'_>) -> Outcome {
    let contact = contact::named(exchange)?;
    let now = exchange.world.now;
    let mut task = Task {
        number: 0,
        contact: contact.number,
        title: String::new(),
        body: None,
        assigned_to: None,
        due: now,
        completed: false,
        added: now,
    };
    apply(exchange, &mut task)?;
    let number = exchange.world.tasks.add(|number| Task {
        number,
        ..task.clone()
    });
    created(json!({"task": record(exchange.world, &Task { number, ..task })}))
}

fn show(exchange: &mut Exchange<'_>) -> Outcome {
    let task = named(exchange)?;
    ok(json!({"task": record(exchange.world, &task)}))
}

fn update(exchange: &mut Exchange<'_>) -> Outcome {
    let mut task = named(exchange)?;
    apply(exchange, &mut task)?;
    if let Some(slot) = exchange.world.tasks.get_mut(task.number) {
        slot.clone_from(&task);
    }
    ok(json!({"task": record(exchange.world, &task)}))
}

fn delete(exchange: &mut Exchange<'_>) -> Outcome {
    let task = named(exchange)?;
    exchange.world.tasks.remove(task.number);
    ok(contact::done(exchange))
}

/// Newest first; rows carry `_id` beside `id`, as rows of the live search do.
fn search(exchange: &mut Exchange<'_>) -> Outcome {
    let (contacts, users) = (exchange.texts("contactId"), exchange.texts("assignedTo"));
    let completed = exchange.body.get("completed").and_then(Value::as_bool);
    let text = exchange.text("query").map(str::to_lowercase);
    let whole = |name: &str, default: u64| {
        exchange.body.get(name).and_then(Value::as_u64).unwrap_or(default) as usize
    };
    let world = &*exchange.world;
    let numbers: Vec<Option<u64>> = contacts
        .iter()
        .map(|id| world.era.seed.number(Kind::Contact, id))
        .collect();
    let matching = world.tasks.all().rev().filter(|task| {
        (contacts.is_empty() || numbers.contains(&Some(task.contact)))
            && (users.is_empty() || task.assigned_to.as_ref().is_some_and(|user| users.contains(user)))
            && completed.is_none_or(|completed| completed == task.completed)
            && text
                .as_ref()
                .is_none_or(|text| task.title.to_lowercase().contains(text))
    });
    let rows = matching
        .skip(whole("skip", 0))
        .take(whole("limit", 25))
        .map(|task| {
            let mut row = record(world, task);
            if let Some(members) = row.as_object_mut() {
                members.insert("_id".into(), json!(world.id(Kind::Task, task.number)));
                members.insert("dateAdded".into(), json!(iso(task.added)));
            }
            row
        });
    ok(json!({"tasks": rows.collect::<Vec<Value>>()}))
}
