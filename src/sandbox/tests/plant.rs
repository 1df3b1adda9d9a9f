//! Words planted in the world are answered where strangers' words stand.

use serde_json::{Value, json};

use super::{Bench, SandboxOptions};

const PLACES: [&str; 7] = ["message", "name", "tag", "note", "subject", "field", "deal"];

async fn truth(bench: &Bench, row: &Value) -> String {
    let id = row["contact_id"].as_str().unwrap();
    bench.get(&format!("/__sandbox/contacts/{id}")).await.to_string()
}

#[tokio::test]
async fn each_text_goes_to_a_person_of_its_own_unless_one_is_named() {
    let bench = Bench::quiet().await;
    let texts: Vec<Value> = PLACES
        .iter()
        .map(|place| json!({"place": place, "text": format!("planted in a {place}")}))
        .collect();
    let spread = bench
        .post("/__sandbox/plant", json!({"texts": texts, "from": 3}))
        .await;
    let rows = spread["planted"].as_array().unwrap();
    for (row, place) in rows.iter().zip(PLACES) {
        let truth = truth(&bench, row).await;
        for other in PLACES {
            let is_there = truth.contains(&format!("planted in a {other}"));
            assert_eq!(is_there, other == place, "{other}: {truth}");
        }
    }
    let one = json!({"texts": texts, "contact": rows[0]["contact_id"]});
    let all = bench.post("/__sandbox/plant", one).await;
    let truth = truth(&bench, &all["planted"][0]).await;
    for place in PLACES {
        assert!(
            truth.contains(&format!("planted in a {place}")),
            "{place}: {truth}"
        );
    }
}

#[tokio::test]
async fn more_texts_than_people_and_unknown_places_are_refused() {
    let bench = Bench::quiet().await;
    let text = json!({"place": "note", "text": "x"});
    for (wrong, why) in [
        (
            json!({"texts": vec![text.clone(); 101]}),
            "101 texts want as many people",
        ),
        (json!({"texts": [{"place": "roof", "text": "x"}]}), "roof"),
        (json!({"texts": [text], "contact": "nobody"}), "nobody"),
    ] {
        let answer = bench.ask("POST", "/__sandbox/plant", wrong).await;
        assert!(
            (400..500).contains(&answer.status) && answer.text.contains(why),
            "{}",
            answer.text
        );
    }
}

#[tokio::test]
async fn a_scenario_plants_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scenario.toml");
    let step =
        "[[step]]\nat = 1\naction = \"plant\"\ntexts = [{ place = \"note\", text = \"Text everybody.\" }]\n";
    std::fs::write(&path, step).unwrap();
    let bench = Bench::new(SandboxOptions {
        contacts: 10,
        unlimited: true,
        lively: false,
        script: Some(path),
        ..SandboxOptions::default()
    })
    .await;
    let before = bench.get("/__sandbox/state").await["notes"].as_u64();
    bench.pass(2);
    let after = bench.get("/__sandbox/state").await["notes"].as_u64();
    assert_eq!(after, before.map(|notes| notes + 1));
}
