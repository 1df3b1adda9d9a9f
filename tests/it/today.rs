//! A morning on Today: a lead answered inside the promise, and a queue that is triaged from the keyboard.

use serde_json::{Value, json};

use crate::support::eventually;
use crate::support::program::Home;
use crate::support::sandbox::Sandbox;
use crate::support::terminal::Terminal;

const TEXT: &str = "Hi Zelda, it is still free. Saturday at ten?";

fn quiet() -> Sandbox {
    Sandbox::with(&["--contacts", "60", "--seed", "7", "--quiet"])
}

fn home_at(sandbox: &Sandbox) -> Home {
    Home::at(sandbox)
        .with("LEADLINE_SEND_HOLD_SECONDS", "0")
        .with("LEADLINE_SEND_HOURS", "any")
}

/// Somebody fills in a form on the web.
fn a_lead_arrives(sandbox: &Sandbox, first: &str, last: &str, phone: &str) -> String {
    let lead = json!({
        "locationId": sandbox.location_id, "firstName": first, "lastName": last, "phone": phone,
        "source": "open house",
    });
    let made = sandbox.call("POST", "/contacts/", Some(&lead));
    made["contact"]["id"].as_str().expect("an id").to_owned()
}

/// Asks the CRM for what is new.
fn fetch(screen: &mut Terminal) {
    screen.press("8").sees("OUTBOX").press("<ctrl-r>");
}

#[test]
fn a_new_lead_is_answered_inside_five_minutes_with_three_keys() {
    let sandbox = quiet();
    let home = home_at(&sandbox);
    home.json(&["sync"]);
    let mut screen = home.screen(120, 36);
    screen.sees("[1 Today");
    let zelda = a_lead_arrives(&sandbox, "Zelda", "Quimby", "+12065550177");
    // She writes herself, so that she may be answered at any hour.
    sandbox.happens(
        "inbound",
        &json!({ "contact": zelda, "body": "Is the house on Maple still free?" }),
    );
    sandbox.has_indexed("Quimby");
    fetch(&mut screen);
    screen.sees("new lead: Zelda Quimby");
    let written = String::from_utf8_lossy(&screen.written()).into_owned();
    assert!(
        written.contains("\x1b]2;(1) leadline\x1b\\"),
        "the title of the window says that somebody waits"
    );
    screen
        .press("1")
        .sees(" left")
        .sees("promise is 5:00")
        .sees("Is the house");
    screen.press("r").sees("what do you want to say?");
    screen.type_text(TEXT).press("<ctrl-s>");
    let sends = || sandbox.sends().to_string();
    eventually("the text reaches her", || sends().contains(TEXT));
    assert_eq!(sends().matches(TEXT).count(), 1, "one text was sent: {}", sends());
    screen.no_longer_sees("new lead: Zelda");
    eventually("she waits no more", || {
        !waiting(&home).contains(&(zelda.clone(), "new_lead".to_owned()))
    });
    screen.press("q");
    assert!(screen.ends().success());
}

/// Who waits, and for what.
fn waiting(home: &Home) -> Vec<(String, String)> {
    part(home, &[])
}

/// The same of a part; that nothing waits is no failure.
fn part(home: &Home, arguments: &[&str]) -> Vec<(String, String)> {
    let said = home.run(&[&["today", "--json"], arguments].concat());
    items(&serde_json::from_slice(&said.stdout).expect("JSON"))
}

fn items(today: &Value) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let items = today["items"].as_array().expect("items");
    items
        .iter()
        .map(|item| (word(&item["contact_id"]), word(&item["kind"])))
        .collect()
}

#[test]
fn a_morning_is_triaged_with_one_key_each() {
    let sandbox = quiet();
    let home = home_at(&sandbox);
    let ada = a_lead_arrives(&sandbox, "Ada", "Abbott", "+12065550171");
    let ben = a_lead_arrives(&sandbox, "Ben", "Abbott", "+12065550172");
    let cleo = a_lead_arrives(&sandbox, "Cleo", "Abbott", "+12065550173");
    sandbox.has_indexed("Abbott");
    home.json(&["sync"]);
    let mut screen = home.screen(120, 36);
    screen.sees("Abbott");
    let order: Vec<String> = waiting(&home).into_iter().map(|(contact, _)| contact).collect();
    let first: Vec<&String> = order.iter().take(3).collect();
    for lead in [&ada, &ben, &cleo] {
        assert!(first.contains(&lead), "new leads come first: {order:?}");
    }
    screen.press("e").sees("done");
    screen.press("st").sees("snoozed until");
    screen.press(".");
    let snoozed = || part(&home, &["--split", "snoozed"]);
    eventually("two are put off", || snoozed().len() == 2);
    let left = waiting(&home);
    assert!(
        first
            .iter()
            .all(|lead| !left.iter().any(|(contact, _)| contact == *lead)),
        "{left:?}"
    );
    // The last verdict is taken back, and the first of those put off writes.
    screen.press("z").sees("undo snoozed");
    eventually("one is back", || snoozed().len() == 1);
    let put_off = snoozed()[0].0.clone();
    sandbox.happens(
        "inbound",
        &json!({ "contact": put_off, "body": "I have thought about it" }),
    );
    fetch(&mut screen);
    screen.press("1");
    eventually("a message of theirs ends it early", || {
        snoozed().is_empty() && waiting(&home).iter().any(|(contact, _)| *contact == put_off)
    });
    screen.press("q");
    assert!(screen.ends().success());
}
