//! What the simulated model says: tools, structured answers, thinking, limits; and what is metered for it.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Server, ask};

fn tools() -> Value {
    json!([
        {"name": "search_contacts", "description": "Find people by name, tag or stage.",
         "input_schema": {"type": "object", "required": ["query"], "properties": {
            "query": {"type": "string"}, "limit": {"type": "integer", "minimum": 1, "maximum": 50}}}},
        {"name": "list_conversation", "description": "Read the thread with one person.",
         "input_schema": {"type": "object", "required": ["contact_id"], "properties": {
            "contact_id": {"type": "string"}}}},
        {"name": "tag_contact", "description": "Add a tag to a person.",
         "input_schema": {"type": "object", "required": ["contact_id", "tag"], "properties": {
            "contact_id": {"type": "string"}, "tag": {"type": "string", "enum": ["hot", "warm", "cold"]}}}},
    ])
}

fn asking(text: &str) -> Value {
    let mut body = ask(text);
    body["tools"] = tools();
    body
}

fn blocks<'a>(message: &'a Value, kind: &str) -> Vec<&'a Value> {
    message["content"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|block| block["type"] == kind)
        .collect()
}

fn text(message: &Value) -> String {
    blocks(message, "text")
        .iter()
        .map(|block| block["text"].as_str().unwrap())
        .collect()
}

