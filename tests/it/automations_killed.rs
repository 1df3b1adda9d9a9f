//! What runs without a screen is killed again and again while leads come in, and each step of each automation has happened
//! exactly once, in the CRM too.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

use crate::serve::Served;
use crate::support::program::{Home, Running};
use crate::support::sandbox::Sandbox;
use crate::support::{number_from, within};

/// The longest that it lives before it is killed.
const REACH: Duration = Duration::from_millis(1_500);
/// Every kind of step that does something, before and behind the message; a message for half of the leads each.
const STEPS: &str = r#"
[exits]
on = ["opt-out"]

[hours]
days = "every day"
from = "09:00"
to = "20:00"

[[step]]
id = "tell"
do = "notify"
says = "{first_name} is new"

[[step]]
id = "tag"
do = "tag"
add = "was-here"

[[step]]
id = "share"
do = "split"
share = 50

  [[step.yes]]
  id = "left"
  do = "note"
  says = "Noted once: left"

  [[step.no]]
  id = "right"
  do = "note"
  says = "Noted once: right"

[[step]]
id = "message"
MESSAGE

[[step]]
id = "known"
do = "if"
if = "tag:was-here"

  [[step.yes]]
  id = "field"
  do = "field"
  field = "city"
  to = "Upland"

  [[step.no]]
  id = "lost"
  do = "end"
  why = "the tag is not there"

[[step]]
id = "stage"
do = "stage"
to = "STAGE"

[[step]]
id = "call"
do = "task"
title = "Call {first_name} once"
due = "1 day"

[[step]]
id = "over"
do = "start"
automation = "K03"
"#;
const TEXT: (&str, &str) = (
    "K01",
    "do = \"text\"\nsays = \"Hi {first_name}, you are once texted by {brokerage}. Reply STOP to opt out.\"",
);
const MAIL: (&str, &str) = (
    "K02",
    "do = \"email\"\nsubject = \"Once\"\nsays = \"Hi {first_name}, you are once mailed by {brokerage}. {unsubscribe}\"",
);
/// No message: of those only thirty an hour may leave by themselves.
const QUIET: (&str, &str) = ("K04", "do = \"note\"\nsays = \"In place of a message\"");
/// Leads that are written to.
const WRITTEN_TO: usize = 28;
/// Whoever is handed over gets one more note.
const AFTER: &str = r#"
format = 1
id = "K03"
name = "After"

[enters]
on = "manual"

[exits]
on = ["opt-out"]

[[step]]
id = "after"
do = "note"
says = "Handed over once"
"#;

#[test]
fn whatever_is_killed_each_step_of_each_automation_happens_exactly_once() {
    let seed = number_from("LEADLINE_SEED").unwrap_or(20_261_126);
    let wanted = number_from("LEADLINE_KILLS").unwrap_or(15) as usize;
    println!("seed {seed}, {wanted} kills (LEADLINE_SEED and LEADLINE_KILLS choose others)");
    let mut chance = StdRng::seed_from_u64(seed);
    let sandbox = Sandbox::with(&["--contacts", "20", "--seed", "7", "--quiet", "--unlimited"]);
    let home = Home::at(&sandbox)
        .with("LEADLINE_SEND_HOLD_SECONDS", "0")
        .with("LEADLINE_SEND_HOURS", "any")
        // The sandbox lists what was sent after three seconds.
        .with("LEADLINE_SEND_SETTLE_SECONDS", "5")
        .with("LEADLINE_SYNC_EVERY_SECONDS", "15");
    home.json(&["sync"]);
    publish(&sandbox, &home);
    let mut leads = Vec::new();
    for nr in 0..wanted {
        leads.push(comes(&sandbox, nr));
        let mut serve = Running::start(home.command(&["serve"]));
        // What ends it is the kill.
        serve.ends_within(REACH.mul_f64(chance.random_range(0.1..1.0)));
        serve.kill();
    }
    let served = Served::start(&home);
    sandbox.has_indexed(&name(wanted - 1));
    home.json(&["sync"]);
    let limit = Duration::from_secs(60 + wanted as u64);
    let through = || {
        let runs = rows(&home);
        runs.len() >= leads.len() * 2 && runs.iter().all(|run| run["ended"].is_string())
    };
    within(limit, "everybody is through", through);
    assert!(served.ends());
    home.json(&["drain", "--timeout", "120"]);
    // What was cut in the middle and is not to be found in the CRM nobody sends again by itself: a person looks, and says so.
    let held = home.json(&["outbox", "--state", "held", "--limit", "100000"]);
    let held: Vec<Value> = held["rows"].as_array().cloned().unwrap_or_default();
    for row in &held {
        home.json(&["retry", row["id"].as_str().expect("an id")]);
    }
    println!("{} messages were held because nobody could know", held.len());
    home.json(&["drain", "--timeout", "120"]);
    let mut figures = BTreeMap::new();
    for (nr, lead) in leads.iter().enumerate() {
        once(&sandbox, &home, nr, lead, &mut figures);
    }
    println!("figure kills: {wanted} kills, {figures:?}: 0 twice, 0 skipped (seed {seed})");
}

