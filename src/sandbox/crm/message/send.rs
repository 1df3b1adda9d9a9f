//! Sending, and the messages that providers put in.

use serde_json::{Value, json};

use crate::sandbox::crm::exchange::{Exchange, Outcome, Refusal, created, ok};
use crate::sandbox::crm::shape::{Kind as Shape, Member, flag, number, text, texts};
use crate::sandbox::world::contact::Contact;
use crate::sandbox::world::era::iso;
use crate::sandbox::world::seed::Kind;
use crate::sandbox::world::thread::{Channel, Message};

const TYPES: Shape = Shape::Choice(&[
    "SMS",
    "RCS",
    "Email",
    "WhatsApp",
    "IG",
    "FB",
    "Custom",
    "Live_Chat",
    "TIKTOK",
]);

/// `POST /conversations/messages`.
pub const BODY: &[Member] = &[
    Member::new("type", TYPES).required(),
    text("contactId").required(),
    text("subType"),
    text("appointmentId"),
    texts("attachments"),
    text("emailFrom"),
    texts("emailCc"),
    texts("emailBcc"),
    text("html"),
    text("message"),
    text("subject"),
    text("replyMessageId"),
    text("templateId"),
    text("threadId"),
    number("scheduledTimestamp"),
    text("conversationProviderId"),
    text("emailTo"),
    text("customSubtypeId"),
    Member::new("emailReplyMode", Shape::Choice(&["reply", "reply_all"])),
    text("fromNumber"),
    text("toNumber"),
    Member::new("forward", Shape::Any),
    Member::new(
        "status",
        Shape::Choice(&["delivered", "failed", "pending", "read"]),
    ),
    flag("usesNativeSchedulingAi"),
    text("optimizationPeriod"),
];

/// `POST /conversations/messages/inbound`. A provider is not demanded: without one the live service answers
/// 201 and nothing.
pub const INBOUND: &[Member] = &[
    text("type").required(),
    text("conversationId").required(),
    text("contactId"),
    text("conversationProviderId"),
    texts("attachments"),
    text("message"),
    text("html"),
    text("subject"),
    text("emailFrom"),
    text("emailTo"),
    texts("emailCc"),
    texts("emailBcc"),
    text("emailMessageId"),
    text("altId"),
    Member::new("direction", Shape::Any),
    text("date"),
    Member::new("call", Shape::Any),
];

/// `POST /conversations/messages/outbound`: a call made with another telephone.
pub const OUTBOUND: &[Member] = &[
    Member::new("type", Shape::Choice(&["Call"])).required(),
    text("conversationId").required(),
    text("conversationProviderId").required(),
    texts("attachments"),
    text("altId"),
    text("date"),
    Member::new("call", Shape::Any),
];

/// The states of a call that are known.
const CALL_STATUS: [&str; 8] = [
    "pending",
    "completed",
    "answered",
    "busy",
    "no-answer",
    "failed",
    "canceled",
    "voicemail",
];

/// Puts a message on its way, unless the person does not want it or cannot get it.
pub fn send(exchange: &mut Exchange<'_>) -> Outcome {
    let id = exchange.text("contactId").unwrap_or_default();
    let contact = exchange
        .world
        .contact(id)
        .ok_or_else(|| Refusal::new(400, format!("Contact not found for id {id}")))?;
    let kind = exchange.text("type").unwrap_or_default();
    let channel = crate::sandbox::crm::channel::channel(kind).unwrap_or_default();
    refuse_unwanted(exchange, &contact, channel)?;
    let words = ["html", "message"]
        .iter()
        .find_map(|name| exchange.text(name))
        .unwrap_or_default();
    let attachments = exchange.texts("attachments");
    if words.is_empty() && attachments.is_empty() {
        return Err(Refusal::new(
            400,
            "There is no message or attachments for this message. Skip sending.",
        ));
    }
    let thread = exchange.text("threadId").or(exchange.text("replyMessageId"));
    let at = exchange
        .body
        .get("scheduledTimestamp")
        .and_then(Value::as_f64)
        .map(|seconds| (seconds * 1_000.0) as i64);
    if at.is_some_and(|at| at <= exchange.world.now) {
        return Err(Refusal::new(400, "Scheduled time must be in the future."));
    }
    let message = Message {
        inbound: false,
        subject: exchange.text("subject").map(str::to_owned),
        source: "api",
        attachments,
        thread: thread.and_then(|id| exchange.world.era.seed.number(Kind::Email, id)),
        ..Message::inbound(channel, contact.number, words.to_owned(), exchange.world.now)
    };
    let number = exchange.world.send(message, at);
    let world = &*exchange.world;
    let conversation = world
        .threads
        .message(number)
        .map(|message| message.conversation)
        .unwrap_or_default();
    let id = world.id(Kind::Message, number);
    let mut answer = json!({
        "conversationId": world.id(Kind::Conversation, conversation),
        "messageId": id,
        "messageIds": [id],
        "msg": if at.is_some() { "Message scheduled successfully." } else { "Message queued successfully." },
        "status": "pending",
    });
    if let Some(members) = answer.as_object_mut().filter(|_| channel == Channel::Email) {
        members.insert("emailMessageId".into(), json!(world.id(Kind::Email, number)));
    }
    ok(answer)
}

