use std::ops::Deref;
use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::domain::access::Role;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::store::Receipt;
use crate::store::file::schema::open_writer;
use crate::store::scratch::{Scratch, steps};

const NOW: &str = "2026-11-25T18:00:00Z";
const OLD: &str = "2024-03-01T10:00:00Z";

fn told(kind: EntityKind, id: &str, members: &Value) -> RemoteRecord {
    RemoteRecord {
        kind,
        id: id.into(),
        raw: json!({"unknown": "x".repeat(100), "known": members}).to_string(),
        fields: members.as_object().unwrap().clone(),
    }
}

fn message(id: &str, contact: &str, at: &str) -> RemoteRecord {
    let members = json!({"contactId": contact, "messageType": "TYPE_SMS", "direction": "inbound", "dateAdded": at,
        "body": format!("words of {id}")});
    told(EntityKind::Message, id, &members)
}

fn person(id: &str) -> RemoteRecord {
    let members = json!({"firstName": id, "phone": "+19095550142", "timezone": "America/Los_Angeles"});
    told(EntityKind::Contact, id, &members)
}

struct Bench(Scratch);

impl Deref for Bench {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

impl Bench {
    fn with(records: Vec<RemoteRecord>) -> Self {
        let bench = Self(Scratch::at(NOW));
        bench.sync(SyncCommand::Apply {
            records,
            cursor: None,
            first_copy: true,
        });
        bench
    }

    fn trim(&self, command: TrimCommand) -> Receipt {
        let by = if command == TrimCommand::Step {
            Origin::Engine
        } else {
            Origin::Cli
        };
        self.store.commit_blocking(Command::Trim(command), by).unwrap()
    }

    fn is_whole(&self, id: &str) -> bool {
        let id = id.to_owned();
        let raw = self
            .store
            .read_blocking(move |reader| reader.raw(EntityKind::Message, &id));
        raw.unwrap().is_some()
    }

    fn trimming(&self) -> bool {
        self.store.read_blocking(Reader::trimming).unwrap().is_some()
    }

