//! A morning on Today: a lead answered inside the promise, and a queue that is triaged from the keyboard.

use serde_json::{Value, json};

use crate::support::eventually;
use crate::support::program::Home;
use crate::support::sandbox::Sandbox;
use crate::support::terminal::Terminal;

/// What is ready for a new enquiry.
const READY: &str = "Thanks for reaching out! Is now a good time to talk?";

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

/// A colleague, as whom one works.
fn colleague(sandbox: &Sandbox) -> String {
    let ours = format!("/locations/{}", sandbox.location_id);
    let company = sandbox.call("GET", &ours, None)["location"]["companyId"].clone();
    let company = company.as_str().expect("a company");
    let path = format!(
        "/users/search?companyId={company}&locationId={}",
        sandbox.location_id
    );
    let users = sandbox.call("GET", &path, None);
    users["users"][0]["id"].as_str().expect("a colleague").to_owned()
}

/// Keys, counted.
struct Pressed<'a>(&'a mut Terminal, usize);

impl Pressed<'_> {
    /// One key, and what is seen then.
    fn then(&mut self, key: &str, sees: &str) -> &mut Self {
        self.0.press(key).sees(sees);
        self.1 += 1;
        self
    }
}

/// A new lead has written and rings while something else is in front.
fn rings(sandbox: &Sandbox, screen: &mut Terminal) -> String {
    screen.sees("[1 Today");
    let zelda = a_lead_arrives(sandbox, "Zelda", "Quimby", "+12065550177");
    // She writes herself, so that she may be answered at any hour.
    sandbox.happens(
        "inbound",
        &json!({ "contact": zelda, "body": "Is the house on Maple still free?" }),
    );
    sandbox.has_indexed("Quimby");
    fetch(screen);
    screen.sees("new lead: Zelda Quimby");
    zelda
}

/// Asks the CRM for what is new.
fn fetch(screen: &mut Terminal) {
    screen.press("8").sees("OUTBOX").press("<ctrl-r>");
}

#[test]
fn a_new_lead_is_answered_inside_five_minutes_with_three_keys() {
    let sandbox = quiet();
    let home = home_at(&sandbox).with("LEADLINE_USER", &colleague(&sandbox));
    home.json(&["sync"]);
    let mut screen = home.screen(120, 36);
    let zelda = rings(&sandbox, &mut screen);
    let written = String::from_utf8_lossy(&screen.written()).into_owned();
    assert!(
        written.contains("\x1b]2;(1) leadline\x1b\\"),
        "the title of the window says that somebody waits"
    );
    let mut keys = Pressed(&mut screen, 0);
    keys.then("1", "from your snippet");
    keys.0.sees(" left").sees("promise is 5:00").sees("Is the house");
    keys.then("r", "alt-1 shorter").0.sees("Thanks for reaching out!");
    keys.then("<ctrl-s>", "undo");
    assert_eq!(keys.1, 3, "from the ring to what is sent");
    let sends = || sandbox.sends().to_string();
    eventually("the text reaches her", || sends().contains(READY));
    assert_eq!(
        sends().matches(READY).count(),
        1,
        "one text was sent: {}",
        sends()
    );
    screen.no_longer_sees("new lead: Zelda");
    eventually("she waits no more", || {
        !waiting(&home).contains(&(zelda.clone(), "new_lead".to_owned()))
    });
    screen.press("q");
    assert!(screen.ends().success());
}

#[test]
fn a_new_lead_who_does_not_answer_a_call_has_a_text_with_five_keys() {
    let sandbox = quiet();
    let home = home_at(&sandbox).with("LEADLINE_USER", &colleague(&sandbox));
    home.json(&["sync"]);
    let mut screen = home.screen(120, 36);
    rings(&sandbox, &mut screen);
    let mut keys = Pressed(&mut screen, 0);
    keys.then("1", " left")
        .then("c", "OPEN")
        .then("<enter>", "how did it end?")
        .then("3", "I just tried to call you")
        .then("<ctrl-s>", "undo");
    assert_eq!(keys.1, 5, "from the ring to what is sent");
    let sends = || sandbox.sends().to_string();
    eventually("the text reaches her", || {
        sends().contains("I just tried to call you")
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
