//! From a body to a contact: what the CRM normalises, and what it refuses.

use serde_json::{Map, Value, json};

use super::wire::channel;
use crate::sandbox::crm::exchange::Refusal;
use crate::sandbox::world::World;
use crate::sandbox::world::contact::{Contact, Dnd};
use crate::sandbox::world::office::Field;
use crate::sandbox::world::seed::Kind;

/// Writes a checked body into a contact. Absent members stay, null and empty ones are cleared.
pub fn apply(world: &World, contact: &mut Contact, body: &Map<String, Value>) -> Result<(), Refusal> {
    let set = |name: &str, slot: &mut Option<String>| {
        if let Some(value) = body.get(name) {
            let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
            *slot = text.map(str::to_owned);
        }
    };
    if !body.contains_key("firstName") && !body.contains_key("lastName") {
        let mut name = None;
        set("name", &mut name);
        if let Some(name) = name {
            let (first, last) = name.split_once(' ').unwrap_or((&name, ""));
            contact.first_name = Some(first.to_owned());
            contact.last_name = Some(last.trim().to_owned()).filter(|last| !last.is_empty());
        }
    }
    set("firstName", &mut contact.first_name);
    set("lastName", &mut contact.last_name);
    set("email", &mut contact.email);
    set("address1", &mut contact.address);
    set("city", &mut contact.city);
    set("state", &mut contact.state);
    set("postalCode", &mut contact.postal_code);
    set("country", &mut contact.country);
    set("website", &mut contact.website);
    set("timezone", &mut contact.timezone);
    set("companyName", &mut contact.company);
    set("source", &mut contact.source);
    set("gender", &mut contact.gender);
    set("assignedTo", &mut contact.assigned_to);
    set("dateOfBirth", &mut contact.date_of_birth);
    set("phone", &mut contact.phone);
    contact.email = contact.email.as_ref().map(|email| email.to_lowercase());
    contact.phone = contact.phone.as_deref().map(phone).transpose()?;
    if contact
        .assigned_to
        .as_ref()
        .is_some_and(|user| world.office.user(user).is_none())
    {
        return Err(Refusal::new(400, "assignedTo user not found"));
    }
    let list = |name: &str| body.get(name).and_then(Value::as_array);
    if let Some(tags) = list("tags") {
        contact.tags.clear();
        tags.iter()
            .filter_map(Value::as_str)
            .for_each(|tag| contact.add_tag(tag));
    }
    if let Some(emails) = list("additionalEmails") {
        contact.more_emails.clone_from(emails);
    }
    if let Some(phones) = list("additionalPhones") {
        contact.more_phones.clone_from(phones);
    }
    disturb(contact, body);
    for entry in list("customFields").into_iter().flatten() {
        let (field, value) = custom_field(world, entry, "contact")?;
        contact.set_field(&field.id, value);
    }
    Ok(())
}

/// Per-channel do-not-disturb, as far as the body speaks of it.
fn disturb(contact: &mut Contact, body: &Map<String, Value>) {
    let dnd = |value: &Value| Dnd {
        status: value
            .get("status")
            .and_then(Value::as_str)
            .unwrap_or("inactive")
            .to_owned(),
        message: value.get("message").and_then(Value::as_str).map(str::to_owned),
        code: value.get("code").and_then(Value::as_str).map(str::to_owned),
    };
    if let Some(flag) = body.get("dnd").and_then(Value::as_bool) {
        contact.dnd = flag;
    }
    for (name, value) in body
        .get("dndSettings")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        if value.is_object() {
            contact.channels.insert(channel(name).to_owned(), dnd(value));
        }
    }
    if let Some(all) = body
        .get("inboundDndSettings")
        .and_then(|inbound| inbound.get("all"))
    {
        contact.inbound_dnd = Some(dnd(all));
    }
}

/// Reads one entry of `customFields`: the field it means and the value to keep.
pub fn custom_field<'a>(world: &'a World, entry: &Value, model: &str) -> Result<(&'a Field, Value), Refusal> {
    let name = ["id", "key"]
        .iter()
        .find_map(|name| entry.get(*name)?.as_str())
        .unwrap_or_default();
    let known = world.office.field(name).filter(|field| field.model == model);
    let Some(field) = known else {
        return Err(Refusal::new(400, format!("Custom field {name} not found")));
    };
    let value = ["fieldValue", "field_value"]
        .iter()
        .find_map(|name| entry.get(*name))
        .unwrap_or(&Value::Null);
    let value = match (field.data_type.as_str(), value) {
        (_, Value::String(text)) if text.is_empty() => Value::Null,
        ("NUMERICAL" | "MONETORY", Value::String(text)) => match text.trim().parse::<f64>() {
            Ok(number) => json!(number),
            Err(_) => return Err(Refusal::invalid(format!("{name} must be a number"))),
        },
        ("CHECKBOX" | "MULTIPLE_OPTIONS", Value::String(_)) => json!([value]),
        _ => value.clone(),
    };
    Ok((field, value))
}

/// The policy of the location: one contact for each e-mail and phone.
pub fn refuse_duplicate(world: &World, contact: &Contact) -> Result<(), Refusal> {
    if world.office.allow_duplicate_contact {
        return Ok(());
    }
    let by_email = contact
        .email
        .as_deref()
        .and_then(|email| world.contact_by_reach(Some(email), None));
    let by_phone = contact
        .phone
        .as_deref()
        .and_then(|phone| world.contact_by_reach(None, Some(phone)));
    let other = by_email
        .map(|other| (other, "email"))
        .or(by_phone.map(|other| (other, "phone")));
    match other.filter(|(other, _)| other.number != contact.number) {
        None => Ok(()),
        Some((other, field)) => Err(Refusal {
            meta: Some(Box::new(json!({
                "contactId": world.id(Kind::Contact, other.number),
                "contactName": other.label(),
                "matchingField": field,
            }))),
            ..Refusal::new(400, "This location does not allow duplicated contacts.")
        }),
    }
}

/// A contact needs a way to be told apart.
pub fn refuse_nobody(contact: &Contact) -> Result<(), Refusal> {
    if contact.label().is_empty() {
        return Err(Refusal::new(
            400,
            "At least one of email, phone, firstName, lastName or name is required.",
        ));
    }
    Ok(())
}

fn phone(text: &str) -> Result<String, Refusal> {
    e164(text).ok_or_else(|| Refusal::new(400, "Invalid phone number"))
}

/// E.164, taking the location's country for numbers without a prefix.
pub fn e164(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.chars().any(char::is_alphabetic) {
        return None;
    }
    match (text.trim_start().starts_with('+'), digits.len()) {
        (true, 7..=15) => Some(format!("+{digits}")),
        (false, 10) => Some(format!("+1{digits}")),
        (false, 11) if digits.starts_with('1') => Some(format!("+{digits}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_become_e164() {
        assert_eq!(e164("(951) 555-0188").as_deref(), Some("+19515550188"));
        assert_eq!(e164("1-951-555-0188").as_deref(), Some("+19515550188"));
        assert_eq!(e164("+52 664 123 4567").as_deref(), Some("+526641234567"));
        for wrong in ["", "555", "call me", "12345678901234567890"] {
            assert_eq!(e164(wrong), None, "{wrong}");
        }
    }
}
