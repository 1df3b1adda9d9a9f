//! What happens by itself, and what scenarios make happen.

use serde_json::{Value, json};

use super::Bench;
use crate::sandbox::{Sandbox, SandboxError, SandboxOptions};

async fn lively(seed: u64) -> Bench {
    Bench::new(SandboxOptions {
        contacts: 60,
        unlimited: true,
        lively: true,
        seed,
        ..Default::default()
    })
    .await
}

#[tokio::test]
async fn leads_come_in_with_a_thread_and_a_deal() {
    let bench = lively(3).await;
    let before = bench.get("/__sandbox/state").await;
    bench.pass(600);
    let after = bench.get("/__sandbox/state").await;
    let grown = |name: &str| after[name].as_u64().unwrap() - before[name].as_u64().unwrap();
    assert!(
        (10..=31).contains(&grown("contacts")),
        "seed 3: {}",
        grown("contacts")
    );
    assert_eq!(
        (grown("opportunities"), grown("conversations")),
        (grown("contacts"), grown("contacts"))
    );
    bench.pass(2);
    let page = bench.post_here("/contacts/search", json!({"pageLimit": 1})).await;
    let newest = &page["contacts"][0];
    assert!(newest["dateAdded"].as_str().unwrap() > "2026-11-25T18:00:00");
    let truth = bench
        .get(&format!("/__sandbox/contacts/{}", newest["id"].as_str().unwrap()))
        .await;
    assert_eq!(truth["messages"][0]["direction"], "inbound");
    assert_eq!(truth["opportunities"][0]["status"], "open");
}

#[tokio::test]
async fn one_seed_lives_one_life_however_often_one_looks() {
    let (often, once) = (lively(5).await, lively(5).await);
    for _ in 0..40 {
        often.pass(30);
        often.get("/__sandbox/state").await;
    }
    once.post("/__sandbox/advance", json!({"seconds": 1_200})).await;
    let all = async |bench: &Bench| {
        let page = bench
            .post_here("/contacts/search", json!({"pageLimit": 200}))
            .await;
        page["contacts"].clone()
    };
    often.pass(2);
    once.pass(2);
    assert_eq!(all(&often).await, all(&once).await);
}

#[tokio::test]
async fn most_people_answer_a_text_after_a_pause() {
    let bench = lively(1).await;
    let page = bench
        .post_here(
            "/contacts/search",
            json!({"pageLimit": 60, "filters": [
        {"field": "phone", "operator": "exists"}]}),
        )
        .await;
    let mut asked = Vec::new();
    for row in page["contacts"].as_array().unwrap() {
        let text = json!({"type": "SMS", "contactId": row["id"], "message": "What is your budget?"});
        let sent = bench.ask("POST", "/conversations/messages", text).await;
        if sent.status == 200 {
            asked.push(row["id"].as_str().unwrap().to_owned());
        }
    }
    bench.pass(10);
    bench.get("/__sandbox/state").await;
    bench.pass(120);
    let mut answered = 0;
    for id in &asked {
        let truth = bench.get(&format!("/__sandbox/contacts/{id}")).await;
        let last = truth["messages"].as_array().unwrap().last().unwrap().clone();
        answered += usize::from(
            last["direction"] == "inbound" && last["dateAdded"].as_str() > Some("2026-11-25T18:00:10"),
        );
    }
    assert!(
        answered * 10 > asked.len() * 5,
        "{answered} of {} answered",
        asked.len()
    );
}

#[tokio::test]
async fn a_scenario_is_played_at_its_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("day.toml");
    let text = r#"
        [[step]]
        at = 10
        action = "inbound"
        contact = "newest"
        body = "Are you there?"
        [[step]]
        at = 20
        action = "edit"
        contact = "newest"
        add_tags = ["Played"]
        [[step]]
        at = 30
        action = "fault"
        route = "/locations"
        fault = { status = 503 }
    "#;
    std::fs::write(&path, text).unwrap();
    let options = SandboxOptions {
        contacts: 5,
        lively: false,
        script: Some(path),
        ..Default::default()
    };
    let bench = Bench::new(options).await;
    let truth = async || bench.get("/__sandbox/contacts/newest").await;
    let wrote = |truth: &Value| truth["messages"].to_string().contains("Are you there?");
    let played = |truth: &Value| truth["tags"].to_string().contains("played");
    assert!(!wrote(&truth().await));
    bench.pass(10);
    let now = truth().await;
    assert!(wrote(&now) && !played(&now));
    bench.pass(20);
    assert!(played(&truth().await));
    let path = format!("/locations/{}", bench.location());
    assert_eq!(bench.ask("GET", &path, Value::Null).await.status, 503);
    assert_eq!(bench.ask("GET", &path, Value::Null).await.status, 200);
}

#[tokio::test]
async fn a_missing_scenario_is_said_before_anything_runs() {
    let options = SandboxOptions {
        contacts: 1,
        script: Some("/nowhere/day.toml".into()),
        ..Default::default()
    };
    let error = Sandbox::start(options, crate::clock::Clock::system())
        .await
        .unwrap_err();
    assert!(matches!(error, SandboxError::Script(_)) && error.to_string().contains("/nowhere/day.toml"));
}

#[tokio::test]
async fn a_reset_begins_the_same_world_again() {
    let bench = lively(9).await;
    let all = async || {
        bench
            .post_here("/contacts/search", json!({"pageLimit": 100}))
            .await["contacts"]
            .clone()
    };
    let before = all().await;
    bench
        .post(
            "/__sandbox/edit",
            json!({"contact": before[0]["id"], "delete": true}),
        )
        .await;
    bench.pass(300);
    assert_ne!(all().await, before);
    let again = bench.post("/__sandbox/reset", json!({"seed": 9})).await;
    assert_eq!(again["location_id"], bench.location());
    let ids = |page: &Value| -> Vec<String> {
        page.as_array()
            .unwrap()
            .iter()
            .map(|row| row["id"].to_string())
            .collect()
    };
    assert_eq!(ids(&all().await), ids(&before));
}

#[tokio::test]
async fn a_refresh_token_works_once() {
    let mut bench = Bench::quiet().await;
    let ask = json!({"clientId": "c", "clientSecret": "s", "grantType": "client_credentials"});
    let first = bench.post("/oauth/token", ask).await;
    let renew = json!({"clientId": "c", "clientSecret": "s", "grantType": "refresh_token", "refreshToken": first["refreshToken"]});
    let second = bench.post("/oauth/token", renew.clone()).await;
    assert_eq!(bench.ask("POST", "/oauth/token", renew).await.status, 401);
    let head = format!(
        "Authorization: Bearer {}\r\nVersion: v3\r\n",
        second["accessToken"].as_str().unwrap()
    );
    let path = format!("/locations/{}", bench.location());
    assert_eq!(bench.raw("GET", &path, &head, "").await.status, 200);
    bench.speak("2021-07-28");
    let dated = json!({"client_id": "c", "client_secret": "s", "grant_type": "client_credentials"});
    assert!(bench.post("/oauth/token", dated).await["access_token"].is_string());
}
