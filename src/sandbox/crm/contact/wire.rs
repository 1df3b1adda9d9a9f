//! How a contact is spelled: the search's record differs from everybody else's.

use serde_json::{Map, Value, json};

use crate::sandbox::crm::amount::dollars;
use crate::sandbox::crm::dialect::Dialect;
use crate::sandbox::world::World;
use crate::sandbox::world::contact::{Contact, Dnd};
use crate::sandbox::world::era::iso;
use crate::sandbox::world::seed::Kind;

/// Channels of do-not-disturb, v3's spelling and the dated one.
const CHANNELS: [(&str, &str); 6] = [
    ("call", "Call"),
    ("email", "Email"),
    ("sms", "SMS"),
    ("whatsApp", "WhatsApp"),
    ("gmb", "GMB"),
    ("fb", "FB"),
];

/// v3's spelling of a channel, whichever is given.
pub fn channel(name: &str) -> &str {
    CHANNELS
        .iter()
        .find(|(_, dated)| *dated == name)
        .map_or(name, |(v3, _)| v3)
}

/// The record of `POST /contacts/search`. DND per channel is missing, the street has another name, names come
/// in lower case beside the cased ones, and empty members are null in one record and absent in the next.
pub fn search_record(world: &World, contact: &Contact, cursor: Vec<Value>) -> Value {
    let mut record = Map::with_capacity(40);
    let absent = contact.number.wrapping_mul(0x9E37_79B9) >> 4;
    let mut put = |name: &str, value: Option<&String>, bit: u32| match value {
        Some(text) => {
            record.insert(name.into(), json!(text));
        }
        None if absent >> bit & 1 == 0 => {
            record.insert(name.into(), Value::Null);
        }
        None => {}
    };
    put("phoneLabel", None, 0);
    put("country", contact.country.as_ref(), 1);
    put("address", contact.address.as_ref(), 2);
    put("city", contact.city.as_ref(), 3);
    put("state", contact.state.as_ref(), 4);
    put("postalCode", contact.postal_code.as_ref(), 5);
    put("source", contact.source.as_ref(), 6);
    put("firstName", contact.first_name.as_ref(), 7);
    put("lastName", contact.last_name.as_ref(), 8);
    put(
        "firstNameLowerCase",
        contact
            .first_name
            .as_ref()
            .map(|name| name.to_lowercase())
            .as_ref(),
        7,
    );
    put(
        "lastNameLowerCase",
        contact
            .last_name
            .as_ref()
            .map(|name| name.to_lowercase())
            .as_ref(),
        8,
    );
    put("contactName", contact.name().as_ref(), 9);
    put("email", contact.email.as_ref(), 10);
    put("phone", contact.phone.as_ref(), 11);
    put("companyName", contact.company.as_ref(), 12);
    put("businessName", contact.company.as_ref(), 13);
    put("businessId", None, 14);
    put("website", contact.website.as_ref(), 15);
    put("timezone", contact.timezone.as_ref(), 16);
    put("dateOfBirth", contact.date_of_birth.as_ref(), 17);
    put("assignedTo", contact.assigned_to.as_ref(), 18);
    let rest = [
        ("id", json!(world.id(Kind::Contact, contact.number))),
        ("locationId", json!(world.office.location)),
        ("type", json!("lead")),
        ("dnd", json!(contact.dnd)),
        ("tags", json!(contact.tags)),
        ("customFields", custom_fields(contact)),
        ("additionalEmails", json!(contact.more_emails)),
        ("additionalPhones", json!(contact.more_phones)),
        ("followers", json!(contact.followers)),
        ("dateAdded", json!(iso(contact.added))),
        ("dateUpdated", json!(iso(contact.updated))),
        ("opportunities", deals(world, contact)),
        ("searchAfter", Value::Array(cursor)),
    ];
    record.extend(rest.map(|(name, value)| (name.to_owned(), value)));
    if contact.email.is_some() {
        record.insert("validEmail".into(), json!(true));
    }
    Value::Object(record)
}