fn publish(sandbox: &Sandbox, home: &Home) {
    let path = format!("/opportunities/pipelines?locationId={}", sandbox.location_id);
    let stages = sandbox.call("GET", &path, None)["pipelines"][0]["stages"].clone();
    let stage = stages[1]["name"].as_str().expect("a stage");
    let put = |id: &str, text: &str| {
        let file = home.path().join(format!("{id}.toml"));
        std::fs::write(&file, text).expect("a file");
        home.json(&["auto", "publish", file.to_str().expect("a path")]);
    };
    put("K03", AFTER);
    for ((id, message), tag) in [(TEXT, "by-text"), (MAIL, "by-mail"), (QUIET, "by-nothing")] {
        let steps = STEPS.replace("MESSAGE", message).replace("STAGE", stage);
        let head = format!(
            "format = 1\nid = \"{id}\"\nname = \"{id}\"\nkind = \"first answer\"\nauto_send = true\n\n\
             [enters]\non = \"message received\"\nwho = \"tag:{tag}\"\n"
        );
        put(id, &(head + &steps));
    }
}

/// Which automation takes somebody in, by which tag, and on which channel they write first.
const fn way(nr: usize) -> (&'static str, &'static str, &'static str) {
    match nr {
        WRITTEN_TO.. => ("K04", "by-nothing", "sms"),
        _ if nr.is_multiple_of(2) => ("K01", "by-text", "sms"),
        _ => ("K02", "by-mail", "email"),
    }
}

fn name(nr: usize) -> String {
    format!("Ida{nr}")
}

/// Somebody new with a deal, to be told by text or by mail in turn.
fn comes(sandbox: &Sandbox, nr: usize) -> String {
    let location = &sandbox.location_id;
    let (_, tag, channel) = way(nr);
    let lead = json!({
        "locationId": location, "firstName": name(nr), "lastName": "Quimby", "phone": format!("+1206556{nr:04}"),
        "email": format!("ida{nr}@example.com"), "state": "WA", "tags": [tag],
    });
    let made = sandbox.call("POST", "/contacts/", Some(&lead));
    let id = made["contact"]["id"].as_str().expect("an id").to_owned();
    let path = format!("/opportunities/pipelines?locationId={location}");
    let pipeline = &sandbox.call("GET", &path, None)["pipelines"][0];
    let deal = json!({
        "locationId": location, "contactId": id, "name": format!("Deal {nr}"), "status": "open",
        "pipelineId": pipeline["id"], "pipelineStageId": pipeline["stages"][0]["id"], "monetaryValue": 1000,
    });
    sandbox.call("POST", "/opportunities/", Some(&deal));
    sandbox.happens(
        "inbound",
        &json!({ "contact": id, "channel": channel, "body": "Is it still free?" }),
    );
    id
}

fn rows(home: &Home) -> Vec<Value> {
    let output = home.run(&["auto", "runs", "--limit", "100000", "--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    told["rows"].as_array().cloned().unwrap_or_default()
}

/// What was done is in the CRM once, what was refused is not there, and no step was taken twice or left out.
fn once(sandbox: &Sandbox, home: &Home, nr: usize, lead: &str, figures: &mut BTreeMap<String, usize>) {
    let mine = |run: &&Value| run["contact_id"] == lead;
    let runs: Vec<Value> = rows(home).iter().filter(mine).cloned().collect();
    let ids: Vec<&str> = runs.iter().filter_map(|run| run["automation"].as_str()).collect();
    let (first, ..) = way(nr);
    let in_each = |id: &str| ids.iter().filter(|known| **known == id).count();
    assert_eq!(
        (in_each(first), in_each("K03"), ids.len()),
        (1, 1, 2),
        "{runs:#?}"
    );
    let mut done: BTreeMap<String, usize> = BTreeMap::new();
    for run in &runs {
        let told = home.json(&["auto", "run", run["run"].as_str().expect("an id")]);
        for line in told["log"].as_array().expect("lines") {
            let step = line["step"].as_str().unwrap_or_default();
            if line["key"].is_string() && line["result"] == "done" {
                *done.entry(step.to_owned()).or_default() += 1;
            }
        }
    }
    let side = if done.contains_key("left") {
        "left"
    } else {
        "right"
    };
    for step in [
        "tell", "tag", side, "message", "field", "stage", "call", "over", "after",
    ] {
        // A deal that comes after its person cannot be moved; its step is left out with that reason.
        let left_out = step == "stage" && !done.contains_key(step);
        assert!(
            done.get(step) == Some(&1) || left_out,
            "{step} of lead {nr}: {done:?} {runs:#?}"
        );
        if left_out {
            continue;
        }
        *figures.entry(step.to_owned()).or_default() += 1;
    }
    let notes = sandbox
        .call("GET", &format!("/contacts/{lead}/notes"), None)
        .to_string();
    assert_eq!(notes.matches("Noted once").count(), 1, "{notes}");
    assert_eq!(notes.matches("Handed over once").count(), 1, "{notes}");
    let tasks = sandbox
        .call("GET", &format!("/contacts/{lead}/tasks"), None)
        .to_string();
    let sent = || {
        let rows = home.json(&["outbox", "--limit", "100000"]);
        let rows = rows["rows"].as_array().cloned().unwrap_or_default();
        let mine = rows.into_iter().filter(|row| row["contact_id"] == lead);
        mine.collect::<Vec<Value>>()
    };
    assert_eq!(
        tasks.matches(&format!("Call {} once", name(nr))).count(),
        1,
        "{tasks} {:#?}",
        sent()
    );
    let truth = sandbox.contact(lead).to_string();
    assert!(truth.contains("was-here") && truth.contains("Upland"), "{truth}");
    let hello = format!("Hi {}, you are once", name(nr));
    let sends = sandbox.sends();
    let sent = sends["sends"].as_array().expect("sends").iter();
    let to_them = sent.filter(|send| send.to_string().contains(&hello)).count();
    assert_eq!(to_them, usize::from(nr < WRITTEN_TO), "messages to lead {nr}");
}
