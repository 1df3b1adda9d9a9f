use std::ops::Deref;

use serde_json::{Value, json};

use super::*;
use crate::domain::command::{Command, LeaseCommand, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::outbox::OutboxState;
use crate::domain::record::value_at;
use crate::store::Reader;
use crate::store::scratch::{Scratch, told};

struct Bench(Scratch);

impl Deref for Bench {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

fn field(id: &str, name: &str) -> RemoteRecord {
    told(
        EntityKind::CustomField,
        id,
        json!({"name": name, "dataType": "TEXT", "model": "contact"}),
    )
}

fn pipeline(stages: &[&str]) -> RemoteRecord {
    let stages: Vec<Value> = stages
        .iter()
        .enumerate()
        .map(|(position, name)| json!({"id": format!("stage-{name}"), "name": name, "position": position}))
        .collect();
    told(
        EntityKind::Pipeline,
        "buyers",
        json!({"name": "Buyers", "stages": stages}),
    )
}

impl Bench {
    fn new() -> Self {
        let bench = Self(Scratch::at("2026-11-25T18:00:00Z"));
        bench.tell_page(
            "custom_fields",
            vec![field("budget", "Budget"), field("area", "Area")],
        );
        bench.tell_page("pipelines", vec![pipeline(&["new", "showing"])]);
        let members = json!({"firstName": "Ana", "lastName": "Ruiz", "customFields": {"budget": "500", "area": "east"}});
        bench.tell_page("contacts", vec![told(EntityKind::Contact, "c1", members)]);
        let deal = json!({"contactId": "c1", "name": "Ana", "pipelineId": "buyers", "pipelineStageId": "stage-new",
                          "status": "open"});
        bench.tell_page("opportunities", vec![told(EntityKind::Opportunity, "o1", deal)]);
        bench
    }

    fn later(&self) {
        self.clock.advance(std::time::Duration::from_mins(11));
    }

    fn missing(&self) -> Vec<String> {
        let health = self.store.read_blocking(Reader::health).unwrap();
        let named = health
            .absent
            .iter()
            .map(|one| format!("{} {}", one.kind, one.name.raw()));
        named.collect()
    }

    fn edit(&self, path: &str, value: &str) {
        let edit = Command::EditContact {
            contact: "c1".into(),
            changes: vec![(path.to_owned(), json!(value))],
        };
        self.commit(edit, Origin::Agent);
    }

    /// Whether anything leaves, and what holds back what does not.
    fn leaves(&self) -> (bool, Vec<String>) {
        self.commit(
            Command::Sync(SyncCommand::Lease(LeaseCommand::Ask)),
            Origin::Engine,
        );
        let claimed = self
            .commit(Command::Sync(SyncCommand::Claim), Origin::Engine)
            .claim;
        let rows = self
            .store
            .read_blocking(|reader| reader.outbox(Some(OutboxState::Held), 10))
            .unwrap();
        let why = rows
            .iter()
            .filter_map(|row| row.error.as_ref().map(|why| why.raw().to_owned()));
        (claimed.is_some(), why.collect())
    }
}

#[test]
fn f29_a_field_deleted_in_the_crm_is_named_keeps_its_values_and_holds_its_pushes() {
    let bench = Bench::new();
    let without = || bench.tell_page("custom_fields", vec![field("area", "Area")]);
    assert!(without().urgent.is_empty(), "one list proves nothing");
    assert_eq!(bench.missing(), Vec::<String>::new());
    bench.later();
    bench.tell_page("custom_fields", Vec::new());
    assert_eq!(
        bench.missing(),
        Vec::<String>::new(),
        "an empty list proves nothing either"
    );
    let said = without().urgent;
    assert!(said[0].contains("no field Budget any more"), "{said:?}");
    assert_eq!(bench.missing(), ["field Budget"]);
    assert!(without().urgent.is_empty(), "it is said once");
    let person = bench
        .store
        .read_blocking(|reader| reader.person(&"c1".into()))
        .unwrap()
        .unwrap();
    assert_eq!(value_at(&person.fields, "customFields.budget"), "500");
    bench.edit("customFields.budget", "600");
    let (left, why) = bench.leaves();
    assert!(!left && why[0].contains("no field Budget any more"), "{why:?}");
    // Listed again, it goes by itself.
    assert!(
        bench
            .tell_page(
                "custom_fields",
                vec![field("budget", "Budget"), field("area", "Area")]
            )
            .urgent
            .is_empty()
    );
    assert_eq!(bench.missing(), Vec::<String>::new());
    bench.later();
    assert!(bench.leaves().0);
}

#[test]
fn f29_a_push_that_waits_for_a_deleted_field_goes_when_the_edit_is_taken_back() {
    let bench = Bench::new();
    for _ in 0..2 {
        bench.tell_page("custom_fields", vec![field("area", "Area")]);
        bench.later();
    }
    bench.edit("customFields.budget", "600");
    assert!(!bench.leaves().0);
    bench.commit(Command::Undo { line: None }, Origin::Agent);
    bench.edit("customFields.area", "west");
    bench.later();
    let (left, why) = bench.leaves();
    assert!(left, "{why:?}");
}

#[test]
fn f29_a_stage_deleted_or_renamed_in_the_crm_is_told_apart() {
    let bench = Bench::new();
    let renamed = told(
        EntityKind::Pipeline,
        "buyers",
        json!({"name": "Buyers", "stages": [{"id": "stage-new", "name": "Fresh", "position": 0},
                                              {"id": "stage-showing", "name": "showing", "position": 1}]}),
    );
    for _ in 0..2 {
        bench.tell_page("pipelines", vec![renamed.clone()]);
        bench.later();
    }
    assert_eq!(
        bench.missing(),
        Vec::<String>::new(),
        "a new name is the same stage"
    );
    for _ in 0..2 {
        bench.tell_page("pipelines", vec![pipeline(&["new"])]);
        bench.later();
    }
    assert_eq!(bench.missing(), ["stage showing"]);
    // What was listed and could not be read is there.
    let aside = SyncCommand::Quarantine {
        skipped: vec![(
            r#"{"id":"budget","name":7}"#.to_owned(),
            "name is no text".to_owned(),
        )],
        resource: "custom_fields".to_owned(),
    };
    bench.commit(Command::Sync(aside), Origin::Remote);
    for _ in 0..2 {
        bench.tell_page("custom_fields", vec![field("area", "Area")]);
        bench.later();
    }
    assert_eq!(bench.missing(), ["stage showing"]);
}

#[test]
fn f29_a_move_to_a_stage_that_was_deleted_meanwhile_waits() {
    let bench = Bench::new();
    let to = Command::MoveOpportunity {
        opportunity: "o1".into(),
        stage: "stage-showing".into(),
    };
    bench.commit(to, Origin::Agent);
    for _ in 0..2 {
        bench.tell_page("pipelines", vec![pipeline(&["new"])]);
        bench.later();
    }
    let (left, why) = bench.leaves();
    assert!(!left && why[0].contains("no stage showing any more"), "{why:?}");
}