fn deals(world: &World, contact: &Contact) -> Value {
    let deals = world.deals_of(contact.number).into_iter().map(|deal| {
        json!({
            "id": world.id(Kind::Opportunity, deal.number),
            "pipeline_id": deal.pipeline,
            "pipeline_stage_id": deal.stage,
            "monetary_value": dollars(deal.value),
            "status": deal.status,
        })
    });
    deals.collect()
}

/// The record of `GET /contacts/{id}` and of most answers to writes.
pub fn record(world: &World, contact: &Contact, dialect: Dialect) -> Value {
    let mut record = json!({
        "id": world.id(Kind::Contact, contact.number),
        "locationId": world.office.location,
        "name": contact.name(),
        "firstName": contact.first_name,
        "lastName": contact.last_name,
        "firstNameLowerCase": contact.first_name.as_ref().map(|name| name.to_lowercase()),
        "lastNameLowerCase": contact.last_name.as_ref().map(|name| name.to_lowercase()),
        "fullNameLowerCase": contact.name().map(|name| name.to_lowercase()),
        "email": contact.email,
        "emailLowerCase": contact.email,
        "phone": contact.phone,
        "companyName": contact.company,
        "address1": contact.address,
        "city": contact.city,
        "state": contact.state,
        "postalCode": contact.postal_code,
        "country": contact.country,
        "website": contact.website,
        "timezone": contact.timezone,
        "source": contact.source,
        "dateOfBirth": contact.date_of_birth,
        "assignedTo": contact.assigned_to,
        "type": "lead",
        "tags": contact.tags,
        "dnd": contact.dnd,
        "dndSettings": dnd_settings(contact, dialect),
        "inboundDndSettings": {"all": status(contact.inbound_dnd.as_ref())},
        "customFields": custom_fields(contact),
        "additionalEmails": contact.more_emails,
        "additionalPhones": contact.more_phones,
        "followers": contact.followers,
        "dateAdded": iso(contact.added),
        "dateUpdated": iso(contact.updated),
    });
    if let (Some(page), Some(members)) = (&contact.landed_on, record.as_object_mut()) {
        members.insert(
            "attributionSource".into(),
            json!({"url": page, "medium": "form", "campaign": null}),
        );
    }
    record
}

/// What creating answers: everything under v3, a part in the dated dialect.
pub fn created(world: &World, contact: &Contact, dialect: Dialect) -> Value {
    let mut record = record(world, contact, dialect);
    if dialect == Dialect::Dated
        && let Some(members) = record.as_object_mut()
    {
        for name in [
            "name",
            "timezone",
            "inboundDndSettings",
            "followers",
            "attributionSource",
        ] {
            members.remove(name);
        }
        members.insert("deleted".into(), json!(false));
    }
    record
}

fn dnd_settings(contact: &Contact, dialect: Dialect) -> Value {
    let mut settings = Map::new();
    for (v3, dated) in CHANNELS {
        let name = if dialect == Dialect::V3 { v3 } else { dated };
        settings.insert(name.to_owned(), status(contact.channels.get(v3)));
    }
    Value::Object(settings)
}

fn status(dnd: Option<&Dnd>) -> Value {
    let Some(dnd) = dnd else {
        return json!({"status": "inactive"});
    };
    let mut status = json!({"status": dnd.status});
    if let Some(members) = status.as_object_mut() {
        members.extend(
            dnd.message
                .iter()
                .map(|message| ("message".to_owned(), json!(message))),
        );
        members.extend(dnd.code.iter().map(|code| ("code".to_owned(), json!(code))));
    }
    status
}

fn custom_fields(contact: &Contact) -> Value {
    contact
        .custom
        .iter()
        .map(|(id, value)| json!({"id": id, "value": value}))
        .collect()
}
