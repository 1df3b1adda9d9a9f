//! Conversations and typed values that are read line by line, without an account or a network.

use serde_json::{Value, json};

use super::bench::Bench;
use crate::cli::Exit;

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_conversation_is_read_turn_by_turn() {
    let talk = json!({ "id": "t1", "turns": [
        { "who": "lead", "text": "¡Hola! I need 3 bedrooms in San José, our budget is up to 450k" },
        { "who": "agent", "text": "Would you like to rent or buy?" },
        { "who": "lead", "text": "Buy. Could I see one next Friday at 5?" },
        { "who": "agent", "text": "Sure. When would you like to move?" },
        { "who": "lead", "text": "No rush, no divorce or anything. Please stop texting me" },
    ]});
    let ran = Bench::new().run(&["extract", "--today", "2026-04-14"], &talk.to_string());
    assert_eq!((ran.exit, ran.err.as_str()), (Exit::Done, ""));
    let found = lines(&ran.out);
    assert_eq!(
        found.iter().map(|line| line["turn"].as_u64()).collect::<Vec<_>>(),
        [Some(0), Some(2), Some(4)]
    );
    assert_eq!(
        found[0]["state"],
        json!({ "area": "San José", "number_of_beds": "3" })
    );
    assert_eq!(
        found[0]["wishes"][0],
        json!({ "slot": "area", "value": "San José", "at": [28, 36] })
    );
    assert_eq!(found[0]["money"][0]["high"], 450_000);
    assert_eq!(found[0]["answers"][0]["value"], "up to $450k");
    assert_eq!(found[1]["state"]["intent"], "buy");
    assert_eq!(found[1]["intent"], "ScheduleVisit");
    assert_eq!(found[1]["dates"][0]["iso"], "2026-04-17");
    assert_eq!(found[1]["dates"][0]["time"], "17:00");
    assert_eq!(found[2]["opt_out"], "stop");
    let kinds: Vec<String> = found[2]["signals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|signal| format!("{} {}", signal["kind"], signal["of"]))
        .collect();
    assert!(
        kinds.contains(&"\"pillar\" [\"timeline\",\"low\"]".to_owned()),
        "{kinds:?}"
    );
    assert!(!kinds.iter().any(|kind| kind.contains("motivation")), "{kinds:?}");
}

#[test]
fn single_turns_are_one_conversation_and_bad_lines_are_told() {
    let input = "{\"who\":\"lead\",\"text\":\"I need an apartment in Oakdale\"}\n{\"who\":\"agent\",\"text\":\"How many bedrooms?\"}\n{\"who\":\"dog\",\"text\":\"woof\"}\n[]\n{\"turns\":3}\n{\"who\":\"lead\",\"text\":\"2\"}\n";
    let ran = Bench::new().run(&["extract", "--today", "2026-04-14"], input);
    assert_eq!(ran.exit, Exit::Failed);
    for line in 3..=5 {
        assert!(ran.err.contains(&format!("line {line} ")), "{}", ran.err);
    }
    assert_eq!(
        lines(&ran.out)[1]["state"],
        json!({ "area": "Oakdale", "number_of_beds": "2" })
    );
}

#[test]
fn typed_values_are_read_one_a_line() {
    let read = |kind: &str, input: &str| {
        let ran = Bench::new().run(&["parse", kind, "--today", "2026-04-14"], input);
        assert_eq!((ran.exit, ran.err.as_str()), (Exit::Done, ""), "{kind}");
        lines(&ran.out)
    };
    assert_eq!(
        read("phone", "(909) 555-0142\nnone\n"),
        [
            json!({ "input": "(909) 555-0142", "valid": true, "e164": "+19095550142" }),
            json!({ "input": "none", "valid": false, "error": "\"none\" is not a phone number; write one number like (909) 555-0142 or +44 20 7946 0018" }),
        ]
    );
    let read_there = Bench::new().run(&["parse", "phone", "--country", "gb"], "020 7946 0018 ext 4\n");
    assert_eq!(
        lines(&read_there.out),
        [json!({ "input": "020 7946 0018 ext 4", "valid": true, "e164": "+442079460018", "extension": "4" })]
    );
    assert_eq!(read("email", "Ana@Example.com")[0]["email"], "ana@example.com");
    assert_eq!(read("name", "Ruiz, Ana")[0]["first"], "Ana");
    assert_eq!(
        read("address", "12 Elm St, Oakdale, CA 95361")[0]["city"],
        "Oakdale"
    );
    assert_eq!(read("money", "1.2m")[0]["cents"], 120_000_000);
    assert_eq!(read("date", "Wednesday next week")[0]["iso"], "2026-04-22");
    assert_eq!(read("date", "someday")[0]["valid"], false);
}