async fn say(server: &Server, body: &Value) -> Value {
    let reply = server.message(body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// Answers every open call of `message` with `result`.
fn answered(body: &Value, message: &Value, result: &str) -> Value {
    let mut body = body.clone();
    let results: Vec<Value> = blocks(message, "tool_use")
        .iter()
        .map(|call| json!({"type": "tool_result", "tool_use_id": call["id"], "content": result}))
        .collect();
    let messages = body["messages"].as_array_mut().unwrap();
    messages.push(json!({"role": "assistant", "content": message["content"]}));
    messages.push(json!({"role": "user", "content": results}));
    body
}

#[tokio::test]
async fn a_question_for_data_calls_tools_until_it_can_be_answered() {
    let server = Server::start().await;
    let body = asking("Show me the conversation with Maria Delgado.");
    let first = say(&server, &body).await;
    assert_eq!(first["stop_reason"], "tool_use");
    let call = blocks(&first, "tool_use")[0];
    assert_eq!(
        (&call["name"], &call["input"]),
        (&json!("search_contacts"), &json!({"query": "Maria Delgado"}))
    );

    let body = answered(
        &body,
        &first,
        r#"[{"id":"c_8f31","name":"Maria Delgado","stage":"Nurture"}]"#,
    );
    let second = say(&server, &body).await;
    let call = blocks(&second, "tool_use")[0];
    assert_eq!(
        (&call["name"], &call["input"]),
        (&json!("list_conversation"), &json!({"contact_id": "c_8f31"}))
    );

    let thread = r#"{"messages":[{"from":"Maria","text":"Is the price firm?"},{"from":"you","text":"There is room."}]}"#;
    let last = say(&server, &answered(&body, &second, thread)).await;
    assert_eq!(last["stop_reason"], "end_turn");
    assert!(
        text(&last).contains("| Maria | Is the price firm? |"),
        "{}",
        text(&last)
    );
}

#[tokio::test]
async fn changes_are_made_only_when_asked_for_and_failures_are_told() {
    let server = Server::start().await;
    let idle = say(&server, &asking("How do I answer a low offer?")).await;
    assert_eq!(idle["stop_reason"], "end_turn");
    let body = asking("Please tag c_77 as hot");
    let call = say(&server, &body).await;
    let input = &blocks(&call, "tool_use")[0]["input"];
    assert_eq!(input, &json!({"contact_id": "c_77", "tag": "hot"}));
    let mut refused = answered(&body, &call, "The user declined this call");
    let last = refused["messages"].as_array().unwrap().len() - 1;
    refused["messages"][last]["content"][0]["is_error"] = json!(true);
    assert!(text(&say(&server, &refused).await).contains("I left everything as it is"));
}

#[tokio::test]
async fn a_named_tool_is_called_and_tool_choice_none_is_obeyed() {
    let server = Server::start().await;
    let mut body = asking("Use search_contacts for everyone who is warm");
    assert_eq!(say(&server, &body).await["stop_reason"], "tool_use");
    body["tool_choice"] = json!({"type": "none"});
    assert_eq!(say(&server, &body).await["stop_reason"], "end_turn");
}

#[tokio::test]
async fn structured_answers_satisfy_their_schema() {
    let server = Server::start().await;
    let mut body = ask("Lead says: we must close by 2026-12-15, budget 780k. Score it.");
    body["output_config"] = json!({"format": {"type": "json_schema", "schema": {
        "type": "object", "additionalProperties": false,
        "required": ["intent", "score", "reasons", "by", "next"],
        "properties": {
            "intent": {"type": "string", "enum": ["buy", "sell", "close"]},
            "score": {"type": "integer"},
            "reasons": {"type": "array", "items": {"type": "string"}, "minItems": 1},
            "by": {"type": "string", "format": "date"},
            "agent": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/agent"}]},
            "next": {"$ref": "#/$defs/step"},
        },
        "$defs": {
            "agent": {"type": "string"},
            "step": {"type": "object", "additionalProperties": false, "required": ["what", "urgent"],
                "properties": {"what": {"type": "string"}, "urgent": {"type": "boolean"}}},
        },
    }}});
    let answer: Value = serde_json::from_str(&text(&say(&server, &body).await)).unwrap();
    assert_eq!(
        (&answer["intent"], &answer["by"]),
        (&json!("close"), &json!("2026-12-15"))
    );
    assert!(answer["score"].is_i64() && answer["next"]["urgent"].is_boolean() && answer["agent"].is_string());
    assert!(answer["reasons"].as_array().unwrap().iter().all(Value::is_string));
    assert_eq!(
        answer.as_object().unwrap().keys().next_back().unwrap(),
        "agent",
        "required ones come first"
    );
}

#[tokio::test]
async fn thinking_is_shown_hidden_or_absent_as_asked() {
    let server = Server::start().await;
    let mut body = ask("How do I price this home?");
    let hidden = say(&server, &body).await;
    let block = blocks(&hidden, "thinking")[0];
    assert_eq!(block["thinking"], "");
    assert!(block["signature"].as_str().unwrap().len() > 20);
    assert!(
        hidden["usage"]["output_tokens_details"]["thinking_tokens"]
            .as_u64()
            .unwrap()
            > 0
    );
    body["thinking"] = json!({"type": "adaptive", "display": "summarized"});
    body["stream"] = json!(true);
    let events = server.message(&body).await.events();
    let deltas: Vec<&str> = events
        .iter()
        .filter(|e| e["index"] == 0)
        .filter_map(|e| e["delta"]["type"].as_str())
        .collect();
    assert_eq!(
        (deltas[0], deltas[deltas.len() - 1]),
        ("thinking_delta", "signature_delta")
    );
    body["thinking"] = json!({"type": "between_tools"});
    body["stream"] = json!(false);
    let none = say(&server, &body).await;
    assert_eq!(
        (
            blocks(&none, "thinking").len(),
            &none["usage"]["output_tokens_details"]
        ),
        (0, &Value::Null)
    );
}

#[tokio::test]
async fn limits_and_stop_sequences_end_an_answer_where_they_say() {
    let server = Server::start().await;
    let mut body = ask("Explain how to follow up, in detail");
    for most in [1, 2, 40] {
        body["max_tokens"] = json!(most);
        let cut = say(&server, &body).await;
        assert_eq!(cut["stop_reason"], "max_tokens");
        assert!(cut["usage"]["output_tokens"].as_u64().unwrap() <= most, "{cut}");
        assert!(!text(&cut).is_empty());
    }
    body["max_tokens"] = json!(0);
    let warm = say(&server, &body).await;
    assert_eq!(
        (&warm["content"], &warm["stop_reason"]),
        (&json!([]), &json!("max_tokens"))
    );
    assert_eq!(warm["usage"]["output_tokens"], 0);
    body["max_tokens"] = json!(4096);
    body["stop_sequences"] = json!(["###"]);
    let stopped = say(&server, &body).await;
    assert_eq!(
        (&stopped["stop_reason"], &stopped["stop_sequence"]),
        (&json!("stop_sequence"), &json!("###"))
    );
    assert!(!text(&stopped).contains("###"));
}

#[tokio::test]
async fn forms_asked_for_are_given() {
    let server = Server::start().await;
    for (question, part) in [
        ("Compare a price cut with a buydown in a table", "|---|"),
        ("Draft a text message to Tom about Saturday", "```text\nHi Tom"),
        ("Give me a checklist for the inspection", "1. **"),
        ("Explain my plan for expired listings step by step", "## "),
    ] {
        let said = text(&say(&server, &ask(question)).await);
        assert!(said.contains(part), "{question}: {said}");
        assert_eq!(
            said,
            text(&say(&server, &ask(question)).await),
            "the same words every time"
        );
    }
    let brief = text(&say(&server, &ask("In short: how do I win a bidding war?")).await);
    assert!(brief.len() < 200 && !brief.contains('\n'), "{brief}");
}

#[tokio::test]
async fn counting_agrees_with_the_bill_and_the_cache_meters_add_up() {
    let server = Server::start().await;
    let mut body = asking("How do I price this home?");
    let marker = json!({"type": "ephemeral", "ttl": "1h"});
    body["system"] = json!([{"type": "text", "text": "Be useful. ".repeat(400), "cache_control": marker}]);
    body["cache_control"] = json!({"type": "ephemeral"});
    let mut count = body.clone();
    count.as_object_mut().unwrap().remove("max_tokens");
    let counted = server
        .raw(
            "POST",
            "/v1/messages/count_tokens",
            &super::usual(),
            &count.to_string(),
        )
        .await;
    let total = counted.json()["input_tokens"].as_u64().unwrap();
    let meters = |message: &Value| {
        let usage = &message["usage"];
        let read = |name: &str| usage[name].as_u64().unwrap();
        let parts = [
            read("input_tokens"),
            read("cache_creation_input_tokens"),
            read("cache_read_input_tokens"),
        ];
        assert_eq!(parts.iter().sum::<u64>(), total, "{usage}");
        let split = &usage["cache_creation"];
        let split = [
            &split["ephemeral_5m_input_tokens"],
            &split["ephemeral_1h_input_tokens"],
        ];
        assert_eq!(
            split.iter().map(|part| part.as_u64().unwrap()).sum::<u64>(),
            parts[1]
        );
        (parts, split[1].as_u64().unwrap())
    };
    let (cold, hour) = meters(&say(&server, &body).await);
    assert!(cold[2] == 0 && hour > 1000 && cold[1] > hour, "{cold:?}");
    let (warm, _) = meters(&say(&server, &body).await);
    assert_eq!((warm[1], warm[2]), (0, cold[1]));

    // After ten minutes only the hour's part is left, and what fell out is written again.
    server.clock.advance(Duration::from_mins(10));
    let (later, again) = meters(&say(&server, &body).await);
    assert_eq!((later[2], later[1], again), (hour, cold[1] - hour, 0));

    // A change of effort makes the messages new, not the tools and the system text.
    body["output_config"] = json!({"effort": "low"});
    let (changed, _) = meters(&say(&server, &body).await);
    assert_eq!(changed[2], hour);
}

#[tokio::test]
async fn a_stream_reports_input_at_its_start_and_everything_at_its_end() {
    let server = Server::start().await;
    let mut body = ask("How do I price this home?");
    body["stream"] = json!(true);
    let events = server.message(&body).await.events();
    let start = &events[0]["message"]["usage"];
    let end = &events[events.len() - 2]["usage"];
    assert_eq!(start["input_tokens"], end["input_tokens"]);
    assert!(end["output_tokens"].as_u64() > start["output_tokens"].as_u64());
    assert!(end["output_tokens_details"]["thinking_tokens"].as_u64() < end["output_tokens"].as_u64());
    body["stream"] = json!(false);
    assert_eq!(
        say(&server, &body).await["usage"]["output_tokens"],
        end["output_tokens"]
    );
}

#[tokio::test]
async fn a_cache_miss_is_explained_when_asked() {
    let server = Server::start().await;
    let mut body = ask("How do I price this home?");
    body["diagnostics"] = json!({"previous_message_id": null});
    let first = say(&server, &body).await;
    assert_eq!(first["diagnostics"], Value::Null);
    body["diagnostics"]["previous_message_id"] = first["id"].clone();
    let messages = body["messages"].as_array_mut().unwrap();
    messages.push(json!({"role": "assistant", "content": first["content"]}));
    messages.push(json!({"role": "user", "content": "And the open house?"}));
    assert_eq!(
        say(&server, &body).await["diagnostics"],
        Value::Null,
        "it only went on"
    );

    let reason = async |body: &Value| say(&server, body).await["diagnostics"]["cache_miss_reason"].clone();
    let mut fresh = ask("How do I price that home?");
    fresh["diagnostics"] = body["diagnostics"].clone();
    assert_eq!(reason(&fresh).await["type"], "messages_changed");
    fresh["system"] = json!("Be brief.");
    assert_eq!(reason(&fresh).await["type"], "system_changed");
    fresh["model"] = json!("claude-haiku-5-5");
    assert!(
        reason(&fresh).await["cache_missed_input_tokens"]
            .as_u64()
            .unwrap()
            > 0
    );
    fresh["diagnostics"]["previous_message_id"] = json!("msg_other");
    assert_eq!(
        reason(&fresh).await,
        json!({"type": "previous_message_not_found"})
    );
}

#[tokio::test]
async fn batches_are_listed_newest_first_a_page_at_a_time() {
    let server = Server::start().await;
    let mut made = Vec::new();
    for nr in 0..3 {
        let body = json!({"requests": [{"custom_id": format!("n{nr}"), "params": ask("hello")}]});
        let answer = server
            .raw("POST", "/v1/messages/batches", &super::usual(), &body.to_string())
            .await;
        made.insert(0, answer.json()["id"].as_str().unwrap().to_owned());
    }
    let page = async |query: &str| {
        let page = server.get(&format!("/v1/messages/batches{query}")).await.json();
        let rows = page["data"].as_array().unwrap().iter();
        let ids: Vec<String> = rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect();
        (
            ids,
            page["has_more"] == true,
            page["last_id"].as_str().map(str::to_owned),
        )
    };
    assert_eq!(page("").await, (made.clone(), false, made.last().cloned()));
    assert_eq!(
        page("?limit=2").await,
        (made[..2].to_vec(), true, Some(made[1].clone()))
    );
    let after = format!("?limit=2&after_id={}", made[1]);
    assert_eq!(
        page(&after).await,
        (made[2..].to_vec(), false, Some(made[2].clone()))
    );
    let before = format!("?limit=1&before_id={}", made[2]);
    assert_eq!(
        page(&before).await,
        (made[1..2].to_vec(), true, Some(made[1].clone()))
    );
    for wrong in ["?limit=0", "?after_id=nobody"] {
        assert_eq!(
            server.get(&format!("/v1/messages/batches{wrong}")).await.status,
            400
        );
    }
}

#[tokio::test]
async fn a_batch_is_answered_request_by_request() {
    let server = Server::start().await;
    let mut streamed = ask("hello");
    streamed["stream"] = json!(true);
    let body = json!({"requests": [
        {"custom_id": "a", "params": ask("How do I price this home?")},
        {"custom_id": "b", "params": streamed},
    ]});
    let post = async |body: &Value| {
        server
            .raw("POST", "/v1/messages/batches", &super::usual(), &body.to_string())
            .await
    };
    let made = post(&body).await.json();
    assert_eq!(made["processing_status"], "in_progress");
    let path = format!("/v1/messages/batches/{}", made["id"].as_str().unwrap());
    let ended = server.get(&path).await.json();
    assert_eq!(ended["processing_status"], "ended");
    assert_eq!(
        (
            &ended["request_counts"]["succeeded"],
            &ended["request_counts"]["errored"]
        ),
        (&json!(1), &json!(1))
    );
    let text = server.get(&format!("{path}/results")).await.text();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["result"]["message"]["usage"]["service_tier"], "batch");
    assert_eq!(
        lines[1]["result"]["error"]["error"]["type"],
        "invalid_request_error"
    );
    assert_eq!(post(&json!({"requests": []})).await.status, 400);
    assert_eq!(server.get("/v1/messages/batches/other").await.status, 404);
}
