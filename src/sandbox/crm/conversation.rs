//! Conversations: search, open, mark, delete.

use serde_json::{Value, json};

use super::channel::kind;
use super::contact;
use super::exchange::{Exchange, Outcome, Refusal, Route, created, ok};
use super::shape::{Kind as Shape, Member, flag, number, text};
use crate::sandbox::world::World;
use crate::sandbox::world::era::iso;
use crate::sandbox::world::seed::Kind;
use crate::sandbox::world::thread::{Channel, Conversation, Message};

const CREATE: &[Member] = &[text("locationId").required(), text("contactId").required()];
const UPDATE: &[Member] = &[
    text("locationId").required(),
    number("unreadCount"),
    flag("starred"),
    Member::new("feedback", Shape::Any),
];

/// What can be done with conversations.
pub const ROUTES: &[Route] = &[
    Route::get("/conversations/search", search).needs(&["locationId"]),
    Route::post("/conversations/", CREATE, create),
    Route::get("/conversations/{conversationId}", show),
    Route::put("/conversations/{conversationId}", UPDATE, update),
    Route::delete("/conversations/{conversationId}", delete),
];

/// The conversation the path names.
pub fn named(exchange: &Exchange<'_>) -> Result<Conversation, Refusal> {
    let id = exchange.part("conversationId");
    let number = exchange.world.era.seed.number(Kind::Conversation, id);
    let known = number.and_then(|number| exchange.world.threads.conversation(number));
    known.cloned().ok_or_else(|| Refusal::missing("Conversation", id))
}

fn last<'a>(world: &'a World, conversation: &Conversation) -> Option<&'a Message> {
    world.threads.message(*conversation.messages.last()?)
}

/// The row of the list: dates are numbers here, and the type is a word.
fn row(world: &World, conversation: &Conversation) -> Value {
    let contact = world.contacts.get(conversation.contact);
    let contact = contact.as_deref();
    let last = last(world, conversation);
    let name = contact.and_then(crate::sandbox::world::contact::Contact::name);
    json!({
        "id": world.id(Kind::Conversation, conversation.number),
        "contactId": world.id(Kind::Contact, conversation.contact),
        "locationId": world.office.location,
        "fullName": name,
        "contactName": name,
        "email": contact.and_then(|contact| contact.email.as_ref()),
        "phone": contact.and_then(|contact| contact.phone.as_ref()),
        "assignedTo": contact.and_then(|contact| contact.assigned_to.as_ref()),
        "type": if last.is_some_and(|last| last.channel == Channel::Email) { "TYPE_EMAIL" } else { "TYPE_PHONE" },
        "unreadCount": conversation.unread,
        "starred": conversation.starred,
        "lastMessageBody": last.map(preview),
        "lastMessageType": last.map(|last| kind(last.channel).0),
        "lastMessageDirection": last.map(|last| if last.inbound { "inbound" } else { "outbound" }),
        "lastMessageDate": conversation.last,
        "dateAdded": conversation.added,
        "dateUpdated": conversation.updated,
        "sort": [conversation.last],
    })
}

fn preview(message: &Message) -> String {
    match message.channel {
        Channel::Email => message.subject.clone().unwrap_or_default(),
        _ => message.body.clone(),
    }
}

fn search(exchange: &mut Exchange<'_>) -> Outcome {
    let limit = exchange.asked_number("limit", 20)?;
    if !(1..=100).contains(&limit) {
        return Err(Refusal::invalid("limit must not be greater than 100"));
    }
    let number = |name: &str| {
        exchange
            .asked(name)
            .map(|_| exchange.asked_number(name, 0))
            .transpose()
    };
    let (after, from, to) = (
        number("startAfterDate")?,
        number("startDate")?,
        number("endDate")?,
    );
    let ascending = exchange.asked("sort") == Some("asc");
    let wanted = Wanted::read(exchange);
    let world = &*exchange.world;
    let matching = || {
        world.threads.by_last().filter(|conversation| {
            wanted.holds(world, conversation)
                && from.is_none_or(|from| conversation.last >= from)
                && to.is_none_or(|to| conversation.last <= to)
        })
    };
    let total = matching().count();
    let behind = |conversation: &&Conversation| {
        after.is_none_or(|after| {
            if ascending {
                conversation.last > after
            } else {
                conversation.last < after
            }
        })
    };
    let limit = limit as usize;
    let rows: Vec<Value> = if ascending {
        matching()
            .filter(behind)
            .take(limit)
            .map(|conversation| row(world, conversation))
            .collect()
    } else {
        matching()
            .rev()
            .filter(behind)
            .take(limit)
            .map(|conversation| row(world, conversation))
            .collect()
    };
    ok(json!({"conversations": rows, "total": total}))
}

/// What a search asks for, beside times.
struct Wanted {
    id: Option<String>,
    contact: Option<String>,
    users: Vec<String>,
    status: Option<String>,
    text: Option<String>,
    last_kind: Option<String>,
    direction: Option<String>,
}

