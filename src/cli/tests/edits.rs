//! Edits and questions on a small local copy: what is said, what is kept, how each ends.

use serde_json::{Value, json};

use super::bench::{Bench, Ran};
use crate::cli::Exit;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::engine::{Engine, Setup};

/// Maria and Ben, a pipeline, two deals, two colleagues and a field, as if copied from a CRM.
pub(super) fn account() -> Bench {
    account_with(Vec::new())
}

pub(super) fn told(kind: EntityKind, id: &str, members: Value) -> RemoteRecord {
    RemoteRecord {
        kind,
        id: id.to_owned(),
        raw: members.to_string(),
        fields: members.as_object().unwrap().clone(),
    }
}

/// The same with more in it.
pub(super) fn account_with(more: Vec<RemoteRecord>) -> Bench {
    let bench = Bench::new();
    let mut records = vec![
        told(
            EntityKind::User,
            "u1",
            json!({ "name": "Jo Lee", "email": "jo@example.com" }),
        ),
        told(
            EntityKind::User,
            "u2",
            json!({ "name": "Sam Park", "email": "sam@example.com" }),
        ),
        told(
            EntityKind::CustomField,
            "f1",
            json!({ "name": "Budget", "fieldKey": "contact.budget", "dataType": "MONETORY", "model": "contact" }),
        ),
        told(
            EntityKind::Pipeline,
            "p1",
            json!({ "name": "Buyers", "stages": [
                { "id": "s1", "name": "New", "position": 0 }, { "id": "s2", "name": "Showing", "position": 1 },
            ] }),
        ),
        told(EntityKind::LostReason, "r1", json!({ "name": "Price too high" })),
        told(
            EntityKind::LostReason,
            "r2",
            json!({ "name": "Chose another agent" }),
        ),
        told(
            EntityKind::Contact,
            "c1",
            json!({ "firstName": "Maria", "lastName": "Ben\u{1b}[31m\u{202e}itez", "phone": "+19095550142",
                    "email": "maria@example.com", "tags": ["buyer"], "dateAdded": "2026-01-01T00:00:00Z" }),
        ),
        told(
            EntityKind::Contact,
            "c2",
            json!({ "firstName": "Ben", "phone": "+19095550143", "dnd": true, "dateAdded": "2026-01-02T00:00:00Z" }),
        ),
        told(
            EntityKind::Opportunity,
            "o1",
            json!({ "name": "Maria's home", "contactId": "c1", "pipelineId": "p1", "pipelineStageId": "s1",
                    "status": "open", "monetaryValue": 450_000 }),
        ),
    ];
    records.extend(more);
    let path = bench.folder.path().join("data");
    crate::config::paths::prepare(&path).unwrap();
    let apply = SyncCommand::Apply {
        records,
        cursor: None,
        first_copy: false,
    };
    submit(&bench, Command::Sync(apply), Origin::Remote);
    bench
}

/// Has a command done in the copy, as another program would.
pub(super) fn submit(bench: &Bench, command: Command, origin: Origin) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let engine = Engine::start(Setup::alone(
            bench.folder.path().join("data/local.db"),
            crate::clock::Clock::system(),
        ));
        let engine = engine.await.unwrap();
        engine.submit(command, origin).await.unwrap();
        engine.shutdown().await;
    });
}

pub(super) fn shown(bench: &Bench, id: &str) -> Value {
    bench.run(&["show", id, "--json"], "").json()
}

pub(super) fn done(ran: &Ran) -> &Ran {
    assert_eq!(ran.exit, Exit::Done, "{} {}", ran.out, ran.err);
    ran
}

#[test]
fn a_filter_chooses_the_columns_of_the_table() {
    let bench = account();
    let head = |filter: &str, form: &str| {
        let ran = bench.run(&["leads", filter, form], "");
        done(&ran).out.lines().next().unwrap_or_default().to_owned()
    };
    let own = "id,name,score,badge,stage,value,phone,email,tags,owner";
    assert_eq!(head("tag:buyer", "--csv"), own);
    let chosen = "tag:buyer columns:value,name,next";
    assert_eq!(head(chosen, "--csv"), "id,value,name,next");
    let words = |line: String| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(head(chosen, "--plain")), ["id", "value", "name", "next"]);
    let ran = bench.run(&["leads", chosen, "--csv"], "");
    assert!(ran.out.contains("c1,\"$450,000\",Maria"), "{}", ran.out);
    let ran = bench.run(&["leads", chosen, "--json"], "");
    assert_eq!(
        ran.json()["rows"][0]["stage_name"],
        "New",
        "a program gets all of it"
    );
    let ran = bench.run(&["leads", "columns:vlue"], "");
    assert_eq!(ran.exit, Exit::WrongUse);
}

