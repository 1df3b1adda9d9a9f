//! `leadline ask --apply`: what Claude proposes is done after a yes, and what reaches a person waits for one of its own.

use serde_json::{Value, json};

use super::super::*;
use super::work::{Office, office};

/// The next answer makes these calls, the one after it ends.
fn propose(office: &Office, calls: &[(&str, Value)]) {
    let calls = calls.iter().enumerate().map(|(nr, (name, input))| {
        json!({ "type": "tool_use", "id": format!("toolu_{nr}"), "name": name, "input": input })
    });
    office.arm(&json!({ "answer": calls.collect::<Vec<_>>(), "delay_ms": 0 }));
    office.answer("Proposed.");
}

fn tag() -> (&'static str, Value) {
    let input = json!({ "people": ["c_1", "c_2"], "add": ["spring"], "remove": [] });
    ("edit_tags", input)
}

fn text() -> (&'static str, Value) {
    let message = json!({ "person": "c_1", "channel": "text", "text": "See you on Friday at ten." });
    ("send_message", json!({ "messages": [message] }))
}

fn tagged(office: &Office) -> Value {
    office
        .bench
        .run(&["leads", "tag:spring", "--count", "--json"], "")
        .json()["total"]
        .clone()
}

#[test]
fn without_a_yes_nothing_is_done_and_what_is_proposed_waits() {
    let office = office();
    propose(&office, &[tag()]);
    let ran = office.bench.run(&["ask", "Tag", "them", "--apply", "--json"], "");
    assert_eq!(ran.exit, Exit::Refused, "{} {}", ran.out, ran.err);
    assert_eq!(ran.json()["proposals"][0]["stand"], "open");
    assert_eq!(tagged(&office), 0);
    propose(&office, &[tag()]);
    let wrong = office
        .bench
        .run(&["ask", "Tag", "--apply", "--yes-count", "3"], "");
    assert_eq!(wrong.exit, Exit::Refused, "{} {}", wrong.out, wrong.err);
    assert_eq!(tagged(&office), 0, "two changes are not three");
}