impl Wanted {
    fn read(exchange: &Exchange<'_>) -> Self {
        let owned = |name: &str| exchange.asked(name).map(str::to_owned);
        let users = exchange.asked("assignedTo").unwrap_or_default().split(',');
        Self {
            id: owned("id"),
            contact: owned("contactId"),
            users: users.filter(|user| !user.is_empty()).map(str::to_owned).collect(),
            status: owned("status"),
            text: exchange.asked("query").map(str::to_lowercase),
            last_kind: owned("lastMessageType"),
            direction: owned("lastMessageDirection"),
        }
    }

    fn holds(&self, world: &World, conversation: &Conversation) -> bool {
        let contact = world.id(Kind::Contact, conversation.contact);
        if self.contact.as_ref().is_some_and(|wanted| *wanted != contact) {
            return false;
        }
        let last = last(world, conversation);
        let word = |inbound| if inbound { "inbound" } else { "outbound" };
        let status = match self.status.as_deref() {
            Some("unread") => conversation.unread > 0,
            Some("read") => conversation.unread == 0,
            Some("starred") => conversation.starred,
            _ => true,
        };
        status
            && self
                .id
                .as_ref()
                .is_none_or(|id| *id == world.id(Kind::Conversation, conversation.number))
            && self
                .last_kind
                .as_ref()
                .is_none_or(|wanted| last.is_some_and(|last| kind(last.channel).0 == wanted))
            && self
                .direction
                .as_ref()
                .is_none_or(|wanted| last.is_some_and(|last| word(last.inbound) == wanted))
            && self.person_fits(world, conversation)
    }

    fn person_fits(&self, world: &World, conversation: &Conversation) -> bool {
        if self.users.is_empty() && self.text.is_none() {
            return true;
        }
        let Some(contact) = world.contacts.get(conversation.contact) else {
            return false;
        };
        let user = contact.assigned_to.as_deref().unwrap_or("unassigned");
        let label = contact.label().to_lowercase();
        (self.users.is_empty() || self.users.iter().any(|wanted| wanted == user))
            && self.text.as_ref().is_none_or(|text| label.contains(text))
    }
}

/// Opens an empty conversation; a person has one only.
fn create(exchange: &mut Exchange<'_>) -> Outcome {
    let id = exchange.text("contactId").unwrap_or_default();
    let contact = exchange
        .world
        .contact(id)
        .ok_or_else(|| Refusal::missing("Contact", id))?;
    if let Some(known) = exchange.world.threads.of(contact.number) {
        let id = exchange.world.id(Kind::Conversation, known.number);
        return Err(Refusal {
            meta: Some(Box::new(json!({"conversationId": id}))),
            ..Refusal::new(400, "Conversation already exists")
        });
    }
    let now = exchange.world.now;
    let number = exchange.world.threads.open(contact.number, now);
    let moment = iso(now);
    created(json!({"success": true, "conversation": {
        "id": exchange.world.id(Kind::Conversation, number),
        "contactId": contact::id(exchange, contact.number),
        "locationId": exchange.world.office.location,
        "dateAdded": moment, "dateUpdated": moment, "lastMessageDate": moment,
        "deleted": false, "assignedTo": contact.assigned_to,
    }}))
}

/// Flat, and the type is a number here.
fn show(exchange: &mut Exchange<'_>) -> Outcome {
    let conversation = named(exchange)?;
    let world = &*exchange.world;
    let contact = world.contacts.get(conversation.contact);
    ok(json!({
        "id": world.id(Kind::Conversation, conversation.number),
        "contactId": world.id(Kind::Contact, conversation.contact),
        "locationId": world.office.location,
        "deleted": false,
        "inbox": conversation.unread > 0,
        "type": 1,
        "unreadCount": conversation.unread,
        "assignedTo": contact.and_then(|contact| contact.assigned_to.clone()),
        "starred": conversation.starred,
    }))
}

fn update(exchange: &mut Exchange<'_>) -> Outcome {
    let conversation = named(exchange)?;
    let unread = exchange.body.get("unreadCount").and_then(Value::as_u64);
    let starred = exchange.body.get("starred").and_then(Value::as_bool);
    let now = exchange.world.now;
    exchange
        .world
        .threads
        .mark(conversation.number, unread, starred, now);
    let conversation = named(exchange)?;
    let world = &*exchange.world;
    let last = last(world, &conversation);
    ok(json!({"success": true, "conversation": {
        "id": world.id(Kind::Conversation, conversation.number),
        "contactId": world.id(Kind::Contact, conversation.contact),
        "locationId": world.office.location,
        "lastMessageBody": last.map(preview),
        "lastMessageDate": iso(conversation.last),
        "lastMessageType": last.map(|last| kind(last.channel).0),
        "unreadCount": conversation.unread,
        "inbox": conversation.unread > 0,
        "starred": conversation.starred,
        "deleted": false,
    }}))
}

fn delete(exchange: &mut Exchange<'_>) -> Outcome {
    let conversation = named(exchange)?;
    exchange.world.threads.remove(conversation.number);
    ok(json!({"success": true}))
}
