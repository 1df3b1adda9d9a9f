//! Contacts through the wire: what is found, what is refused, what is normalised.

use serde_json::{Value, json};

use super::Bench;

async fn search(bench: &Bench, body: Value) -> Value {
    bench.post_here("/contacts/search", body).await
}

fn ids(page: &Value) -> Vec<String> {
    let rows = page["contacts"].as_array().unwrap();
    rows.iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect()
}

/// All ids by cursor, and the total of the first page.
async fn everyone(bench: &Bench, limit: usize, sort: Value) -> (Vec<String>, u64) {
    let mut body = json!({"pageLimit": limit, "sort": sort});
    let (mut all, mut total) = (Vec::new(), None);
    loop {
        let page = search(bench, body.clone()).await;
        total = total.or(page["total"].as_u64());
        let found = ids(&page);
        let Some(last) = page["contacts"].as_array().unwrap().last() else {
            break;
        };
        body["searchAfter"] = last["searchAfter"].clone();
        all.extend(found);
    }
    (all, total.unwrap())
}

#[tokio::test]
async fn cursors_reach_everybody_once_in_every_order() {
    let bench = Bench::quiet().await;
    for sort in [
        json!([]),
        json!([{"field": "dateAdded", "direction": "asc"}]),
        json!([{"field": "dateUpdated", "direction": "desc"}]),
        json!([{"field": "lastNameLowerCase", "direction": "asc"}]),
        json!([{"field": "source", "direction": "desc"}, {"field": "dateAdded", "direction": "asc"}]),
    ] {
        let (mut all, total) = everyone(&bench, 7, sort.clone()).await;
        assert_eq!((all.len() as u64, total), (100, 100), "sort {sort}");
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 100, "sort {sort}");
    }
}

#[tokio::test]
async fn a_new_contact_is_there_at_once_and_found_two_seconds_later() {
    let bench = Bench::quiet().await;
    let made = bench
        .post_here("/contacts/", json!({"name": "Ana Peña", "email": "Ana@Example.COM", "phone": "951 444 0000", "tags": ["Hot Lead"]}))
        .await;
    let contact = &made["contact"];
    assert_eq!(contact["firstName"], "Ana");
    assert_eq!(contact["email"], "ana@example.com");
    assert_eq!(contact["phone"], "+19514440000");
    assert_eq!(contact["tags"], json!(["hot lead"]));
    let id = contact["id"].as_str().unwrap();
    assert_eq!(
        bench.get(&format!("/contacts/{id}")).await["contact"]["name"],
        "Ana Peña"
    );
    let by_mail = json!({"pageLimit": 5, "filters": [{"field": "email", "operator": "eq", "value": "ana@example.com"}]});
    assert_eq!(
        search(&bench, by_mail.clone()).await["total"],
        0,
        "the index trails"
    );
    bench.pass(2);
    assert_eq!(ids(&search(&bench, by_mail).await), [id]);
    let since = json!({"pageLimit": 5, "filters": [
        {"field": "dateUpdated", "operator": "range", "value": {"gte": "2026-11-25T18:00:00.000Z"}}]});
    let changed = search(&bench, since).await;
    assert_eq!(
        (ids(&changed), &changed["total"]),
        (vec![id.to_owned()], &json!(1))
    );
    let record = &changed["contacts"][0];
    assert!(record.get("dndSettings").is_none() && record.get("address1").is_none());
}

#[tokio::test]
async fn duplicates_are_refused_with_the_one_that_exists() {
    let bench = Bench::quiet().await;
    let page = search(&bench, json!({"pageLimit": 50})).await;
    let old = page["contacts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["email"].is_string())
        .unwrap();
    let body = json!({"locationId": bench.location(), "email": old["email"], "firstName": "Twin"});
    let refused = bench.ask("POST", "/contacts/", body.clone()).await;
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.json()["message"],
        "This location does not allow duplicated contacts."
    );
    assert_eq!(refused.json()["meta"]["contactId"], old["id"]);
    assert_eq!(refused.json()["meta"]["matchingField"], "email");
    let upserted = bench.post("/contacts/upsert", body).await;
    assert_eq!(
        (&upserted["new"], &upserted["contact"]["id"]),
        (&json!(false), &old["id"])
    );
    assert_eq!(upserted["contact"]["firstName"], "Twin");
    let query = format!(
        "/contacts/search/duplicate?locationId={}&email={}",
        bench.location(),
        old["email"].as_str().unwrap()
    );
    assert_eq!(bench.get(&query).await["contact"]["id"], old["id"]);
}