fn refuse_unwanted(exchange: &Exchange<'_>, contact: &Contact, channel: Channel) -> Result<(), Refusal> {
    let (key, name) = match channel {
        Channel::Sms => ("sms", "SMS"),
        Channel::Email => ("email", "Email"),
        Channel::Call => ("call", "Call"),
        Channel::WhatsApp => ("whatsApp", "WhatsApp"),
        Channel::Facebook => ("fb", "FB"),
        Channel::Instagram | Channel::LiveChat => ("", ""),
    };
    if contact.refuses(key) {
        return Err(Refusal::new(
            400,
            format!("Cannot send message as DND is active for {name}."),
        ));
    }
    match channel {
        Channel::Sms if contact.phone.is_none() && exchange.text("toNumber").is_none() => {
            Err(Refusal::new(400, "Missing phone number"))
        }
        Channel::Email if contact.email.is_none() && exchange.text("emailTo").is_none() => {
            Err(Refusal::new(400, "Contact does not have a valid email"))
        }
        _ => Ok(()),
    }
}

/// A message of a provider.
pub fn inbound(exchange: &mut Exchange<'_>) -> Outcome {
    if exchange.text("conversationProviderId").is_none() {
        return created(Value::Null);
    }
    let id = exchange.text("conversationId").unwrap_or_default();
    let number = exchange.world.era.seed.number(Kind::Conversation, id);
    let known = number.and_then(|number| exchange.world.threads.conversation(number));
    let contact = known.ok_or_else(|| Refusal::missing("Conversation", id))?.contact;
    let kind = exchange.text("type").unwrap_or_default();
    let channel = crate::sandbox::crm::channel::channel(kind)
        .ok_or_else(|| Refusal::invalid(format!("type {kind} is not known")))?;
    let words = ["html", "message"]
        .iter()
        .find_map(|name| exchange.text(name))
        .unwrap_or_default()
        .to_owned();
    let subject = exchange.text("subject").map(str::to_owned);
    let message = exchange.world.receive(contact, channel, words, subject);
    ok(json!({
        "success": true,
        "conversationId": exchange.world.id(Kind::Conversation, number.unwrap_or_default()),
        "messageId": exchange.world.id(Kind::Message, message),
        "message": "Message added",
        "contactId": exchange.world.id(Kind::Contact, contact),
        "dateAdded": iso(exchange.world.now),
    }))
}

/// A call that was made with another telephone comes into the thread.
pub fn outbound(exchange: &mut Exchange<'_>) -> Outcome {
    let id = exchange.text("conversationId").unwrap_or_default();
    let number = exchange.world.era.seed.number(Kind::Conversation, id);
    let known = number.and_then(|number| exchange.world.threads.conversation(number));
    let contact = known.ok_or_else(|| Refusal::missing("Conversation", id))?.contact;
    let now = exchange.world.now;
    let date = match exchange.text("date") {
        Some(date) => date
            .parse::<jiff::Timestamp>()
            .map_err(|_| Refusal::invalid("date must be a valid ISO 8601 date string"))?
            .as_millisecond()
            .min(now),
        None => now,
    };
    let status = exchange
        .body
        .get("call")
        .and_then(|call| call.get("status"))
        .and_then(Value::as_str);
    let status = match status {
        None => "completed",
        Some(word) => CALL_STATUS
            .into_iter()
            .find(|known| *known == word)
            .ok_or_else(|| Refusal::invalid(format!("call.status {word} is not known")))?,
    };
    let call = Message {
        inbound: false,
        source: "api",
        status,
        ..Message::inbound(Channel::Call, contact, String::new(), date)
    };
    let message = exchange.world.threads.add(call);
    ok(json!({
        "success": true,
        "conversationId": id_of(exchange, Kind::Conversation, number.unwrap_or_default()),
        "messageId": id_of(exchange, Kind::Message, message),
        "message": "Message queued successfully.",
        "contactId": id_of(exchange, Kind::Contact, contact),
        "dateAdded": iso(date),
    }))
}

fn id_of(exchange: &Exchange<'_>, kind: Kind, number: u64) -> String {
    exchange.world.id(kind, number)
}
