//! Every refusal of the service that differs by model, version or history, asked for over the socket.

use serde_json::{Value, json};

use super::{KEY, Reply, Server, ask, usual};

/// A request with these fields on top.
fn with(base: &Value, fields: Value) -> Value {
    let mut body = base.clone();
    body.as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    body
}

/// A request with this history.
fn history(messages: Value) -> Value {
    with(&ask("x"), json!({"messages": messages}))
}

async fn refused(server: &Server, body: &Value, part: &str) {
    let reply = server.message(body).await;
    assert_eq!(
        reply.status,
        400,
        "should be refused for {part:?}: {body}\n{}",
        reply.text()
    );
    assert_eq!(reply.json()["error"]["type"], "invalid_request_error");
    let said = reply.refusal();
    assert!(said.contains(part), "{said:?} should contain {part:?}");
}

async fn accepted(server: &Server, body: &Value) -> Value {
    let reply = server.message(body).await;
    assert_eq!(reply.status, 200, "{body}\n{}", reply.text());
    reply.json()
}

#[tokio::test]
async fn headers_decide_who_may_ask() {
    let server = Server::start().await;
    let body = ask("hello").to_string();
    let send = async |headers: &[(&str, &str)]| server.raw("POST", "/v1/messages", headers, &body).await;
    let bearer = format!("Bearer {KEY}");
    for version in ["2023-06-01", "2026-10-21"] {
        assert_eq!(
            send(&[("authorization", &bearer), ("anthropic-version", version)])
                .await
                .status,
            200
        );
    }
    let wrong: Reply = send(&[("x-api-key", "sk-other"), ("anthropic-version", "2026-10-21")]).await;
    assert_eq!(
        (wrong.status, wrong.refusal().as_str()),
        (401, "invalid x-api-key")
    );
    assert_eq!(send(&[("x-api-key", KEY)]).await.status, 400);
    let nowhere = server.get("/v1/nothing").await;
    assert_eq!(
        (nowhere.status, nowhere.json()["error"]["type"].clone()),
        (404, json!("not_found_error"))
    );
}

#[tokio::test]
async fn models_that_are_gone_are_not_found_by_name() {
    let server = Server::start().await;
    for id in ["claude-3-5-sonnet-20241022", "claude-9"] {
        let reply = server.message(&with(&ask("x"), json!({"model": id}))).await;
        assert_eq!((reply.status, reply.refusal()), (404, format!("model: {id}")));
    }
    let deprecated = accepted(&server, &with(&ask("x"), json!({"model": "claude-sonnet-4-5"}))).await;
    assert_eq!(deprecated["model"], "claude-sonnet-4-5-20250929");
}

#[tokio::test]
async fn the_body_is_checked_field_by_field() {
    let server = Server::start().await;
    let base = ask("hello");
    refused(
        &server,
        &with(&base, json!({"prompt": "x"})),
        "prompt: Extra inputs are not permitted",
    )
    .await;
    refused(
        &server,
        &with(&base, json!({"max_tokens": null})),
        "max_tokens: Field required",
    )
    .await;
    refused(
        &server,
        &with(&base, json!({"max_tokens": 200_000})),
        "max_tokens: 200000 > 128000",
    )
    .await;
    refused(
        &server,
        &with(&base, json!({"messages": []})),
        "at least one message",
    )
    .await;
    refused(
        &server,
        &with(&base, json!({"context_management": {}})),
        "context_management: Extra inputs",
    )
    .await;
    refused(
        &server,
        &with(&base, json!({"metadata": {"name": "Ann"}})),
        "metadata.name",
    )
    .await;
    refused(
        &server,
        &history(json!([{"role": "user", "content": [{"type": "txt"}]}])),
        "Input tag 'txt'",
    )
    .await;
    refused(
        &server,
        &history(json!([{"role": "user", "content": " \n"}])),
        "non-whitespace",
    )
    .await;
    let broken = server.raw("POST", "/v1/messages", &usual(), "{").await;
    assert_eq!(broken.status, 400);
    assert!(broken.refusal().contains("not valid JSON"));
}

