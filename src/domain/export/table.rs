//! The columns of each kind of record that is a table.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::contact::{Channel, Contact, Dnd};
use crate::domain::conversation::{Direction, Message};
use crate::domain::custom_field::CustomField;
use crate::domain::listing::price;
use crate::domain::opportunity::Opportunity;
use crate::domain::record::{EntityKind, Fields, Members, Record};
use crate::domain::value::{Foreign, safe_cell};

/// What ids stand for, and the fields the account added.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Colleagues, stages, pipelines, calendars, reasons and forms, by id.
    pub of: BTreeMap<String, String>,
    /// Fields the account added to people and deals.
    pub custom: Vec<CustomField>,
}

impl Names {
    fn called(&self, id: Option<&str>) -> String {
        let id = id.unwrap_or_default();
        self.of.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    fn custom(&self, model: &'static str) -> impl Iterator<Item = &CustomField> {
        self.custom.iter().filter(move |field| field.model == model)
    }
}

/// Do-not-disturb of these channels has columns of its own, which an import reads back.
const CHANNELS: [(Channel, &str); 3] = [
    (Channel::Sms, "dnd_sms"),
    (Channel::Email, "dnd_email"),
    (Channel::Call, "dnd_call"),
];

/// The heads of homes for sale.
const HOME: &[&str] = &[
    "id",
    "remote_id",
    "address",
    "city",
    "zip",
    "mls",
    "status",
    "price",
];

/// The heads of a kind; none for one that is no table.
pub fn head(kind: EntityKind, names: &Names) -> Option<Vec<String>> {
    let own: &[&str] = match kind {
        EntityKind::Contact => &[
            "id",
            "remote_id",
            "first_name",
            "last_name",
            "phone",
            "more_phones",
            "email",
            "more_emails",
            "street",
            "city",
            "state",
            "zip",
            "country",
            "time_zone",
            "company",
            "website",
            "birthday",
            "source",
            "type",
            "owner",
            "tags",
            "dnd",
            "dnd_sms",
            "dnd_email",
            "dnd_call",
            "added",
        ],
        EntityKind::Opportunity => &[
            "id",
            "remote_id",
            "name",
            "contact_id",
            "pipeline",
            "stage",
            "status",
            "value",
            "owner",
            "source",
            "lost_reason",
            "expected_close",
            "created",
            "updated",
        ],
        EntityKind::Message => &[
            "id",
            "remote_id",
            "contact_id",
            "conversation_id",
            "at",
            "kind",
            "direction",
            "status",
            "user",
            "subject",
            "body",
        ],
        EntityKind::Note => &["id", "remote_id", "contact_id", "at", "user", "body"],
        EntityKind::Task => &[
            "id",
            "remote_id",
            "contact_id",
            "title",
            "body",
            "due",
            "done",
            "owner",
        ],
        EntityKind::Appointment => &[
            "id",
            "remote_id",
            "contact_id",
            "calendar",
            "title",
            "status",
            "start",
            "end",
            "user",
        ],
        EntityKind::CustomField => &["id", "name", "key", "model", "kind", "choices"],
        EntityKind::User => &["id", "name", "email"],
        EntityKind::Submission => &["id", "remote_id", "contact_id", "form", "at"],
        EntityKind::Listing => HOME,
        EntityKind::Tag | EntityKind::LostReason | EntityKind::Calendar | EntityKind::Form => &["id", "name"],
        EntityKind::Location | EntityKind::Pipeline | EntityKind::Conversation | EntityKind::Workflow => {
            return None;
        }
    };
    let added = model(kind).into_iter().flat_map(|model| names.custom(model));
    let added = added.map(|field| safe_cell(&format!("custom.{}", field.name.raw())));
    Some(own.iter().map(|title| (*title).to_owned()).chain(added).collect())
}

const fn model(kind: EntityKind) -> Option<&'static str> {
    match kind {
        EntityKind::Contact => Some("contact"),
        EntityKind::Opportunity => Some("opportunity"),
        _ => None,
    }
}

