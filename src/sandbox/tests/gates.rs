//! What every request passes before any work is done, and how answers get lost.

use serde_json::{Value, json};

use super::Bench;
use crate::sandbox::SandboxOptions;

#[tokio::test]
async fn tokens_versions_and_locations_are_told_apart() {
    let bench = Bench::quiet().await;
    let path = format!("/locations/{}", bench.location());
    let token = format!("Authorization: Bearer {}\r\n", bench.sandbox.token().expose());
    let cases = [
        (String::new(), 401, "Invalid token: access token is invalid"),
        (
            "Authorization: Bearer pit-wrong\r\nVersion: v3\r\n".to_owned(),
            401,
            "Invalid Private Integration token",
        ),
        (
            "Authorization: Bearer abc\r\nVersion: v3\r\n".to_owned(),
            401,
            "Invalid JWT",
        ),
        (token.clone(), 401, "version header was not found."),
        (
            format!("{token}Version: v9\r\n"),
            401,
            "version header is invalid",
        ),
    ];
    for (head, status, message) in cases {
        let answer = bench.raw("GET", &path, &head, "").await;
        assert_eq!(
            (answer.status, answer.json()["message"].as_str()),
            (status, Some(message))
        );
        assert!(answer.json()["traceId"].is_string());
    }
    let other = bench
        .ask("GET", "/locations/ve9EPM428h8vShlRW1KT", Value::Null)
        .await;
    assert_eq!(other.status, 403);
    assert_eq!(
        other.json()["message"],
        "The token does not have access to this location."
    );
    let body = json!({"locationId": "ve9EPM428h8vShlRW1KT", "pageLimit": 1});
    assert_eq!(bench.ask("POST", "/contacts/search", body).await.status, 403);
}

