//! Opportunities through the wire: both ways to search, the policy, moving and closing.

use serde_json::{Value, json};

use super::Bench;

async fn pipelines(bench: &Bench) -> Value {
    bench
        .get(&format!(
            "/opportunities/pipelines?locationId={}",
            bench.location()
        ))
        .await["pipelines"]
        .clone()
}

#[tokio::test]
async fn both_cursors_reach_every_opportunity_once() {
    let bench = Bench::quiet().await;
    let mut path = format!("/opportunities/search?locationId={}&limit=50", bench.location());
    let first = path.clone();
    let mut all = Vec::new();
    loop {
        let page = bench.get(&path).await;
        let rows = page["opportunities"].as_array().unwrap();
        if rows.is_empty() {
            break;
        }
        assert_eq!(page["meta"]["total"], 120);
        all.extend(rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()));
        let meta = &page["meta"];
        path = format!(
            "{first}&startAfter={}&startAfterId={}",
            meta["startAfter"],
            meta["startAfterId"].as_str().unwrap()
        );
    }
    let mut body = json!({"limit": 50, "sort": [{"field": "date_added", "direction": "desc"}]});
    let mut by_body = Vec::new();
    loop {
        let page = bench.post_here("/opportunities/search", body.clone()).await;
        let rows = page["opportunities"].as_array().unwrap();
        let Some(last) = rows.last() else { break };
        by_body.extend(rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()));
        body["searchAfter"] = last["sort"].clone();
    }
    assert_eq!(all, by_body);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 120);
    let half = bench.get(&format!("{first}&startAfter=1")).await;
    assert_eq!(
        half["opportunities"][0]["id"], by_body[0],
        "half a cursor is page one"
    );
}

#[tokio::test]
async fn the_generations_name_the_query_differently_and_refuse_each_other() {
    let mut bench = Bench::quiet().await;
    let (camel, snake) = (
        format!("/opportunities/search?locationId={}", bench.location()),
        format!("/opportunities/search?location_id={}", bench.location()),
    );
    assert_eq!(bench.ask("GET", &snake, Value::Null).await.status, 422);
    bench.speak("2021-07-28");
    assert_eq!(bench.ask("GET", &camel, Value::Null).await.status, 422);
    let page = bench.get(&format!("{snake}&status=won")).await;
    assert!(page["meta"]["total"].as_u64().unwrap() > 0);
    assert!(
        page["opportunities"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["status"] == "won")
    );
    assert!(page["opportunities"][0].get("effectiveProbability").is_none());
}

#[tokio::test]
async fn a_second_opportunity_is_refused_unless_the_account_allows_it() {
    let bench = Bench::quiet().await;
    let pipelines = pipelines(&bench).await;
    let contact = bench.post_here("/contacts/", json!({"firstName": "Una"})).await["contact"]["id"].clone();
    let body = json!({
        "pipelineId": pipelines[0]["id"], "name": "House", "status": "open", "contactId": contact,
        "locationId": bench.location(), "monetaryValue": 500_000,
    });
    let made = bench.post("/opportunities/", body.clone()).await["opportunity"].clone();
    assert_eq!(
        (&made["pipelineStageId"], &made["monetaryValue"]),
        (&pipelines[0]["stages"][0]["id"], &json!(500_000))
    );
    let refused = bench.ask("POST", "/opportunities/", body.clone()).await;
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (400, &json!("OPPORTUNITY_NO_DUPLICATE"))
    );
    assert_eq!(refused.json()["meta"]["existingId"], made["id"]);
    bench
        .post(
            "/__sandbox/edit",
            json!({"location": {"allowDuplicateOpportunity": true}}),
        )
        .await;
    assert_eq!(bench.ask("POST", "/opportunities/", body).await.status, 201);
}

#[tokio::test]
async fn a_card_moves_only_within_pipelines_that_exist() {
    let bench = Bench::quiet().await;
    let pipelines = pipelines(&bench).await;
    let page = bench
        .post_here(
            "/opportunities/search",
            json!({"limit": 1, "filters": [
        {"field": "pipeline_id", "operator": "eq", "value": pipelines[0]["id"]},
        {"field": "status", "operator": "eq", "value": "open"}]}),
        )
        .await;
    let card = &page["opportunities"][0];
    let path = format!("/opportunities/{}", card["id"].as_str().unwrap());
    bench.pass(60);
    let to = &pipelines[0]["stages"][5]["id"];
    let moved = bench
        .ask("PUT", &path, json!({"pipelineStageId": to}))
        .await
        .json()["opportunity"]
        .clone();
    assert_eq!(&moved["pipelineStageId"], to);
    assert_eq!(moved["lastStageChangeAt"], "2026-11-25T18:01:00.000Z");
    assert_eq!(moved["lastStatusChangeAt"], card["lastStatusChangeAt"]);
    let wrong = bench
        .ask(
            "PUT",
            &path,
            json!({"pipelineStageId": pipelines[1]["stages"][0]["id"]}),
        )
        .await;
    assert_eq!(
        (wrong.status, wrong.json()["message"].as_str()),
        (400, Some("The pipeline stage id is invalid."))
    );
    let closed = bench
        .ask("PUT", &format!("{path}/status"), json!({"status": "won"}))
        .await;
    assert_eq!((closed.status, &closed.json()["success"]), (200, &json!(true)));
    assert_eq!(bench.get(&path).await["opportunity"]["status"], "won");
}

#[tokio::test]
async fn sums_of_the_stages_follow_every_change() {
    let bench = Bench::quiet().await;
    let pipelines = pipelines(&bench).await;
    let sums = async || {
        bench
            .post_here("/opportunities/search", json!({"limit": 1}))
            .await["stageAggregations"]
            .clone()
    };
    let counted = |sums: &Value| -> i64 {
        sums.as_array()
            .unwrap()
            .iter()
            .map(|sum| sum["totalCount"].as_i64().unwrap())
            .sum()
    };
    let before = sums().await;
    assert_eq!(counted(&before), 120);
    let contact = bench.post_here("/contacts/", json!({"firstName": "Una"})).await["contact"]["id"].clone();
    let stage = pipelines[1]["stages"][2]["id"].clone();
    bench
        .post_here(
            "/opportunities/",
            json!({
        "pipelineId": pipelines[1]["id"], "pipelineStageId": stage, "name": "Flat", "status": "open",
        "contactId": contact, "monetaryValue": 1_000}),
        )
        .await;
    bench.pass(2);
    let after = sums().await;
    let value = |sums: &Value| {
        let sums = sums.as_array().unwrap();
        sums.iter()
            .find(|sum| sum["pipelineStageId"] == stage)
            .map_or(0, |sum| sum["openValue"].as_i64().unwrap())
    };
    assert_eq!((counted(&after), value(&after) - value(&before)), (121, 1_000));
    let filtered = bench
        .post_here(
            "/opportunities/search",
            json!({"limit": 1, "filters": [
        {"field": "contact_id", "operator": "eq", "value": contact}]}),
        )
        .await;
    assert_eq!(
        (&filtered["total"], counted(&filtered["stageAggregations"])),
        (&json!(1), 1)
    );
}