/// The cells of a record under the heads of its kind, safe in a spreadsheet.
pub fn row(record: &Record, names: &Names) -> Vec<String> {
    let fields = &record.fields;
    let text = |name: &str| fields.text(name).raw().to_owned();
    let called = |name: &str| names.called(fields.word(name));
    let mut cells = vec![record.entity.id.clone()];
    if !is_reference(record.entity.kind) {
        cells.push(record.remote_id.clone().unwrap_or_default());
    }
    match record.entity.kind {
        EntityKind::Contact => person(record, names, &mut cells),
        EntityKind::Opportunity => deal(record, names, &mut cells),
        EntityKind::Message => {
            let message = Message::from_fields("".into(), fields);
            let way = if message.direction == Direction::Inbound {
                "in"
            } else {
                "out"
            };
            cells.extend([
                text("contactId"),
                text("conversationId"),
                time(fields, "dateAdded"),
            ]);
            cells.extend([
                text("messageType"),
                way.to_owned(),
                text("status"),
                called("userId"),
            ]);
            cells.extend([text("subject"), text("body")]);
        }
        EntityKind::Note => {
            cells.extend([
                text("contactId"),
                time(fields, "dateAdded"),
                called("userId"),
                text("body"),
            ]);
        }
        EntityKind::Task => {
            let done = yes(fields.flag("completed"));
            cells.extend([
                text("contactId"),
                text("title"),
                text("body"),
                time(fields, "dueDate"),
                done,
            ]);
            cells.push(called("assignedTo"));
        }
        EntityKind::Appointment => {
            cells.extend([
                text("contactId"),
                called("calendarId"),
                text("title"),
                text("appointmentStatus"),
            ]);
            cells.extend([
                time(fields, "startTime"),
                time(fields, "endTime"),
                called("assignedUserId"),
            ]);
        }
        EntityKind::Submission => {
            cells.extend([text("contactId"), called("formId"), time(fields, "createdAt")]);
        }
        EntityKind::Listing => {
            cells.extend(["address", "city", "zip", "mls", "status"].map(text));
            cells.push(price(fields).map_or_else(String::new, |price| price.to_units().to_string()));
        }
        EntityKind::CustomField => {
            cells.extend([text("name"), text("fieldKey"), text("model"), text("dataType")]);
            cells.push(list(&fields.texts("picklistOptions")));
        }
        EntityKind::User => cells.extend([called_self(record, names), text("email")]),
        _ => cells.push(text("name")),
    }
    cells.iter().map(|cell| safe_cell(cell)).collect()
}

/// Whether records of that kind are made in the CRM only, so that their id here is the CRM's.
const fn is_reference(kind: EntityKind) -> bool {
    matches!(
        kind,
        EntityKind::Tag
            | EntityKind::CustomField
            | EntityKind::User
            | EntityKind::LostReason
            | EntityKind::Calendar
            | EntityKind::Form
    )
}

fn called_self(record: &Record, names: &Names) -> String {
    names.called(Some(&record.entity.id))
}

fn person(record: &Record, names: &Names, cells: &mut Vec<String>) {
    let fields = &record.fields;
    let contact = Contact::from_fields(record.entity.id.as_str().into(), fields);
    let raw = |text: &Foreign| text.raw().to_owned();
    cells.extend([raw(&contact.first_name), raw(&contact.last_name)]);
    cells.extend([raw(&contact.phone), list(&contact.more_phones)]);
    cells.extend([raw(&contact.email), list(&contact.more_emails)]);
    let address = &contact.address;
    cells.extend(
        [
            &address.street,
            &address.city,
            &address.state,
            &address.postal_code,
            &address.country,
        ]
        .map(raw),
    );
    cells.push(contact.timezone.clone().unwrap_or_default());
    cells.extend([raw(&contact.company), raw(&contact.website)]);
    cells.push(contact.born.map(|date| date.to_string()).unwrap_or_default());
    cells.extend([raw(&contact.source), raw(&contact.kind)]);
    cells.push(
        names.called(
            contact
                .assigned_to
                .as_ref()
                .map(crate::domain::value::UserId::as_str),
        ),
    );
    cells.extend([list(&contact.tags), yes(contact.dnd)]);
    for (channel, _) in CHANNELS {
        let dnd = contact.dnd_channels.get(&channel).copied().unwrap_or_default();
        let word = match dnd {
            Dnd::Open => "",
            Dnd::Active => "yes",
            Dnd::Permanent => "permanent",
        };
        cells.push(word.to_owned());
    }
    cells.push(time(fields, "dateAdded"));
    custom(fields, names, "contact", cells);
}

fn deal(record: &Record, names: &Names, cells: &mut Vec<String>) {
    let fields = &record.fields;
    let deal = Opportunity::from_fields(record.entity.id.as_str().into(), fields);
    let called = |name: &str| names.called(fields.word(name));
    let text = |name: &str| fields.text(name).raw().to_owned();
    cells.extend([
        text("name"),
        text("contactId"),
        called("pipelineId"),
        called("pipelineStageId"),
    ]);
    cells.push(deal.status.word().to_owned());
    cells.push(fields.get("monetaryValue").map(plain).unwrap_or_default());
    cells.extend([called("assignedTo"), text("source"), called("lostReasonId")]);
    cells.push(text("forecastExpectedCloseDate"));
    cells.extend([time(fields, "createdAt"), time(fields, "updatedAt")]);
    custom(fields, names, "opportunity", cells);
}

fn custom(fields: &Fields, names: &Names, model: &'static str, cells: &mut Vec<String>) {
    let values = fields.object("customFields");
    for field in names.custom(model) {
        let value = values.and_then(|values| values.get(field.id.as_str()));
        cells.push(value.map(plain).unwrap_or_default());
    }
}

/// A value as one cell.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

fn list(texts: &[Foreign]) -> String {
    texts.iter().map(Foreign::raw).collect::<Vec<_>>().join("; ")
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "" }.to_owned()
}

fn time(fields: &Fields, name: &str) -> String {
    fields.time(name).map(|time| time.to_string()).unwrap_or_default()
}
