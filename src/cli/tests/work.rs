//! Structured work against the simulated Claude: what is believed, what is kept, what it costs.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::bench::{Bench, Ran};
use super::edits::done;
use crate::cli::Exit;
use crate::clock::Clock;
use crate::config::Environment;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::engine::query::{CardOf, PreparedOf, SpentSince};
use crate::engine::{ChatSetup, Engine, KINDS, LaneTerms, Setup};
use crate::sandbox::{Sandbox, SandboxOptions};

/// A person who writes, in a local copy with a simulated Claude.
pub(super) struct Office {
    pub(super) bench: Bench,
    sandbox: Sandbox,
    runtime: tokio::runtime::Runtime,
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
        message(
            "m_1",
            "outbound",
            "Hi Maria, what can I do for you?",
            "2026-04-01T10:00:00Z",
        ),
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
        let engine = Engine::start(Setup::alone(path.join("local.db"), Clock::system()));
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

pub(super) fn office() -> Office {
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
        runtime,
    }
}

impl Office {
    fn work(&self, typed: &[&str]) -> Ran {
        let typed: Vec<&str> = ["work"].iter().chain(typed).copied().collect();
        self.bench.run(&typed, "")
    }

    /// Has the simulation answer the next request with this text.
    pub(super) fn answer(&self, text: &str) {
        self.arm(&json!({ "answer": [{ "type": "text", "text": text }] }));
    }

    pub(super) fn arm(&self, control: &Value) {
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
        assert!(
            done(&words).err.contains("nothing has changed since"),
            "{}",
            words.err
        );
        assert!(
            words.out.contains("(m_2)") || words.out.contains("(a_1)"),
            "{}: {}",
            kind.name,
            words.out
        );
        let again = office.work(&[kind.name, "c_1", "--json"]).json();
        assert_eq!(
            (&again["cached"], &again["cost_microdollars"], &again["result"]),
            (&json!(true), &json!(0), &made["result"])
        );
    }
    let heard = office.heard();
    assert_eq!(
        heard.matches("json_schema").count(),
        KINDS.len(),
        "one request each"
    );
    for known in [
        "Maria",
        "Benitez",
        "Okafor",
        "555-0142",
        "9095550142",
        "maria@example",
    ] {
        assert!(!heard.contains(known), "{known} left");
    }
}

#[test]
fn an_answer_that_cannot_be_believed_is_one_sentence_and_the_last_good_one_stays() {
    let office = office();
    let good = done(&office.work(&["call_brief", "c_1", "--json"])).json()["result"].clone();
    let invented = good.to_string().replace("m_2", "m_99");
    let steering = {
        let mut brief = good.clone();
        brief["open_questions"] = json!(["Is a great family neighborhood with top schools what you want?"]);
        brief.to_string()
    };
    let cut = json!({ "fault": { "truncate_after_deltas": 2 } });
    let text = |text: &str| json!({ "answer": [{ "type": "text", "text": text }] });
    let cases = [
        (
            "cut JSON",
            text("{\"opener\": {\"stat"),
            "no whole JSON",
            2,
            Exit::Failed,
        ),
        (
            "an invented id",
            text(&invented),
            "not among the facts",
            2,
            Exit::Failed,
        ),
        ("steering", text(&steering), "fair housing", 2, Exit::Failed),
        (
            "no schema",
            text("{\"opener\": 3}"),
            "does not fit its schema",
            2,
            Exit::Failed,
        ),
        (
            "a refusal",
            json!({ "refusal": "general_harms" }),
            "declined",
            1,
            Exit::Refused,
        ),
        ("a cut stream", cut, "", 2, Exit::Offline),
        (
            "a service that is down",
            json!({ "fault": { "status": 500 } }),
            "",
            2,
            Exit::Offline,
        ),
        (
            "a refused request",
            json!({ "fault": { "status": 400, "message": "output_config.format: no" } }),
            "because of \"output_config.format\"",
            1,
            Exit::Failed,
        ),
    ];
    for (name, control, why, tries, exit) in cases {
        office.heard();
        for _ in 0..tries {
            office.arm(&control);
        }
        let before = spent(&office);
        let ran = office.work(&["call_brief", "c_1", "--again", "--json"]);
        assert_eq!(ran.exit, exit, "{name}: {} {}", ran.out, ran.err);
        let told = ran.json();
        let fault = told["fault"].as_str().unwrap();
        assert!(fault.contains(why) && !fault.contains('\n'), "{name}: {fault}");
        assert_eq!(told["result"], good, "{name}");
        assert!(told["age_seconds"].is_i64(), "{name}");
        assert_eq!(office.heard().matches("json_schema").count(), tries, "{name}");
        assert_eq!(
            spent(&office) - before,
            told["cost_microdollars"].as_i64().unwrap(),
            "{name}"
        );
    }
    let after = office.work(&["call_brief", "c_1", "--json"]).json();
    assert_eq!((&after["cached"], &after["result"]), (&json!(true), &good));
}

