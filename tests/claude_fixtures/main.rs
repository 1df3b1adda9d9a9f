//! The 34 stream fixtures: each must give the same answer whole, in strides of 1, 7 and 64 bytes and at its named
//! offsets. Here the answers are held to the official library's reading and the HTTP failures to their rules; `must`
//! holds the whole turn to what each row of `manifest.json` asks for.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read its fixture has failed"
)]

mod must;

use std::path::PathBuf;
use std::time::Duration;

use leadline::claude::assemble::{Assembler, Change, Sealed};
use leadline::claude::error::{ClaudeError, ErrorKind, Repair, Retry};
use leadline::claude::event::{StopReason, StreamEvent};
use leadline::claude::sse::Decoder;
use leadline::claude::usage::Usage;
use reqwest::header::{HeaderMap, HeaderName};
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
        let sum = Sha256::digest(bytes(&format!("{name}.sse")));
        let hex: Vec<String> = sum.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(row["sha256"], hex.concat(), "{name}");
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

#[test]
fn every_http_failure_meets_its_retry_rule() {
    let cases = json("http-errors.json");
    let now = "2026-11-23T00:00:00Z".parse().unwrap();
    let mut checked = 0;
    for case in cases["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let mut headers = HeaderMap::new();
        for (header, value) in case["headers"].as_object().unwrap() {
            headers.insert(
                HeaderName::try_from(header).unwrap(),
                value.as_str().unwrap().parse().unwrap(),
            );
        }
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        let error =
            ClaudeError::from_answer(status, &headers, case["body"].as_str().unwrap().as_bytes(), now);
        let (kind, retry) = http_rule(name);
        assert_eq!((&error.kind, error.retry), (&kind, retry), "{name}");
        assert_eq!(error.request_id.as_deref(), Some("req_fixture"), "{name}");
        // The rule written here is held to the fixture's own word, so neither can drift alone.
        match case["retry"].as_str().unwrap() {
            "yes" => assert!(matches!(retry, Retry::Backoff | Retry::After(_)), "{name}"),
            "once, changed" => assert!(matches!(retry, Retry::OnceChanged(_)), "{name}"),
            "never" if case["do"].as_str().unwrap().contains("resend once") => {
                assert!(matches!(retry, Retry::OnceChanged(_)), "{name}");
            }
            _ => assert_eq!(retry, Retry::Never, "{name}"),
        }
        let sentence = error.to_string();
        assert!(
            sentence.len() > 40 && !sentence.contains(['<', '{', '\n']),
            "{name}: {sentence}"
        );
        checked += 1;
    }
    assert_eq!(checked, 24);
}

/// What each case of `http-errors.json` is, and what may be done about it without asking.
fn http_rule(name: &str) -> (ErrorKind, Retry) {
    use Retry::{After, Backoff, Never, OnceChanged};
    match name {
        "bad-request" => (ErrorKind::ToolPairs, OnceChanged(Repair::DropTools)),
        "thinking-signature" => (ErrorKind::Thinking, OnceChanged(Repair::StripThinking)),
        "own-spend-limit" => (ErrorKind::SpendLimit(Some("2026-12-01".to_owned())), Never),
        "prompt-too-long" => (ErrorKind::TooLong, OnceChanged(Repair::Compact)),
        "bad-key" => (ErrorKind::Key, Never),
        "billing" => (ErrorKind::Billing, Never),
        "forbidden" => (ErrorKind::Permission, Never),
        "retired-model" => (ErrorKind::NoModel("claude-3-5-sonnet-20241022".to_owned()), Never),
        "conflict" => (ErrorKind::Conflict, Backoff),
        "too-large" | "too-large-edge-html" => (ErrorKind::TooLarge, Never),
        "rate-limit" => (ErrorKind::RateLimit, After(Duration::from_secs(1))),
        "rate-limit-ms" => (ErrorKind::RateLimit, After(Duration::from_millis(350))),
        "tier-spend-cap" => (ErrorKind::SpendLimit(None), Never),
        "ramp-limit" => (ErrorKind::RampLimit, After(Duration::from_secs(1))),
        "internal" | "gateway-html" | "unavailable" | "empty-body" => (ErrorKind::Service, Backoff),
        "gateway-timeout" => (ErrorKind::Timeout, Backoff),
        "overloaded" => (ErrorKind::Overloaded, Backoff),
        "overloaded-do-not-retry" => (ErrorKind::Overloaded, Never),
        "bad-request-do-retry" => (ErrorKind::Rejected, Backoff),
        "captive-portal" => (ErrorKind::Intercepted, Never),
        other => panic!("no rule for {other}"),
    }
}
