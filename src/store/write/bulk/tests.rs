use std::ops::Deref;

use serde_json::json;

use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, Fields};
use crate::domain::value::UndoId;
use crate::store::scratch::Scratch;
use crate::store::{CommitError, Receipt, UndoChange};

struct Bench(Scratch);

impl Deref for Bench {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

impl Bench {
    /// Six people, c0 to c5, all in Fontana.
    fn new() -> Self {
        let bench = Self(Scratch::at("2026-11-25T18:00:00Z"));
        for number in 0..6 {
            bench.lives(&format!("c{number}"), "Fontana");
        }
        bench
    }

    fn lives(&self, id: &str, city: &str) {
        let members = json!({"firstName": id.to_uppercase(), "city": city, "tags": ["buyer"]});
        self.tell_one(EntityKind::Contact, id, members);
    }

    fn move_to(&self, city: &str, ids: &[&str], after: Option<UndoId>) -> Receipt {
        let edit = |id: &&str| Command::EditContact {
            contact: (*id).into(),
            changes: vec![("city".to_owned(), json!(city))],
        };
        let commands = ids.iter().map(edit).collect();
        let each = Command::Each { commands, after };
        self.store.commit_blocking(each, Origin::Agent).unwrap()
    }

    fn undo(&self, line: Option<UndoId>) -> Result<Receipt, CommitError> {
        self.store.commit_blocking(Command::Undo { line }, Origin::Agent)
    }

    fn cities(&self) -> Vec<String> {
        let city = |number: i32| {
            let id = format!("c{number}").as_str().into();
            let person = self.store.read_blocking(|reader| reader.person(&id)).unwrap();
            person.unwrap().contact.address.city.raw().to_owned()
        };
        (0..6).map(city).collect()
    }

    fn lines(&self) -> Vec<String> {
        let lines = self.store.read_blocking(|reader| reader.undo_list(10)).unwrap();
        lines.into_iter().map(|line| line.what.raw().to_owned()).collect()
    }
}

#[test]
fn many_are_one_line_also_in_parts_and_after_a_restart() {
    let bench = Bench::new();
    let first = bench.move_to("Upland", &["c0", "c1"], None);
    assert_eq!((first.changed, first.summary.as_str()), (2, "city on 2 people"));
    let second = bench.move_to("Upland", &["c2", "c3"], first.undo.clone());
    assert_eq!(second.undo, first.undo);
    assert_eq!(bench.lines(), ["city on 4 people"]);
    let log = bench.store.read_blocking(|reader| reader.log(10)).unwrap();
    assert_eq!(log.len(), 2, "one row of the log a part");
    let bench = Bench(bench.0.restarted());
    let undone = bench.undo(None).unwrap();
    assert_eq!((undone.undone, undone.cannot.len()), (first.undo, 0));
    assert_eq!(bench.cities(), ["Fontana"; 6]);
}

#[test]
fn who_is_refused_is_named_and_stops_nobody() {
    let bench = Bench::new();
    let done = bench.move_to("Upland", &["c0", "nobody", "c1", "c0"], None);
    assert_eq!(
        (done.changed, done.refused, done.cannot.len()),
        (2, 1, 1),
        "named twice is done once"
    );
    assert!(done.cannot[0].starts_with("nobody:"), "{:?}", done.cannot);
    assert_eq!(bench.cities()[..2], ["Upland", "Upland"]);
}

#[test]
fn who_comes_by_a_file_is_counted_as_made_and_named_when_refused() {
    let bench = Bench::new();
    let comes = |contact: Option<&str>, members: serde_json::Value| Command::ImportContact {
        contact: contact.map(Into::into),
        fill: members.as_object().unwrap().clone(),
        set: Fields::new(),
        note: None,
    };
    let commands = vec![
        comes(None, json!({"firstName": "Zoe", "phone": "+19095550177"})),
        comes(
            None,
            json!({"firstName": "Z".repeat(101), "phone": "+19095550178"}),
        ),
        comes(Some("c1"), json!({"postalCode": "92335"})),
        comes(Some("nobody"), json!({"postalCode": "92335"})),
    ];
    let each = Command::Each {
        commands,
        after: None,
    };
    let done = bench.commit(each, Origin::Agent);
    assert_eq!((done.changed, done.made, done.refused), (2, 1, 2));
    let long = &done.cannot[0];
    assert!(long.starts_with("ZZZ") && long.contains("at most 100"), "{long}");
    assert!(long.chars().count() < 120, "{long}");
    assert!(done.cannot[1].starts_with("nobody:"), "{:?}", done.cannot);
}

#[test]
fn a_line_is_taken_back_out_of_order_and_what_changed_since_stays_and_is_named() {
    let bench = Bench::new();
    let first = bench.move_to("Upland", &["c0", "c1", "c2"], None);
    bench.move_to("Rialto", &["c1"], None);
    bench.lives("c2", "Fontana");
    let undone = bench.undo(first.undo).unwrap();
    assert_eq!(undone.cannot, ["C1: city was changed since and stays"]);
    assert_eq!(bench.cities()[..3], ["Fontana", "Rialto", "Fontana"]);
    assert_eq!(undone.outbox.len(), 2, "a compensating edit for the others");
}

#[test]
fn what_a_line_changed_is_told_person_by_person_and_by_pages() {
    let bench = Bench::new();
    let line = bench.move_to("Upland", &["c0", "c1", "c2"], None).undo.unwrap();
    bench.move_to("Rialto", &["c1"], None);
    let page = |from, limit| {
        let line = line.clone();
        let read = move |reader: &crate::store::Reader| reader.undo_changes(&line, from, limit);
        let (total, rows) = bench.store.read_blocking(read).unwrap();
        let row = |change: &UndoChange| {
            let (from, to) = (change.from.as_str().unwrap(), change.to.as_str().unwrap());
            format!(
                "{} {} {from} {to} {}",
                change.whom.shown(),
                change.path,
                change.stays
            )
        };
        (total, rows.iter().map(row).collect::<Vec<_>>())
    };
    assert_eq!(
        page(0, 2),
        (
            3,
            vec![
                "C0 city Fontana Upland false".to_owned(),
                "C1 city Fontana Upland true".to_owned()
            ]
        )
    );
    assert_eq!(page(2, 2), (3, vec!["C2 city Fontana Upland false".to_owned()]));
    bench.undo(Some(line.clone())).unwrap();
    assert!(
        page(0, 1).1[0].ends_with("false"),
        "what was taken back was not changed by anybody"
    );
    let nothing = |reader: &crate::store::Reader| reader.undo_changes(&"no such".into(), 0, 5);
    assert_eq!(bench.store.read_blocking(nothing).unwrap(), (0, Vec::new()));
}

#[test]
fn what_leaves_for_people_is_never_done_to_many_so() {
    let bench = Bench::new();
    let commands = vec![Command::Redo];
    let each = Command::Each {
        commands,
        after: None,
    };
    let refused = bench.store.commit_blocking(each, Origin::Agent).unwrap_err();
    assert!(refused.to_string().contains("only edits"), "{refused}");
}