#[test]
fn people_are_listed_in_every_form_and_nobody_found_is_exit_3() {
    let bench = account();
    let all = bench.run(&["leads", "--json"], "");
    assert_eq!(done(&all).json()["total"], 2);
    let ran = bench.run(&["leads", "tag:buyer", "--json"], "");
    let row = &ran.json()["rows"][0];
    assert_eq!(
        (&row["id"], &row["stage_name"], &row["value"]),
        (&json!("c1"), &json!("New"), &json!(450_000))
    );
    assert!(
        !ran.out.contains(['\u{1b}', '\u{202e}']),
        "JSON carries no live control sign: {}",
        ran.out
    );
    assert_eq!(row["last_name"], "Ben\u{1b}[31m\u{202e}itez", "and loses nothing");
    for form in ["--csv", "--plain"] {
        let ran = bench.run(&["leads", form], "");
        assert!(ran.out.contains("Maria Ben·[31m·itez"), "{}", ran.out);
    }
    assert_eq!(bench.run(&["leads", "tag:nobody"], "").exit, Exit::NothingFound);
    assert_eq!(bench.run(&["leads", "-tag:buyer", "--count"], "").out.trim(), "1");
    let ran = bench.run(&["leads", "tag:buyer stge:new"], "");
    assert_eq!(ran.exit, Exit::WrongUse);
    assert!(
        ran.err.contains("\n  tag:buyer stge:new\n            ^^^^"),
        "{}",
        ran.err
    );
}

#[test]
fn one_person_is_shown_and_an_unknown_id_is_exit_3() {
    let bench = account();
    let page = bench.run(&["show", "c1"], "").out;
    for part in [
        "Maria Ben·[31m·itez",
        "+19095550142",
        "buyer",
        "Maria's home",
        "New",
        "$450,000",
    ] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    assert_eq!(shown(&bench, "c1")["deals"][0]["id"], "o1");
    assert_eq!(shown(&bench, "o1")["status"], "open");
    let ran = bench.run(&["show", "nobody"], "");
    assert_eq!(ran.exit, Exit::NothingFound);
    assert!(
        ran.err.contains("there is no person or deal nobody"),
        "{}",
        ran.err
    );
}

#[test]
fn tags_are_added_and_taken_away_wherever_the_flags_stand() {
    let bench = account();
    let ran = bench.run(&["tag", "c1", "+hot", "-buyer", "--ack", "--json"], "");
    let (ack, answer) = done(&ran).out.split_once('\n').unwrap();
    let answer: Value = serde_json::from_str(answer).unwrap();
    assert_eq!(ack, format!("ACK {}", answer["ack"].as_str().unwrap()));
    assert_eq!(answer["outbox"].as_array().unwrap().len(), 1);
    assert_eq!(shown(&bench, "c1")["tags"], json!(["hot"]));
    done(&bench.run(&["--json", "tag", "c1", "--remove", "hot", "vip"], ""));
    assert_eq!(shown(&bench, "c1")["tags"], json!(["vip"]));
    done(&bench.run(&["tag", "c1", "--", "-vip", "+x"], ""));
    assert_eq!(shown(&bench, "c1")["tags"], json!(["x"]));
    assert_eq!(bench.run(&["tag", "c1"], "").exit, Exit::WrongUse);
    assert_eq!(bench.run(&["tag", "nobody", "+a"], "").exit, Exit::NothingFound);
    assert!(
        bench
            .run(&["tag", "-h"], "")
            .out
            .contains("Add and take away tags")
    );
}

#[test]
fn who_set_a_field_is_told() {
    let bench = account();
    done(&bench.run(&["set", "c1", "city=Upland"], ""));
    done(&bench.run(&["set", "c1", "source=sign"], ""));
    let ran = bench.run(&["history", "c1", "city", "--json"], "");
    let answer: Value = serde_json::from_str(&done(&ran).out).unwrap();
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(
        (&rows[0]["who"], &rows[0]["to"]),
        (&json!("me"), &json!("Upland"))
    );
    assert!(bench.run(&["history", "c1"], "").out.contains("sign"));
    assert_eq!(bench.run(&["history", "nobody"], "").exit, Exit::NothingFound);
}

