//! Automations of the whole program without a screen: a lead arrives, and what was published happens, once, whoever is killed.

use serde_json::{Value, json};

use crate::serve::Served;
use crate::support::eventually;
use crate::support::program::Home;
use crate::support::sandbox::Sandbox;

/// The template for new enquiries.
const A01: &str = include_str!("../../assets/automations/A01.toml");
/// Who writes in is answered at once, by itself.
const ANSWER: &str = r#"
format = 1
id = "T01"
name = "Answer at once"
kind = "first answer"
auto_send = true

[enters]
on = "message received"

[exits]
on = ["opt-out", "human message", "appointment"]
resume_after = "2 days"

[hours]
days = "every day"
from = "09:00"
to = "20:00"

[[step]]
id = "hello"
do = "text"
says = "Hi {first_name}, {brokerage} here. Thanks for reaching out! Reply STOP to opt out."

[[step]]
id = "call"
do = "task"
title = "Call {first_name}"
due = "5 min"
"#;
/// What it says.
const WORDS: &str = "Thanks for reaching out!";

fn home_at(sandbox: &Sandbox) -> Home {
    let home = Home::at(sandbox)
        .with("LEADLINE_SEND_HOLD_SECONDS", "0")
        .with("LEADLINE_SEND_HOURS", "any")
        .with("LEADLINE_SYNC_EVERY_SECONDS", "15");
    home.json(&["sync"]);
    home
}

/// Somebody fills in a form.
fn comes(sandbox: &Sandbox, name: &str) -> String {
    let lead = json!({
        "locationId": sandbox.location_id, "firstName": name, "lastName": "Quimby", "phone": "+12065550177",
        "state": "WA", "source": "web",
    });
    let made = sandbox.call("POST", "/contacts/", Some(&lead));
    sandbox.has_indexed(name);
    made["contact"]["id"].as_str().expect("an id").to_owned()
}

fn runs(home: &Home, id: &str) -> Vec<Value> {
    let output = home.run(&["auto", "runs", id, "--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    told["rows"].as_array().cloned().unwrap_or_default()
}

fn log(home: &Home, run: &Value) -> Value {
    home.json(&["auto", "run", run["run"].as_str().expect("an id")])["log"].clone()
}

#[test]
fn published_templates_take_in_a_new_lead_and_nothing_leaves_by_itself() {
    let sandbox = Sandbox::start(20, 7);
    let home = home_at(&sandbox);
    for (id, waits_for) in [("A01", Some("A02")), ("A12", None), ("A02", None)] {
        let published = home.json(&["auto", "publish", id]);
        let warnings = published["warnings"].to_string();
        // One may be switched on before those it hands people on to; it is said.
        assert!(
            waits_for.is_none_or(|other| warnings.contains(other)),
            "{published}"
        );
        assert_eq!(
            (&published["version"], &published["auto_send"]),
            (&json!(1), &json!(false)),
            "{published}"
        );
    }
    let served = Served::start(&home);
    comes(&sandbox, "Wilhelmina");
    home.json(&["sync"]);
    eventually("she is inside and somebody is to call her", || {
        let inside = runs(&home, "A01");
        inside.len() == 1 && inside[0]["waits_for"] == "timer"
    });
    let said = log(&home, &runs(&home, "A01")[0]);
    assert_eq!(
        (&said[0]["step"], &said[0]["result"]),
        (&json!("tell"), &json!("done")),
        "{said}"
    );
    assert_eq!(
        (&said[1]["step"], &said[1]["result"]),
        (&json!("call"), &json!("done")),
        "{said}"
    );
    assert_eq!(sandbox.sends()["total"], 0, "nothing leaves by itself");
    assert!(served.ends());
}

#[test]
fn one_that_sends_sends_exactly_one_text_although_it_is_killed_again_and_again() {
    let sandbox = Sandbox::start(20, 7);
    let home = home_at(&sandbox);
    let file = home.path().join("mine.toml");
    std::fs::write(&file, ANSWER).expect("a file");
    let published = home.json(&["auto", "publish", file.to_str().expect("a path")]);
    assert_eq!(published["auto_send"], true, "{published}");
    let mut served = Served::start(&home);
    let lead = comes(&sandbox, "Wilhelmina");
    sandbox.happens(
        "inbound",
        &json!({ "contact": lead, "body": "Is the house on Maple still free?" }),
    );
    for _ in 0..3 {
        home.json(&["sync"]);
        eventually("she is inside", || !runs(&home, "T01").is_empty());
        // Dropped, it is killed as by a loss of power.
        drop(served);
        served = Served::start(&home);
    }
    let sent = || sandbox.sends().to_string().matches(WORDS).count();
    eventually("the text reaches her", || sent() > 0);
    home.json(&["sync"]);
    home.json(&["drain", "--timeout", "60"]);
    let inside = runs(&home, "T01");
    assert_eq!((sent(), inside.len()), (1, 1), "{}", log(&home, &inside[0]));
    assert!(served.ends());
}

#[test]
fn a_text_that_is_not_sound_is_not_switched_on() {
    let home = Home::empty().with("LOCATION_ID", "nowhere");
    let file = home.path().join("bad.toml");
    std::fs::write(&file, A01.replace("do = \"email\"", "do = \"emial\"")).expect("a file");
    let output = home.run(&["auto", "publish", file.to_str().expect("a path")]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(
        said.contains("line ") && said.contains("nothing was changed"),
        "{said}"
    );
    let output = home.run(&["auto", "publish", "A99"]);
    assert_eq!(output.status.code(), Some(3));
}
