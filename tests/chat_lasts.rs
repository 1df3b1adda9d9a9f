//! A conversation over days: what is sent is only ever added to and read from the cache, limits hold before a request leaves,
//! a chat is asked with what it began with, a question waits for the link, a long chat goes on from a summary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

mod hostile {
    pub(crate) mod office;
}

use std::path::Path;

use hostile::office::{ask, control, engine as usual, sandbox, setup, transcript};
use leadline::domain::chat::{Turn, TurnOutcome};
use leadline::engine::query::{Meter, SpentSince};
use leadline::engine::{Ask, ChatSetup, Engine, Lane, LaneTerms, Limits, Phase};
use leadline::sandbox::{Sandbox, SandboxOptions};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// The application, with other settings for Claude.
async fn engine(folder: &Path, sandbox: &Sandbox, change: impl FnOnce(&mut ChatSetup)) -> Engine {
    let mut setup = setup(folder, sandbox);
    if let Some(chat) = &mut setup.chat {
        change(chat);
    }
    let engine = Engine::start(setup).await.unwrap();
    engine.begin();
    engine
}

async fn arm(sandbox: &Sandbox, control_with: Value) {
    control(sandbox.claude_url(), "POST", "/_sim/arm", &control_with).await;
}

/// The next answer looks something up, so many times at once.
async fn looks_up(sandbox: &Sandbox, turn: usize, calls: usize) {
    let call = |nr: usize| {
        let filter = format!("score:>={}", turn * 20 + nr);
        json!({"type": "tool_use", "id": format!("toolu_{turn}_{nr}"), "name": "find_people", "input": {"filter": filter}})
    };
    let blocks: Vec<Value> = (0..calls).map(call).collect();
    arm(sandbox, json!({"answer": blocks, "delay_ms": 0})).await;
}

/// The bodies of all requests since this was asked last.
async fn heard(sandbox: &Sandbox) -> Vec<String> {
    let heard = control(sandbox.claude_url(), "GET", "/_sim/heard", &Value::Null).await;
    serde_json::from_value(heard["requests"].clone()).unwrap()
}

#[derive(Deserialize)]
struct Body {
    tools: Box<RawValue>,
    system: Box<RawValue>,
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    role: String,
    content: Vec<Box<RawValue>>,
}

/// The blocks of a request to the letter, but for a marker of the cache, which may move.
fn blocks(body: &str) -> Vec<String> {
    let body: Body = serde_json::from_str(body).unwrap();
    let marker = r#","cache_control":{"type":"ephemeral","ttl":"5m"}}"#;
    let said = body.messages.into_iter().flat_map(|message| {
        let role = message.role;
        let block = move |block: Box<RawValue>| format!("{role} {}", block.get().replace(marker, "}"));
        message.content.into_iter().map(block)
    });
    [body.tools.get().to_owned(), body.system.get().to_owned()]
        .into_iter()
        .chain(said)
        .collect()
}

fn share(turn: &Turn) -> f64 {
    let usage = turn.usage.unwrap();
    usage.cache_read as f64 / usage.whole_input().max(1) as f64
}