#[test]
fn doubles_are_listed_and_made_one_after_a_yes() {
    let bench = account();
    assert_eq!(bench.run(&["doubles"], "").exit, Exit::NothingFound);
    let phone = shown(&bench, "c1")["phone"].as_str().unwrap().to_owned();
    done(&bench.run(&["set", "c2", &format!("phone={phone}")], ""));
    let listed = bench.run(&["doubles", "--json"], "");
    let answer: Value = serde_json::from_str(&done(&listed).out).unwrap();
    assert_eq!(answer["rows"][0]["shared"], "phone");
    let told = bench.run(&["doubles", "c1", "c2"], "");
    assert_eq!(told.exit, Exit::Refused);
    assert!(told.out.contains("Nothing was done"), "{}", told.out);
    done(&bench.run(&["doubles", "c1", "c2", "--yes"], ""));
    assert_eq!(bench.run(&["doubles"], "").exit, Exit::NothingFound);
    done(&bench.run(&["undo"], ""));
    done(&bench.run(&["doubles", "c1", "c2", "--apart"], ""));
    assert_eq!(bench.run(&["doubles"], "").exit, Exit::NothingFound);
}

#[test]
fn a_call_is_logged_with_how_it_ended() {
    let bench = account();
    let call = [
        "call",
        "c1",
        "no-answer",
        "--notes",
        "rings out",
        "--seconds",
        "30",
    ];
    done(&bench.run(&call, ""));
    let person = shown(&bench, "c1");
    assert_eq!(person["notes"][0]["body"], "Call: no answer, 30 s\nrings out");
    assert_eq!(person["messages"][0]["status"], "no-answer");
    let wrong = bench.run(&["call", "c1", "rang"], "");
    assert_eq!(wrong.exit, Exit::WrongUse);
    assert!(wrong.err.contains("voicemail"), "{}", wrong.err);
    done(&bench.run(&["undo"], ""));
    assert_eq!(shown(&bench, "c1")["notes"].as_array().unwrap().len(), 0);
}

