//! Texts through the wire: what reaches a person, once, and what a person answers.

use serde_json::json;

use super::Bench;

#[tokio::test]
async fn a_text_reaches_the_person_once_and_their_answer_reaches_us() {
    let bench = Bench::quiet().await;
    let lead = json!({"firstName": "Zelda", "lastName": "Quimby", "phone": "+12065550177"});
    let created = bench.post_here("/contacts/", lead).await;
    let id = created["contact"]["id"].as_str().unwrap().to_owned();
    let text = json!({"type": "SMS", "contactId": id, "message": "Saturday at ten?"});
    let sent = bench.post("/conversations/messages", text).await;
    bench.pass(60);
    let sends = bench.get("/__sandbox/sends").await;
    assert_eq!(sends["total"], 1, "{sends}");
    assert_eq!(sends["sends"][0]["body"], "Saturday at ten?");
    assert_eq!(sends["sends"][0]["contact"], json!(id));
    let answer = json!({"contact": id, "body": "Ten works"});
    bench.post("/__sandbox/inbound", answer).await;
    let thread = sent["conversationId"].as_str().unwrap();
    let list = bench
        .get(&format!("/conversations/{thread}/messages"))
        .await
        .to_string();
    assert!(
        list.contains("Ten works") && list.contains("Saturday at ten?"),
        "{list}"
    );
}
