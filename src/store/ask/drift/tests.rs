use serde_json::json;

use super::*;
use crate::domain::command::{Command, SweepCommand, SyncCommand};
use crate::store::scratch::{Scratch, told};

const TOLD: &str = "2026-11-24T10:00:00Z";
const LATER: &str = "2026-11-25T09:00:00Z";

fn ana(city: &str, at: &str) -> RemoteRecord {
    told(
        EntityKind::Contact,
        "c1",
        json!({"firstName": "Ana", "city": city, "dateUpdated": at}),
    )
}

fn with_ana() -> Scratch {
    let scratch = Scratch::at("2026-11-25T10:00:00Z");
    scratch.tell(vec![ana("Upland", TOLD)]);
    scratch
}

fn edits(scratch: &Scratch) {
    let edit = Command::EditContact {
        contact: "c1".into(),
        changes: vec![("city".into(), "Rialto".into())],
    };
    scratch.submit(edit).unwrap();
}

/// The members that differ when the CRM has this.
fn differ(scratch: &Scratch, there: RemoteRecord) -> Vec<String> {
    let found = scratch
        .store
        .read_blocking(move |reader| reader.differences(&[there]))
        .unwrap();
    found.into_iter().map(|difference| difference.path).collect()
}

#[test]
fn an_edit_that_waits_is_no_difference_and_one_there_is() {
    let scratch = with_ana();
    edits(&scratch);
    assert!(differ(&scratch, ana("Upland", TOLD)).is_empty());
    assert_eq!(differ(&scratch, ana("Fontana", TOLD)), ["city"]);
}

#[test]
fn what_a_person_is_to_decide_is_no_difference_until_the_crm_says_a_third_thing() {
    let scratch = with_ana();
    edits(&scratch);
    scratch.tell(vec![ana("Fontana", LATER)]);
    assert!(differ(&scratch, ana("Fontana", LATER)).is_empty());
    assert_eq!(differ(&scratch, ana("Ontario", LATER)), ["city"]);
}

#[test]
fn who_was_deleted_here_is_no_difference_until_the_crm_was_told() {
    let scratch = with_ana();
    scratch.lead();
    let delete = Command::DeleteContact { contact: "c1".into() };
    scratch.submit(delete).unwrap();
    assert!(differ(&scratch, ana("Upland", TOLD)).is_empty());
    let db = rusqlite::Connection::open(scratch.folder.path().join("a.db")).unwrap();
    db.execute("UPDATE outbox SET state = 'failed'", []).unwrap();
    assert_eq!(differ(&scratch, ana("Upland", TOLD)), [""]);
}

#[test]
fn what_the_crm_has_denied_once_is_known_to_be_looked_at_again() {
    let scratch = with_ana();
    let entity = EntityRef::new(EntityKind::Contact, "c1");
    let is_denied = || {
        let entity = entity.clone();
        let read = scratch
            .store
            .read_blocking(move |reader| reader.is_denied(&entity));
        read.unwrap()
    };
    assert!(!is_denied());
    let entity = entity.clone();
    scratch.sync(SyncCommand::Sweep(SweepCommand::Denied { entity }));
    assert!(is_denied());
}
