//! The control header and the armed control: every fault, exactly as often and exactly where it was asked for.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::AsyncReadExt as _;

use super::{Server, ask, join_chunks, usual, with_control};

fn streaming() -> Value {
    let mut body = ask("Explain how to follow up, in detail");
    body["stream"] = json!(true);
    body
}

fn deltas(events: &[Value]) -> usize {
    events
        .iter()
        .filter(|event| event["type"] == "content_block_delta")
        .count()
}

/// Waits until the watch says `state`, at most five seconds.
async fn watch_until(server: &Server, name: &str, state: &str) -> Value {
    let looking = async {
        loop {
            let report = server.get(&format!("/_sim/watch/{name}")).await;
            if report.status == 200 && report.json()["state"] == state {
                return report.json();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), looking)
        .await
        .unwrap_or_else(|_| panic!("{name} is never {state}"))
}

#[tokio::test]
async fn a_status_happens_as_often_as_asked_and_then_the_request_goes_through() {
    let server = Server::start().await;
    let fault = json!({"fault": {"status": 529, "times": 2, "key": "k", "retry_after": 2}});
    for _ in 0..2 {
        let reply = server.controlled(&ask("hello"), &fault).await;
        assert_eq!((reply.status, reply.header("retry-after")), (529, Some("2")));
        assert_eq!(
            reply.json()["error"],
            json!({"type": "overloaded_error", "message": "Overloaded"})
        );
        assert_eq!(reply.header("x-claude-sim"), Some("1"));
    }
    assert_eq!(server.controlled(&ask("hello"), &fault).await.status, 200);
    let spend = json!({"fault": {"status": 429, "error_code": "enforced_spend_limit_reached"}});
    let reply = server.controlled(&ask("hello"), &spend).await;
    assert_eq!(
        reply.json()["error"]["details"]["error_code"],
        "enforced_spend_limit_reached"
    );
    assert_eq!(reply.header("retry-after"), None);
}

#[tokio::test]
async fn streams_break_where_they_are_told_to() {
    let server = Server::start().await;
    let error = json!({"fault": {"midstream": "overloaded_error", "after_deltas": 2}});
    let events = server.controlled(&streaming(), &error).await.events();
    assert_eq!(deltas(&events), 2);
    assert_eq!(events.last().unwrap()["error"]["type"], "overloaded_error");
    assert!(events.last().unwrap()["request_id"].is_string());

    let first = json!({"fault": {"midstream": "api_error"}});
    let events = server.controlled(&streaming(), &first).await.events();
    assert_eq!((events.len(), deltas(&events)), (2, 0), "{events:?}");

    let cut = json!({"fault": {"truncate_after_deltas": 3}});
    let events = server.controlled(&streaming(), &cut).await.events();
    assert_eq!(deltas(&events), 3);
    assert_eq!(events.last().unwrap()["type"], "content_block_delta");

    let reset = json!({"fault": {"truncate_after_deltas": 3, "reset": true}, "watch": "reset"});
    let reply = server.controlled(&streaming(), &reset).await;
    assert_eq!(deltas(&reply.events()), 3);
}

#[tokio::test]
async fn a_stall_holds_the_stream_and_then_lets_it_go_on() {
    let server = Server::start().await;
    let control = json!({"fault": {"stall_after_deltas": 1, "seconds": 0.3}, "watch": "stall"});
    let body = streaming();
    let asked = tokio::time::timeout(Duration::from_millis(150), server.controlled(&body, &control));
    assert!(asked.await.is_err(), "it should be silent for longer");
    let whole = server.controlled(&streaming(), &control).await.events();
    assert_eq!(whole.last().unwrap()["type"], "message_stop");
}

#[tokio::test]
async fn bytes_come_in_pieces_of_the_size_asked_for() {
    let server = Server::start().await;
    let plain = server.message(&streaming()).await;
    let control = json!({"chunk_bytes": 7}).to_string();
    let mut socket = server
        .open(
            "POST",
            "/v1/messages",
            &with_control(&control),
            &streaming().to_string(),
        )
        .await;
    let mut bytes = Vec::new();
    socket.read_to_end(&mut bytes).await.unwrap();
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let chunks = join_chunks(&bytes[head + 4..]);
    assert!(chunks.iter().all(|chunk| chunk.len() <= 7));
    assert_eq!(
        String::from_utf8(chunks.concat())
            .unwrap()
            .matches("event: ")
            .count(),
        plain.events().len()
    );
}

#[tokio::test]
async fn given_answers_and_refusals_are_given() {
    let server = Server::start().await;
    let blocks = json!({"answer": [
        {"type": "text", "text": "I will send it."},
        {"type": "tool_use", "name": "send_sms", "input": {"contact_id": "c_1", "body": "Hi"}},
    ]});
    let message = server.controlled(&ask("x"), &blocks).await.json();
    assert_eq!(message["stop_reason"], "tool_use");
    assert!(
        message["content"][1]["id"]
            .as_str()
            .unwrap()
            .starts_with("toolu_01")
    );
    let mut body = ask("x");
    body["stream"] = json!(true);
    let events = server
        .controlled(&body, &json!({"refusal": "general_harms"}))
        .await
        .events();
    let kinds: Vec<&str> = events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["message_start", "ping", "message_delta", "message_stop"]);
    assert_eq!(events[2]["delta"]["stop_reason"], "refusal");
    assert_eq!(events[2]["delta"]["stop_details"]["category"], "general_harms");
}

