use std::collections::{BTreeMap, BTreeSet};

use super::*;

#[derive(Deserialize)]
struct Vectors {
    keys: BTreeMap<String, serde_json::Value>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    headers: BTreeMap<String, String>,
    body_base64: String,
    key: String,
    now: Timestamp,
    expect: String,
    sequence: Option<String>,
    legacy_enabled: Option<bool>,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../../tests/fixtures/webhooks/vectors.json")).unwrap()
}

#[test]
fn the_vectors_are_judged_as_they_say() {
    let Vectors { keys, cases } = vectors();
    let test = Keys(vec![key(keys["test_ed25519"].as_str().unwrap()).unwrap()]);
    let published = Keys::with(None).unwrap();
    let mut seen = BTreeSet::new();
    let mut judged = 0;
    for case in &cases {
        if case.legacy_enabled == Some(true) {
            // A switch for the scheme that has ended; there is none here.
            continue;
        }
        let raw = STANDARD.decode(&case.body_base64).unwrap();
        let header = case
            .headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(SIGNATURE));
        let keys = if case.key == "test" { &test } else { &published };
        let verdict = match check(keys, header.map(|(_, value)| value.as_str()), &raw, case.now) {
            Err(_) => "reject",
            Ok(hint) if case.sequence.is_some() && !seen.insert(hint.id.clone()) => "duplicate",
            Ok(_) => "accept",
        };
        assert_eq!(verdict, case.expect, "{}", case.name);
        judged += 1;
    }
    assert_eq!((cases.len(), judged), (23, 22));
}

#[test]
fn the_published_key_is_the_one_of_the_vectors() {
    let official = vectors().keys["official"]["ed25519"].as_str().unwrap().to_owned();
    assert_eq!(key(&official), key(PUBLISHED));
}

#[test]
fn late_calls_and_calls_without_an_event_are_told_from_forged_ones() {
    let Vectors { keys, cases } = vectors();
    let test = keys["test_ed25519"].as_str().unwrap();
    let both = Keys::with(Some(test)).unwrap();
    let judged = |name: &str| {
        let case = cases.iter().find(|case| case.name == name).unwrap();
        let raw = STANDARD.decode(&case.body_base64).unwrap();
        check(
            &both,
            case.headers.values().next().map(String::as_str),
            &raw,
            case.now,
        )
    };
    assert_eq!(judged("six minutes old"), Err(Refused::Stale));
    assert_eq!(judged("no webhookId"), Err(Refused::Empty));
    assert_eq!(judged("empty body"), Err(Refused::Empty));
    assert_eq!(judged("one byte changed"), Err(Refused::Signature));
    assert_eq!(judged("valid").unwrap().kind, "ContactUpdate");
}

#[test]
fn what_is_no_key_is_no_key() {
    for text in ["", "abc", "MCowBQYDK2VwAyEA", "-----BEGIN PUBLIC KEY-----"] {
        assert!(Keys::with(Some(text)).is_none(), "{text}");
    }
}
