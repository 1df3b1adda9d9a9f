//! What an answer costs us while it comes: a burst of deltas read, decided and kept, beside the least that could be done
//! with the same bytes; and a steady stream shown by the program in a real terminal below a long chat.
//!
//! `cargo bench --bench stream`.

#![cfg_attr(
    unix,
    expect(
        clippy::expect_used,
        clippy::panic,
        reason = "a bench that cannot go on says where"
    )
)]

use std::time::Duration;

use leadline::claude::event::StreamEvent;
use leadline::claude::sse::Decoder;
use leadline::claude::stream::Frame;
use leadline::copilot::turn::{Effect, Input, Machine};
use leadline::domain::chat::ChatCommand;
use leadline::domain::command::Command;
use leadline::domain::origin::Origin;
use leadline::domain::value::{ThreadId, TurnId};
use leadline::store::Store;
use serde_json::{Value, json};

#[expect(dead_code, reason = "each bench stands on its own part of it")]
mod support;

/// Deltas of the burst.
const BURST: usize = 3_000;
/// Bytes that come at once.
const CHUNK: usize = 4_096;
/// Rounds of the burst.
const ROUNDS: usize = 40;

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if std::env::args().any(|argument| argument == "--bench") {
        burst();
    }
}

/// An answer of so many deltas, as it stands in the body.
fn body(deltas: usize) -> Vec<u8> {
    let mut events = vec![
        json!({"type": "message_start", "message": {"id": "m", "type": "message", "role": "assistant",
               "model": "claude-sonnet-5-5", "content": [], "stop_reason": null, "stop_sequence": null,
               "usage": {"input_tokens": 800, "output_tokens": 1}}}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
    ];
    events.extend((0..deltas).map(|nr| {
        let text = if nr % 40 == 39 { "\n\n" } else { "word and " };
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}})
    }));
    events.push(json!({"type": "content_block_stop", "index": 0}));
    events.push(
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": null},
               "usage": {"output_tokens": deltas}}),
    );
    events.push(json!({"type": "message_stop"}));
    let mut body = Vec::new();
    for event in events {
        let name = event["type"].as_str().unwrap_or_default();
        body.extend(format!("event: {name}\ndata: {event}\n\n").into_bytes());
    }
    body
}

fn burst() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = support::store(&folder.path().join("a.db"));
    let body = body(BURST);
    let (mut ours, mut kept, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    // In turn, so that what else the machine does falls on all.
    for _ in 0..ROUNDS {
        let (took, effects) = support::timed(|| decide(&body));
        ours.push(took);
        let spent = support::processor();
        keep(&store, effects);
        kept.push(support::processor().saturating_sub(spent));
        bare.push(support::timed(|| parse(&body)).0);
    }
    let print = |what: &str, times: &[Duration]| {
        let (middle, p99) = support::middle_and_p99(times.to_vec());
        println!(
            "  {what:<34} {:6.2}  {:6.2}",
            support::ms(middle),
            support::ms(p99)
        );
        middle
    };
    println!(
        "{BURST} deltas in a burst, {} bytes; milliseconds, middle and p99 of {ROUNDS}:",
        body.len()
    );
    let decided = print("ours: read, assembled, decided", &ours);
    let stored = print("ours: kept (processor time)", &kept);
    let least = print("bare: lines split, JSON parsed", &bare);
    let whole = decided + stored;
    println!(
        "  ours beside bare: {:.1}; ours in all {:.2} ms, the bar is 10: {}",
        whole.as_secs_f64() / least.as_secs_f64(),
        support::ms(whole),
        if whole < Duration::from_millis(10) {
            "held"
        } else {
            "missed"
        }
    );
}

/// What the driver does with the bytes: frames into the machine, effects out.
fn decide(body: &[u8]) -> Vec<Effect> {
    let mut machine = Machine::new(7);
    let mut effects: Vec<Effect> = Vec::new();
    let text = "Tell me all.".to_owned();
    effects.extend(machine.handle(Duration::ZERO, Input::Ask { text }));
    let generation = 1;
    let mut decoder = Decoder::default();
    let mut at = Duration::ZERO;
    let opened = Frame::Opened(leadline::claude::stream::Opening::default());
    effects.extend(machine.handle(
        at,
        Input::Frame {
            generation,
            frame: opened,
        },
    ));
    for chunk in body.chunks(CHUNK) {
        at += Duration::from_millis(1);
        let mut frames = Vec::new();
        let read = decoder.push(chunk, |data| frames.push(StreamEvent::read(data)));
        read.expect("a body that can be read");
        for event in frames {
            let frame = Frame::Event(event.expect("an event"));
            effects.extend(machine.handle(at, Input::Frame { generation, frame }));
        }
    }
    assert!(!machine.is_open(), "the answer did not end");
    effects
}

/// Keeps what the machine says is to be kept.
fn keep(store: &Store, effects: Vec<Effect>) {
    let commit = |command: ChatCommand| {
        let done = store.commit_blocking(Command::Chat(command), Origin::Agent);
        done.expect("it is kept")
    };
    let title = "a burst".to_owned();
    let thread: ThreadId = commit(ChatCommand::Start { title }).thread.expect("a chat");
    let mut turn: Option<TurnId> = None;
    for effect in effects {
        let command = match (effect, turn.clone()) {
            (Effect::StoreQuestion { text }, _) => ChatCommand::Ask {
                thread: thread.clone(),
                blocks: vec![json!({"type": "text", "text": text}).to_string()],
            },
            (Effect::OpenAnswer { model }, _) => ChatCommand::Answer {
                thread: thread.clone(),
                model: model.unwrap_or_default(),
            },
            (Effect::SealBlock { json }, Some(turn)) => ChatCommand::Seal { turn, block: json },
            (Effect::KeepPartial { text }, Some(turn)) => ChatCommand::KeepPartial { turn, text },
            (Effect::CloseAnswer { outcome, .. }, Some(turn)) => ChatCommand::End {
                turn,
                outcome,
                usage: None,
                took_ms: 1,
            },
            _ => continue,
        };
        turn = commit(command).turn.or(turn);
    }
}

/// The least that must be done with the bytes.
fn parse(body: &[u8]) -> usize {
    let mut text = 0;
    for line in body.split(|byte| *byte == b'\n') {
        let Some(data) = line.strip_prefix(b"data: ") else {
            continue;
        };
        let event: Value = serde_json::from_slice(data).expect("JSON");
        text += event["delta"]["text"].as_str().map_or(0, str::len);
    }
    text
}
