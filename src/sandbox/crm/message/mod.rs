//! Messages: read, export, send.
//!
//! Owns: the message's spellings and the rules of sending. Must not: decide when a message arrives; the world
//! does. To add an operation: a handler and its line in `ROUTES`.

mod export;
mod send;
pub mod wire;

use serde_json::{Value, json};

use super::conversation;
use super::exchange::{Exchange, Outcome, Refusal, Route, ok};
use crate::sandbox::world::seed::Kind;
use crate::sandbox::world::thread::{Channel, Message};

/// What can be done with messages.
pub const ROUTES: &[Route] = &[
    Route::get("/conversations/messages/export", export::export).needs(&["locationId"]),
    Route::post("/conversations/messages", send::BODY, send::send),
    Route::post("/conversations/messages/inbound", send::INBOUND, send::inbound),
    Route::post("/conversations/messages/outbound", send::OUTBOUND, send::outbound),
    Route::get("/conversations/messages/{id}", show),
    Route::get("/conversations/messages/email/{id}", show_email),
    Route::delete("/conversations/messages/{id}/schedule", cancel),
    Route::delete("/conversations/messages/email/{id}/schedule", cancel_email),
    Route::get("/conversations/{conversationId}/messages", list),
];

fn find(exchange: &Exchange<'_>, kind: Kind) -> Result<Message, Refusal> {
    let id = exchange.part("id");
    let number = exchange.world.era.seed.number(kind, id);
    let message = number.and_then(|number| exchange.world.threads.message(number));
    let right = |message: &&Message| kind == Kind::Message || message.channel == Channel::Email;
    message
        .filter(right)
        .cloned()
        .ok_or_else(|| Refusal::missing("Message", id))
}

fn show(exchange: &mut Exchange<'_>) -> Outcome {
    let message = find(exchange, Kind::Message)?;
    ok(wire::record(exchange.world, &message))
}

/// The only place where the words of an e-mail are.
fn show_email(exchange: &mut Exchange<'_>) -> Outcome {
    let message = find(exchange, Kind::Email)?;
    ok(wire::email(exchange.world, &message))
}

/// Newest first. The answer comes nested, as the live service gives it, or flat, as the files say.
fn list(exchange: &mut Exchange<'_>) -> Outcome {
    let conversation = conversation::named(exchange)?;
    let limit = exchange.asked_number("limit", 20)?.clamp(1, 100) as usize;
    let wanted: Vec<&str> = exchange
        .asked("type")
        .map(|list| list.split(',').collect())
        .unwrap_or_default();
    let last = exchange
        .asked("lastMessageId")
        .map(|id| exchange.world.era.seed.number(Kind::Message, id));
    let world = &*exchange.world;
    let newest_first = conversation
        .messages
        .iter()
        .rev()
        .filter_map(|number| world.threads.message(*number));
    let behind = newest_first.skip_while(|message| last.is_some_and(|last| last != Some(message.number)));
    let mut rest = behind.skip(usize::from(last.is_some())).filter(|message| {
        wanted.is_empty() || wanted.contains(&crate::sandbox::crm::channel::kind(message.channel).0)
    });
    let page: Vec<&Message> = rest.by_ref().take(limit).collect();
    let more = rest.next().is_some();
    let body = json!({
        "lastMessageId": page.last().map(|message| world.id(Kind::Message, message.number)).unwrap_or_default(),
        "nextPage": more,
        "messages": page.iter().map(|message| wire::record(world, message)).collect::<Vec<Value>>(),
    });
    ok(if world.recipe.flat_messages {
        body
    } else {
        json!({"messages": body})
    })
}

fn cancel(exchange: &mut Exchange<'_>) -> Outcome {
    let message = find(exchange, Kind::Message)?;
    unschedule(exchange, &message)
}

fn cancel_email(exchange: &mut Exchange<'_>) -> Outcome {
    let message = find(exchange, Kind::Email)?;
    unschedule(exchange, &message)
}

fn unschedule(exchange: &mut Exchange<'_>, message: &Message) -> Outcome {
    if exchange.world.cancel(message.number) {
        ok(json!({"status": 200, "message": "The scheduled message was cancelled successfully"}))
    } else {
        Err(Refusal::new(400, "The message is not scheduled."))
    }
}
