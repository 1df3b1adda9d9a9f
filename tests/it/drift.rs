//! The copy is compared with the CRM on demand: the same is called the same, and what differs is named (P15,
//! P48).

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::eventually;
use crate::support::program::Home;
use crate::support::sandbox::Sandbox;

/// Compares, as a program sees it.
fn compared(home: &Home, how: &str) -> Value {
    let said = home.run(&["doctor", "--drift", how, "--json"]);
    let report: Value = serde_json::from_slice(&said.stdout).expect("a report");
    report["drift"].clone()
}

/// The ids of people, who changed longest ago first.
fn people(home: &Home) -> Vec<String> {
    let rows = home.json(&["leads", "sort:updated", "--limit", "9"])["rows"].clone();
    let rows = rows.as_array().expect("rows").clone();
    rows.iter()
        .map(|row| row["id"].as_str().expect("an id").to_owned())
        .collect()
}

#[test]
fn what_differs_is_named_and_a_full_copy_mends_it() {
    let sandbox = Sandbox::with(&["--contacts", "60", "--seed", "7", "--quiet", "--unlimited"]);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let whole = compared(&home, "all");
    assert_eq!(whole["differences"], json!([]), "{whole}");
    assert!(
        whole["compared"].as_u64() >= Some(120),
        "people, deals and homes: {whole}"
    );
    // An edit that waits here is no difference; what the CRM says and nobody here has heard of is.
    let id = people(&home).remove(0);
    home.json(&["set", &id, "city=Upland"]);
    let copy = home.data().join(format!("{}.db", sandbox.location_id));
    let db = Connection::open(copy).expect("the copy");
    let harmed = db.execute(
        "UPDATE record SET doc = json_set(doc, '$.lastName', 'Zzyzx') WHERE kind = 'contact' AND remote_id = ?1",
        [&id],
    );
    assert_eq!(harmed, Ok(1));
    drop(db);
    let drift = compared(&home, "all");
    let difference = &drift["differences"][0];
    assert_eq!(
        (&difference["id"], &difference["path"], &difference["here"]),
        (&json!(id), &json!("lastName"), &json!("Zzyzx")),
        "{drift}"
    );
    assert!(!drift.to_string().contains("Upland"), "{drift}");
    home.json(&["sync", "--full"]);
    assert_eq!(compared(&home, "all")["differences"], json!([]));
    assert_eq!(
        compared(&home, "5")["compared"],
        15,
        "five people, five deals and five homes"
    );
}

#[test]
fn what_the_next_round_brings_is_counted_and_is_no_difference() {
    let sandbox = Sandbox::with(&["--contacts", "60", "--seed", "7", "--unlimited"]);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    // Leads come in and colleagues work while nobody copies.
    sandbox.happens("advance", &json!({"seconds": 900}));
    let id = people(&home).remove(0);
    sandbox.happens("edit", &json!({"contact": id, "set": {"lastName": "Zzyzx"}}));
    sandbox.has_indexed("Zzyzx");
    let drift = compared(&home, "all");
    assert_eq!(drift["differences"], json!([]), "{drift}");
    assert!(drift["coming"].as_u64() > Some(10), "{drift}");
    assert_eq!(drift["unconfirmed"], 0);
    let said = home.run(&["doctor", "--drift", "all"]);
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("on their way here, 0 members"), "{said}");
}

#[test]
fn what_a_person_is_to_decide_and_what_is_looked_at_again_is_no_difference() {
    let sandbox = Sandbox::with(&["--contacts", "60", "--seed", "7", "--quiet", "--unlimited"]);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let mut people = people(&home).into_iter();
    let (contested, gone) = (people.next().expect("one"), people.next().expect("two"));
    home.json(&["set", &contested, "lastName=Upland"]);
    let there = json!({"contact": contested, "set": {"lastName": "Zzyzx"}});
    sandbox.happens("edit", &there);
    sandbox.has_indexed("Zzyzx");
    assert!(home.run(&["sync"]).status.code() == Some(6), "a conflict");
    assert_eq!(compared(&home, "all")["differences"], json!([]));
    sandbox.happens("edit", &json!({"contact": gone, "delete": true}));
    eventually("a list without them, of which nobody here knows yet", || {
        compared(&home, "all")["differences"] != json!([])
    });
    home.run(&["sync", "--full"]);
    let drift = compared(&home, "all");
    assert_eq!(drift["differences"], json!([]), "{drift}");
    assert!(drift["coming"].as_u64() > Some(0), "{drift}");
}
