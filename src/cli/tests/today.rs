use jiff::SignedDuration;
use serde_json::json;

use super::bench::Bench;
use super::edits::{account, account_with, told};
use crate::cli::Exit;
use crate::clock::Clock;
use crate::domain::record::EntityKind;

/// The account with a promised call of an hour ago.
fn promised() -> Bench {
    let bench = account();
    let due = (Clock::system().now() - SignedDuration::from_hours(1)).to_string();
    let ran = bench.run(&["task", "c1", "call back about the loan", "--due", &due], "");
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    bench
}

#[test]
fn today_is_told_in_order_with_reasons_that_add_up() {
    let bench = promised();
    let ran = bench.run(&["today", "--json"], "");
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    let today = ran.json();
    let item = &today["items"][0];
    assert_eq!(
        (&item["contact_id"], &item["kind"], &item["score"]),
        (&json!("c1"), &json!("promise"), &json!(null))
    );
    assert!(item["due"].is_string());
    let sum: i64 = item["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["points"].as_i64().unwrap())
        .sum();
    assert_eq!(item["cost"], json!(sum));
    assert!(item["reason"].as_str().unwrap().contains("you promised to call"));
    assert_eq!(today["counts"]["now"], json!({ "count": 1, "more": false }));
    let plain = bench.run(&["today"], "");
    assert!(plain.out.contains("call back about the loan"), "{}", plain.out);
    let chosen = |filter: &str| bench.run(&["today", filter, "--json"], "");
    assert_eq!(
        chosen("task(-done)").json()["items"][0]["contact_id"],
        json!("c1")
    );
    assert_eq!(chosen("tag:nobody-has-it").exit, Exit::NothingFound);
    let nobody = bench.run(&["today", "tag:nobody-has-it"], "");
    assert!(
        nobody.out.contains("Nobody who waits is chosen"),
        "{}",
        nobody.out
    );
    let spot = bench.run(&["today", "stge:new"], "");
    assert_eq!(spot.exit, Exit::WrongUse);
    assert!(spot.err.contains("did you mean stage?"), "{}", spot.err);
    let wrong = bench.run(&["today", "--split", "later"], "");
    assert_eq!(wrong.exit, Exit::WrongUse);
    assert!(wrong.err.contains("one of now, replies"), "{}", wrong.err);
}

#[test]
fn somebody_is_put_off_brought_back_and_put_off_again_by_undo_and_redo() {
    let bench = promised();
    let ran = bench.run(&["snooze", "c1", "in", "3", "days", "--json"], "");
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    assert!(ran.json()["until"].is_string());
    let waits = || {
        bench.run(&["today", "--json"], "").json()["items"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(waits(), 0);
    assert_eq!(bench.run(&["today"], "").exit, Exit::NothingFound);
    let snoozed = bench.run(&["today", "--split", "snoozed", "--json"], "").json();
    assert_eq!(snoozed["items"][0]["contact_id"], "c1");
    bench.run(&["undo"], "");
    assert_eq!(waits(), 1);
    bench.run(&["redo"], "");
    assert_eq!(waits(), 0);
    bench.run(&["snooze", "c1", "off"], "");
    assert_eq!(waits(), 1);
    for (words, hint) in [("soon", "is no moment"), ("2020-01-01", "has passed")] {
        let ran = bench.run(&["snooze", "c1", words], "");
        assert_eq!(ran.exit, Exit::WrongUse, "{words}");
        assert!(ran.err.contains(hint), "{}", ran.err);
    }
    assert_eq!(
        bench.run(&["snooze", "nobody", "1h"], "").exit,
        Exit::NothingFound
    );
}

#[test]
fn what_waits_is_settled_or_declined_and_a_task_is_ticked_off() {
    let bench = promised();
    let items = || {
        let today = bench.run(&["today", "--json"], "").json();
        today["items"].as_array().unwrap().clone()
    };
    let task = items()[0]["record"]["id"].as_str().unwrap().to_owned();
    assert_eq!(bench.run(&["done", &task], "").exit, Exit::Done);
    assert!(items().is_empty());
    bench.run(&["undo"], "");
    assert_eq!(items().len(), 1, "undone, it is to be done again");
    let ran = bench.run(&["decline", "o1"], "");
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    assert_eq!(bench.run(&["done", "c1"], "").exit, Exit::Done);
    for command in ["done", "decline"] {
        let ran = bench.run(&[command, "nobody"], "");
        assert_eq!(ran.exit, Exit::NothingFound, "{command}: {}", ran.err);
    }
}

#[test]
fn who_fell_silent_is_told_with_the_step_that_is_due() {
    let ago = |hours| (Clock::system().now() - SignedDuration::from_hours(hours)).to_string();
    let message = |id: &str, hours: i64, direction: &str| {
        told(
            EntityKind::Message,
            id,
            json!({"contactId": "c9", "messageType": "TYPE_SMS", "direction": direction, "userId": "u1",
                   "body": "We want to buy by June", "dateAdded": ago(hours)}),
        )
    };
    let sam = json!({"firstName": "Sam", "type": "lead", "phone": "+19095550199", "dateAdded": ago(40 * 24)});
    let bench = account_with(vec![
        told(EntityKind::Contact, "c9", sam),
        message("m1", 15 * 24, "inbound"),
        message("m2", 15 * 24 - 1, "outbound"),
    ]);
    let silent = || bench.run(&["today", "--split", "drift", "--json"], "");
    assert_eq!(silent().exit, Exit::NothingFound, "nobody is scored yet");
    bench.run(&["score", "--all"], "");
    let item = silent().json()["items"][0].clone();
    assert_eq!(
        (&item["contact_id"], &item["kind"]),
        (&json!("c9"), &json!("silent"))
    );
    let reason = item["reason"].as_str().unwrap();
    assert!(
        reason.starts_with("silent for 15 days: one open question by text"),
        "{reason}"
    );
    assert_eq!(bench.run(&["done", "c9"], "").exit, Exit::Done);
    assert_eq!(silent().exit, Exit::NothingFound);
}
