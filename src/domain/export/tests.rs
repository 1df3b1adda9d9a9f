use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::contact::Contact;
use crate::domain::custom_field::CustomField;
use crate::domain::import::{Account, Sheet, drafts, meanings};
use crate::domain::record::{EntityRef, Fields};

fn record(kind: EntityKind, id: &str, members: &Value) -> Record {
    Record {
        entity: EntityRef::new(kind, id),
        remote_id: Some(format!("r-{id}")),
        fields: members.as_object().unwrap().clone(),
        base: Fields::new(),
        tombstone: false,
    }
}

fn names() -> Names {
    let field = |id: &str, name: &str, kind: &str| {
        let members = json!({"name": name, "dataType": kind, "model": "contact"});
        CustomField::from_fields(id.into(), members.as_object().unwrap())
    };
    Names {
        of: [("u1", "Jo Lee"), ("s1", "New")]
            .map(|(id, name)| (id.to_owned(), name.to_owned()))
            .into(),
        custom: vec![field("f1", "Budget", "MONETORY"), field("f2", "=cmd", "TEXT")],
    }
}

/// The table of some people, as it is written.
fn written(people: &[Record], names: &Names) -> String {
    let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
    out.write_record(head(EntityKind::Contact, names).unwrap())
        .unwrap();
    for person in people {
        out.write_record(row(person, names)).unwrap();
    }
    String::from_utf8(out.into_inner().unwrap()).unwrap()
}

#[test]
fn every_table_has_as_many_cells_as_heads() {
    for kind in EntityKind::ALL {
        if let Some(head) = head(kind, &names()) {
            assert_eq!(
                row(&record(kind, "x", &json!({})), &names()).len(),
                head.len(),
                "{kind:?}"
            );
        }
    }
    let deal = json!({"name": "=1+1", "pipelineStageId": "s1", "assignedTo": "u1", "monetaryValue": -5, "status": "won"});
    let cells = row(&record(EntityKind::Opportunity, "o1", &deal), &names());
    assert_eq!(
        cells[2..9],
        ["'=1+1", "", "", "New", "won", "'-5", "Jo Lee"].map(str::to_owned)[..]
    );
}

#[test]
fn a_card_is_folded_and_escaped() {
    let members = json!({"firstName": "Ana;\r\nBEGIN:VCARD", "lastName": "Núñez", "phone": "+19095550100",
        "additionalPhones": ["+19095550101"], "companyName": "x".repeat(90), "tags": ["buyer", "a,b"]});
    let text = card(&Contact::from_fields("c1".into(), members.as_object().unwrap()));
    assert!(text.starts_with("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ana"), "{text}");
    assert_eq!(text.matches("\r\nBEGIN").count(), 0, "{text}");
    assert!(text.contains("N:Núñez;Ana\\;\\nBEGIN:VCARD;;;\r\n"), "{text}");
    assert!(
        text.contains("CATEGORIES:buyer,a\\,b\r\n") && !text.contains("ADR"),
        "{text}"
    );
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
}

proptest! {
    /// Who leaves by a table and comes back by it is the same person, whatever they are called.
    #[test]
    fn people_come_back_as_they_left(
        names_of in proptest::collection::vec("[-=+@'\"a-zé,; \n\u{1f600}]{1,12}", 4),
        phone in "\\+1909[2-9][02-9][0-9]{5}",
        more in proptest::collection::vec("\\+44[1-9][0-9]{8}", 0..3),
        dnd: bool,
    ) {
        let plain = |text: &String| {
            let words: Vec<&str> = text.split_whitespace().collect();
            format!("x{}", words.join(" "))
        };
        let mut more = more;
        more.sort();
        more.dedup();
        let mut members = json!({
            "firstName": plain(&names_of[0]), "lastName": plain(&names_of[1]), "city": format!("={}x", names_of[2].trim()),
            "companyName": format!("'+{}x", names_of[3].trim()), "phone": phone, "email": "ana@example.com",
            "tags": ["buyer", "open house"], "customFields": {"f1": 450_000, "f2": "@x"}, "dateOfBirth": "1980-02-29",
        });
        if dnd {
            members["dnd"] = json!(true);
            members["dndSettings"] = json!({"sms": {"status": "active"}});
        }
        if !more.is_empty() {
            members["additionalPhones"] = json!(more);
        }
        let names = names();
        let person = record(EntityKind::Contact, "c1", &members);
        let sheet = Sheet::read(&written(std::slice::from_ref(&person), &names)).unwrap();
        prop_assert_eq!(&sheet.faults, &[]);
        let meanings = meanings(&sheet.head, &[], &names.custom).unwrap();
        let account = Account { users: &[], custom: &names.custom };
        let (people, faults) = drafts(&sheet, &meanings, &[], account);
        prop_assert_eq!(faults, []);
        prop_assert_eq!(people[0].id.as_deref(), Some("r-c1"));
        prop_assert_eq!(&people[0].fields, &person.fields);
        let text = card(&Contact::from_fields("c1".into(), &person.fields));
        let sheet = Sheet::read(&text).unwrap();
        let heads = meanings_of(&sheet);
        let (people, _) = drafts(&sheet, &heads, &[], account);
        for name in ["firstName", "lastName", "phone", "email", "tags", "dateOfBirth"] {
            prop_assert_eq!(&people[0].fields[name], &person.fields[name]);
        }
    }
}

fn meanings_of(sheet: &Sheet) -> Vec<crate::domain::import::Meaning> {
    meanings(&sheet.head, &[], &[]).unwrap()
}
