//! Our own client against the simulated Claude: the two were written apart from the same description, so what one
//! sends and the other accepts is right in both or wrong in both for different reasons.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot reach its own server has failed"
)]

use std::time::Duration;

use leadline::claude::assemble::{Assembler, Change, Sealed};
use leadline::claude::client::{Client, Settings};
use leadline::claude::error::{ClaudeError, ErrorKind};
use leadline::claude::event::StopReason;
use leadline::claude::history::{Message, Role};
use leadline::claude::model::Model;
use leadline::claude::request::{Pace, Request};
use leadline::claude::stream::Frame;
use leadline::claude::usage::Usage;
use leadline::clock::Clock;
use leadline::sandbox::claude::{SimOptions, router};
use leadline::secret::Secret;
use serde_json::{Value, json};

const SYSTEM: &str = "You help a real-estate agent.";

/// A simulation and a client that brings this control header.
async fn pair(control: Value) -> Client {
    let key = Secret::new("sk-sim");
    let options = SimOptions {
        seed: 3,
        key: key.clone(),
        pace: Duration::ZERO,
        clock: Clock::system(),
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum_serve(listener, options).await });
    let headers = vec![("x-claude-sim".to_owned(), control.to_string())];
    let settings = Settings {
        base_url,
        headers,
        ..Settings::with_key(key)
    };
    Client::new(&settings, Clock::system()).unwrap()
}

async fn axum_serve(listener: tokio::net::TcpListener, options: SimOptions) {
    axum::serve(listener, router(options)).await.unwrap();
}

/// One whole answer.
struct Heard {
    blocks: Vec<Sealed>,
    stop: Option<StopReason>,
    usage: Usage,
}

async fn hear(client: &Client, request: &Request<'_>) -> Result<Heard, ClaudeError> {
    let mut stream = client.stream(request.body().unwrap());
    let mut answer = Assembler::default();
    let mut blocks = Vec::new();
    while let Some(frame) = stream.next().await {
        match frame {
            Frame::Event(event) => match answer.take(event).unwrap() {
                Change::Sealed(block) => blocks.push(block),
                Change::Failed(said) => return Err(ClaudeError::from_event(said)),
                _ => {}
            },
            Frame::Failed(error) => return Err(error),
            _ => {}
        }
    }
    Ok(Heard {
        blocks,
        stop: answer.stop().cloned(),
        usage: answer.usage().clone(),
    })
}

async fn model(client: &Client, id: &str) -> Model {
    client
        .models()
        .await
        .unwrap()
        .find(id)
        .unwrap_or_else(|| panic!("{id} is not listed"))
        .clone()
}

fn spoken(heard: &Heard) -> Message {
    Message::assistant(heard.blocks.iter().map(|block| block.json.clone()).collect())
}

#[tokio::test]
async fn a_conversation_of_several_turns_is_replayed_to_the_letter_on_every_model() {
    let client = pair(json!({})).await;
    let listed = client.models().await.unwrap();
    assert!(listed.models().len() > 10);
    for model in listed.models() {
        for pace in [Pace::Thorough, Pace::Quick] {
            let mut history = Vec::new();
            for question in [
                "How do I price the Etiwanda home?",
                "And the open house?",
                "Draft a text to Tom",
            ] {
                history.push(Message::user(question));
                let request = Request {
                    pace,
                    ..Request::chat(model, SYSTEM, &history)
                };
                let counted = client
                    .count_tokens(request.counting_body().unwrap())
                    .await
                    .unwrap();
                let heard = hear(&client, &request).await;
                let heard = heard.unwrap_or_else(|error| panic!("{} {pace:?}: {error:?}", model.id));
                assert_eq!(heard.stop, Some(StopReason::EndTurn), "{}", model.id);
                assert_eq!(heard.usage.total_input(), counted, "{}", model.id);
                history.push(spoken(&heard));
            }
        }
    }
}

#[tokio::test]
async fn tool_calls_are_answered_and_go_on() {
    let client = pair(json!({})).await;
    let model = model(&client, "claude-sonnet-5-5").await;
    let tools = [
        json!({"name": "search_contacts", "description": "Find people.", "input_schema":
        {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}})
        .to_string(),
    ];
    let mut history = vec![Message::user("Who is Maria Delgado?")];
    let asked = hear(
        &client,
        &Request {
            tools: &tools,
            ..Request::chat(&model, SYSTEM, &history)
        },
    )
    .await
    .unwrap();
    assert_eq!(asked.stop, Some(StopReason::ToolUse));
    let call = asked.blocks.iter().find_map(|block| block.call.clone()).unwrap();
    assert_eq!(call.input, Ok(r#"{"query":"Maria Delgado"}"#.to_owned()));
    history.push(spoken(&asked));
    let result =
        json!({"type": "tool_result", "tool_use_id": call.id, "content": r#"[{"name":"Maria Delgado"}]"#});
    history.push(Message {
        role: Role::User,
        blocks: vec![result.to_string()],
    });
    let told = hear(
        &client,
        &Request {
            tools: &tools,
            ..Request::chat(&model, SYSTEM, &history)
        },
    )
    .await
    .unwrap();
    assert!(
        told.blocks
            .iter()
            .any(|block| block.text.contains("| Maria Delgado |"))
    );
}

#[tokio::test]
async fn faults_are_recognised_for_what_they_are() {
    let history = [Message::user("hello")];
    for (control, wanted) in [
        (
            json!({"fault": {"midstream": "overloaded_error"}}),
            ErrorKind::Overloaded,
        ),
        (json!({"fault": {"status": 529}}), ErrorKind::Overloaded),
        (
            json!({"fault": {"status": 429, "error_code": "ramp_limit_exceeded"}}),
            ErrorKind::RampLimit,
        ),
        (json!({"fault": {"status": 402}}), ErrorKind::Billing),
        (
            json!({"fault": {"truncate_after_deltas": 1, "reset": true}}),
            ErrorKind::Broken,
        ),
    ] {
        let client = pair(control.clone()).await;
        let model = model_offline("claude-sonnet-5-5");
        let error = hear(&client, &Request::chat(&model, SYSTEM, &history))
            .await
            .err();
        assert_eq!(error.map(|error| error.kind), Some(wanted), "{control}");
    }
    let client = pair(json!({})).await;
    let gone = Model {
        id: "claude-3-haiku-20240307".to_owned(),
        ..model_offline("claude-haiku-5-5")
    };
    let error = hear(&client, &Request::chat(&gone, SYSTEM, &history))
        .await
        .err()
        .unwrap();
    assert!(matches!(error.kind, ErrorKind::NoModel(_)), "{error:?}");
}

/// A record of the built-in catalogue, which needs no service.
fn model_offline(id: &str) -> Model {
    leadline::claude::model::Catalogue::built_in()
        .unwrap()
        .find(id)
        .unwrap()
        .clone()
}

#[tokio::test]
async fn history_that_was_edited_is_told_from_other_mistakes() {
    let client = pair(json!({})).await;
    let model = model(&client, "claude-sonnet-5-5").await;
    let mut history = vec![Message::user("How do I price this home?")];
    let heard = hear(&client, &Request::chat(&model, SYSTEM, &history))
        .await
        .unwrap();
    history.push(spoken(&heard));
    history.push(Message::user("And then?"));
    let error = hear(&client, &Request::chat(&model, "Other instructions.", &history))
        .await
        .err()
        .unwrap();
    assert_eq!(error.kind, ErrorKind::Thinking);
    let repaired = Request {
        thinking_from: history.len(),
        ..Request::chat(&model, "Other instructions.", &history)
    };
    hear(&client, &repaired).await.unwrap();
}
