//! Forms and who filled them in, through the wire.

use serde_json::{Value, json};

use super::{Bench, SandboxOptions};

async fn page(bench: &Bench, more: &str) -> Value {
    let path = format!("/forms/submissions?locationId={}{more}", bench.location());
    bench.get(&path).await
}

fn rows(page: &Value) -> &Vec<Value> {
    page["submissions"].as_array().unwrap()
}

#[tokio::test]
async fn who_came_by_a_form_has_filled_it_in() {
    let bench = Bench::quiet().await;
    let forms = bench
        .get(&format!("/forms/?locationId={}", bench.location()))
        .await;
    let names: Vec<&Value> = forms["forms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|form| &form["name"])
        .collect();
    assert_eq!(names, ["Open house", "Home value", "Contact us"]);
    assert_eq!(forms["total"], 3);
    let all = page(&bench, "&startAt=2020-01-01&limit=100").await;
    assert!(rows(&all).len() > 5, "{all}");
    for row in rows(&all) {
        let id = row["contactId"].as_str().unwrap();
        let truth = bench.get(&format!("/__sandbox/contacts/{id}")).await;
        let source = truth["source"].as_str().unwrap();
        let place = forms["forms"].as_array().unwrap().iter();
        let form = place.clone().find(|form| form["id"] == row["formId"]).unwrap();
        let at_the_door = form["name"] == "Open house";
        assert_eq!(
            source,
            if at_the_door { "Open House" } else { "Website" },
            "{truth}"
        );
        assert_eq!(row["createdAt"], truth["dateAdded"]);
        assert_eq!(truth["submissions"][0]["id"], row["id"]);
    }
}

#[tokio::test]
async fn pages_go_from_the_newest_back_and_end() {
    let bench = Bench::quiet().await;
    let total = page(&bench, "&startAt=2020-01-01").await["meta"]["total"]
        .as_u64()
        .unwrap();
    let (mut number, mut seen) = (1, Vec::new());
    loop {
        let page = page(&bench, &format!("&startAt=2020-01-01&limit=3&page={number}")).await;
        seen.extend(rows(&page).clone());
        match page["meta"]["nextPage"].as_u64() {
            Some(next) => number = next,
            None => break,
        }
    }
    assert_eq!(seen.len() as u64, total);
    let times: Vec<&str> = seen
        .iter()
        .map(|row| row["createdAt"].as_str().unwrap())
        .collect();
    assert!(times.windows(2).all(|two| two[0] >= two[1]), "{times:?}");
    for wrong in ["&limit=101", "&limit=0", "&startAt=yesterday"] {
        let path = format!("/forms/submissions?locationId={}{wrong}", bench.location());
        assert_eq!(bench.ask("GET", &path, Value::Null).await.status, 422, "{wrong}");
    }
}

#[tokio::test]
async fn a_person_can_be_made_to_sign_in_and_is_listed_on_that_day() {
    let bench = Bench::quiet().await;
    let before = page(&bench, "").await["meta"]["total"].as_u64().unwrap();
    let filled = bench
        .post(
            "/__sandbox/fill_in",
            json!({"contact": "newest", "form": "open house"}),
        )
        .await;
    bench.pass(2);
    let after = page(&bench, "").await;
    assert_eq!(after["meta"]["total"].as_u64().unwrap(), before + 1, "{after}");
    assert_eq!(after["submissions"][0]["id"], filled["submission"]);
    assert_eq!(after["submissions"][0]["contactId"], filled["contact_id"]);
    // Ten in the morning at the office.
    let of = |days: &'static str| {
        let bench = &bench;
        async move { rows(&page(bench, days).await).clone() }
    };
    let is_there = |rows: &[Value]| rows.iter().any(|row| row["id"] == filled["submission"]);
    assert!(is_there(&of("&startAt=2026-11-25&endAt=2026-11-25").await));
    assert!(!is_there(&of("&startAt=2026-11-26").await));
    assert!(!is_there(&of("&endAt=2026-11-24").await));
    let nobody = json!({"contact": "newest", "form": "nothing of the kind"});
    let refused = bench
        .raw("POST", "/__sandbox/fill_in", "", &nobody.to_string())
        .await;
    assert_eq!(refused.status, 404, "{}", refused.text);
    let gone = json!({"contact": filled["contact_id"], "delete": true});
    bench.post("/__sandbox/edit", gone).await;
    assert!(!is_there(&of("").await), "they are gone with what they did");
}

#[tokio::test]
async fn who_comes_by_themselves_comes_by_a_form_now_and_then() {
    let options = SandboxOptions {
        contacts: 10,
        unlimited: true,
        lively: true,
        seed: 3,
        ..Default::default()
    };
    let bench = Bench::new(options).await;
    let count = async |name: &str| bench.get("/__sandbox/state").await[name].as_u64().unwrap();
    let (people, filled) = (count("contacts").await, count("submissions").await);
    bench.pass(3 * 3_600);
    let (people, filled) = (
        count("contacts").await - people,
        count("submissions").await - filled,
    );
    assert!(filled > 10 && filled * 2 < people, "seed 3: {filled} of {people}");
}
