//! Automations of the whole program without a screen: a lead arrives, and what was published happens, once, whoever is killed.

use serde_json::{Value, json};

use crate::serve::Served;
use crate::support::eventually;
use crate::support::program::Home;
use crate::support::sandbox::Sandbox;

/// The template for new enquiries.
const A01: &str = include_str!("../../assets/automations/A01.toml");
/// What its text says to them.
const WORDS: &str = "Thanks for reaching out!";

fn home_at(sandbox: &Sandbox) -> Home {
    let home = Home::at(sandbox)
        .with("LEADLINE_SEND_HOLD_SECONDS", "0")
        .with("LEADLINE_SEND_HOURS", "any")
        .with("LEADLINE_SYNC_EVERY_SECONDS", "5");
    home.json(&["sync"]);
    home
}

/// Somebody who agreed to texts fills in a form.
fn comes(sandbox: &Sandbox, name: &str) {
    let users = sandbox.call(
        "GET",
        &format!("/users/?locationId={}", sandbox.location_id),
        None,
    );
    let lead = json!({
        "locationId": sandbox.location_id, "firstName": name, "lastName": "Quimby", "phone": "+12065550177",
        "state": "WA", "source": "web", "type": "customer", "assignedTo": users["users"][0]["id"],
    });
    sandbox.call("POST", "/contacts/", Some(&lead));
    sandbox.has_indexed(name);
}

fn runs(home: &Home) -> Vec<Value> {
    let output = home.run(&["auto", "runs", "A01", "--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    told["rows"].as_array().cloned().unwrap_or_default()
}

fn log(home: &Home, run: &Value) -> String {
    home.json(&["auto", "run", run["run"].as_str().expect("an id")])["log"].to_string()
}

#[test]
fn a_published_template_lays_a_draft_ready_for_a_new_lead() {
    let sandbox = Sandbox::start(20, 7);
    let home = home_at(&sandbox);
    let published = home.json(&["auto", "publish", "A01"]);
    assert_eq!(published["version"], 1, "{published}");
    let served = Served::start(&home);
    comes(&sandbox, "Wilhelmina");
    eventually("she is inside and her text is laid ready", || {
        let runs = runs(&home);
        runs.len() == 1 && log(&home, &runs[0]).contains(WORDS) && runs[0]["waits_for"] == "timer"
    });
    assert!(
        !sandbox.sends().to_string().contains(WORDS),
        "nothing leaves by itself"
    );
    assert!(served.ends());
}

#[test]
fn one_that_sends_sends_exactly_one_text_although_it_is_killed_again_and_again() {
    let sandbox = Sandbox::start(20, 7);
    let home = home_at(&sandbox);
    let file = home.path().join("mine.toml");
    std::fs::write(&file, A01.replace("auto_send = false", "auto_send = true")).expect("a file");
    let published = home.json(&["auto", "publish", file.to_str().expect("a path")]);
    assert_eq!(published["auto_send"], true, "{published}");
    let mut served = Served::start(&home);
    comes(&sandbox, "Wilhelmina");
    let sent = || sandbox.sends().to_string().matches(WORDS).count();
    for _ in 0..3 {
        eventually("she is inside", || !runs(&home).is_empty());
        // Dropped, it is killed as by a loss of power.
        drop(served);
        served = Served::start(&home);
    }
    eventually("the text reaches her", || sent() > 0);
    home.json(&["sync"]);
    home.json(&["drain", "--timeout", "60"]);
    assert_eq!(
        (sent(), runs(&home).len()),
        (1, 1),
        "{}",
        log(&home, &runs(&home)[0])
    );
    home.json(&["auto", "pause", "A01"]);
    comes(&sandbox, "Theodora");
    home.json(&["sync"]);
    home.json(&["auto", "resume", "A01"]);
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