#[test]
fn the_number_of_changes_is_a_yes_but_not_to_what_reaches_a_person() {
    let office = office();
    propose(&office, &[tag(), text()]);
    let ran = office
        .bench
        .run(&["ask", "Go", "--apply", "--yes-count", "2", "--json"], "");
    assert_eq!(ran.exit, Exit::Refused, "{} {}", ran.out, ran.err);
    let told = ran.json();
    let stands: Vec<(&str, &str)> = told["proposals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|made| (made["tool"].as_str().unwrap(), made["stand"].as_str().unwrap()))
        .collect();
    assert_eq!(stands, [("edit_tags", "applied"), ("send_message", "open")]);
    assert_eq!(tagged(&office), 2);
    let sends = office.bench.run(&["outbox", "--json"], "").out;
    assert!(!sends.contains("\"send\""), "{sends}");
}

/// A rule of the settings that would let a text leave by itself is refused before anything starts.
#[test]
fn no_rule_lets_anything_reach_a_person_unasked() {
    let office = office();
    for (rule, holds) in [
        ("edit_tags = \"allow own 10\"", true),
        ("edit_tags = \"deny\"", true),
        ("send_message = \"ask\"", true),
        ("send_message = \"allow\"", false),
        ("send_message = \"allow own 1\"", false),
        ("edit_tags = \"perhaps\"", false),
    ] {
        let text = format!("[claude.rules]\n{rule}\n");
        std::fs::write(office.bench.file(), text).unwrap();
        let ran = office.bench.run(&["config"], "");
        let exit = if holds { Exit::Done } else { Exit::WrongUse };
        assert_eq!(ran.exit, exit, "{rule}: {} {}", ran.out, ran.err);
        assert_eq!(
            ran.err.contains("claude.rules"),
            !holds,
            "{rule}: {} {}",
            ran.out,
            ran.err
        );
    }
    std::fs::write(office.bench.file(), "[claude.rules]\nedit_tags = \"deny\"\n").unwrap();
    propose(&office, &[tag()]);
    let ran = office
        .bench
        .run(&["ask", "Tag", "--apply", "--yes-count", "2", "--json"], "");
    assert_eq!(ran.json()["proposals"], json!([]), "{} {}", ran.out, ran.err);
    assert_eq!(tagged(&office), 0);
}

/// Scripts go by how the command ends: each way of not being answered has its own code.
#[test]
fn every_way_of_not_being_answered_ends_with_its_own_code() {
    let office = office();
    let mut ends = |arm: Option<Value>, typed: &[&str]| {
        if let Some(control) = arm {
            office.arm(&control);
        }
        let typed: Vec<&str> = ["ask"].iter().chain(typed).chain(&["--json"]).copied().collect();
        let ran = office.bench.run(&typed, "");
        let error: Value = serde_json::from_str(ran.err.lines().last().unwrap_or("null")).unwrap_or_default();
        let code = error["error"]["code"].as_str().unwrap_or_default().to_owned();
        (ran.exit, code)
    };
    let told = |exit, code: &str| (exit, code.to_owned());
    let fault = |fault: Value| Some(json!({ "fault": fault }));
    assert_eq!(ends(None, &["  "]), told(Exit::WrongUse, "wrong_use"));
    assert_eq!(
        ends(None, &["hello", "--about", "nobody"]),
        told(Exit::NothingFound, "nothing_found")
    );
    assert_eq!(
        ends(None, &["hello", "--thread", "none"]),
        told(Exit::NothingFound, "nothing_found")
    );
    let declined = Some(json!({ "refusal": "general_harms" }));
    assert_eq!(ends(declined, &["hello"]), told(Exit::Refused, "declined"));
    for status in [401, 402, 403] {
        let refused = fault(json!({ "status": status }));
        assert_eq!(
            ends(refused, &["hello"]),
            told(Exit::Refused, "claude_refused"),
            "{status}"
        );
    }
    let spent = json!({ "status": 429, "error_code": "enforced_spend_limit_reached" });
    assert_eq!(ends(fault(spent), &["hello"]), told(Exit::Refused, "limit"));
    let broken = json!({ "midstream": "overloaded_error", "after_deltas": 2 });
    assert_eq!(
        ends(fault(broken), &["hello"]),
        told(Exit::Offline, "claude_down")
    );
    let wrong = fault(json!({ "status": 400 }));
    assert_eq!(ends(wrong, &["hello"]), told(Exit::Failed, "claude_answer"));
    let elsewhere = "[claude]\ndaily_limit = 0.000001\n";
    std::fs::write(office.bench.file(), elsewhere).unwrap();
    assert_eq!(ends(None, &["hello"]), told(Exit::Refused, "limit"));
}

#[test]
fn whoever_cannot_reach_claude_is_told_so_and_the_question_waits() {
    let mut office = office();
    // Somebody answers in Claude's place, as the page of a hotel does.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            page(stream);
        }
    });
    office.bench.environment = office
        .bench
        .environment
        .clone()
        .with("ANTHROPIC_BASE_URL", address);
    let ran = office.bench.run(&["ask", "hello", "--json"], "");
    assert_eq!(ran.exit, Exit::Offline, "{} {}", ran.out, ran.err);
    assert_eq!(ran.json()["outcome"]["outcome"], "failed", "{}", ran.out);
}

fn page(mut stream: std::net::TcpStream) {
    use std::io::{BufRead as _, Write as _};
    let mut lines = std::io::BufReader::new(stream.try_clone().unwrap()).lines();
    // The head is enough; whoever asked may be gone before the page.
    while lines
        .next()
        .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
    {}
    let page = "<html>log in</html>";
    let length = page.len();
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{page}"
    );
}
