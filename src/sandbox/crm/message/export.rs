//! All messages of the location by cursor; e-mails only when asked for.

use serde_json::{Value, json};

use super::wire;
use crate::sandbox::crm::exchange::{Exchange, Outcome, Refusal, ok};
use crate::sandbox::world::seed::Kind;
use crate::sandbox::world::thread::{Channel, Message};

type Place = (i64, u64);

/// What was sent is listed so many milliseconds later; of the real list 5 to 60 s are reported.
const LAG: i64 = 3_000;

/// One page. Without `channel` everything but e-mail.
pub fn export(exchange: &mut Exchange<'_>) -> Outcome {
    let limit = exchange.asked_number("limit", 100)?;
    if !(10..=500).contains(&limit) {
        return Err(Refusal::invalid(
            "limit must not be less than 10 and not be greater than 500",
        ));
    }
    let channel = exchange.asked("channel").map(named).transpose()?;
    let moment = |name: &str| exchange.asked(name).map(|text| iso(name, text)).transpose();
    let (from, to) = (moment("startDate")?, moment("endDate")?);
    let after = exchange.asked("cursor").map(cursor).transpose()?;
    let by_updated = exchange.asked("sortBy") == Some("updatedAt");
    let ascending = exchange.asked("sortOrder") == Some("asc");
    let number = |name: &str, kind| {
        exchange
            .asked(name)
            .map(|id| exchange.world.era.seed.number(kind, id))
    };
    let (contact, conversation) = (
        number("contactId", Kind::Contact),
        number("conversationId", Kind::Conversation),
    );
    let world = &*exchange.world;
    let wanted = |(place, message): &(Place, &Message)| {
        channel.map_or(message.channel != Channel::Email, |channel| {
            message.channel == channel
        }) && (message.inbound || message.added + LAG <= world.now)
            && from.is_none_or(|from| place.0 >= from)
            && to.is_none_or(|to| place.0 <= to)
            && contact.is_none_or(|contact| contact == Some(message.contact))
            && conversation.is_none_or(|conversation| conversation == Some(message.conversation))
    };
    let behind = |(place, _): &(Place, &Message)| {
        after.is_none_or(|after| if ascending { *place > after } else { *place < after })
    };
    let total = world.threads.ordered(by_updated).filter(wanted).count();
    let limit = limit as usize;
    let ordered = world.threads.ordered(by_updated);
    let mut page: Vec<(Place, &Message)> = if ascending {
        ordered.filter(wanted).filter(behind).take(limit + 1).collect()
    } else {
        ordered
            .rev()
            .filter(wanted)
            .filter(behind)
            .take(limit + 1)
            .collect()
    };
    let more = page.len() > limit;
    page.truncate(limit);
    let next = page
        .last()
        .filter(|_| more)
        .map(|((time, number), _)| format!("{time}_{number}"));
    let rows: Vec<Value> = page
        .iter()
        .map(|(_, message)| wire::record(world, message))
        .collect();
    ok(json!({"messages": rows, "nextCursor": next, "total": total}))
}

fn named(word: &str) -> Result<Channel, Refusal> {
    match word {
        "Call" => Ok(Channel::Call),
        "SMS" => Ok(Channel::Sms),
        "Email" => Ok(Channel::Email),
        "WhatsApp" => Ok(Channel::WhatsApp),
        "Instagram" => Ok(Channel::Instagram),
        "Facebook" => Ok(Channel::Facebook),
        _ => Err(Refusal::invalid(
            "channel must be one of the following values: Call, SMS, Email, WhatsApp, Instagram, Facebook",
        )),
    }
}

fn iso(name: &str, text: &str) -> Result<i64, Refusal> {
    crate::sandbox::crm::search::moment(&json!(text))
        .ok_or_else(|| Refusal::invalid(format!("{name} must be a valid ISO 8601 date string")))
}

fn cursor(text: &str) -> Result<Place, Refusal> {
    let parts = text
        .split_once('_')
        .and_then(|(time, number)| Some((time.parse().ok()?, number.parse().ok()?)));
    parts.ok_or_else(|| Refusal::new(400, "Invalid cursor"))
}
