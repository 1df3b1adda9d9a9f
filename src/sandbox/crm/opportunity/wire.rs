//! How an opportunity is spelled.

use serde_json::{Value, json};

use crate::sandbox::crm::amount::dollars;
use crate::sandbox::crm::calendar;
use crate::sandbox::crm::dialect::Dialect;
use crate::sandbox::crm::note;
use crate::sandbox::crm::task;
use crate::sandbox::world::World;
use crate::sandbox::world::era::iso;
use crate::sandbox::world::opportunity::Opportunity;
use crate::sandbox::world::seed::Kind;

/// The record of every answer. Custom fields are spelled as the files say.
pub fn record(world: &World, opportunity: &Opportunity, dialect: Dialect) -> Value {
    let mut record = json!({
        "id": world.id(Kind::Opportunity, opportunity.number),
        "name": opportunity.name,
        "monetaryValue": dollars(opportunity.value),
        "pipelineId": opportunity.pipeline,
        "pipelineStageId": opportunity.stage,
        "assignedTo": opportunity.assigned_to,
        "status": opportunity.status,
        "source": opportunity.source,
        "lostReasonId": opportunity.lost_reason,
        "lastStatusChangeAt": iso(opportunity.status_since),
        "lastStageChangeAt": iso(opportunity.stage_since),
        "lastActionDate": iso(opportunity.updated),
        "createdAt": iso(opportunity.added),
        "updatedAt": iso(opportunity.updated),
        "contactId": world.id(Kind::Contact, opportunity.contact),
        "locationId": world.office.location,
        "contact": contact(world, opportunity.contact),
        "customFields": opportunity.custom.iter()
            .map(|(id, value)| json!({"id": id, "fieldValue": value}))
            .collect::<Vec<Value>>(),
        "followers": opportunity.followers,
        "notes": [],
        "tasks": [],
        "calendarEvents": [],
    });
    if dialect == Dialect::V3
        && let Some(members) = record.as_object_mut()
    {
        let stage = world
            .office
            .stage(&opportunity.stage)
            .map(|(_, _, stage)| stage.probability as f64);
        members.insert(
            "forecastExpectedCloseDate".into(),
            json!(opportunity.expected_close),
        );
        members.insert("forecastProbability".into(), json!(opportunity.probability));
        members.insert(
            "effectiveProbability".into(),
            json!(opportunity.probability.or(stage)),
        );
    }
    record
}

/// What a search may add to each opportunity: its contact's.
#[derive(Clone, Copy, Debug, Default)]
pub struct Details {
    /// Notes.
    pub notes: bool,
    /// Tasks.
    pub tasks: bool,
    /// Appointments.
    pub events: bool,
}

/// The record of searches: the same, but custom fields come as the live service was seen to spell them.
pub fn search_record(
    world: &World,
    opportunity: &Opportunity,
    dialect: Dialect,
    cursor: Vec<Value>,
    details: Details,
) -> Value {
    let mut record = record(world, opportunity, dialect);
    if let Some(members) = record.as_object_mut() {
        let fields = opportunity
            .custom
            .iter()
            .map(|(id, value)| seen_field(world, id, value));
        members.insert("customFields".into(), fields.collect());
        members.insert("sort".into(), Value::Array(cursor));
        if details.notes {
            members.insert("notes".into(), json!(note::of(world, opportunity.contact)));
        }
        if details.tasks {
            members.insert("tasks".into(), json!(task::of(world, opportunity.contact)));
        }
        if details.events {
            let booked = world
                .appointments
                .all()
                .filter(|booked| booked.contact == Some(opportunity.contact));
            let booked = booked.map(|booked| calendar::wire::event(world, booked, dialect));
            members.insert("calendarEvents".into(), booked.collect());
        }
    }
    record
}

fn seen_field(world: &World, id: &str, value: &Value) -> Value {
    let (kind, member) = match value {
        Value::Number(_) => ("number", "fieldValueNumber"),
        Value::Array(_) => ("array", "fieldValueArray"),
        Value::Object(_) => ("object", "fieldValueObject"),
        Value::String(_) if is_date(world, id) => ("date", "fieldValueDate"),
        _ => ("string", "fieldValueString"),
    };
    json!({"id": id, "type": kind, member: value})
}

fn is_date(world: &World, id: &str) -> bool {
    world
        .office
        .field(id)
        .is_some_and(|field| field.data_type == "DATE")
}

fn contact(world: &World, number: u64) -> Value {
    let Some(contact) = world.contacts.get(number) else {
        return Value::Null;
    };
    json!({
        "id": world.id(Kind::Contact, number),
        "name": contact.name(),
        "companyName": contact.company,
        "email": contact.email,
        "phone": contact.phone,
        "tags": contact.tags,
    })
}
