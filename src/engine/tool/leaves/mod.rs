//! What leaves by tools, by what goes along with a question, and by work: tests over small copies, read in the bytes that
//! would go out.
//!
//! Here are the copies and single findings; `requests` makes up thousands of requests. Nothing here is in the program. To add a
//! way out: a helper of [`House`] beside the others, and a draw in `requests`.

mod requests;

use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::TOOLS;
use crate::claude::model::CHAT_MODEL;
use crate::clock::Clock;
use crate::copilot::driver::told_about;
use crate::copilot::order::{About, Lanes};
use crate::copilot::wire::Wire;
use crate::copilot::work::Row as Work;
use crate::copilot::work::matter::{Matter, With};
use crate::domain::access::Role;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::gate::Rules;
use crate::domain::mask::Vault;
use crate::domain::origin::Origin;
use crate::domain::plan::Permits;
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::engine::desk::Desk;
use crate::store::{Options, Reader, Roster, Store};

/// A small copy.
struct House {
    _folder: tempfile::TempDir,
    store: Store,
    clock: Clock,
}

fn record(kind: EntityKind, id: &str, members: &Value) -> RemoteRecord {
    RemoteRecord {
        kind,
        id: id.into(),
        raw: members.to_string(),
        fields: members.as_object().unwrap().clone(),
    }
}

fn field(id: &str, name: &str) -> RemoteRecord {
    let key = format!("contact.{}", name.to_lowercase().replace(' ', "_"));
    let members = json!({"name": name, "fieldKey": key, "dataType": "TEXT", "model": "contact"});
    record(EntityKind::CustomField, id, &members)
}

impl House {
    fn of(records: Vec<RemoteRecord>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-25T18:00:00Z".parse().unwrap());
        let options = Options {
            clock: clock.clone(),
            role: Role::Owner,
            me: None,
            rules: Rules::default(),
        };
        let store = Store::open(&folder.path().join("a.db"), options).unwrap();
        let apply = SyncCommand::Apply {
            records,
            cursor: None,
            first_copy: false,
        };
        store
            .commit_blocking(Command::Sync(apply), Origin::Remote)
            .unwrap();
        Self {
            _folder: folder,
            store,
            clock,
        }
    }

    /// The stand-ins of a new chat.
    fn wire(&self) -> Wire {
        let vocabulary = self.store.read_blocking(Reader::vocabulary).unwrap();
        Wire::new(Vault::default(), Wire::plain(&vocabulary))
    }

    /// What a tool answers, as it leaves.
    fn tool(&self, wire: &mut Wire, tool: &str, input: Value) -> Result<String, String> {
        let desk = Desk {
            store: self.store.clone(),
            roster: Roster::default(),
            clock: self.clock.clone(),
            zone: TimeZone::UTC,
            me: None,
            role: Role::Owner,
            rules: Arc::default(),
            terms: Arc::default(),
            permits: Arc::new(Permits::new()),
        };
        let row = TOOLS.iter().find(|row| row.name == tool).unwrap();
        let reply = desk.read_blocking(|sources| Ok(row.run(input, sources))).unwrap();
        let reply = reply.map_err(|refusal| wire.mask(&refusal.0))?;
        wire.learn(&reply.known);
        Ok(wire.told(&reply.content).to_string())
    }

    /// What goes along with a question about this, as it leaves.
    fn about(&self, wire: &mut Wire, about: &About) -> String {
        let mut known = Vec::new();
        let told = self
            .store
            .read_blocking(|reader| told_about(about, reader, &mut known));
        wire.learn(&known);
        wire.told(&told.unwrap().unwrap()).to_string()
    }

    /// The body of a request for work.
    fn work(&self, kind: &str, whom: &str) -> Result<String, String> {
        let kind = Work::named(kind).unwrap();
        let read = |reader: &Reader| Matter::read(kind, &whom.into(), "", None, reader);
        let matter = self.store.read_blocking(read).unwrap().unwrap()?;
        let with = With::of(kind.lane, &Lanes::default(), CHAT_MODEL)?;
        let body = matter.body(kind, "", &with, 1_000)?;
        Ok(String::from_utf8(body.bytes).unwrap())
    }
}

