//! The copy is compared with the CRM on demand: the same is called the same, and what differs is named (P15,
//! P48).

use serde_json::json;

use crate::support::program::Home;
use crate::support::sandbox::Sandbox;

#[test]
fn what_differs_is_named_and_a_full_copy_mends_it() {
    let sandbox = Sandbox::with(&["--contacts", "60", "--seed", "7", "--quiet"]);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let compared = |how: &str| {
        let said = home.run(&["doctor", "--drift", how, "--json"]);
        let report: serde_json::Value = serde_json::from_slice(&said.stdout).expect("a report");
        report["drift"].clone()
    };
    let whole = compared("all");
    assert_eq!(whole["differences"], json!([]), "{whole}");
    assert!(
        whole["compared"].as_u64() >= Some(120),
        "people, deals and homes: {whole}"
    );
    let row = home.json(&["leads", "--limit", "1"])["rows"][0].clone();
    let id = row["id"].as_str().expect("an id");
    // An edit that waits here is no difference; one there that was not heard of is.
    home.json(&["set", id, "city=Upland"]);
    sandbox.happens("edit", &json!({"contact": id, "set": {"lastName": "Zzyzx"}}));
    sandbox.has_indexed("Zzyzx");
    let drift = compared("all");
    let difference = &drift["differences"][0];
    assert_eq!(
        (&difference["id"], &difference["there"]),
        (&json!(id), &json!("Zzyzx")),
        "{drift}"
    );
    assert!(!drift.to_string().contains("Upland"), "{drift}");
    home.json(&["sync"]);
    assert_eq!(compared("all")["differences"], json!([]));
    assert_eq!(
        compared("5")["compared"],
        15,
        "five people, five deals and five homes"
    );
}