    fn trimmable(&self) -> Trimmable {
        let before = NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_hours(24 * 365);
        self.store
            .read_blocking(move |reader| reader.trimmable(before))
            .unwrap()
    }
}

#[test]
fn f46_only_what_the_crm_can_tell_again_is_trimmed_and_only_when_a_person_agreed() {
    let bench = Bench::with(vec![
        person("c1"),
        person("c2"),
        message("old", "c1", OLD),
        message("young", "c1", "2026-11-01T10:00:00Z"),
        message("gone", "c1", OLD),
        message("of-who-is-gone", "c2", OLD),
        message("of-nobody-here", "c9", OLD),
    ]);
    for id in ["c2", "gone"] {
        let kind = if id == "gone" {
            EntityKind::Message
        } else {
            EntityKind::Contact
        };
        bench
            .store
            .read_blocking(move |reader| {
                let db = open_writer(Path::new(reader.db.path().unwrap()))?;
                Ok(db.execute(
                    "UPDATE record SET gone = 1 WHERE kind = ?1 AND id = ?2",
                    params![kind.word(), id],
                )?)
            })
            .unwrap();
    }
    // One that was written here and waits: nobody else has it.
    let send = Command::Send {
        draft: Draft {
            contact: "c1".into(),
            channel: Channel::Sms,
            subject: None,
            body: "Shall we talk?".into(),
        },
        not_before: None,
        key: None,
    };
    bench.store.commit_blocking(send, Origin::Agent).unwrap();
    assert_eq!(bench.trimmable().messages, 4);
    assert_eq!(
        (bench.trim(TrimCommand::Step).changed, bench.is_whole("old")),
        (0, true),
        "nobody agreed"
    );
    bench.trim(TrimCommand::Agree { days: 365 });
    assert_eq!(bench.trim(TrimCommand::Step).changed, 1);
    assert!(bench.trimming());
    bench.trim(TrimCommand::Step);
    assert!(!bench.trimming(), "it is done");
    for (id, whole) in [
        ("old", false),
        ("young", true),
        ("gone", true),
        ("of-who-is-gone", true),
        ("of-nobody-here", true),
    ] {
        assert_eq!(bench.is_whole(id), whole, "{id}");
    }
    // The message itself is as it was, and is found by its words.
    let person = bench
        .store
        .read_blocking(|reader| reader.person(&"c1".into()))
        .unwrap()
        .unwrap();
    assert!(format!("{person:?}").contains("words of old"), "{person:?}");
    let integrity = bench.store.read_blocking(Reader::integrity).unwrap();
    assert!(integrity.is_whole(), "{integrity:?}");
    // The CRM tells it once more: only what is news comes again.
    for (changed, whole) in [(false, false), (true, true)] {
        let mut again = message("old", "c1", OLD);
        if changed {
            again.fields.insert("status".into(), "read".into());
        }
        bench.sync(SyncCommand::Apply {
            records: vec![again],
            cursor: None,
            first_copy: false,
        });
        assert_eq!(bench.is_whole("old"), whole);
    }
}

#[test]
fn f46_it_goes_in_steps_between_which_edits_come_and_a_person_can_stop_it() {
    let mut records = vec![person("c1")];
    // Many of one moment are one step.
    let at = |nr: i64| {
        Timestamp::from_millisecond(1_700_000_000_000 + nr / 3 * 60_000)
            .unwrap()
            .to_string()
    };
    records.extend((0..1_300).map(|nr| message(&format!("m{nr}"), "c1", &at(nr))));
    let bench = Bench::with(records);
    let before = bench.trimmable();
    assert!(
        before.messages == 1_300 && before.bytes > 1_300 * 100,
        "{before:?}"
    );
    bench.trim(TrimCommand::Agree { days: 365 });
    let first = bench.trim(TrimCommand::Step).changed;
    assert!((500..510).contains(&first), "{first}");
    let note = Command::AddNote {
        contact: "c1".into(),
        body: "between two steps".into(),
    };
    bench.store.commit_blocking(note, Origin::Agent).unwrap();
    bench.trim(TrimCommand::Stop);
    assert_eq!(
        (bench.trim(TrimCommand::Step).changed, bench.trimming()),
        (0, false)
    );
    bench.trim(TrimCommand::Agree { days: 365 });
    let mut cut = first;
    while bench.trimming() {
        cut += bench.trim(TrimCommand::Step).changed;
    }
    assert_eq!((cut, bench.trimmable().bytes), (1_300, 0));
}

#[test]
fn what_is_young_and_what_a_viewer_wants_is_refused() {
    let bench = Bench::with(vec![person("c1")]);
    let young = Command::Trim(TrimCommand::Agree { days: 29 });
    let refused = bench
        .store
        .commit_blocking(young, Origin::Cli)
        .unwrap_err()
        .to_string();
    assert!(refused.contains("the last 30 days"), "{refused}");
    let agree = Command::Trim(TrimCommand::Agree { days: 365 });
    let check = |role, origin| crate::domain::access::check(role, &origin, &agree);
    assert!(check(Role::Agent, Origin::Cli).is_err());
    assert!(check(Role::Admin, Origin::Cli).is_ok());
}

#[test]
fn a_step_finds_its_messages_by_their_time() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_writer(&folder.path().join("a.db")).unwrap();
    for (sql, wanted) in [
        (BOUND, "SEARCH message USING COVERING INDEX message_at (at<?)"),
        (CUT, "SEARCH m USING COVERING INDEX message_at (at>? AND at<?)"),
    ] {
        let plan = steps(&db, sql);
        assert!(plan.iter().any(|line| line == wanted), "{plan:?}");
        assert!(
            !plan
                .iter()
                .any(|line| line.starts_with("SCAN message") || line.starts_with("SCAN raw")),
            "{plan:?}"
        );
    }
}
