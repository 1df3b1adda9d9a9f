use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::clock::Clock;
use crate::domain::access::Role;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::filter::{Today, parse};
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, EntityRef, RemoteRecord};
use crate::domain::value::UndoId;
use crate::store::{Options, Reader, Store};

struct Bench {
    store: Store,
    clock: Clock,
    _folder: tempfile::TempDir,
}

impl Bench {
    /// Three people in Fontana.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-04-14T09:04:00Z".parse().unwrap());
        let options = Options {
            clock: clock.clone(),
            role: Role::Agent,
            me: None,
            rules: crate::store::at_any_hour(),
        };
        let store = Store::open(&folder.path().join("t.db"), options).unwrap();
        let records = ["c0", "c1", "c2"].map(|id| {
            let members = json!({"firstName": id, "city": "Fontana", "postalCode": "92335"});
            RemoteRecord {
                kind: EntityKind::Contact,
                id: id.to_owned(),
                raw: members.to_string(),
                fields: members.as_object().unwrap().clone(),
            }
        });
        let told = SyncCommand::Apply {
            records: records.to_vec(),
            cursor: None,
            first_copy: false,
        };
        store
            .commit_blocking(Command::Sync(told), Origin::Remote)
            .unwrap();
        Self {
            store,
            clock,
            _folder: folder,
        }
    }

    /// Something is done, a minute after what was done before; the line of undo that it makes.
    fn submit(&self, command: Command) -> Option<UndoId> {
        self.clock.advance(Duration::from_mins(1));
        self.store.commit_blocking(command, Origin::Agent).unwrap().undo
    }

    fn edit(&self, changes: &[(&str, &str)], ids: &[&str]) -> UndoId {
        let edit = |id: &&str| Command::EditContact {
            contact: (*id).into(),
            changes: changes
                .iter()
                .map(|(path, to)| ((*path).to_owned(), json!(to)))
                .collect(),
        };
        let commands = ids.iter().map(edit).collect();
        let each = Command::Each {
            commands,
            after: None,
        };
        self.submit(each).unwrap()
    }

    fn undo(&self) {
        self.submit(Command::Undo { line: None });
    }

    fn chosen(&self, filter: &str) -> Vec<String> {
        let today = Today {
            now: self.clock.now(),
            zone: jiff::tz::TimeZone::UTC,
            me: None,
            vocabulary: Arc::new(self.store.read_blocking(Reader::vocabulary).unwrap()),
        };
        let filter = parse(filter, &today).unwrap();
        let ids = self
            .store
            .read_blocking(move |reader| reader.people_ids(&filter, 10))
            .unwrap();
        let mut ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        ids.sort();
        ids
    }
}

#[test]
fn what_was_taken_back_is_no_change_until_it_is_done_again() {
    let bench = Bench::new();
    bench.edit(&[("city", "Upland")], &["c0"]);
    assert_eq!(bench.chosen("change(field:city by:me)"), ["c0"]);
    bench.undo();
    assert!(
        bench.chosen("change(any:any)").is_empty(),
        "neither the edit nor its taking back"
    );
    assert_eq!(bench.chosen("change(undone)"), ["c0"]);
    assert_eq!(bench.chosen("change(undone field:city by:me when<1h)"), ["c0"]);
    bench.submit(Command::Redo);
    assert_eq!(bench.chosen("change(field:city)"), ["c0"]);
    bench.undo();
    assert!(bench.chosen("change(field:city)").is_empty());
}

#[test]
fn an_edit_before_the_one_that_was_taken_back_stands() {
    let bench = Bench::new();
    bench.edit(&[("city", "Upland")], &["c0"]);
    bench.edit(&[("city", "Ontario")], &["c0", "c1"]);
    bench.undo();
    assert_eq!(bench.chosen("change(field:city)"), ["c0"]);
    bench.undo();
    assert!(bench.chosen("change(field:city)").is_empty());
    assert_eq!(bench.chosen("change(undone)"), ["c0", "c1"]);
}

#[test]
fn of_a_line_only_those_who_were_picked_are_taken_back() {
    let bench = Bench::new();
    let line = bench.edit(&[("city", "Upland")], &["c0", "c1", "c2"]);
    bench.submit(Command::UndoSome {
        line,
        records: vec![EntityRef::new(EntityKind::Contact, "c1")],
    });
    assert_eq!(bench.chosen("change(field:city)"), ["c0", "c2"]);
    assert_eq!(bench.chosen("change(undone)"), ["c1"]);
}

#[test]
fn what_was_changed_since_and_stays_is_a_change() {
    let bench = Bench::new();
    let line = bench.edit(&[("city", "Upland"), ("postalCode", "91784")], &["c0"]);
    bench.edit(&[("postalCode", "91786")], &["c0"]);
    bench.submit(Command::Undo { line: Some(line) });
    assert_eq!(bench.chosen("change(field:zip)"), ["c0"]);
}
