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
