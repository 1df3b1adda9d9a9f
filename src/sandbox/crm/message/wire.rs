//! How messages are spelled.

use serde_json::{Value, json};

use crate::sandbox::crm::channel::kind;
use crate::sandbox::world::World;
use crate::sandbox::world::era::iso;
use crate::sandbox::world::office::{EMAIL, NAME};
use crate::sandbox::world::seed::Kind;
use crate::sandbox::world::thread::{Channel, Message};

/// The record of lists and of a single message. An e-mail has no words here, only where to find them.
pub fn record(world: &World, message: &Message) -> Value {
    let (name, number) = kind(message.channel);
    let mut record = json!({
        "id": world.id(Kind::Message, message.number),
        "type": number,
        "messageType": name,
        "locationId": world.office.location,
        "contactId": world.id(Kind::Contact, message.contact),
        "conversationId": world.id(Kind::Conversation, message.conversation),
        "dateAdded": iso(message.added),
        "dateUpdated": iso(message.updated),
        "direction": direction(message),
        "status": message.status,
        "contentType": if message.channel == Channel::Email { "text/html" } else { "text/plain" },
        "attachments": message.attachments,
        "source": message.source,
    });
    if let Some(members) = record.as_object_mut() {
        match message.channel {
            Channel::Email => {
                let id = world.id(Kind::Email, message.number);
                members.insert("meta".into(), json!({"email": {"messageIds": [id]}}));
            }
            Channel::Call => {
                let status = if message.call_seconds > Some(0) {
                    "completed"
                } else {
                    "no-answer"
                };
                let seconds = message.call_seconds.unwrap_or_default();
                members.insert(
                    "meta".into(),
                    json!({"callDuration": seconds, "callStatus": status}),
                );
            }
            _ => {
                members.insert("body".into(), json!(message.body));
            }
        }
        if let Some(user) = &message.user {
            members.insert("userId".into(), json!(user));
        }
    }
    record
}

/// The record of an e-mail, words and all.
pub fn email(world: &World, message: &Message) -> Value {
    let contact = world.contacts.get(message.contact);
    let theirs = contact
        .as_ref()
        .and_then(|contact| contact.email.clone())
        .unwrap_or_default();
    let ours = format!("{NAME} <{EMAIL}>");
    let (from, to) = if message.inbound {
        (theirs, EMAIL.to_owned())
    } else {
        (ours, theirs)
    };
    let thread = message.thread.unwrap_or(message.number);
    json!({
        "id": world.id(Kind::Email, message.number),
        "altId": world.id(Kind::Message, message.number),
        "threadId": world.id(Kind::Email, thread),
        "locationId": world.office.location,
        "contactId": world.id(Kind::Contact, message.contact),
        "conversationId": world.id(Kind::Conversation, message.conversation),
        "dateAdded": iso(message.added),
        "subject": message.subject,
        "body": message.body,
        "direction": direction(message),
        "status": message.status,
        "contentType": "text/html",
        "attachments": message.attachments,
        "provider": "Leadconnector",
        "from": from,
        "to": [to],
        "cc": [],
        "bcc": [],
        "source": message.source,
    })
}

fn direction(message: &Message) -> &'static str {
    if message.inbound { "inbound" } else { "outbound" }
}
