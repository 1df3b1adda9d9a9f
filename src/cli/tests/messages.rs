//! Messages to people: the hold, the hours, the blanks, and what the gate says.

use serde_json::{Value, json};

use super::edits::{account, done};
use crate::cli::Exit;

#[test]
fn a_message_waits_in_its_hold_and_the_gate_refuses_with_the_reason() {
    let bench = account();
    std::fs::write(bench.file(), "[send]\nhours = \"any\"\n").unwrap();
    let dry = bench.run(&["send", "c1", "--sms", "hello", "--dry-run", "--json"], "");
    assert_eq!(
        (&dry.json()["state"], &dry.json()["ack"]),
        (&json!("dry_run"), &Value::Null)
    );
    assert_eq!(bench.run(&["outbox", "--json"], "").json()["rows"], json!([]));
    let ran = bench.run(&["send", "c1", "--sms", "- hello", "--key", "k1", "--json"], "");
    assert_eq!(done(&ran).json()["state"], "queued");
    bench.run(&["send", "c1", "--sms", "- hello", "--key", "k1"], "");
    let rows = bench.run(&["outbox", "--state", "queued", "--json"], "").json()["rows"].clone();
    assert_eq!(
        rows.as_array().unwrap().len(),
        1,
        "the key makes a repeat harmless: {rows}"
    );
    for arguments in [
        &["send", "c2", "--sms", "hi", "--json"][..],
        &["send", "c2", "--sms", "hi", "--json", "--dry-run"],
    ] {
        let ran = bench.run(arguments, "");
        assert_eq!(ran.exit, Exit::Refused, "{}", ran.err);
        assert_eq!(ran.json()["held"][0]["rule"], "dnd");
        assert!(
            ran.json()["held"][0]["reason"]
                .as_str()
                .unwrap()
                .contains("not to be disturbed")
        );
    }
    assert_eq!(bench.run(&["send", "c1"], "").exit, Exit::WrongUse);
    assert_eq!(
        bench.run(&["send", "c1", "--sms", "a", "--email", "b"], "").exit,
        Exit::WrongUse
    );
    assert_eq!(
        bench
            .run(&["send", "c1", "--sms", "a", "--subject", "b"], "")
            .exit,
        Exit::WrongUse
    );
}

#[test]
fn a_message_outside_the_hours_is_held_until_the_next_morning_and_says_so() {
    let bench = account();
    // Ten in the morning in Greenwich is two at night in California.
    let text = [
        "--sms",
        "Does Thursday work?",
        "--at",
        "2090-01-11 10:00",
        "--zone",
        "UTC",
        "--json",
    ];
    let dry = bench.run(&[&["send", "c1", "--dry-run"][..], &text].concat(), "");
    let answer = done(&dry).json();
    assert_eq!(
        (&answer["state"], &answer["held"][0]["rule"]),
        (&json!("dry_run"), &json!("quiet_hours"))
    );
    assert_eq!(answer["decision"]["decision"], "hold");
    assert!(
        answer["decision"]["looked"].as_array().unwrap().len() > 20,
        "{answer}"
    );
    let ran = bench.run(&[&["send", "c1"][..], &text].concat(), "");
    let answer = done(&ran).json();
    assert_eq!(
        (
            &answer["state"],
            &answer["held"][0]["rule"],
            &answer["not_before"]
        ),
        (
            &json!("held"),
            &json!("quiet_hours"),
            &json!("2090-01-11T17:00:00Z")
        )
    );
    let row = bench.run(&["outbox", "--state", "held", "--json"], "").json()["rows"][0].clone();
    assert_eq!(
        (&row["rule"], &row["goes_by_itself"], &row["not_before"]),
        (
            &json!("quiet_hours"),
            &json!(true),
            &json!("2090-01-11T17:00:00Z")
        )
    );
    assert!(
        row["last_error"].as_str().unwrap().contains("nothing is lost"),
        "{row}"
    );
    let checks = bench.run(&["doctor", "--json"], "").json()["checks"].clone();
    let held = checks
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["id"] == "outbox.held");
    assert_eq!(held.unwrap()["ok"], true, "what goes by itself needs nobody");
    done(&bench.run(&["log", "verify"], ""));
}

#[test]
fn a_message_with_a_blank_is_kept_for_a_person_and_ends_with_4() {
    let bench = account();
    std::fs::write(bench.file(), "[send]\nhours = \"any\"\n").unwrap();
    let ran = bench.run(&["send", "c1", "--sms", "Hi [NAME], it's Jo", "--json"], "");
    assert_eq!(ran.exit, Exit::Refused, "{}", ran.err);
    let answer = ran.json();
    assert_eq!(
        (&answer["state"], &answer["held"][0]["rule"]),
        (&json!("held"), &json!("holes"))
    );
    assert!(
        answer["ack"].is_string() && ran.err.contains("\"code\":\"gate\""),
        "{}",
        ran.err
    );
    let rows = bench.run(&["outbox", "--state", "held", "--json"], "").json()["rows"].clone();
    assert_eq!(
        (rows.as_array().unwrap().len(), &rows[0]["goes_by_itself"]),
        (1, &json!(false))
    );
}
