//! Learning, giving and checking chances, over files alone.

use std::fmt::Write as _;

use serde_json::Value;

use super::super::Exit;
use super::bench::Bench;

/// Leads of which those from a referral close more often, with a column that was written afterwards.
fn leads(rows: usize) -> String {
    let mut text = "id,source,visits,gender,signed on,won\n".to_owned();
    for row in 0..rows {
        let mixed = row * 7_919 % 101;
        let referral = row % 3 == 0;
        let won = mixed < if referral { 75 } else { 25 };
        let (source, signed) = (
            if referral { "referral" } else { "web" },
            if won { "2026-01-05" } else { "" },
        );
        let gender = ["f", "m"][row % 2];
        let _ = writeln!(
            text,
            "L{row},{source},{},{gender},{signed},{}",
            mixed % 7,
            u8::from(won)
        );
    }
    text
}

#[test]
fn a_table_is_learned_from_and_new_rows_get_chances_with_reasons() {
    let bench = Bench::new();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("leads.csv"), leads(300)).unwrap();
    let ran = bench.run(
        &[
            "score",
            "fit",
            "--csv",
            &path("leads.csv"),
            "--label",
            "won",
            "--model",
            &path("m"),
            "--json",
        ],
        "",
    );
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["suspects"][0]["column"], "signed on");
    assert_eq!(told["protected"][0]["column"], "gender");
    assert!(
        told["auc"].as_f64() > Some(0.6) && told["brier"].is_number() && told["ece"].is_number(),
        "{told}"
    );
    let ran = bench.run(
        &[
            "score",
            "apply",
            "--model",
            &path("m"),
            "--csv",
            &path("leads.csv"),
            "--reasons",
        ],
        "",
    );
    let mut lines = ran.out.lines();
    assert_eq!(lines.next(), Some("id,score,reasons"));
    let first = lines.next().unwrap_or_default();
    assert!(
        first.starts_with("L0,0.") && first.contains("source = referral +"),
        "{first}"
    );
    assert_eq!(ran.out.lines().count(), 301);
}

#[test]
fn scores_of_anybody_are_held_against_what_came() {
    let bench = Bench::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("said.csv").display().to_string();
    std::fs::write(&path, "id,score,label\na,90,1\nb,80,1\nc,30,0\nd,10,0\n").unwrap();
    let ran = bench.run(&["score", "check", "--csv", &path, "--json"], "");
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&told["auc"], &told["n"]),
        (&Value::from(1.0), &Value::from(4)),
        "{}",
        ran.err
    );
}

#[test]
fn what_cannot_be_learned_from_gets_a_sentence() {
    let bench = Bench::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("few.csv").display().to_string();
    std::fs::write(&path, leads(20)).unwrap();
    for (words, exit, sentence) in [
        (
            vec!["score", "fit", "--csv", &path, "--label", "won"],
            Exit::NothingFound,
            "too little data",
        ),
        (
            vec!["score", "fit", "--csv", &path, "--label", "nothing"],
            Exit::WrongUse,
            "no column `nothing`",
        ),
        (
            vec!["score", "apply", "--csv", &path, "--model", &path],
            Exit::Failed,
            "this is no model",
        ),
        (vec!["score"], Exit::WrongUse, "say whose score is meant"),
    ] {
        let ran = bench.run(&words, "");
        assert_eq!(ran.exit, exit, "{}", ran.err);
        assert!(ran.err.contains(sentence), "{}", ran.err);
    }
}

#[test]
fn the_account_is_checked_without_a_table_and_says_what_it_lacks() {
    let bench = Bench::new();
    let ran = bench.run(&["score", "check"], "");
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    assert!(
        ran.out.contains("too little data: 0 of 50 closings"),
        "{}",
        ran.out
    );
    let ran = bench.run(&["score", "use"], "");
    assert_eq!(ran.exit, Exit::NothingFound, "{}", ran.err);
    assert!(ran.err.contains("no model waits"), "{}", ran.err);
    let ran = bench.run(&["score", "use", "7"], "");
    assert!(
        ran.exit != Exit::Done && ran.err.contains("model 7 does not exist"),
        "{}",
        ran.err
    );
    let ran = bench.run(&["score", "use", "--rules"], "");
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
}
