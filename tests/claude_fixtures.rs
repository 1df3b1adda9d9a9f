//! The 34 stream fixtures: each must give the same answer whole, in strides of 1, 7 and 64 bytes and at its named
//! offsets, and that answer must be the one its row in `manifest.json` asks for.

use std::path::PathBuf;

use leadline::claude::assemble::{Assembler, Change, Sealed};
use leadline::claude::event::{StopReason, StreamEvent};
use leadline::claude::sse::Decoder;
use leadline::claude::usage::Usage;
use serde_json::Value;

/// What is left when a body has ended.
#[derive(Debug, PartialEq)]
struct Answer {
    events: Vec<String>,
    id: String,
    model: String,
    blocks: Vec<Sealed>,
    open_text: String,
    shown: String,
    stop: Option<StopReason>,
    category: Option<String>,
    usage: Usage,
    ended: bool,
    error: Option<String>,
}

impl Answer {
    fn text(&self) -> String {
        self.blocks.iter().map(|block| block.text.as_str()).collect()
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/claude")
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn json(name: &str) -> Value {
    serde_json::from_slice(&bytes(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn names() -> Vec<String> {
    let manifest = json("manifest.json");
    let rows = manifest["fixtures"].as_array().unwrap();
    rows.iter()
        .map(|row| row["fixture"].as_str().unwrap().to_owned())
        .collect()
}

/// Every way a body is cut: whole, in strides, and at the offsets its companion file names.
fn plans(name: &str, body: &[u8]) -> Vec<(String, Vec<usize>)> {
    let stride = |step: usize| (step..body.len()).step_by(step).collect::<Vec<_>>();
    let mut plans = vec![("whole".to_owned(), Vec::new())];
    plans.extend([1, 2, 3, 7, 64].map(|step| (format!("stride {step}"), stride(step))));
    let companion = folder().join(format!("{name}.chunks.json"));
    if companion.exists() {
        for plan in json(&format!("{name}.chunks.json"))["plans"].as_array().unwrap() {
            let offsets = match plan["stride"].as_u64() {
                Some(step) => stride(step as usize),
                None => plan["offsets"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|at| at.as_u64().unwrap() as usize)
                    .collect(),
            };
            plans.push((plan["name"].as_str().unwrap().to_owned(), offsets));
        }
    }
    plans
}

fn chunks<'a>(mut body: &'a [u8], offsets: &[usize]) -> Vec<&'a [u8]> {
    let mut chunks = Vec::new();
    let mut begin = 0;
    for offset in offsets {
        let (chunk, rest) = body.split_at(offset - begin);
        chunks.push(chunk);
        (body, begin) = (rest, *offset);
    }
    chunks.push(body);
    chunks
}

fn assemble(chunks: &[&[u8]]) -> Answer {
    let (mut decoder, mut assembler) = (Decoder::default(), Assembler::default());
    let (mut events, mut blocks, mut shown) = (Vec::new(), Vec::new(), String::new());
    let (mut ended, mut error) = (false, None);
    for chunk in chunks {
        decoder
            .push(chunk, |data| {
                let event = StreamEvent::read(data).unwrap();
                events.push(
                    serde_json::from_slice::<Value>(data).unwrap()["type"]
                        .as_str()
                        .unwrap()
                        .to_owned(),
                );
                match assembler.take(event).unwrap() {
                    Change::Sealed(block) => blocks.push(block),
                    Change::Text(text) => shown.push_str(&text),
                    Change::Ended => ended = true,
                    Change::Failed(failure) => error = Some(failure.kind),
                    _ => {}
                }
            })
            .unwrap();
    }
    Answer {
        events,
        id: assembler.id().to_owned(),
        model: assembler.model().to_owned(),
        blocks,
        open_text: assembler.open_text(),
        shown,
        stop: assembler.stop().cloned(),
        category: assembler.refusal_category(),
        usage: assembler.usage().clone(),
        ended,
        error,
    }
}

fn answer(name: &str) -> Answer {
    let full = names().into_iter().find(|full| full.starts_with(name)).unwrap();
    assemble(&[&bytes(&format!("{full}.sse"))])
}

#[test]
fn all_fixtures_are_here_unchanged() {
    use sha2::{Digest, Sha256};
    let manifest = json("manifest.json");
    let rows = manifest["fixtures"].as_array().unwrap();
    assert_eq!(rows.len(), 34);
    for row in rows {
        let name = row["fixture"].as_str().unwrap();
        let sum: String = Sha256::digest(bytes(&format!("{name}.sse")))
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(row["sha256"], sum.as_str(), "{name}");
    }
}

#[test]
fn any_chunking_gives_the_same_answer() {
    let mut replays = 0;
    for name in names() {
        let body = bytes(&format!("{name}.sse"));
        let whole = assemble(&[&body]);
        for (plan, offsets) in plans(&name, &body) {
            assert_eq!(assemble(&chunks(&body, &offsets)), whole, "{name}, {plan}");
            replays += 1;
        }
    }
    assert!(replays >= 34 * 6 + 11, "{replays} replays");
}

/// Where `must` does not overrule it, the official library's reading is ours too.
#[test]
fn the_message_is_the_one_the_official_library_reads() {
    let overruled = ["07-", "08-", "13-", "18-", "26-", "34-"];
    for name in names()
        .iter()
        .filter(|name| !overruled.iter().any(|prefix| name.starts_with(prefix)))
    {
        let answer = answer(name);
        let expected = json(&format!("{name}.expected.json"));
        let message = without_nulls(&expected["message"]);
        assert!(answer.ended && answer.error.is_none(), "{name}");
        assert_eq!(answer.id, message["id"], "{name}");
        assert_eq!(answer.model, message["model"], "{name}");
        assert_eq!(
            answer.stop.as_ref().map(StopReason::word),
            message["stop_reason"].as_str(),
            "{name}"
        );
        assert_eq!(answer.text(), expected["text"].as_str().unwrap(), "{name}");
        assert_eq!(answer.shown, answer.text(), "{name}");
        let blocks: Vec<Value> = answer
            .blocks
            .iter()
            .map(|block| without_nulls(&serde_json::from_str::<Value>(&block.json).unwrap()))
            .collect();
        assert_eq!(Value::Array(blocks), message["content"], "{name}");
        let mut usage = Usage::default();
        usage.overwrite(&expected["message"]["usage"]);
        assert_eq!(answer.usage, usage, "{name}");
    }
}

/// The library fills in absent members with null; on the wire both mean the same.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, member)| !member.is_null())
            .map(|(name, member)| (name.clone(), without_nulls(member)))
            .collect(),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}