#[tokio::test]
async fn a_watch_knows_whether_the_reader_stayed() {
    let server = Server::paced(Duration::from_millis(5)).await;
    server.controlled(&ask("hello"), &json!({"watch": "whole"})).await;
    watch_until(&server, "whole", "finished").await;

    let control = json!({"watch": "left", "delay_ms": 20}).to_string();
    let mut socket = server
        .open(
            "POST",
            "/v1/messages",
            &with_control(&control),
            &streaming().to_string(),
        )
        .await;
    let mut seen = [0; 256];
    socket.read_exact(&mut seen).await.unwrap();
    drop(socket);
    let report = watch_until(&server, "left", "aborted").await;
    assert!(report["deltas_sent"].as_u64().unwrap() < 30, "{report}");

    let control = json!({"watch": "waiting", "wait_ms": 60_000}).to_string();
    let socket = server
        .open(
            "POST",
            "/v1/messages",
            &with_control(&control),
            &streaming().to_string(),
        )
        .await;
    watch_until(&server, "waiting", "streaming").await;
    drop(socket);
    watch_until(&server, "waiting", "aborted").await;
    assert_eq!(server.get("/_sim/watch/nobody").await.status, 404);
}

#[tokio::test]
async fn a_control_can_be_armed_for_clients_that_cannot_set_headers() {
    let server = Server::start().await;
    let arm = async |control: Value| server.raw("POST", "/_sim/arm", &[], &control.to_string()).await;
    assert_eq!(
        arm(json!({"fault": {"status": 500, "times": 2}})).await.status,
        200
    );
    assert_eq!(arm(json!({"refusal": null})).await.status, 200);
    assert_eq!(arm(json!({"nonsense": 1})).await.status, 400);
    let send = async || {
        server
            .raw("POST", "/v1/messages", &usual(), &ask("hello").to_string())
            .await
    };
    assert_eq!([send().await.status, send().await.status], [500, 500]);
    assert_eq!(send().await.json()["stop_reason"], "refusal");
    assert_eq!(send().await.json()["stop_reason"], "end_turn");
}

#[tokio::test]
async fn the_model_list_pages_and_keeps_the_retired_apart() {
    let server = Server::start().await;
    let page = server.get("/v1/models?limit=2").await.json();
    assert_eq!(
        (page["data"].as_array().unwrap().len(), &page["has_more"]),
        (2, &json!(true))
    );
    let next = server
        .get(&format!(
            "/v1/models?limit=1000&after_id={}",
            page["last_id"].as_str().unwrap()
        ))
        .await
        .json();
    assert_eq!(next["has_more"], false);
    let lives = |list: &Value| -> Vec<String> {
        list["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["lifecycle"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(!lives(&next).contains(&"retired".to_owned()));
    let retired = server
        .get("/v1/models?lifecycle%5B%5D=retired&limit=100")
        .await
        .json();
    assert!(lives(&retired).iter().all(|life| life == "retired") && !lives(&retired).is_empty());
    assert_eq!(
        server.get("/v1/models/claude-haiku-5-5").await.json()["line"],
        "haiku"
    );
    assert_eq!(server.get("/v1/models/claude-9").await.status, 404);
    assert_eq!(server.get("/v1/models?limit=0").await.status, 400);
}