#[test]
fn notes_and_tasks_are_written() {
    let bench = account();
    done(&bench.run(&["note", "c1", "called,", "-", "wants", "a pool"], ""));
    done(&bench.run(&["note", "c1", "-"], "two\nlines"));
    let acked = bench.run(&["note", "c1", "late", "call", "--ack"], "");
    assert!(
        acked.out.starts_with("ACK "),
        "a flag behind the words is a flag: {}",
        acked.out
    );
    done(&bench.run(&["note", "c1", "--", "--ack", "is a flag"], ""));
    let bodies: Vec<_> = shown(&bench, "c1")["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["body"].clone())
        .collect();
    for body in [
        "called, - wants a pool",
        "two\nlines",
        "late call",
        "--ack is a flag",
    ] {
        assert!(bodies.contains(&json!(body)), "{body}: {bodies:?}");
    }
    let ran = bench.run(
        &[
            "task",
            "c1",
            "call",
            "back",
            "--due",
            "2030-01-02 10:00",
            "--zone",
            "UTC",
            "--assign",
            "jo",
            "--json",
        ],
        "",
    );
    let task = ran.json()["created"]["id"].as_str().unwrap().to_owned();
    let seen = shown(&bench, "c1")["tasks"][0].clone();
    assert_eq!(
        (&seen["title"], &seen["due"], &seen["assigned_to"]),
        (&json!("call back"), &json!("2030-01-02T10:00:00Z"), &json!("u1"))
    );
    done(&bench.run(&["task", &task, "--done"], ""));
    assert_eq!(shown(&bench, "c1")["tasks"][0]["completed"], true);
    let ran = bench.run(&["task", "c1", "x", "--due", "someday"], "");
    assert_eq!((ran.exit, ran.err.contains("someday")), (Exit::WrongUse, true));
}

#[test]
fn fields_are_set_by_any_of_their_names_and_a_slip_is_named() {
    let bench = account();
    done(&bench.run(
        &[
            "set",
            "c1",
            "city=Etiwanda",
            "first_name=Mara",
            "custom.budget=450k",
            "zip=",
        ],
        "",
    ));
    let fields = shown(&bench, "c1")["fields"].clone();
    assert_eq!(
        (&fields["city"], &fields["firstName"]),
        (&json!("Etiwanda"), &json!("Mara"))
    );
    assert!(fields.to_string().contains("450000"), "{fields}");
    done(&bench.run(&["set", "o1", "value=500k"], ""));
    assert_eq!(shown(&bench, "o1")["value"], json!(500_000));
    for (change, told) in [
        ("ctiy=x", "did you mean city?"),
        ("custom.bugdet=1", "did you mean custom.Budget?"),
        ("custom.Budget=lots", "nothing was changed"),
        ("city", "write field=value"),
        ("email=nobody", "is not one e-mail address"),
    ] {
        let ran = bench.run(&["set", "c1", change], "");
        assert_eq!(
            (ran.exit, ran.err.contains(told)),
            (Exit::WrongUse, true),
            "{change}: {}",
            ran.err
        );
    }
}

#[test]
fn people_and_deals_are_given_to_colleagues() {
    let bench = account();
    done(&bench.run(&["assign", "c1", "Sam"], ""));
    assert_eq!(shown(&bench, "c1")["owner"], "u2");
    std::fs::write(bench.file(), "user = \"JO@example.com\"\n").unwrap();
    done(&bench.run(&["assign", "o1", "me"], ""));
    assert_eq!(shown(&bench, "o1")["owner"], "u1");
    done(&bench.run(&["assign", "c1", "none"], ""));
    assert_eq!(shown(&bench, "c1")["owner"], Value::Null);
    let ran = bench.run(&["assign", "c1", "Sma Park"], "");
    assert_eq!(
        (ran.exit, ran.err.contains("did you mean Sam Park?")),
        (Exit::NothingFound, true),
        "{}",
        ran.err
    );
}

#[test]
fn deals_move_and_close() {
    let bench = account();
    done(&bench.run(&["move", "o1", "showing"], ""));
    assert_eq!(shown(&bench, "o1")["stage"], "s2");
    let ran = bench.run(&["move", "o1", "shwoing"], "");
    assert_eq!(
        (ran.exit, ran.err.contains("did you mean \"Showing\"?")),
        (Exit::NothingFound, true),
        "{}",
        ran.err
    );
    assert_eq!(bench.run(&["move", "o9", "s1"], "").exit, Exit::NothingFound);
    done(&bench.run(&["close", "o1", "won"], ""));
    assert_eq!(shown(&bench, "o1")["status"], "won");
}

#[test]
fn a_deal_is_lost_for_a_reason_of_the_account_and_no_other() {
    let bench = account();
    let ran = bench.run(&["close", "o1", "lost", "--reason", "price to high"], "");
    assert_eq!(
        (ran.exit, ran.err.contains("did you mean \"Price too high\"?")),
        (Exit::NothingFound, true),
        "{}",
        ran.err
    );
    let ran = bench.run(&["close", "o1", "won", "--reason", "r1"], "");
    assert!(
        ran.exit != Exit::Done && ran.err.contains("only a lost deal"),
        "{}",
        ran.err
    );
    assert_eq!(shown(&bench, "o1")["status"], "open");
    done(&bench.run(&["close", "o1", "lost", "--reason", "price too high"], ""));
    assert_eq!(shown(&bench, "o1")["status"], "lost");
}

#[test]
fn what_was_done_is_taken_back_done_again_and_logged() {
    let bench = account();
    done(&bench.run(&["tag", "c1", "+a"], ""));
    done(&bench.run(&["tag", "c1", "+b"], ""));
    let list = bench.run(&["undo", "--list", "--json"], "").json()["rows"].clone();
    assert_eq!(list.as_array().unwrap().len(), 2, "{list}");
    for _ in 0..2 {
        assert_eq!(
            done(&bench.run(&["undo", "--json"], "")).json()["undone"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
    assert_eq!(shown(&bench, "c1")["tags"], json!(["buyer"]));
    assert_eq!(bench.run(&["undo"], "").exit, Exit::NothingFound);
    done(&bench.run(&["redo"], ""));
    assert_ne!(shown(&bench, "c1")["tags"], json!(["buyer"]));
    let log = bench.run(&["log", "--by", "me", "--json"], "").json()["rows"].clone();
    assert!(log.as_array().unwrap().len() >= 4, "{log}");
    let since = |when: &str| bench.run(&["log", "--by", "me", "--since", when, "--json"], "");
    assert_eq!(done(&since("today")).json()["rows"], log);
    assert_eq!(done(&since("14d")).json()["rows"], log);
    assert_eq!(since("2090-01-01").exit, Exit::NothingFound);
    assert_eq!(since("whenever").exit, Exit::WrongUse);
    assert_eq!(bench.run(&["log", "--by", "nobody"], "").exit, Exit::WrongUse);
    done(&bench.run(&["log", "verify"], ""));
}

#[test]
fn a_line_is_chosen_from_the_list_which_says_what_of_it_can_be_taken_back() {
    let bench = account();
    done(&bench.run(&["tag", "c1", "+a"], ""));
    done(&bench.run(&["set", "c1", "city=Fontana"], ""));
    done(&bench.run(&["set", "c1", "city=Upland"], ""));
    done(&bench.run(&["note", "c1", "likes gardens"], ""));
    let rows = || bench.run(&["undo", "--list", "--json"], "").json()["rows"].clone();
    let listed = rows();
    let [note, upland, fontana, tag] = [0, 1, 2, 3].map(|at| listed[at].clone());
    for (line, undo) in [(&note, "yes"), (&upland, "yes"), (&fontana, "no"), (&tag, "yes")] {
        assert_eq!(
            (line["undo"].as_str(), &line["reach"]),
            (Some(undo), &json!("here")),
            "{line}"
        );
        assert!(line["whom"].as_str().unwrap().starts_with("Maria"), "{line}");
    }
    assert!(
        fontana["cannot"][0]
            .as_str()
            .unwrap()
            .contains("was changed since and stays")
    );
    // Out of order, by its number, which stays the same.
    let nr = tag["nr"].to_string();
    done(&bench.run(&["undo", &nr], ""));
    assert_eq!(shown(&bench, "c1")["tags"], json!(["buyer"]));
    assert!(shown(&bench, "c1").to_string().contains("Upland"));
    assert_eq!(
        (&rows()[3]["nr"], &rows()[3]["undo"]),
        (&tag["nr"], &json!("taken back"))
    );
    assert_eq!(bench.run(&["undo", "4711"], "").exit, Exit::NothingFound);
    let table = bench.run(&["undo", "--list"], "").out;
    assert!(
        table.contains("partly") || table.contains("was changed since"),
        "{table}"
    );
}

#[test]
fn what_needs_a_key_says_so_and_nothing_is_lost() {
    let bench = account();
    for command in [&["sync"][..], &["drain"]] {
        let ran = bench.run(command, "");
        assert_eq!(ran.exit, Exit::WrongUse);
        assert!(
            ran.err.contains("no location is set") && ran.err.contains("ghl.location_id"),
            "{}",
            ran.err
        );
        let mut with_location = command.to_vec();
        with_location.extend(["--location", "loc1", "--json"]);
        let ran = bench.run(&with_location, "");
        let error: Value = serde_json::from_str(&ran.err).unwrap();
        assert_eq!(
            (ran.exit, &error["error"]["code"]),
            (Exit::Failed, &json!("no_key"))
        );
    }
    let ran = bench.run(&["ask", "hello"], "");
    assert!(ran.err.contains("there is no key for Claude"), "{}", ran.err);
}

#[test]
fn doctor_names_every_check_and_what_to_do() {
    let bench = account();
    let ran = bench.run(&["doctor", "--json"], "");
    let answer = ran.json();
    assert_eq!(
        (ran.exit, &answer["ok"], &answer["integrity"]),
        (Exit::Failed, &json!(false), &json!("ok"))
    );
    let checks = answer["checks"].as_array().unwrap();
    for id in [
        "settings",
        "folders",
        "location",
        "key.ghl",
        "key.claude",
        "store.integrity",
        "outbox.failed",
    ] {
        let check = checks
            .iter()
            .find(|check| check["id"] == id)
            .unwrap_or_else(|| panic!("{id} is missing"));
        assert_eq!(check["fix"].is_null(), check["ok"] == true, "{check}");
    }
    assert!(bench.run(&["doctor"], "").out.contains("leadline login ghl"));
    assert_eq!(bench.run(&["conflicts", "--json"], "").json()["rows"], json!([]));
    assert_eq!(bench.run(&["resolve", "x", "mine"], "").exit, Exit::NothingFound);
}
