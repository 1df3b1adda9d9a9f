//! What is kept of a person with a step.

use super::*;
use crate::domain::score::{Mark, Scored, Scores};

#[tokio::test]
async fn the_facts_of_a_step_are_those_that_let_it_go_or_not() {
    let bench = Bench::new();
    let consent = json!({ "name": "SMS consent", "model": "contact", "dataType": "TEXT" });
    bench.tell(EntityKind::CustomField, "f1", consent).await;
    let members = json!({
        "firstName": "Ana", "phone": "+12065550101", "state": "WA", "type": "lead", "tags": ["buyer"],
        "customFields": { "f1": "yes" }, "dateAdded": "2026-08-04T16:00:00Z",
    });
    bench.tell(EntityKind::Contact, "c1", members).await;
    let mark = Mark {
        priority: Some(6_200),
        ..Mark::default()
    };
    let scored = Scored {
        contact: "c1".into(),
        mark,
        numbers: "{}".into(),
        reasons: "{}".into(),
        inputs: "i".into(),
        hot_with: None,
        peak: None,
        due: "2026-12-01T14:00:00Z".parse().unwrap(),
    };
    let scores = Scores {
        rows: vec![scored],
        config: ("w1".into(), "{}".into()),
        upto: None,
        walked: None,
    };
    bench.say(Command::Scores(Box::new(scores))).await;
    bench
        .publish_on("T1", ("", "on = \"tag added\"\ntag = \"hot\""), HELLO)
        .await;
    let tag = Command::EditTags {
        contact: "c1".into(),
        add: vec!["hot".into()],
        remove: Vec::new(),
    };
    bench.say(tag).await;
    bench.rounds().await;
    let id = bench.runs().await.remove(0).id;
    let tries = bench
        .worker
        .store
        .read(move |reader| reader.run_tries(&id))
        .await
        .unwrap();
    let facts = tries.iter().find_map(|line| line.facts.as_deref()).unwrap();
    let facts: Value = serde_json::from_str(facts).unwrap();
    assert_eq!(facts["score"], 62, "{facts}");
    assert_eq!(facts["consent"], "text yes, email no");
    assert_eq!(facts["local"], "Tue 10:00 America/Los_Angeles");
    assert_eq!(facts["tags"], json!(["buyer", "hot"]));
}