#[tokio::test]
async fn each_model_refuses_what_its_table_says() {
    let server = Server::start().await;
    let of = |model: &str, fields: Value| with(&with(&ask("hello"), json!({"model": model})), fields);
    let enabled = json!({"thinking": {"type": "enabled", "budget_tokens": 2000}});
    for model in ["claude-sonnet-5-5", "claude-haiku-5-5", "claude-opus-4-7"] {
        refused(
            &server,
            &of(model, enabled.clone()),
            "\"thinking.type.enabled\" is not supported",
        )
        .await;
    }
    accepted(&server, &of("claude-opus-4-6", enabled.clone())).await;
    accepted(&server, &of("claude-haiku-4-5", enabled)).await;
    let adaptive = json!({"thinking": {"type": "adaptive"}});
    refused(
        &server,
        &of("claude-haiku-4-5", adaptive.clone()),
        "adaptive thinking is not supported",
    )
    .await;
    accepted(&server, &of("claude-opus-5-5", adaptive)).await;

    let disabled = json!({"thinking": {"type": "disabled"}});
    refused(
        &server,
        &of("claude-sonnet-5-5", disabled.clone()),
        "thinking.type.between_tools",
    )
    .await;
    refused(
        &server,
        &of("claude-opus-5-5", disabled.clone()),
        "thinking.type.disabled",
    )
    .await;
    accepted(&server, &of("claude-haiku-5-5", disabled.clone())).await;
    let hard = with(&disabled, json!({"output_config": {"effort": "max"}}));
    refused(&server, &of("claude-haiku-5-5", hard), "effort 'high' or lower").await;
    accepted(&server, &of("claude-sonnet-4-6", disabled)).await;

    let between = json!({"thinking": {"type": "between_tools"}});
    accepted(&server, &of("claude-sonnet-5-5", between.clone())).await;
    refused(&server, &of("claude-haiku-5-5", between.clone()), "between_tools").await;
    let hard = with(&between, json!({"output_config": {"effort": "xhigh"}}));
    refused(&server, &of("claude-sonnet-5-5", hard), "effort 'high' or lower").await;
    let dressed = json!({"thinking": {"type": "between_tools", "display": "summarized"}});
    refused(&server, &of("claude-sonnet-5-5", dressed), "thinking.display").await;

    let effort = json!({"output_config": {"effort": "low"}});
    refused(
        &server,
        &of("claude-haiku-4-5", effort),
        "does not support the effort",
    )
    .await;
    let xhigh = json!({"output_config": {"effort": "xhigh"}});
    refused(&server, &of("claude-sonnet-4-6", xhigh), "effort level 'xhigh'").await;

    let forced =
        json!({"tools": [{"name": "f", "input_schema": {"type": "object"}}], "tool_choice": {"type": "any"}});
    refused(
        &server,
        &of("claude-sonnet-5-5", forced.clone()),
        "forced tool use",
    )
    .await;
    let call = accepted(&server, &of("claude-haiku-5-5", forced)).await;
    assert_eq!(
        call["content"][0]["type"], "tool_use",
        "no thinking before a forced call"
    );
}

#[tokio::test]
async fn sampling_depends_on_version_and_model() {
    let server = Server::start().await;
    let warm = with(&ask("hello"), json!({"temperature": 0.2}));
    refused(&server, &warm, "temperature").await;
    let old = async |body: Value| {
        let headers = [("x-api-key", KEY), ("anthropic-version", "2023-06-01")];
        server
            .raw("POST", "/v1/messages", &headers, &body.to_string())
            .await
            .status
    };
    assert_eq!(old(warm.clone()).await, 400);
    assert_eq!(old(with(&warm, json!({"temperature": 1.0}))).await, 200);
    assert_eq!(old(with(&warm, json!({"model": "claude-sonnet-4-6"}))).await, 200);
}

