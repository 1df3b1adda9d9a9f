use serde_json::json;

use super::edits::account;
use crate::cli::error::Exit;

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
    let plain = bench.run(&["score", "c1", "--why"], "");
    assert!(plain.out.contains("not known:"), "{}", plain.out);
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
