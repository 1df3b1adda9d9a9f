//! Conversations through the wire: what reaches a person, once, and how messages are read.

use serde_json::{Value, json};

use super::Bench;

async fn zelda(bench: &Bench) -> String {
    let lead = json!({"firstName": "Zelda", "lastName": "Quimby", "phone": "+12065550177", "email": "zelda@example.com"});
    bench.post_here("/contacts/", lead).await["contact"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_text_reaches_the_person_once_and_their_answer_reaches_us() {
    let bench = Bench::quiet().await;
    let id = zelda(&bench).await;
    let text = json!({"type": "SMS", "contactId": id, "message": "Saturday at ten?"});
    let sent = bench.post("/conversations/messages", text).await;
    let path = format!("/conversations/messages/{}", sent["messageId"].as_str().unwrap());
    for (seconds, status) in [(0, "pending"), (1, "sent"), (2, "delivered"), (57, "delivered")] {
        bench.pass(seconds);
        assert_eq!(bench.get(&path).await["status"], status);
    }
    let sends = bench.get("/__sandbox/sends").await;
    assert_eq!(sends["total"], 1, "{sends}");
    assert_eq!(sends["sends"][0]["body"], "Saturday at ten?");
    assert_eq!(sends["sends"][0]["contact"], json!(id));
    bench
        .post("/__sandbox/inbound", json!({"contact": id, "body": "Ten works"}))
        .await;
    let thread = sent["conversationId"].as_str().unwrap();
    let list = bench.get(&format!("/conversations/{thread}/messages")).await;
    let bodies: Vec<&Value> = list["messages"]["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| &message["body"])
        .collect();
    assert_eq!(
        bodies,
        ["Ten works", "Saturday at ten?"],
        "nested, and newest first"
    );
    let conversation = bench.get(&format!("/conversations/{thread}")).await;
    assert_eq!(
        (&conversation["unreadCount"], conversation["type"].is_number()),
        (&json!(1), true)
    );
    bench
        .post("/__sandbox/edit", json!({"location": {"flatMessages": true}}))
        .await;
    assert!(bench.get(&format!("/conversations/{thread}/messages")).await["messages"].is_array());
}

#[tokio::test]
async fn messages_that_are_not_wanted_or_cannot_arrive_are_refused() {
    let bench = Bench::quiet().await;
    let id = zelda(&bench).await;
    let text = json!({"type": "SMS", "contactId": id, "message": "Hello?"});
    bench
        .post("/__sandbox/inbound", json!({"contact_id": id, "body": " Stop "}))
        .await;
    let refused = bench.ask("POST", "/conversations/messages", text).await;
    assert_eq!(
        (refused.status, refused.json()["message"].as_str()),
        (400, Some("Cannot send message as DND is active for SMS."))
    );
    let nobody = bench
        .post_here("/contacts/", json!({"firstName": "Nobody"}))
        .await["contact"]["id"]
        .clone();
    for kind in ["SMS", "Email"] {
        let body = json!({"type": kind, "contactId": nobody, "message": "Hello?"});
        assert_eq!(
            bench.ask("POST", "/conversations/messages", body).await.status,
            400
        );
    }
    let empty = json!({"type": "Email", "contactId": id, "subject": "?"});
    assert_eq!(
        bench.ask("POST", "/conversations/messages", empty).await.status,
        400
    );
    assert_eq!(bench.get("/__sandbox/sends").await["total"], 0);
}

#[tokio::test]
async fn the_words_of_a_mail_are_where_the_mail_is_and_nowhere_else() {
    let bench = Bench::quiet().await;
    let id = zelda(&bench).await;
    let mail = json!({"type": "Email", "contactId": id, "subject": "Homes", "html": "<p>Three homes</p>"});
    let sent = bench.post("/conversations/messages", mail).await;
    let message = bench
        .get(&format!(
            "/conversations/messages/{}",
            sent["messageId"].as_str().unwrap()
        ))
        .await;
    assert!(message.get("body").is_none());
    let email = &message["meta"]["email"]["messageIds"][0];
    assert_eq!(email, &sent["emailMessageId"]);
    let email = bench
        .get(&format!(
            "/conversations/messages/email/{}",
            email.as_str().unwrap()
        ))
        .await;
    assert_eq!(
        (&email["body"], &email["subject"], &email["to"]),
        (
            &json!("<p>Three homes</p>"),
            &json!("Homes"),
            &json!(["zelda@example.com"])
        )
    );
}

#[tokio::test]
async fn a_scheduled_message_waits_and_can_be_called_off() {
    let bench = Bench::quiet().await;
    let id = zelda(&bench).await;
    let at = "2026-11-25T19:00:00Z"
        .parse::<jiff::Timestamp>()
        .unwrap()
        .as_second();
    let body = json!({"type": "SMS", "contactId": id, "message": "Later", "scheduledTimestamp": at});
    let (one, two) = (
        bench.post("/conversations/messages", body.clone()).await,
        bench.post("/conversations/messages", body).await,
    );
    let path = format!(
        "/conversations/messages/{}/schedule",
        one["messageId"].as_str().unwrap()
    );
    assert_eq!(bench.ask("DELETE", &path, Value::Null).await.status, 200);
    bench.pass(3_599);
    assert_eq!(bench.get("/__sandbox/sends").await["total"], 0);
    bench.pass(1);
    let sends = bench.get("/__sandbox/sends").await;
    assert_eq!(
        (&sends["total"], &sends["sends"][0]["message"]),
        (&json!(1), &two["messageId"])
    );
}

#[tokio::test]
async fn the_export_gives_every_message_once_mail_only_when_asked() {
    let bench = Bench::quiet().await;
    let mut seen = Vec::new();
    for channel in ["", "&channel=Email"] {
        let first = format!(
            "/conversations/messages/export?locationId={}&limit=37{channel}",
            bench.location()
        );
        let mut path = first.clone();
        loop {
            let page = bench.get(&path).await;
            for message in page["messages"].as_array().unwrap() {
                assert_eq!(message["messageType"] == "TYPE_EMAIL", !channel.is_empty());
                seen.push(message["id"].as_str().unwrap().to_owned());
            }
            let Some(cursor) = page["nextCursor"].as_str() else {
                break;
            };
            path = format!("{first}&cursor={cursor}");
        }
    }
    let all = bench.get("/__sandbox/state").await["messages"].as_u64().unwrap();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len() as u64, all);
    assert!(all > 300, "a hundred people have stories: {all}");
}

#[tokio::test]
async fn the_list_of_conversations_pages_by_the_date_of_the_last_message() {
    let bench = Bench::quiet().await;
    let first = format!("/conversations/search?locationId={}&limit=30", bench.location());
    let (mut path, mut seen, mut last) = (first.clone(), 0, i64::MAX);
    loop {
        let page = bench.get(&path).await;
        let rows = page["conversations"].as_array().unwrap();
        let Some(end) = rows.last() else { break };
        for row in rows {
            assert!(row["lastMessageDate"].as_i64().unwrap() < last);
            last = row["lastMessageDate"].as_i64().unwrap();
            assert!(row["type"].is_string());
        }
        seen += rows.len();
        path = format!("{first}&startAfterDate={}", end["sort"][0]);
    }
    assert_eq!(seen, 100);
    let unread = bench.get(&format!("{first}&status=unread")).await;
    assert!(
        unread["conversations"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["unreadCount"].as_u64() > Some(0))
    );
}
