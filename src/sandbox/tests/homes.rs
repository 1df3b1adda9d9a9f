//! Homes for sale, through the wire.

use serde_json::{Value, json};

use super::Bench;

async fn homes(bench: &Bench, more: Value) -> Value {
    let mut body = json!({"page": 1, "pageLimit": 100});
    for (name, value) in more.as_object().unwrap() {
        body[name.as_str()] = value.clone();
    }
    bench
        .post_here("/objects/custom_objects.property/records/search", body)
        .await
}

#[tokio::test]
async fn the_account_has_an_object_for_homes_with_a_field_for_each_thing_known() {
    let bench = Bench::quiet().await;
    let here = bench.location();
    let objects = bench.get(&format!("/objects/?locationId={here}")).await;
    assert_eq!(objects["objects"][0]["key"], "custom_objects.property");
    let path = format!("/objects/custom_objects.property?locationId={here}");
    assert_eq!(bench.get(&path).await["fields"], json!([]));
    let with = bench.get(&format!("{path}&fetchProperties=true")).await;
    let fields = with["fields"].as_array().unwrap();
    assert!(
        fields
            .iter()
            .any(|field| field["fieldKey"] == "custom_objects.property.price")
    );
    let first = &homes(&bench, json!({})).await["records"][0];
    for field in fields {
        let key = field["fieldKey"].as_str().unwrap().rsplit('.').next().unwrap();
        assert!(
            first["properties"].as_object().unwrap().contains_key(key),
            "{key}: {first}"
        );
    }
    let strange = format!("/objects/custom_objects.pet?locationId={here}");
    assert_eq!(bench.ask("GET", &strange, Value::Null).await.status, 404);
}

#[tokio::test]
async fn homes_come_in_pages_by_number_or_behind_a_record() {
    let bench = Bench::quiet().await;
    let all = homes(&bench, json!({})).await;
    let rows = all["records"].as_array().unwrap();
    assert_eq!(json!(rows.len()), all["total"]);
    let second = homes(&bench, json!({"page": 2, "pageLimit": 5})).await;
    assert_eq!(second["records"].as_array().unwrap(), &rows[5..10]);
    let behind = homes(
        &bench,
        json!({"pageLimit": 5, "searchAfter": rows[4]["searchAfter"]}),
    )
    .await;
    assert_eq!(behind["records"], second["records"]);
    for wrong in [
        json!({"page": 1}),
        json!({"page": 1, "pageLimit": 0}),
        json!({"page": 1, "pageLimit": 9, "sort": []}),
    ] {
        let mut body = wrong;
        body["locationId"] = json!(bench.location());
        let answer = bench
            .ask("POST", "/objects/custom_objects.property/records/search", body)
            .await;
        assert_eq!(answer.status, 422, "{}", answer.text);
    }
}

#[tokio::test]
async fn a_home_is_put_in_and_changed_by_whoever_tries_things_out() {
    let bench = Bench::quiet().await;
    let set =
        json!({"set": {"address": "1 Test St", "price": 500_000, "status": "active", "liked": "newest"}});
    let made = bench.post("/__sandbox/home", set).await;
    assert_eq!(made["properties"]["address"], "1 Test St");
    assert_ne!(made["properties"]["liked_by"], "");
    let cheaper = json!({"home": "1 Test St", "set": {"price": 450_000}});
    let changed = bench.post("/__sandbox/home", cheaper).await;
    assert_eq!(
        (&changed["id"], &changed["properties"]["price"]["value"]),
        (&made["id"], &json!(450_000.0))
    );
    let path = format!(
        "/objects/custom_objects.property/records/{}",
        made["id"].as_str().unwrap()
    );
    assert_eq!(bench.get(&path).await["record"]["id"], made["id"]);
    let gone = json!({"home": "1 Test St", "delete": true});
    assert_eq!(bench.post("/__sandbox/home", gone).await["deleted"], true);
    assert_eq!(bench.ask("GET", &path, Value::Null).await.status, 404);
    for wrong in [
        json!({"home": "nowhere"}),
        json!({"set": {"status": "loved"}}),
        json!({"set": {"owner": "nobody"}}),
    ] {
        let answer = bench.ask("POST", "/__sandbox/home", wrong).await;
        assert!((400..500).contains(&answer.status), "{}", answer.text);
    }
}