/// Dana with what a field must not hold, and Xochitl in her household, who is in no list of names.
fn home() -> House {
    House::of(vec![
        field("f1", "Date of birth"),
        field("f2", "SSN"),
        field("f3", "Routing"),
        field("f4", "DL"),
        field("f5", "Age"),
        field("f6", "Gender"),
        field("f7", "Religion"),
        field("f8", "Budget"),
        record(
            EntityKind::Contact,
            "dana",
            &json!({"firstName": "Dana", "lastName": "Lopez", "phone": "+19095550142", "type": "customer",
                    "customFields": {"f1": "1980-02-29", "f2": "123456789", "f3": "122105155", "f4": "D1234567",
                                     "f5": "47", "f6": "F", "f7": "none of it", "f8": "650k"}}),
        ),
        record(
            EntityKind::Contact,
            "xo",
            &json!({"firstName": "Xochitl", "lastName": "Lopez", "phone": "+19095550142"}),
        ),
        record(
            EntityKind::Pipeline,
            "p1",
            &json!({"name": "Buyers", "stages": [{"id": "s1", "name": "New"}]}),
        ),
        record(
            EntityKind::Opportunity,
            "o1",
            &json!({"name": "dana and xochitl, a yard", "contactId": "dana", "pipelineId": "p1",
                    "pipelineStageId": "s1", "status": "open"}),
        ),
        record(
            EntityKind::Message,
            "m1",
            &json!({"contactId": "dana", "messageType": "TYPE_SMS", "direction": "inbound",
                    "body": "xochitl wants a yard", "dateAdded": "2026-11-20T18:00:00Z"}),
        ),
        record(
            EntityKind::Note,
            "n1",
            &json!({"contactId": "dana", "dateAdded": "2026-11-20T18:00:00Z",
                    "body": format!("{} zq81.kim@example.com, then more of it", "fine ".repeat(56))}),
        ),
    ])
}

#[test]
fn what_a_field_may_not_hold_leaves_by_no_tool_and_by_no_work() {
    let home = home();
    let mut told = vec![
        home.tool(&mut home.wire(), "read_person", json!({"id": "dana"}))
            .unwrap(),
    ];
    told.extend(
        ["analysis", "reply", "call_brief", "extraction"].map(|kind| home.work(kind, "dana").unwrap()),
    );
    for told in &mut told {
        *told = told.replace("\\\"", "\"");
        for secret in [
            "1980-02-29",
            "123456789",
            "122105155",
            "D1234567",
            "47\"",
            "\"F\"",
            "none of it",
        ] {
            assert!(!told.contains(secret), "{secret} left in {told}");
        }
    }
    for told in [&told[0], &told[1]] {
        for kept in [
            "[Birthdate withheld]",
            "[SSN withheld]",
            "[Account withheld]",
            "[Licence withheld]",
            "[withheld]",
            "650k",
        ] {
            assert!(told.contains(kept), "{kept} is not in {told}");
        }
    }
}

#[test]
fn nobody_is_looked_for_by_what_must_not_leave() {
    let home = home();
    for filter in [
        "custom.Religion:none",
        "tag:buyer or -custom.gender:F",
        "custom.f5>40",
        "custom.SSN:123456789",
        "custom.\"Date of birth\":1980-02-29",
        "birthday<30d",
        "sort:birthday",
        "catholic",
    ] {
        let bulk = json!({"filter": filter, "add_tags": ["x"], "remove_tags": [], "fields": []});
        for (tool, input) in [
            ("find_people", json!({"filter": filter})),
            ("count_people", json!({"filter": filter})),
            ("count_people", json!({"filter": filter, "by": "city"})),
            ("bulk_edit", bulk),
        ] {
            let why = home.tool(&mut home.wire(), tool, input).unwrap_err();
            assert!(
                why.contains("protected trait") || why.contains("never leave this machine"),
                "{tool} {filter}: {why}"
            );
        }
    }
    for filter in ["custom.budget:650k", "type:customer", "unread>0 sort:value"] {
        let told = home.tool(&mut home.wire(), "count_people", json!({"filter": filter}));
        assert!(told.is_ok(), "{filter}: {told:?}");
    }
}

#[test]
fn everybody_of_a_household_is_known_wherever_they_are_told_of() {
    let home = home();
    let mut told = vec![
        home.about(&mut home.wire(), &About::Deal("o1".into())),
        home.about(&mut home.wire(), &About::Person("dana".into())),
        home.work("reply", "dana").unwrap(),
    ];
    for (tool, input) in [
        ("read_person", json!({"id": "dana"})),
        ("read_person", json!({"id": "dana", "message": "m1"})),
        ("search_words", json!({"words": "yard"})),
    ] {
        told.push(home.tool(&mut home.wire(), tool, input).unwrap());
    }
    for told in told {
        let small = told.to_lowercase();
        assert!(
            !small.contains("xochitl") && !small.contains("\"dana and"),
            "{told}"
        );
    }
}

#[test]
fn no_piece_of_an_identifier_is_left_where_a_text_is_cut() {
    let home = home();
    for (tool, input) in [
        ("read_person", json!({"id": "dana"})),
        ("search_words", json!({"words": "fine"})),
        ("search_words", json!({"words": "then more"})),
    ] {
        let told = home.tool(&mut home.wire(), tool, input).unwrap();
        assert!(told.contains("fine fine") && !told.contains("zq81"), "{told}");
    }
}
