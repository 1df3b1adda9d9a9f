//! The Automations tab in a real terminal: from a template to a person who answers, and on.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use crate::support::program::Home;
use crate::support::sandbox::Sandbox;
use crate::support::terminal::Terminal;
use crate::support::{LIMIT, eventually};

/// What the template says first.
const WORDS: &str = "Thanks for reaching out!";
/// How somebody changes the template in an editor: messages leave by themselves, an answer stops it instead of ending it, and
/// behind the first text it waits for a day.
const EDITOR: &str = r#"#!/bin/sh
sed -i -e 's/^auto_send = false/auto_send = true/' -e 's/"opt-out", "reply", /"opt-out", /' \
  -e 's/^until = "replied"/for = "1 day"/' -e '/^at_most = "5 min"/d' "$1"
"#;

fn home_at(sandbox: &Sandbox) -> Home {
    let home = Home::at(sandbox)
        .with("LEADLINE_SEND_HOLD_SECONDS", "0")
        .with("LEADLINE_SEND_HOURS", "any")
        .with("LEADLINE_SYNC_EVERY_SECONDS", "15");
    let editor = home.path().join("editor");
    std::fs::write(&editor, EDITOR).expect("an editor");
    std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o700)).expect("that can be run");
    let editor = editor.to_str().expect("a path").to_owned();
    let home = home.with("EDITOR", &editor);
    home.json(&["sync"]);
    home
}

/// The number that the sheet asks for.
fn number(terminal: &Terminal) -> String {
    let screen = terminal.screen();
    let after = screen.split("type ").nth(1).expect("a number is asked for");
    after.split(' ').next().unwrap_or_default().to_owned()
}

fn runs(home: &Home) -> Vec<Value> {
    let output = home.run(&["auto", "runs", "A01", "--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    told["rows"].as_array().cloned().unwrap_or_default()
}

#[test]
fn from_a_template_to_a_person_who_answers_and_on() {
    let sandbox = Sandbox::start(20, 7);
    let field = json!({ "name": "SMS consent", "dataType": "TEXT", "model": "contact" });
    let fields = format!("/locations/{}/customFields", sandbox.location_id);
    let made = sandbox.call("POST", &fields, Some(&field));
    let consent = made["customField"]["id"].as_str().expect("a field").to_owned();
    let home = home_at(&sandbox);
    let mut terminal = home.screen(120, 36);
    terminal
        .sees_within("Today", LIMIT)
        .press("5")
        .sees("None of your own yet");
    terminal
        .press("N")
        .sees("TEMPLATES 26")
        .press("<enter>")
        .sees("STEPS");
    terminal
        .sees("opt-out, reply")
        .press("E")
        .sees("opt-out, call connected");
    terminal.press("D").sees("would enter");
    terminal.press("P").sees("to go on:");
    let people = number(&terminal);
    terminal
        .press(&format!("{people}<enter>"))
        .sees("on 1")
        .sees("LAST 90 DAYS");

    let everybody = json!({ "locationId": sandbox.location_id, "pageLimit": 20, "page": 1 });
    let found = sandbox.call("POST", "/contacts/search", Some(&everybody));
    let people = found["contacts"].as_array().expect("people");
    let owner = people.iter().find_map(|person| person["assignedTo"].as_str());
    let owner = owner.expect("somebody has an owner");
    let lead = json!({
        "assignedTo": owner, "locationId": sandbox.location_id, "firstName": "Wilhelmina", "lastName": "Quimby",
        "phone": "+12065550177", "state": "WA", "source": "web",
        "customFields": [{ "id": consent, "field_value": "Yes" }],
    });
    let made = sandbox.call("POST", "/contacts/", Some(&lead));
    let lead = made["contact"]["id"].as_str().expect("an id").to_owned();
    sandbox.has_indexed("Wilhelmina");
    home.json(&["sync"]);
    terminal
        .press("}")
        .sees_within("Wilhelmina Quimby", LIMIT)
        .press("<enter>")
        .sees("RUN A01");
    let sent = || sandbox.sends().to_string().matches(WORDS).count();
    terminal
        .sees("text intro")
        .sees("wait answer")
        .press("k")
        .sees("AS IT WAS THEN");
    terminal.until("the text reaches her", LIMIT, |_| sent() > 0);

    // She answers, and it stands still until somebody at the keys lets it go on.
    sandbox.happens(
        "inbound",
        &json!({ "contact": lead, "body": "Yes, tonight works" }),
    );
    home.json(&["sync"]);
    terminal.sees_within("stands still: they wrote", LIMIT);
    assert_eq!(runs(&home)[0]["waits_for"], "pause");
    terminal
        .press("p")
        .no_longer_sees("stands still: they wrote")
        .sees("goes on");
    eventually("it waits for its timer again", || {
        runs(&home)[0]["waits_for"] == "timer"
    });

    // Nothing more is to be done for her.
    terminal
        .press("x")
        .sees("nothing more is done for them")
        .press("1<enter>")
        .sees("over: ended by hand");
    home.json(&["drain", "--timeout", "60"]);
    assert_eq!((sent(), runs(&home).len()), (1, 1), "{}", sandbox.sends());
    let log = home.json(&["auto", "run", runs(&home)[0]["run"].as_str().expect("an id")])["log"].to_string();
    for said in ["they wrote", "goes on", "ended by hand"] {
        assert!(log.contains(said), "{said} is missing in {log}");
    }
}