#[test]
fn a_second_try_may_mend_it() {
    let office = office();
    office.answer("Here is the brief you asked for.");
    let ran = office.work(&["call_brief", "c_1", "--json"]);
    let told = done(&ran).json();
    assert_eq!(told["fault"], json!(null));
    assert_eq!(office.heard().matches("json_schema").count(), 2);
    assert_eq!(spent(&office), told["cost_microdollars"].as_i64().unwrap());
}

#[test]
fn what_changed_about_somebody_is_asked_anew_and_the_days_limit_is_heeded() {
    let office = office();
    done(&office.work(&["analysis", "c_1"]));
    done(&office.bench.run(&["note", "c_1", "They prefer mornings."], ""));
    office.heard();
    let ran = office.work(&["analysis", "c_1", "--json"]);
    assert_eq!(done(&ran).json()["cached"], false);
    assert!(office.heard().contains("prefer mornings"));
    std::fs::write(office.bench.file(), "[claude]\ndaily_limit = 0.0001\n").unwrap();
    let ran = office.work(&["analysis", "c_1", "--again"]);
    assert!(
        ran.err.contains("today's limit of $0.00") && ran.out.contains("summary"),
        "{} {}",
        ran.out,
        ran.err
    );
    assert_eq!(ran.exit, Exit::Refused);
    assert_eq!(office.heard().matches("json_schema").count(), 0);
    // What is there already costs nothing and is told.
    done(&office.work(&["analysis", "c_1"]));
    let nobody = office.work(&["analysis", "c_9"]);
    assert_eq!(nobody.exit, Exit::NothingFound);
    let silent = office.work(&["reply", "c_2"]);
    assert!(silent.err.contains("they have not written yet"), "{}", silent.err);
}

/// Puts lines into the settings.
fn set(office: &Office, lines: &str) {
    std::fs::write(office.bench.file(), lines).unwrap();
}

#[test]
fn every_limit_of_the_chat_holds_for_work_and_is_counted_ahead() {
    let office = office();
    done(&office.work(&["analysis", "c_1"]));
    let before = spent(&office);
    assert!(before > 0);
    office.heard();
    // The next answer might cost more than what is left; that much of a cent is left of each.
    let tight = format!("{:.6}", (before as f64 + 300.0) / 1e6);
    for (setting, limit, says) in [
        ("monthly_limit", tight.as_str(), "this month's limit of $"),
        ("daily_limit", tight.as_str(), "today's limit of $"),
        (
            "turn_limit",
            "0.0003",
            "this question would pass its limit of $0.00",
        ),
    ] {
        set(&office, &format!("[claude]\n{setting} = {limit}\n"));
        let ran = office.work(&["analysis", "c_1", "--again", "--json"]);
        assert_eq!(ran.exit, Exit::Refused, "{setting}: {} {}", ran.out, ran.err);
        let told = ran.json();
        let fault = told["fault"].as_str().unwrap();
        assert!(
            fault.contains(says) && fault.contains(setting),
            "{setting}: {fault}"
        );
        assert!(told["result"].is_object(), "{setting}: the last good one stays");
    }
    assert_eq!(office.heard().matches("json_schema").count(), 0);
    assert_eq!(spent(&office), before);
    // Where a shorter answer still fits, it is asked for with that much room.
    set(&office, "[claude]\nturn_limit = 0.10\n");
    done(&office.work(&["analysis", "c_1", "--again"]));
    let heard = office.heard();
    assert_eq!(heard.matches("json_schema").count(), 1);
    assert!(!heard.contains("16000"), "with less room than usual: {heard}");
}

