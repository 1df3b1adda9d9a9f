//! A deal is lost for a reason that the account offers, and the CRM keeps the reason by its own id.

use serde_json::{Value, json};

use crate::support::eventually;
use crate::support::program::Home;
use crate::support::sandbox::Sandbox;

fn reason(sandbox: &Sandbox, name: &str) -> Value {
    let path = format!(
        "/opportunities/lost-reason?locationId={}&limit=100&skip=0",
        sandbox.location_id
    );
    let list = sandbox.call("GET", &path, None);
    let rows = list["lostReasons"].as_array().expect("reasons");
    let found = rows.iter().find(|row| row["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {list}"))["id"].clone()
}

fn deals(sandbox: &Sandbox, field: &str, value: &Value) -> Value {
    let filters = json!([{ "field": field, "operator": "eq", "value": value }]);
    let body = json!({ "locationId": sandbox.location_id, "limit": 1, "page": 1, "filters": filters });
    sandbox.call("POST", "/opportunities/search", Some(&body))
}

#[test]
fn on_the_command_line_by_name_and_back() {
    let sandbox = Sandbox::start(60, 7);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let (dear, other) = (
        reason(&sandbox, "Price too high"),
        reason(&sandbox, "Chose another agent"),
    );
    let deal = deals(&sandbox, "status", &json!("open"))["opportunities"][0]["id"].clone();
    let deal = deal.as_str().expect("an open deal");
    let then = |arguments: &[&str], status: &str, reason: &Value| {
        home.json(arguments);
        home.json(&["drain", "--timeout", "60"]);
        let there = sandbox.call("GET", &format!("/opportunities/{deal}"), None);
        let said = (
            &there["opportunity"]["status"],
            &there["opportunity"]["lostReasonId"],
        );
        assert_eq!(said, (&json!(status), reason), "after {arguments:?}");
    };
    then(
        &["close", deal, "lost", "--reason", "price too high"],
        "lost",
        &dear,
    );
    let other_name = "chose another agent";
    then(&["close", deal, "lost", "--reason", other_name], "lost", &other);
    then(&["undo"], "lost", &dear);
    then(&["undo"], "open", &Value::Null);
}

#[test]
fn at_the_keys_in_one_key_each() {
    let sandbox = Sandbox::start(60, 7);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let wanted = reason(&sandbox, "Chose another agent");
    let before = deals(&sandbox, "lost_reason_id", &wanted)["total"].clone();
    let mut screen = home.screen(120, 36);
    screen
        .sees("Leads")
        .press("3")
        .sees("won/lost")
        .press("x")
        .sees("close as");
    screen.press("2").sees("lost because").sees("1");
    screen.press("1").sees("z undo");
    eventually("the CRM knows why", || {
        let now = deals(&sandbox, "lost_reason_id", &wanted)["total"].clone();
        now.as_u64() == before.as_u64().map(|before| before + 1)
    });
}
