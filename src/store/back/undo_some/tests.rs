use std::ops::Deref;

use serde_json::json;

use crate::domain::access::Role;
use crate::domain::command::Command;
use crate::domain::record::{EntityKind, EntityRef, Fields};
use crate::domain::value::UndoId;
use crate::store::scratch::{Scratch, told};
use crate::store::{CommitError, Receipt};

struct Bench(Scratch);

impl Deref for Bench {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

fn person(number: usize) -> EntityRef {
    EntityRef::new(EntityKind::Contact, format!("c{number}"))
}

fn fields(members: &serde_json::Value) -> Fields {
    members.as_object().unwrap().clone()
}

impl Bench {
    /// Four people, all in Fontana.
    fn new() -> Self {
        let scratch = Scratch::with("2026-04-14T09:04:00Z", |options| options.role = Role::Agent);
        let records = (0..4).map(|nr| {
            let members = json!({"firstName": format!("C{nr}"), "city": "Fontana", "tags": ["a"]});
            told(EntityKind::Contact, &format!("c{nr}"), members)
        });
        scratch.tell(records.collect());
        Self(scratch)
    }

    fn move_to(&self, city: &str, people: &[usize]) -> UndoId {
        let edit = |nr: &usize| Command::EditContact {
            contact: format!("c{nr}").as_str().into(),
            changes: vec![("city".to_owned(), json!(city))],
        };
        let commands = people.iter().map(edit).collect();
        let each = Command::Each {
            commands,
            after: None,
        };
        self.submit(each).unwrap().undo.unwrap()
    }

    fn some(&self, line: &UndoId, records: &[EntityRef]) -> Result<Receipt, CommitError> {
        self.submit(Command::UndoSome {
            line: line.clone(),
            records: records.to_vec(),
        })
    }

    fn cities(&self) -> Vec<String> {
        let city = |nr: i32| {
            let id = format!("c{nr}").as_str().into();
            let person = self.store.read_blocking(|reader| reader.person(&id)).unwrap();
            person.unwrap().contact.address.city.raw().to_owned()
        };
        (0..4).map(city).collect()
    }

    fn lines(&self) -> Vec<(String, bool)> {
        let lines = self.store.read_blocking(|reader| reader.undo_list(10)).unwrap();
        let line = |line: &crate::store::UndoRow| (line.what.raw().to_owned(), line.undone);
        lines.iter().map(line).collect()
    }
}

#[test]
fn those_picked_come_back_as_a_line_of_their_own_and_the_others_stay() {
    let bench = Bench::new();
    let line = bench.move_to("Upland", &[0, 1, 2, 3]);
    let undone = bench.some(&line, &[person(1), person(3)]).unwrap();
    assert_eq!(undone.summary, "undo city on 2 people");
    assert_ne!(undone.undone, Some(line.clone()));
    assert_eq!(undone.outbox.len(), 2, "the CRM hears of those two");
    assert_eq!(bench.cities(), ["Upland", "Fontana", "Upland", "Fontana"]);
    assert_eq!(
        bench.lines(),
        [
            ("city on 2 people".into(), true),
            ("city on 2 people".into(), false)
        ]
    );
    // Those two are done again by themselves, or the rest is taken back too.
    bench.submit(Command::Redo).unwrap();
    assert_eq!(bench.cities(), ["Upland"; 4]);
    bench.some(&line, &[person(0)]).unwrap();
    bench.submit(Command::Undo { line: Some(line) }).unwrap();
    assert_eq!(bench.cities(), ["Fontana", "Upland", "Fontana", "Upland"]);
}

#[test]
fn who_was_changed_since_is_named_and_left() {
    let bench = Bench::new();
    let line = bench.move_to("Upland", &[0, 1, 2]);
    bench.move_to("Rialto", &[1]);
    let undone = bench.some(&line, &[person(0), person(1)]).unwrap();
    assert_eq!(undone.cannot, ["C1: city was changed since and stays"]);
    assert_eq!(bench.cities()[..3], ["Fontana", "Rialto", "Upland"]);
    // Where that is all that was picked, nothing is done and the line is as it was.
    let line = bench.move_to("Chino", &[1, 2]);
    bench.move_to("Rialto", &[1]);
    let before = bench.lines();
    let refused = bench.some(&line, &[person(1)]).unwrap_err();
    assert!(refused.to_string().contains("changed since"), "{refused}");
    assert_eq!(bench.lines(), before);
}

#[test]
fn all_of_a_line_is_the_line_itself_and_somebody_else_is_not_found_in_it() {
    let bench = Bench::new();
    let line = bench.move_to("Upland", &[0, 1]);
    assert!(bench.some(&line, &[person(2)]).is_err());
    let undone = bench.some(&line, &[person(0), person(1)]).unwrap();
    assert_eq!(undone.undone, Some(line.clone()));
    assert!(bench.some(&line, &[person(0)]).is_err(), "it was taken back");
    assert_eq!(bench.cities(), ["Fontana"; 4]);
}

#[test]
fn a_note_goes_with_the_person_it_was_made_with() {
    let bench = Bench::new();
    let made = |name: &str| Command::ImportContact {
        contact: None,
        fill: fields(&json!({"firstName": name, "phone": format!("+1909555010{}", name.len())})),
        set: Fields::new(),
        note: Some("wants a pool".to_owned()),
    };
    let each = Command::Each {
        commands: vec![made("Bo"), made("Ana")],
        after: None,
    };
    let line = bench.submit(each).unwrap().undo.unwrap();
    let changes = bench
        .store
        .read_blocking(|reader| reader.undo_changes(&line, 0, 9))
        .unwrap();
    let bo = changes.1[0].record.clone().unwrap();
    assert_eq!((changes.0, bo.kind), (4, EntityKind::Contact));
    let undone = bench.some(&line, &[bo]).unwrap();
    assert_eq!(undone.summary, "undo import on 1 person");
    let left = bench
        .store
        .read_blocking(|reader| reader.undo_changes(&line, 0, 9))
        .unwrap();
    assert_eq!(left.0, 2, "the other person with their note");
}

#[test]
fn two_who_were_made_one_are_not_taken_apart_by_halves() {
    let bench = Bench::new();
    let one = Command::MakeOne {
        keep: "c0".into(),
        other: "c1".into(),
        chosen: vec![("city".to_owned(), json!("Rialto"))],
    };
    let line = bench.submit(one).unwrap().undo.unwrap();
    let refused = bench.some(&line, &[person(1)]).unwrap_err();
    assert!(refused.to_string().contains("hangs together"), "{refused}");
}