#[test]
fn each_kind_of_work_is_done_by_the_model_of_its_lane() {
    let office = office();
    set(
        &office,
        "[claude.lanes]\ndrafts = \"claude-sonnet-5 medium\"\nbulk = \"claude-opus-5 low\"\ndeep = \"max\"\n",
    );
    for (kind, model, effort) in [
        ("reply", "claude-sonnet-5", "medium"),
        ("call_brief", "claude-opus-5", "low"),
        ("extraction", "claude-opus-5", "low"),
        ("analysis", "claude-sonnet-5-5", "max"),
        ("follow_up_plan", "claude-sonnet-5-5", "max"),
    ] {
        office.heard();
        done(&office.work(&[kind, "c_1"]));
        let heard: Value = serde_json::from_str(&office.heard()).unwrap();
        let asked: Value = match &heard["requests"][0] {
            Value::String(body) => serde_json::from_str(body).unwrap(),
            body => body.clone(),
        };
        assert_eq!(
            (&asked["model"], &asked["output_config"]["effort"]),
            (&json!(model), &json!(effort)),
            "{kind}"
        );
    }
}

#[test]
fn a_model_that_is_gone_is_told_with_the_one_to_take_instead_and_where_it_is_set() {
    let office = office();
    set(
        &office,
        "[claude.lanes]\nbulk = \"claude-3-haiku-20240307 low\"\ndrafts = \"low\"\n",
    );
    let ran = office.work(&["call_brief", "c_1", "--json"]);
    assert_eq!(ran.exit, Exit::Refused, "{} {}", ran.out, ran.err);
    assert_eq!(
        ran.json()["fault"],
        "the model claude-3-haiku-20240307 is retired or not known to this account; nothing was changed; set \
         claude.lanes.bulk to another, such as \"claude-haiku-5-5\""
    );
    set(
        &office,
        "[claude]\nmodel = \"claude-3-opus-20240229\"\n[claude.lanes]\ndrafts = \"low\"\n",
    );
    let ran = office.work(&["reply", "c_1", "--json"]);
    let fault = ran.json()["fault"].clone();
    assert!(
        fault
            .as_str()
            .unwrap()
            .contains("set claude.model to another, such as \"claude-opus-5-5\""),
        "{fault}"
    );
}

/// What Claude has cost in all.
fn spent(office: &Office) -> i64 {
    let engine = engine(office, Clock::system(), false);
    office.runtime.block_on(async {
        let engine = engine.await;
        let spent = engine
            .query(SpentSince(jiff::Timestamp::UNIX_EPOCH))
            .await
            .unwrap();
        engine.shutdown().await;
        spent
    })
}

async fn engine(office: &Office, clock: Clock, claude: bool) -> Engine {
    let mut chat = ChatSetup::new(office.sandbox.claude_url(), office.sandbox.claude_key().clone());
    chat.lanes.bulk = LaneTerms::read("claude-haiku-5-5 low");
    let setup = Setup {
        chat: claude.then_some(chat),
        ..Setup::alone(office.bench.folder.path().join("data").join("local.db"), clock)
    };
    Engine::start(setup).await.unwrap()
}

/// More people who wait for an answer.
fn waiting(count: usize) -> Vec<RemoteRecord> {
    let told = |kind, id: String, members: Value| RemoteRecord {
        kind,
        id,
        raw: members.to_string(),
        fields: members.as_object().unwrap().clone(),
    };
    let of = |nr: usize| {
        let contact = format!("w_{nr}");
        let at = format!("2026-04-13T1{nr}:00:00Z");
        [
            told(
                EntityKind::Contact,
                contact.clone(),
                json!({ "firstName": format!("Lena{nr}"), "lastName": "Ruiz",
                "phone": format!("+1909555020{nr}"), "dateAdded": "2026-01-01T00:00:00Z" }),
            ),
            told(
                EntityKind::Conversation,
                format!("cv_{nr}"),
                json!({ "contactId": contact, "unreadCount": 1,
                "lastMessageDate": at, "lastMessageDirection": "inbound" }),
            ),
            told(
                EntityKind::Message,
                format!("wm_{nr}"),
                json!({ "contactId": contact,
                "conversationId": format!("cv_{nr}"), "messageType": "TYPE_SMS", "direction": "inbound",
                "body": "Can we see the home this week?", "dateAdded": at }),
            ),
        ]
    };
    (0..count).flat_map(of).collect()
}