#[tokio::test]
async fn a_change_replaces_tags_and_the_tag_paths_answer_the_whole_list() {
    let bench = Bench::quiet().await;
    let id = ids(&search(&bench, json!({"pageLimit": 1})).await).remove(0);
    let path = format!("/contacts/{id}");
    let answer = bench
        .ask("PUT", &path, json!({"tags": ["One", "two"], "lastName": null}))
        .await
        .json();
    assert_eq!(
        (&answer["contact"]["tags"], &answer["contact"]["lastName"]),
        (&json!(["one", "two"]), &Value::Null)
    );
    let added = bench
        .ask("POST", &format!("{path}/tags"), json!({"tags": ["THREE", "one"]}))
        .await;
    assert_eq!(
        (added.status, &added.json()["tags"]),
        (201, &json!(["one", "two", "three"]))
    );
    let left = bench
        .ask("DELETE", &format!("{path}/tags"), json!({"tags": ["Two"]}))
        .await;
    assert_eq!(
        (left.status, &left.json()["tags"]),
        (200, &json!(["one", "three"]))
    );
    let refused = bench
        .ask("PUT", &path, json!({"locationId": bench.location(), "foo": 1}))
        .await;
    assert_eq!(refused.status, 422);
    assert_eq!(
        refused.json()["message"],
        json!([
            "property locationId should not exist",
            "property foo should not exist"
        ])
    );
    assert_eq!(bench.ask("DELETE", &path, Value::Null).await.status, 200);
    assert_eq!(bench.ask("GET", &path, Value::Null).await.status, 404);
}

#[tokio::test]
async fn each_generation_spells_do_not_disturb_and_success_its_own_way() {
    let mut bench = Bench::quiet().await;
    let id = ids(&search(&bench, json!({"pageLimit": 1})).await).remove(0);
    let path = format!("/contacts/{id}");
    let quiet = json!({"dndSettings": {"sms": {"status": "active"}}});
    let answer = bench.ask("PUT", &path, quiet.clone()).await.json();
    assert_eq!(
        (
            &answer["succeeded"],
            &answer["contact"]["dndSettings"]["sms"]["status"]
        ),
        (&json!(true), &json!("active"))
    );
    bench.speak("2021-07-28");
    assert_eq!(bench.ask("PUT", &path, quiet).await.status, 422);
    let answer = bench
        .ask(
            "PUT",
            &path,
            json!({"dndSettings": {"Email": {"status": "active"}}}),
        )
        .await
        .json();
    assert_eq!(answer["succeded"], true);
    assert_eq!(answer["contact"]["dndSettings"]["SMS"]["status"], "active");
    assert_eq!(answer["contact"]["dndSettings"]["Email"]["status"], "active");
}

#[tokio::test]
async fn searches_the_guide_forbids_are_refused() {
    let bench = Bench::quiet().await;
    for (body, status) in [
        (json!({}), 422),
        (json!({"pageLimit": 501}), 422),
        (json!({"pageLimit": 500, "page": 21}), 400),
        (json!({"pageLimit": 5, "query": "x".repeat(76)}), 422),
        (
            json!({"pageLimit": 5, "filters": [{"field": "email", "operator": "contains", "value": "a"}]}),
            422,
        ),
        (
            json!({"pageLimit": 5, "filters": [{"group": "AND", "filters": [], "operator": "AAA"}]}),
            422,
        ),
        (
            json!({"pageLimit": 5, "filters": [{"group": "AND", "filters": [], "field": {}}]}),
            422,
        ),
        (
            json!({"pageLimit": 5, "filters": [{"group": "AND", "filters": 7}]}),
            422,
        ),
        (
            json!({"pageLimit": 5, "filters": [{"group": "NOR", "filters": []}]}),
            422,
        ),
        (json!({"pageLimit": 5, "sort": null}), 422),
        (
            json!({"pageLimit": 5, "sort": [{"field": "phone", "direction": "asc"}]}),
            422,
        ),
    ] {
        let mut body = body;
        body["locationId"] = json!(bench.location());
        assert_eq!(
            bench.ask("POST", "/contacts/search", body.clone()).await.status,
            status,
            "{body}"
        );
    }
}

#[tokio::test]
async fn one_seed_is_one_world() {
    let (one, two) = (Bench::quiet().await, Bench::quiet().await);
    let body = json!({"pageLimit": 100});
    let (mut left, mut right) = (search(&one, body.clone()).await, search(&two, body).await);
    left["traceId"] = Value::Null;
    right["traceId"] = Value::Null;
    assert_eq!(left, right);
}