#[tokio::test]
async fn history_must_be_one_the_service_could_have_seen() {
    let server = Server::start().await;
    let user = |text: &str| json!({"role": "user", "content": text});
    let call = json!({"role": "assistant", "content": [
        {"type": "tool_use", "id": "toolu_x", "name": "get_lead", "input": {}}]});
    let result = json!({"type": "tool_result", "tool_use_id": "toolu_x", "content": "ok"});
    let text = json!({"type": "text", "text": "and now?"});
    let answer = |blocks: Value| json!({"role": "user", "content": blocks});

    accepted(
        &server,
        &history(json!([user("hi"), call, answer(json!([result, text]))])),
    )
    .await;
    accepted(
        &server,
        &history(json!([
            user("hi"),
            call,
            answer(json!([result])),
            user("and now?")
        ])),
    )
    .await;
    refused(
        &server,
        &history(json!([user("hi"), call, user("never mind")])),
        "`tool_use` ids were found without",
    )
    .await;
    refused(
        &server,
        &history(json!([user("hi"), call, answer(json!([text, result]))])),
        "must come first",
    )
    .await;
    refused(
        &server,
        &history(json!([answer(json!([result]))])),
        "unexpected `tool_use_id`",
    )
    .await;
    refused(
        &server,
        &history(json!([user("hi"), call, answer(json!([result, result]))])),
        "single result",
    )
    .await;

    let prefill = json!([user("hi"), {"role": "assistant", "content": "Sure:"}]);
    refused(
        &server,
        &history(prefill.clone()),
        "does not support assistant message prefill",
    )
    .await;
    let older = with(&history(prefill), json!({"model": "claude-haiku-4-5"}));
    accepted(&server, &older).await;

    let system = json!({"role": "system", "content": "The agent opened lead c_81."});
    accepted(&server, &history(json!([user("hi"), system]))).await;
    refused(
        &server,
        &history(json!([system, user("hi")])),
        "must not have the role 'system'",
    )
    .await;
    let said = json!({"role": "assistant", "content": "Hello."});
    refused(
        &server,
        &history(json!([user("a"), said, system, user("b")])),
        "must follow a user turn",
    )
    .await;
    refused(
        &server,
        &history(json!([user("a"), system, user("b")])),
        "must end the list",
    )
    .await;
    let sonnet_5 = with(
        &history(json!([user("hi"), system])),
        json!({"model": "claude-sonnet-5"}),
    );
    refused(&server, &sonnet_5, "not supported by this model").await;
}

#[tokio::test]
async fn cache_markers_are_counted_and_ordered() {
    let server = Server::start().await;
    let block =
        |ttl: &str| json!({"type": "text", "text": "x", "cache_control": {"type": "ephemeral", "ttl": ttl}});
    let of = |ttls: &[&str]| {
        let blocks: Vec<Value> = ttls.iter().map(|ttl| block(ttl)).collect();
        history(json!([{"role": "user", "content": blocks}]))
    };
    accepted(&server, &of(&["1h", "1h", "5m", "5m"])).await;
    refused(
        &server,
        &of(&["5m"; 5]),
        "A maximum of 4 blocks with cache_control may be provided. Found 5.",
    )
    .await;
    let automatic = json!({"cache_control": {"type": "ephemeral"}});
    refused(&server, &with(&of(&["5m"; 4]), automatic.clone()), "Found 5.").await;
    refused(&server, &of(&["5m", "1h"]), "must not come after").await;
    refused(&server, &with(&of(&["1h"]), automatic), "another ttl").await;
    refused(&server, &of(&["2h"]), "'5m' or '1h'").await;
}