#[test]
fn a_night_prepares_the_day_within_its_limit_and_nothing_twice() {
    let mut office = office();
    take_in(&office.bench, waiting(3));
    let clock = Clock::manual("2026-04-14T05:50:00Z".parse().unwrap());
    let mine = Draft {
        contact: "w_2".into(),
        channel: Channel::Sms,
        subject: None,
        body: "my own words".into(),
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let engine = runtime.block_on(engine(&office, clock.clone(), true));
    runtime
        .block_on(engine.submit(Command::KeepDraft { draft: mine }, Origin::Agent))
        .unwrap();
    let tight = runtime.block_on(engine.prepare_day(1)).unwrap();
    assert_eq!(tight.made, 1, "{tight:?}");
    assert!(
        tight.stopped.as_ref().unwrap().contains("limit of the night"),
        "{tight:?}"
    );
    let none = runtime.block_on(engine.prepare_day(1)).unwrap();
    assert_eq!((none.made, none.micro_dollars), (0, 0), "{none:?}");
    let night = runtime.block_on(engine.prepare_day(5_000_000)).unwrap();
    assert!(night.people >= 3 && night.stopped.is_none(), "{night:?}");
    assert_eq!(night.made + night.cached, 2 * night.people, "{night:?}");
    // The network goes, the day begins.
    office
        .runtime
        .block_on(async { drop(std::mem::replace(&mut office.sandbox, elsewhere().await)) });
    clock.advance(std::time::Duration::from_mins(100));
    for nr in 0..3 {
        let contact = format!("w_{nr}");
        let card = runtime
            .block_on(engine.query(CardOf(contact.as_str().into())))
            .unwrap()
            .unwrap();
        let ready = card.ready.unwrap();
        assert_eq!(ready.of_claude, nr != 2, "{ready:?}");
        assert_eq!(ready.body == "my own words", nr == 2, "{ready:?}");
        let prepared = runtime
            .block_on(engine.query(PreparedOf(contact.as_str().into())))
            .unwrap();
        let kinds: Vec<&str> = prepared.iter().map(|prepared| prepared.kind.as_str()).collect();
        assert_eq!(kinds, ["reply", "call_brief"]);
        assert!(
            prepared
                .iter()
                .all(|prepared| prepared.model == "claude-haiku-5-5"),
            "what is made for many is made by the lane for those"
        );
    }
    clock.advance(std::time::Duration::from_hours(22));
    let second = runtime.block_on(engine.prepare_day(5_000_000)).unwrap();
    assert_eq!(
        (second.made, second.micro_dollars, second.cached),
        (0, 0, 2 * second.people),
        "{second:?}"
    );
    runtime.block_on(engine.shutdown());
}

#[test]
fn a_filter_is_written_from_plain_words_masked_and_only_when_it_can_be_read() {
    let office = office();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let engine = runtime.block_on(engine(&office, Clock::system(), true));
    let write = |words: &str| runtime.block_on(engine.write_filter(words));
    office.answer("```filter\ntag:hot -cty:upland\n```");
    office.answer("```filter\ntag:hot -city:upland\n```");
    assert_eq!(
        write("hot people like Maria Benitez who are not in Upland"),
        Ok("tag:hot -city:upland".to_owned())
    );
    let heard = office.heard();
    assert!(
        heard.contains("did you mean city"),
        "what is wrong goes back: {heard}"
    );
    assert!(!heard.contains("Benitez"), "no name leaves");
    assert!(heard.contains("claude-haiku-5-5"), "by the lane for small tasks");
    for _ in 0..3 {
        office.answer("I would rather not.");
    }
    let why = write("anybody").unwrap_err();
    assert!(why.contains("the list is as it was"), "{why}");
    runtime.block_on(engine.shutdown());
}

/// A sandbox that nobody here knows the address of.
async fn elsewhere() -> Sandbox {
    let options = SandboxOptions {
        contacts: 1,
        ..SandboxOptions::default()
    };
    Sandbox::start(options, Clock::system()).await.unwrap()
}
