//! Structured work against the simulated Claude: what is believed, what is kept, what it costs.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::bench::{Bench, Ran};
use super::edits::done;
use crate::cli::error::Exit;
use crate::clock::Clock;
use crate::config::Environment;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::gate::Rules;
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::engine::{Engine, KINDS, Setup};
use crate::sandbox::{Sandbox, SandboxOptions};

/// A person who writes, in a local copy with a simulated Claude.
struct Office {
    bench: Bench,
    sandbox: Sandbox,
    _runtime: tokio::runtime::Runtime,
}

const ASKED: &str =
    "We can spend up to $650k with Tom Okafor. Is the home on Banyan still there? Call (909) 555-0142.";

fn records() -> Vec<RemoteRecord> {
    let told = |kind, id: &str, members: Value| RemoteRecord {
        kind,
        id: id.to_owned(),
        raw: members.to_string(),
        fields: members.as_object().unwrap().clone(),
    };
    let message = |id: &str, way: &str, body: &str, at: &str| {
        let members = json!({ "contactId": "c_1", "conversationId": "v_1", "messageType": "TYPE_SMS",
            "direction": way, "body": body, "dateAdded": at });
        told(EntityKind::Message, id, members)
    };
    vec![
        told(
            EntityKind::Contact,
            "c_1",
            json!({ "firstName": "Maria", "lastName": "Benitez", "phone": "+19095550142", "source": "Zillow",
                    "email": "maria@example.com", "dateAdded": "2026-01-01T00:00:00Z" }),
        ),
        told(
            EntityKind::Contact,
            "c_2",
            json!({ "firstName": "Nora", "phone": "+19095550143", "dateAdded": "2026-01-01T00:00:00Z" }),
        ),
        message("m_1", "outbound", "Hi Maria, what can I do for you?", "2026-04-01T10:00:00Z"),
        message("m_2", "inbound", ASKED, "2026-04-02T10:00:00Z"),
        told(
            EntityKind::Appointment,
            "a_1",
            json!({ "contactId": "c_1", "title": "Showing on Banyan", "appointmentStatus": "confirmed",
                    "startTime": "2026-04-05T17:00:00Z", "endTime": "2026-04-05T18:00:00Z" }),
        ),
    ]
}

fn take_in(bench: &Bench, records: Vec<RemoteRecord>) {
    let path = bench.folder.path().join("data");
    crate::config::paths::prepare(&path).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let engine = Engine::start(Setup {
            path: path.join("local.db"),
            clock: Clock::system(),
            zone: jiff::tz::TimeZone::UTC,
            role: crate::domain::access::Role::default(),
            me: None,
            crm: None,
            chat: None,
            every: None,
            rules: Rules::default(),
            terms: crate::domain::today::Terms::default(),
            roster: false,
        });
        let engine = engine.await.unwrap();
        let apply = SyncCommand::Apply {
            records,
            cursor: None,
            first_copy: false,
        };
        engine.submit(Command::Sync(apply), Origin::Remote).await.unwrap();
        engine.shutdown().await;
    });
}

fn office() -> Office {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options = SandboxOptions {
        contacts: 1,
        seed: 7,
        lively: false,
        ..SandboxOptions::default()
    };
    let sandbox = runtime
        .block_on(Sandbox::start(options, Clock::system()))
        .unwrap();
    let mut bench = Bench::new();
    bench.environment = Environment::default()
        .with("ANTHROPIC_API_KEY", sandbox.claude_key().expose())
        .with("ANTHROPIC_BASE_URL", sandbox.claude_url());
    take_in(&bench, records());
    Office {
        bench,
        sandbox,
        _runtime: runtime,
    }
}

impl Office {
    fn work(&self, typed: &[&str]) -> Ran {
        let typed: Vec<&str> = ["work"].iter().chain(typed).copied().collect();
        self.bench.run(&typed, "")
    }

    /// Has the simulation answer the next request with this text.
    fn answer(&self, text: &str) {
        self.arm(&json!({ "answer": [{ "type": "text", "text": text }] }));
    }

    fn arm(&self, control: &Value) {
        self.ask("POST", "/_sim/arm", &control.to_string());
    }

    /// The bodies of all requests since this was asked last.
    fn heard(&self) -> String {
        self.ask("GET", "/_sim/heard", "")
    }

    fn ask(&self, verb: &str, path: &str, body: &str) -> String {
        let address = self.sandbox.claude_url().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{verb} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }
}

#[test]
fn every_kind_is_done_with_what_it_rests_on_and_again_for_nothing() {
    let office = office();
    for kind in KINDS {
        let ran = office.work(&[kind.name, "c_1", "--json"]);
        let made = done(&ran).json();
        assert_eq!(made["cached"], false, "{}", kind.name);
        assert!(made["cost_microdollars"].as_i64().unwrap() > 0, "{}", kind.name);
        assert!(
            !made["result"].to_string().contains("Person_1"),
            "{}: {}",
            kind.name,
            made["result"]
        );
        let words = office.work(&[kind.name, "c_1"]);
        assert!(done(&words).err.contains("nothing has changed since"), "{}", words.err);
        assert!(words.out.contains("(m_2)") || words.out.contains("(a_1)"), "{}: {}", kind.name, words.out);
        let again = office.work(&[kind.name, "c_1", "--json"]).json();
        assert_eq!(
            (&again["cached"], &again["cost_microdollars"], &again["result"]),
            (&json!(true), &json!(0), &made["result"])
        );
    }
    let heard = office.heard();
    assert_eq!(heard.matches("json_schema").count(), KINDS.len(), "one request each");
    for known in ["Maria", "Benitez", "Okafor", "555-0142", "9095550142", "maria@example"] {
        assert!(!heard.contains(known), "{known} left");
    }
}