#[tokio::test]
async fn a_slash_and_a_generation_make_another_path() {
    let mut bench = Bench::quiet().await;
    let here = json!({"locationId": bench.location(), "firstName": "A"});
    assert_eq!(bench.ask("POST", "/contacts", here).await.status, 404);
    let list = format!("/contacts/?locationId={}", bench.location());
    let gone = bench.ask("GET", &list, Value::Null).await;
    assert_eq!(gone.status, 400);
    assert!(
        gone.json()["message"]
            .as_str()
            .unwrap()
            .contains("not available in API version v3")
    );
    bench.speak("2021-07-28");
    assert_eq!(bench.get(&list).await["contacts"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn the_hundred_and_first_request_in_ten_seconds_is_refused() {
    let bench = Bench::new(SandboxOptions {
        contacts: 10,
        ..Default::default()
    })
    .await;
    let path = format!("/locations/{}", bench.location());
    for n in 0..100 {
        let answer = bench.ask("GET", &path, Value::Null).await;
        assert_eq!(answer.status, 200);
        let left = (99 - n).to_string();
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(left.as_str()));
    }
    let refused = bench.ask("GET", &path, Value::Null).await;
    assert_eq!(
        (refused.status, refused.header("x-ratelimit-max")),
        (429, Some("100"))
    );
    assert_eq!(refused.header("x-ratelimit-daily-remaining"), Some("199900"));
    bench.pass(10);
    assert_eq!(bench.ask("GET", &path, Value::Null).await.status, 200);
    let state = bench.get("/__sandbox/state").await;
    assert_eq!(
        (&state["peak_per_10s"], &state["refused_429"]),
        (&json!(100), &json!(1))
    );
}

#[tokio::test]
async fn answers_get_lost_before_and_after_the_work() {
    let mut bench = Bench::quiet().await;
    let before = bench.get("/__sandbox/state").await["contacts"].as_u64().unwrap();
    let body = json!({"locationId": bench.location(), "firstName": "Lost"});
    bench.with("x-sandbox-fault: {\"status\":500}\r\n");
    assert_eq!(bench.ask("POST", "/contacts/", body.clone()).await.status, 500);
    bench.with("x-sandbox-fault: {\"after_commit\":500}\r\n");
    assert_eq!(bench.ask("POST", "/contacts/", body.clone()).await.status, 500);
    bench.with("x-sandbox-fault: {\"after_commit\":\"drop\"}\r\n");
    assert!(
        serde_json::from_str::<Value>(&bench.ask("POST", "/contacts/", body.clone()).await.text).is_err()
    );
    bench.with("x-sandbox-fault: {\"after_commit\":\"timeout\",\"seconds\":0}\r\n");
    assert_eq!(bench.ask("POST", "/contacts/", body.clone()).await.status, 504);
    bench.with("x-sandbox-fault: {\"truncate\":true}\r\n");
    let half = bench.ask("POST", "/contacts/", body.clone()).await;
    assert!(half.status == 201 && serde_json::from_str::<Value>(&half.text).is_err());
    bench.with("");
    let after = bench.get("/__sandbox/state").await["contacts"].as_u64().unwrap();
    assert_eq!(after - before, 4, "only the first did nothing");
}

#[tokio::test]
async fn armed_faults_hit_clients_that_cannot_set_headers() {
    let bench = Bench::quiet().await;
    let path = format!("/locations/{}", bench.location());
    bench
        .post(
            "/__sandbox/fault",
            json!({"route": "/locations", "times": 2, "fault": {"html": 502}}),
        )
        .await;
    bench
        .post(
            "/__sandbox/fault",
            json!({"route": "GET /locations", "fault": {"captive": true}}),
        )
        .await;
    for status in [502, 502, 200] {
        let answer = bench.ask("GET", &path, Value::Null).await;
        assert!(answer.status == status && answer.text.contains("<html>"));
    }
    assert!(bench.get(&path).await["location"].is_object());
    let wrong = bench
        .ask(
            "POST",
            "/__sandbox/fault",
            json!({"route": "/", "fault": {"stauts": 1}}),
        )
        .await;
    assert_eq!(wrong.status, 400);
}

#[tokio::test]
async fn numbers_beyond_reason_are_refused_and_break_nothing() {
    let bench = Bench::quiet().await;
    let location = bench.location();
    let calendars = bench.get(&format!("/calendars/?locationId={location}")).await;
    let calendar = calendars["calendars"][0]["id"].as_str().unwrap();
    let cases = [
        format!("/calendars/{calendar}/free-slots?startDate=-2.1e88&endDate=2.9e156"),
        format!("/calendars/{calendar}/free-slots?startDate=NaN&endDate=inf"),
        format!("/opportunities/search?locationId={location}&page=9e18"),
        format!("/opportunities/search?locationId={location}&startAfter=-1e300&startAfterId=x"),
        format!("/opportunities/lost-reason?locationId={location}&skip=1e19"),
    ];
    for path in cases {
        assert_eq!(bench.ask("GET", &path, Value::Null).await.status, 422, "{path}");
    }
    for page in [1e300, 9.0e18] {
        let body = json!({"locationId": location, "limit": 500, "page": page});
        let answer = bench.ask("POST", "/opportunities/search", body).await;
        assert_eq!(answer.status, 400, "{page}: {}", answer.text);
    }
    for seconds in [1e30, 4e10, -1.0] {
        let answer = bench
            .ask("POST", "/__sandbox/advance", json!({"seconds": seconds}))
            .await;
        assert_eq!(answer.status, 400, "{seconds}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_change_without_a_body_is_refused() {
    let bench = Bench::quiet().await;
    let path = format!("/locations/{}/tasks/search", bench.location());
    assert_eq!(bench.ask("POST", &path, Value::Null).await.status, 422);
    assert_eq!(bench.ask("POST", &path, json!({})).await.status, 200);
}

/// Found by a fuzzer with seed 20261125.
#[tokio::test]
async fn an_option_whose_label_is_no_word_is_refused() {
    let bench = Bench::quiet().await;
    let path = format!("/locations/{}/customFields", bench.location());
    let body = |label: Value| json!({"name": "Wish", "dataType": "SINGLE_OPTIONS", "textBoxListOptions": [{"label": label}]});
    let made = bench.ask("POST", &path, body(json!("Yes"))).await;
    assert_eq!(made.status, 201, "{}", made.text);
    for label in [json!({}), json!(1), json!(["Yes"])] {
        let answer = bench.ask("POST", &path, body(label)).await;
        assert_eq!(answer.status, 422, "{}", answer.text);
    }
}

#[test]
fn the_page_for_users_names_every_control_route() {
    let page = include_str!("../../../docs/sandbox.md");
    let routes = include_str!("../crm/control.rs").split('"');
    let mut told = 0;
    for route in routes.filter(|text| text.starts_with("/__sandbox/")) {
        assert!(page.contains(route), "docs/sandbox.md does not tell of {route}");
        told += 1;
    }
    assert!(told >= 9, "only {told} control routes were found");
}
