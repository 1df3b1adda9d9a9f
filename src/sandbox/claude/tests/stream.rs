//! The grammar of a stream, its pace, and what happens when the other side leaves.

use serde_json::{Value, json};

use super::{Server, ask};

fn kinds(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect()
}

fn joined(events: &[Value], delta: &str, field: &str) -> String {
    let deltas = events
        .iter()
        .map(|event| &event["delta"])
        .filter(|found| found["type"] == delta);
    deltas.map(|found| found[field].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_stream_follows_the_grammar_and_says_what_the_whole_answer_says() {
    let server = Server::start().await;
    let mut body = ask("How should I follow up with Maria Delgado after Saturday?");
    let whole = server.message(&body).await;
    assert_eq!(whole.status, 200, "{}", whole.text());
    body["stream"] = json!(true);
    let reply = server.message(&body).await;
    assert_eq!(
        reply.header("content-type"),
        Some("text/event-stream; charset=utf-8")
    );
    assert_eq!(reply.header("x-claude-sim"), Some("1"));
    assert!(reply.header("request-id").unwrap().starts_with("req_"));

    let events = reply.events();
    assert_eq!(kinds(&events)[..2], ["message_start", "ping"]);
    assert_eq!(
        kinds(&events)[events.len() - 2..],
        ["message_delta", "message_stop"]
    );
    let mut open = None;
    for event in &events {
        match event["type"].as_str().unwrap() {
            "content_block_start" => assert_eq!(open.replace(event["index"].clone()), None),
            "content_block_delta" => assert_eq!(open.as_ref(), Some(&event["index"])),
            "content_block_stop" => assert_eq!(open.take().as_ref(), Some(&event["index"])),
            _ => assert_eq!(open, None),
        }
    }
    let text = joined(&events, "text_delta", "text");
    assert!(text.contains("**Maria Delgado**"), "{text}");
    let content = whole.json()["content"].clone();
    let said = content
        .as_array()
        .unwrap()
        .iter()
        .find(|block| block["type"] == "text")
        .unwrap();
    assert_eq!(said["text"], text);
}
