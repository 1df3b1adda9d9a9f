//! Made-up records of people and of what they have.

use serde_json::{Value, json};

use super::{BODIES, Chance, OWNERS, STAGES};
use crate::domain::record::Fields;

pub(super) fn with(contact: &str, fields: Value) -> Fields {
    let mut fields = fields.as_object().unwrap().clone();
    fields.insert("contactId".into(), contact.into());
    fields
}

pub(super) fn person(chance: &mut Chance) -> Fields {
    let tags: Vec<&str> = ["Hot", "buyer", "open house", "VIP"]
        .into_iter()
        .filter(|_| chance.below(3) == 0)
        .collect();
    let opted = [json!(true), json!(1), json!(["Verbal"]), json!("No")];
    let opted = opted.get(chance.below(12)).cloned().unwrap_or_default();
    let person = json!({
        "firstName": chance.text(&["Ana", "María", "Bo", "100%_Odd", "Steven", ""]),
        "lastName": chance.text(&["Ruiz", "Benítez", "O'Neill", "Lee", ""]),
        "phone": chance.text(&["+19095550142", "+13105550188", ""]),
        "email": chance.text(&["Ana@x.io", "bo.lee@example.com", ""]),
        "city": chance.text(&["Upland", "Rancho Cucamonga", ""]),
        "postalCode": chance.text(&["91739", "91701", "K1A 0B1", ""]),
        "source": chance.text(&["Zillow", "Open house", ""]),
        "type": chance.text(&["lead", "Customer", ""]),
        "timezone": chance.text(&["America/Los_Angeles", "America/New_York", ""]),
        "dateOfBirth": chance.text(&["1980-02-29", "1975-12-24", "1990-11-25", "1962-01-10", ""]),
        "assignedTo": chance.text(OWNERS),
        "dnd": chance.below(5) == 0,
        "tags": tags,
        "dateAdded": chance.moment(90, 0),
        "dateUpdated": chance.moment(30, 0),
        "customFields": {
            "f1": chance.text(&["500000", "not yet", ""]),
            "f2": chance.text(&["Wells & Co", "Cháse", ""]),
            "f4": chance.text(&["Yes, 2026-03-01", "no", "", ""]),
            "f5": opted,
            "f3": chance.text(&["2026-12-31", "2027-06-30", "2026-01-31", ""]),
        },
    });
    let mut person = person.as_object().unwrap().clone();
    if chance.below(5) == 0 {
        person.insert("dndSettings".into(), json!({"call": {"status": "active"}}));
    }
    if chance.below(3) == 0
        && let Some(Value::Object(custom)) = person.get_mut("customFields")
    {
        custom.insert("f1".into(), (chance.below(9) * 100_000).into());
    }
    person
}

pub(super) fn deal(chance: &mut Chance) -> Value {
    json!({
        "name": chance.pick(&["Vine St", "Éts 12", "Ana's house"]), "pipelineId": chance.text(&["p1", "p2"]),
        "pipelineStageId": chance.text(STAGES), "status": chance.pick(&["open", "open", "won", "lost"]),
        "monetaryValue": chance.below(9) * 100_000, "assignedTo": chance.text(OWNERS), "createdAt": chance.moment(90, 0),
        "updatedAt": chance.moment(30, 0), "lastStageChangeAt": chance.moment(60, 0),
        "forecastExpectedCloseDate": chance.moment(5, 60), "lostReasonId": chance.text(&["r1", ""]),
    })
}

pub(super) fn message(chance: &mut Chance) -> Value {
    json!({
        "messageType": chance.pick(&["TYPE_SMS", "TYPE_EMAIL", "TYPE_CALL", "TYPE_WEBCHAT", "TYPE_ACTIVITY_CONTACT"]),
        "direction": chance.pick(&["inbound", "outbound"]), "body": chance.pick(BODIES), "dateAdded": chance.moment(40, 0),
        "status": chance.pick(&["sent", "delivered", "read", "clicked", "failed", "undelivered"]),
    })
}
