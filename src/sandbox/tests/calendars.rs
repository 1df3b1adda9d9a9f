//! Calendars, notes and tasks through the wire.

use serde_json::{Value, json};

use super::Bench;

const DAY: i64 = 86_400_000;

async fn slots(bench: &Bench, calendar: &str, zone: &str, days: i64) -> Vec<String> {
    let from = "2026-11-25T18:00:00Z"
        .parse::<jiff::Timestamp>()
        .unwrap()
        .as_millisecond();
    let path = format!(
        "/calendars/{calendar}/free-slots?startDate={from}&endDate={}&timezone={zone}",
        from + days * DAY
    );
    let page = bench.get(&path).await;
    let days = page
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| *name != "traceId");
    days.flat_map(|(_, day)| day["slots"].as_array().unwrap())
        .map(|slot| slot.as_str().unwrap().to_owned())
        .collect()
}

async fn calendar(bench: &Bench) -> String {
    let calendars = bench
        .get(&format!("/calendars/?locationId={}", bench.location()))
        .await;
    calendars["calendars"][0]["id"].as_str().unwrap().to_owned()
}

async fn newest(bench: &Bench) -> String {
    let page = bench.post_here("/contacts/search", json!({"pageLimit": 1})).await;
    page["contacts"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_slot_is_booked_in_its_own_words_and_by_one_person() {
    let bench = Bench::quiet().await;
    let calendar = calendar(&bench).await;
    let contact = newest(&bench).await;
    let free = slots(&bench, &calendar, "America/New_York", 7).await;
    assert!(
        free.len() > 20 && free.iter().all(|slot| slot.ends_with("-05:00")),
        "{free:?}"
    );
    let slot = &free[5];
    let book = async |start: &str| {
        let body = json!({"calendarId": calendar, "locationId": bench.location(), "contactId": contact, "startTime": start});
        bench.ask("POST", "/calendars/events/appointments", body).await
    };
    let utc = slot.parse::<jiff::Timestamp>().unwrap().to_string();
    for wrong in [
        utc.as_str(),
        "2026-11-26T03:00:00-05:00",
        "2026-11-29T12:00:00-05:00",
    ] {
        let refused = book(wrong).await;
        assert_eq!(refused.status, 400, "{wrong}");
        assert_eq!(
            refused.json()["message"],
            "The slot you have selected is no longer available."
        );
    }
    let four = tokio::join!(book(slot), book(slot), book(slot), book(slot));
    let mut statuses = [four.0.status, four.1.status, four.2.status, four.3.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400, 400, 400]);
    assert!(
        !slots(&bench, &calendar, "America/New_York", 7)
            .await
            .contains(slot)
    );
    let booked = bench.get(&format!("/contacts/{contact}/appointments")).await;
    let event = booked["events"].as_array().unwrap().last().unwrap().clone();
    let id = event["id"].as_str().unwrap();
    let cancelled = bench
        .ask("DELETE", &format!("/calendars/events/{id}"), json!({}))
        .await;
    assert_eq!(cancelled.status, 201);
    assert!(
        slots(&bench, &calendar, "America/New_York", 7)
            .await
            .contains(slot),
        "free again"
    );
    let one = bench.get(&format!("/calendars/events/appointments/{id}")).await;
    assert_eq!(
        (&one["event"]["deleted"], &one["event"]["appointmentStatus"]),
        (&json!(true), &json!("cancelled"))
    );
}

#[tokio::test]
async fn calendars_answer_a_month_at_most_and_only_of_somebody() {
    let bench = Bench::quiet().await;
    let calendar = calendar(&bench).await;
    let path = format!(
        "/calendars/{calendar}/free-slots?startDate=1764000000000&endDate={}",
        1_764_000_000_000 + 32 * DAY
    );
    assert_eq!(bench.ask("GET", &path, Value::Null).await.status, 400);
    let events = format!(
        "/calendars/events?locationId={}&startTime=0&endTime=9000000000000",
        bench.location()
    );
    assert_eq!(bench.ask("GET", &events, Value::Null).await.status, 422);
    let mut seen = 0;
    let calendars = bench
        .get(&format!("/calendars/?locationId={}", bench.location()))
        .await;
    for calendar in calendars["calendars"].as_array().unwrap() {
        let page = bench
            .get(&format!(
                "{events}&calendarId={}",
                calendar["id"].as_str().unwrap()
            ))
            .await;
        seen += page["events"].as_array().unwrap().len() as u64;
    }
    assert_eq!(json!(seen), bench.get("/__sandbox/state").await["appointments"]);
}

#[tokio::test]
async fn notes_and_tasks_are_kept_by_contact_and_tasks_found_by_location() {
    let bench = Bench::quiet().await;
    let contact = bench.post_here("/contacts/", json!({"firstName": "Una"})).await["contact"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/contacts/{contact}");
    let note = bench
        .post(&format!("{path}/notes"), json!({"body": "met", "pinned": true}))
        .await["note"]
        .clone();
    assert_eq!(bench.get(&format!("{path}/notes")).await["notes"], json!([note]));
    let task = bench
        .post(
            &format!("{path}/tasks"),
            json!({"title": "call", "dueDate": "2026-11-27T18:00:00Z", "completed": false}),
        )
        .await["task"]
        .clone();
    assert_eq!(task["dueDate"], "2026-11-27T18:00:00.000Z");
    let search = async |completed: bool| {
        let body = json!({"contactId": [contact], "completed": completed});
        bench
            .post(&format!("/locations/{}/tasks/search", bench.location()), body)
            .await["tasks"]
            .clone()
    };
    assert_eq!(search(false).await[0]["_id"], task["id"]);
    let done = format!("{path}/tasks/{}/completed", task["id"].as_str().unwrap());
    assert_eq!(
        bench.ask("PUT", &done, json!({"completed": true})).await.json()["task"]["completed"],
        true
    );
    assert_eq!(
        (search(false).await, search(true).await[0]["id"].clone()),
        (json!([]), task["id"].clone())
    );
    let truth = bench.get(&format!("/__sandbox/contacts/{contact}")).await;
    assert_eq!(
        (
            truth["notes"].as_array().unwrap().len(),
            truth["tasks"].as_array().unwrap().len()
        ),
        (1, 1)
    );
    assert_eq!(bench.ask("DELETE", &path, Value::Null).await.status, 200);
    assert_eq!(search(true).await, json!([]));
}
