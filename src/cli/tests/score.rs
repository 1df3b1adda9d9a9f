use serde_json::json;

use super::edits::account;
use crate::cli::Exit;

#[test]
fn a_score_is_told_with_every_part_and_adds_up() {
    let bench = account();
    let ran = bench.run(&["score", "c1", "--why", "--json"], "");
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    let told = ran.json();
    assert_eq!(told["contact_id"], json!("c1"));
    let sum: f64 = told["reasons"]["risk"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["points"].as_f64().unwrap() / 100.0)
        .sum();
    let risk = told["risk"].as_f64().unwrap_or(0.0);
    assert!((sum - risk).abs() < 0.001, "{told}");
    for key in [
        "priority",
        "badge",
        "confidence",
        "missing",
        "history",
        "inputs",
        "config",
    ] {
        assert!(told.get(key).is_some(), "{key}");
    }
    let forms = told["forms"].as_array().unwrap();
    assert_eq!(forms[0]["of"], json!(6), "{told}");
    assert!(told["readiness_as_buyer"]["groups"].is_array() || told["readiness_as_buyer"].is_null());
    let plain = bench.run(&["score", "c1", "--why"], "");
    assert!(plain.out.contains("not known:"), "{}", plain.out);
    assert!(plain.out.contains("questions of a buyer: "), "{}", plain.out);
}

#[test]
fn a_score_is_told_as_it_was_on_another_day_beside_the_one_that_holds() {
    let bench = account();
    let ran = bench.run(&["score", "c1", "--as-of", "today", "--why", "--json"], "");
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    let told = ran.json();
    assert_eq!(told["then"], told["now"], "{told}");
    assert!(told["now"]["reasons"]["missing"].is_array(), "{told}");
    assert_eq!(told["weighed_otherwise"], json!(false));
    let plain = bench.run(&["score", "c1", "--as-of", "today"], "");
    assert!(plain.out.contains("nothing moved since"), "{}", plain.out);
    let before = bench.run(&["score", "c1", "--as-of", "a year ago"], "");
    assert_eq!(before.exit, Exit::Done, "{}", before.err);
    assert!(
        before.out.contains("there was no score of theirs yet"),
        "{}",
        before.out
    );
    let ahead = bench.run(&["score", "c1", "--as-of", "next friday"], "");
    assert_eq!(ahead.exit, Exit::WrongUse);
    assert!(
        ahead.err.contains("no day that lies behind") && ahead.err.contains("last friday"),
        "{}",
        ahead.err
    );
}

#[test]
fn everybody_is_listed_and_nobody_is_a_sentence() {
    let bench = account();
    let ran = bench.run(&["score", "--all", "--json"], "");
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    let rows = ran.json()["rows"].as_array().unwrap().clone();
    assert!(rows.iter().all(|row| row["contact_id"].is_string()));
    assert!(!rows.is_empty());
    let nobody = bench.run(&["score", "nobody"], "");
    assert_eq!(nobody.exit, Exit::NothingFound);
    let whose = bench.run(&["score"], "");
    assert_eq!(whose.exit, Exit::WrongUse);
    assert!(whose.err.contains("whose score"), "{}", whose.err);
}