#[tokio::test(flavor = "multi_thread")]
async fn six_turns_with_tools_are_only_added_to_and_read_from_the_cache() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(40).await;
    let engine = usual(folder.path(), &sandbox).await;
    engine.sync().once(false).await.unwrap();
    let mut thread = None;
    // In the fourth turn more is looked up at once than the service looks back for what it has cached.
    for (turn, calls) in [1, 2, 1, 12, 1, 3].into_iter().enumerate() {
        looks_up(&sandbox, turn, calls).await;
        let (asked, outcome) = ask(&engine, thread, "Who is new this week?").await;
        assert_eq!(outcome, TurnOutcome::Complete);
        thread = Some(asked);
    }
    let heard = heard(&sandbox).await;
    assert_eq!(heard.len(), 12);
    for pair in heard.windows(2) {
        let (before, after) = (blocks(&pair[0]), blocks(&pair[1]));
        assert!(after.starts_with(&before), "{before:#?}, then {after:#?}");
    }
    let turns = transcript(&engine, &thread.unwrap()).await;
    let answers: Vec<&Turn> = turns.iter().filter(|turn| turn.usage.is_some()).collect();
    assert_eq!(answers.len(), 12);
    let shares: Vec<f64> = answers.iter().skip(4).map(|turn| share(turn)).collect();
    let (read, whole) = answers.iter().skip(4).fold((0, 0), |(read, whole), turn| {
        let usage = turn.usage.unwrap();
        (read + usage.cache_read, whole + usage.whole_input())
    });
    assert!(read * 10 >= whole * 8, "{shares:?}");
    // Whatever lies between, something of the chat itself is found: never the standing part alone.
    let least = shares.iter().copied().fold(1.0, f64::min);
    assert!(least >= 0.6, "{shares:?}");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_holds_before_a_request_leaves_and_keeps_the_question() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(10).await;
    for (limits, says) in [
        (
            Limits {
                day: Some(100),
                ..Limits::default()
            },
            "today's limit of $0.00",
        ),
        (
            Limits {
                month: Some(8_000),
                ..Limits::default()
            },
            "this month's limit of $0.01",
        ),
        (
            Limits {
                turn: Some(1),
                ..Limits::default()
            },
            "this question would pass its limit",
        ),
    ] {
        let engine = engine(folder.path(), &sandbox, |chat| chat.limits = limits).await;
        let refused = engine
            .chat()
            .ask(Ask::new(None, "Who is new?"))
            .await
            .unwrap_err();
        assert!(refused.why.starts_with(says), "{refused}");
        assert_eq!(heard(&sandbox).await.len(), 0, "{says}");
        engine.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_leaves_less_room_before_it_leaves_none_and_holds_between_rounds_of_tools() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(10).await;
    // Enough for one request with a small answer, not for a second one that waits for its results.
    let limits = Limits {
        turn: Some(60_000),
        ..Limits::default()
    };
    let engine = engine(folder.path(), &sandbox, |chat| chat.limits = limits).await;
    engine.sync().once(false).await.unwrap();
    let mut rounds = 0;
    for turn in 0..3 {
        looks_up(&sandbox, turn, 16).await;
        let (thread, outcome) = ask(&engine, None, "Who is new?").await;
        let turns = transcript(&engine, &thread).await;
        let spent: i64 = turns
            .iter()
            .filter_map(|turn| turn.usage)
            .map(|usage| usage.micro_dollars)
            .sum();
        assert!(spent <= 60_000, "{spent}");
        if let TurnOutcome::Failed { why } = outcome {
            assert!(
                why.starts_with("this question would pass its limit of $0.06"),
                "{why}"
            );
        }
        rounds += turns.len();
    }
    assert!(rounds > 3);
    for body in heard(&sandbox).await {
        let body: Value = serde_json::from_str(&body).unwrap();
        assert!(body["max_tokens"].as_u64().unwrap() < 16_000);
    }
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_is_asked_with_what_it_began_with_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(10).await;
    let bulk = |words: &'static str| move |chat: &mut ChatSetup| chat.lanes.bulk = LaneTerms::read(words);
    let first = engine(folder.path(), &sandbox, bulk("claude-haiku-5-5 low")).await;
    let mut live = first.chat().live();
    let question = Ask {
        lane: Lane::Bulk,
        ..Ask::new(None, "Sort these.")
    };
    let thread = first.chat().ask(question).await.unwrap();
    let ended = live.wait_for(|live| matches!(live.phase, Phase::Ended(TurnOutcome::Complete)));
    tokio::time::timeout(std::time::Duration::from_mins(1), ended)
        .await
        .unwrap()
        .unwrap();
    first.shutdown().await;
    let second = engine(folder.path(), &sandbox, bulk("claude-opus-5-5 high")).await;
    ask(&second, Some(thread.clone()), "And these.").await;
    ask(&second, None, "Who is new?").await;
    second.chat().use_model("claude-opus-5-5".to_owned());
    ask(&second, Some(thread), "And those.").await;
    let mut asked: Vec<(String, Value)> = heard(&sandbox)
        .await
        .iter()
        .map(|body| {
            let body: Value = serde_json::from_str(body).unwrap();
            (
                body["model"].as_str().unwrap().to_owned(),
                body["output_config"]["effort"].clone(),
            )
        })
        .collect();
    // What is looked up for a question is a request of its own.
    asked.dedup();
    let with = |model: &str, effort: Value| (model.to_owned(), effort);
    assert_eq!(
        asked,
        [
            with("claude-haiku-5-5", json!("low")),
            with("claude-sonnet-5-5", Value::Null),
            with("claude-opus-5-5", json!("low")),
        ]
    );
    let meter = second.query(Meter(None)).await.unwrap();
    let all = second
        .query(SpentSince(jiff::Timestamp::UNIX_EPOCH))
        .await
        .unwrap();
    assert_eq!((meter.today, meter.month, meter.chat), (all, all, 0));
    second.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_waits_for_the_link_over_a_restart_and_is_asked_once() {
    let folder = tempfile::tempdir().unwrap();
    let here = sandbox(10).await;
    // A port at which nobody answers yet.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let nobody = move |chat: &mut ChatSetup| chat.base_url = format!("http://127.0.0.1:{port}");
    let first = engine(folder.path(), &here, nobody).await;
    let (thread, outcome) = ask(&first, None, "Who is new?").await;
    let TurnOutcome::Failed { why } = outcome else {
        panic!("{outcome:?}");
    };
    assert!(
        why.contains("is asked by itself when the network is back"),
        "{why}"
    );
    let (taken_back, _) = ask(&first, None, "What is escrow?").await;
    first.chat().take_back(taken_back.clone());
    let mut live = first.chat().live();
    live.wait_for(|live| *live.waits == [thread.clone()])
        .await
        .unwrap();
    first.shutdown().await;
    let options = SandboxOptions {
        contacts: 10,
        unlimited: true,
        lively: false,
        claude_port: port,
        ..SandboxOptions::default()
    };
    let there = Sandbox::start(options, leadline::clock::Clock::system())
        .await
        .unwrap();
    let key = there.claude_key().clone();
    let second = engine(folder.path(), &here, move |chat| {
        nobody(chat);
        chat.key = key;
    })
    .await;
    let mut live = second.chat().live();
    let answered = live
        .wait_for(|live| live.waits.is_empty() && matches!(live.phase, Phase::Ended(TurnOutcome::Complete)));
    tokio::time::timeout(std::time::Duration::from_mins(2), answered)
        .await
        .unwrap()
        .unwrap();
    // What is looked up for it comes with its results; the question itself leaves once.
    let heard = heard(&there).await;
    let first = heard.iter().filter(|body| !body.contains("\"tool_result\""));
    assert_eq!(first.count(), 1);
    let turns = transcript(&second, &thread).await;
    assert_eq!(turns.iter().filter(|turn| turn.is_question()).count(), 1);
    assert_eq!(turns.last().unwrap().outcome, TurnOutcome::Complete);
    let other = transcript(&second, &taken_back).await;
    assert!(matches!(
        other.last().unwrap().outcome,
        TurnOutcome::Failed { .. }
    ));
    second.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_chat_goes_on_from_a_summary_and_all_of_it_can_still_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(10).await;
    let engine = engine(folder.path(), &sandbox, |chat| chat.compact_at = 1).await;
    let calm = |words: &str| json!({"answer": [{"type": "text", "text": words}], "delay_ms": 0});
    arm(&sandbox, calm("Person_1 is.")).await;
    arm(&sandbox, calm("Asked who is new; Person_1 is.")).await;
    let (thread, _) = ask(&engine, None, "Who is new this week?").await;
    // Whatever the summary is, it is there before the next question is asked.
    let mut summary = None;
    for _ in 0..600 {
        let turns = transcript(&engine, &thread).await;
        summary = turns.iter().find_map(Turn::summary);
        if summary.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let summary = summary.unwrap();
    assert!(!summary.trim().is_empty());
    let before = heard(&sandbox).await;
    assert_eq!(before.len(), 2);
    assert!(
        blocks(&before[1]).starts_with(&blocks(&before[0])),
        "read from the cache"
    );
    ask(&engine, Some(thread.clone()), "And next week?").await;
    let after = heard(&sandbox).await;
    let said = blocks(&after[0]);
    assert!(
        said[2].starts_with("user") && said[2].contains("<summary>"),
        "{said:#?}"
    );
    assert!(
        !said.iter().any(|block| block.contains("Who is new this week?")),
        "{said:#?}"
    );
    assert!(said.last().unwrap().contains("And next week?"), "{said:#?}");
    let turns = transcript(&engine, &thread).await;
    let asked: Vec<String> = turns
        .iter()
        .filter(|turn| turn.is_question())
        .map(Turn::text)
        .collect();
    assert_eq!(asked, ["Who is new this week?", "And next week?"]);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_that_was_cut_off_leaves_the_chat_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(10).await;
    let first = engine(folder.path(), &sandbox, |chat| chat.compact_at = 1).await;
    let (thread, _) = ask(&first, None, "A long market report with a table, please.").await;
    // The summary is being written just now.
    first.shutdown().await;
    let second = usual(folder.path(), &sandbox).await;
    let turns = transcript(&second, &thread).await;
    let is_summarised = turns.iter().any(|turn| turn.summary().is_some());
    assert_eq!(turns.len(), if is_summarised { 3 } else { 2 });
    heard(&sandbox).await;
    let (_, outcome) = ask(&second, Some(thread.clone()), "Shorter, please.").await;
    assert_eq!(outcome, TurnOutcome::Complete);
    let body = heard(&sandbox).await.pop().unwrap();
    assert_eq!(body.contains("A long market report"), !is_summarised, "{body}");
    assert_eq!(transcript(&second, &thread).await.len(), turns.len() + 2);
    second.shutdown().await;
}