#[tokio::test]
async fn replayed_thinking_must_be_what_it_was_and_where_it_was() {
    let server = Server::start().await;
    let thinking = json!({"thinking": {"type": "adaptive", "display": "summarized"}, "system": "Be useful."});
    let first = with(&ask("How do I price this home?"), thinking.clone());
    let answer = accepted(&server, &first).await;
    let spoken = answer["content"].clone();
    assert_eq!(spoken[0]["type"], "thinking");
    assert!(!spoken[0]["thinking"].as_str().unwrap().is_empty());
    let replay = |content: &Value| {
        let messages = json!([
            {"role": "user", "content": "How do I price this home?"},
            {"role": "assistant", "content": content},
            {"role": "user", "content": "And the open house?"},
        ]);
        with(&first, json!({"messages": messages}))
    };
    let good = replay(&spoken);
    let second = accepted(&server, &good).await;

    // Binding ignores effort, limits and cache markers.
    let marked = with(
        &good,
        json!({"max_tokens": 2000, "output_config": {"effort": "low"},
        "cache_control": {"type": "ephemeral"}}),
    );
    accepted(&server, &marked).await;

    let signature = "Invalid `signature` in `thinking` block";
    let mut edited = spoken.clone();
    edited[0]["thinking"] = json!("I changed my mind.");
    refused(&server, &replay(&edited), signature).await;
    refused(&server, &with(&good, json!({"system": "Be brief."})), signature).await;
    let mut other = good.clone();
    other["messages"][0]["content"] = json!("How do I price that home?");
    refused(&server, &other, signature).await;

    // A model that does not bind reads on; one that cannot read the block drops it.
    let opus = with(&good, json!({"model": "claude-opus-5-5"}));
    accepted(&server, &opus).await;
    let haiku = with(&good, json!({"model": "claude-haiku-5-5"}));
    let dropped = accepted(&server, &haiku).await["usage"]["input_tokens"].clone();
    let stripped: Vec<Value> = spoken.as_array().unwrap()[1..].to_vec();
    let bare = with(&replay(&json!(stripped)), json!({"model": "claude-haiku-5-5"}));
    assert_eq!(
        accepted(&server, &bare).await["usage"]["input_tokens"],
        dropped,
        "dropped thinking is not billed"
    );

    // Stripping everything is how a client recovers; leaving one out of the middle is noticed.
    accepted(&server, &replay(&json!(stripped))).await;
    let third = |first: Value| {
        let mut body = replay(&first);
        let messages = body["messages"].as_array_mut().unwrap();
        messages.push(json!({"role": "assistant", "content": second["content"]}));
        messages.push(json!({"role": "user", "content": "Thanks, next?"}));
        body
    };
    accepted(&server, &third(spoken.clone())).await;
    accepted(&server, &third(json!(stripped))).await;
}

#[tokio::test]
async fn a_caller_may_ask_for_mismatched_thinking_to_be_dropped() {
    let server = Server::start().await;
    let first = with(&ask("How do I price this home?"), json!({"system": "Be useful."}));
    let spoken = accepted(&server, &first).await["content"].clone();
    let binding = json!({"type": "adaptive", "block_binding": {"prefix_mismatch_behavior": "drop_block"}});
    let body = with(
        &first,
        json!({"system": "Be brief.", "thinking": binding, "messages": [
            {"role": "user", "content": "How do I price this home?"},
            {"role": "assistant", "content": spoken},
            {"role": "user", "content": "And then?"},
        ]}),
    );
    refused(&server, &body, "thinking.block_binding").await;
    let mut headers = usual();
    headers.push(("anthropic-beta", "thinking-binding-controls-2026-08-01"));
    let reply = server
        .raw("POST", "/v1/messages", &headers, &body.to_string())
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let told = json!([{"type": "thinking_dropped", "path": "messages.1.content.0", "reason": "prefix_binding_mismatch"}]);
    assert_eq!(reply.json()["input_transformations"], told);
}

#[tokio::test]
async fn a_prompt_larger_than_the_window_is_refused_with_both_figures() {
    let server = Server::start().await;
    let body = with(
        &ask(&"word ".repeat(200_000)),
        json!({"model": "claude-haiku-4-5"}),
    );
    refused(&server, &body, "tokens > 200000 maximum").await;
}
