//! The log of the program, which lies in the clear also beside an encrypted copy, names nobody (P41).

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::eventually;
use crate::support::program::{Home, lossy};
use crate::support::sandbox::Sandbox;

/// Every file that the program keeps about itself.
fn logs(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let file = entry.expect("an entry").path();
            if file.is_dir() {
                folders.push(file);
            } else if file.parent().is_some_and(|parent| parent.ends_with("log")) {
                found.push(file);
            }
        }
    }
    found
}

/// Words of the account that a log must not have: whole names, family names, numbers with and without their signs,
/// addresses, streets, tags, notes and messages, each with what it is.
fn personal(exported: &Path) -> Vec<(String, String)> {
    let mut words = Vec::new();
    for kind in ["people", "messages", "notes", "tasks", "deals"] {
        let text = fs::read_to_string(exported.join(format!("{kind}.jsonl"))).expect("an export");
        for line in text.lines() {
            let record: Value = serde_json::from_str(line).expect("a record");
            gather(kind, &record, &mut words);
        }
    }
    words.sort();
    words.dedup();
    words
}

/// Members whose values are somebody's own, wherever they stand in a record.
const OWN: [&str; 14] = [
    "name",
    "first_name",
    "last_name",
    "firstName",
    "lastName",
    "contactName",
    "companyName",
    "email",
    "phone",
    "address1",
    "body",
    "title",
    "subject",
    "text",
];

fn gather(kind: &str, value: &Value, words: &mut Vec<(String, String)>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| gather(kind, one, words)),
        Value::Object(members) => {
            for (member, value) in members {
                match value.as_str() {
                    // A short word may stand in a log for another reason.
                    Some(text) if OWN.contains(&member.as_str()) && text.chars().count() >= 5 => {
                        words.push((format!("{kind}.{member}"), text.to_owned()));
                        if member == "phone" {
                            words.push((
                                format!("{kind}.{member}"),
                                text.replace(['+', ' ', '-', '(', ')'], ""),
                            ));
                        }
                    }
                    Some(_) => {}
                    None => gather(kind, value, words),
                }
            }
        }
        _ => {}
    }
}

/// Some of what is asked of the CRM goes wrong. Its refusals name people and quote what it was sent.
fn spoil(sandbox: &Sandbox, name: &str, phone: &str) {
    let said = format!("{name} ({phone}) exists already, see \"{name}\"");
    for (route, status) in [
        ("GET /contacts", 422),
        ("POST /contacts/search", 403),
        ("GET /conversations", 400),
        ("PUT /contacts", 422),
        ("POST /contacts/", 400),
    ] {
        let fault = json!({"route": route, "times": 2, "fault": {"status": status, "message": [said, "no"]}});
        sandbox.happens("fault", &fault);
    }
    let lost =
        json!({"route": "POST /conversations/messages", "times": 1, "fault": {"after_commit": "drop"}});
    sandbox.happens("fault", &lost);
}

#[test]
fn p41_the_log_of_a_day_names_nobody() {
    let sandbox = Sandbox::with(&["--contacts", "60", "--seed", "7", "--quiet", "--unlimited"]);
    let home = Home::at(&sandbox)
        .with("LOG_LEVEL", "trace")
        .with("LEADLINE_SEND_HOLD_SECONDS", "0")
        .with("LEADLINE_SEND_SETTLE_SECONDS", "1")
        .with("LEADLINE_SEND_HOURS", "any");
    home.json(&["sync"]);
    let page = home.json(&["leads", "--limit", "60"]);
    let rows = page["rows"].as_array().expect("rows");
    let person = |row: &Value| {
        let text = |member: &str| row[member].as_str().unwrap_or_default().to_owned();
        (text("id"), text("name"), text("phone"))
    };
    let may = |(id, _, _): &(String, String, String)| {
        let asked = ["send", id, "--sms", "Shall we talk?", "--dry-run", "--json"];
        home.run(&asked).status.success()
    };
    let (id, name, phone) = rows
        .iter()
        .map(person)
        .find(may)
        .expect("somebody who may be written to");
    spoil(&sandbox, &name, &phone);
    for arguments in [
        vec!["sync"],
        vec!["set", &id, "lastName=Quimbly-Watson"],
        vec!["note", &id, "wants a greenhouse for orchids"],
        vec!["tag", &id, "+orchid grower"],
        vec!["task", &id, "call about the orchids", "--due", "tomorrow"],
        vec!["send", &id, "--sms", "Shall we talk about the orchids?"],
        vec!["drain", "--timeout", "60"],
        vec!["leads", "quimbly orchids"],
        vec!["leads", "name:\"("],
        vec!["show", &name],
        vec!["ask", "who grows orchids?"],
        vec!["backup"],
        vec!["restore"],
        vec!["sync"],
        vec!["doctor", "--drift"],
    ] {
        let output = home.run(&arguments);
        println!("{arguments:?}: {}", output.status);
        assert!(!lossy(&output.stderr).contains("panicked"), "{arguments:?}");
    }
    let mut screen = home.screen(120, 36);
    screen
        .sees("Leads")
        .press("2")
        .sees("LIST everybody")
        .press("/")
        .type_text("orchids")
        .sees("orchids")
        .press("<enter>");
    sandbox.happens(
        "inbound",
        &json!({"contact": id, "body": "The orchids froze last night"}),
    );
    drop(screen);
    let out = home.path().join("out");
    home.json(&["export", &out.display().to_string()]);
    let words = personal(&out);
    for wanted in ["people.", "messages.", "notes.", "tasks.", "deals."] {
        assert!(
            words.iter().any(|(of, _)| of.starts_with(wanted)),
            "words of {wanted}"
        );
    }
    for wanted in ["Quimbly-Watson", "greenhouse for orchids", &name] {
        assert!(
            words.iter().any(|(_, word)| word.contains(wanted)),
            "{wanted} is among them"
        );
    }
    let files = logs(home.path());
    let text: String = files
        .iter()
        .map(|file| fs::read_to_string(file).expect("a log"))
        .collect();
    assert!(text.lines().count() > 50, "a day leaves a log: {files:?}\n{text}");
    assert!(
        text.contains("could not be fetched"),
        "the refusals are in it:\n{text}"
    );
    let text = text.to_lowercase();
    let told = words
        .iter()
        .filter(|(_, word)| text.contains(&word.to_lowercase()));
    let told: Vec<_> = told.collect();
    assert!(told.is_empty() && !text.contains("orchid"), "{told:?}\n{text}");
    eventually("nobody holds the copy", || {
        home.run(&["log", "verify"]).status.success()
    });
    println!(
        "figure log: {} words of the account, 0 in {} lines of log",
        words.len(),
        text.lines().count()
    );
}
