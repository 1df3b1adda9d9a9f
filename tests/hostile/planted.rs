//! The corpus where strangers' words stand: in the records of a sandbox and in the copy of it.

use leadline::domain::value::ContactId;
use leadline::engine::Engine;
use leadline::sandbox::Sandbox;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::corpus::{Injection, Place, texts};
use super::office::{control, engine, sandbox};

/// People of whom nothing was written by an attacker.
const OTHERS: usize = 50;

/// An office every text of the corpus was sent to.
pub(crate) struct Planted {
    pub(crate) sandbox: Sandbox,
    pub(crate) engine: Engine,
    /// Each text with the person it stands with, one each.
    pub(crate) texts: Vec<(Injection, ContactId)>,
    /// Where the copy lives.
    _folder: TempDir,
}

/// Plants the corpus and makes the copy.
pub(crate) async fn planted() -> Planted {
    let folder = tempfile::tempdir().unwrap();
    let texts = texts();
    let sandbox = sandbox(texts.len() + OTHERS).await;
    let seeds: Vec<Value> = texts
        .iter()
        .map(|text| json!({"place": text.place, "text": text.text}))
        .collect();
    let body = json!({"texts": seeds});
    let told = control(sandbox.ghl_url(), "POST", "/__sandbox/plant", &body).await;
    let engine = engine(folder.path(), &sandbox).await;
    let report = engine.sync().once(false).await.unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    let rows = told["planted"].as_array().unwrap();
    assert_eq!(rows.len(), texts.len());
    let whom = rows
        .iter()
        .map(|row| ContactId::from(row["contact_id"].as_str().unwrap()));
    let texts: Vec<(Injection, ContactId)> = texts.into_iter().zip(whom).collect();
    // Notes and the words of mail come with a person that is looked at.
    let by_look = |place: Place| matches!(place, Place::Note | Place::Subject);
    for (_, id) in texts.iter().filter(|(text, _)| by_look(text.place)) {
        engine.sync().fetch(id).await.unwrap();
    }
    Planted {
        sandbox,
        engine,
        texts,
        _folder: folder,
    }
}

/// A call as the simulated Claude is told to make it.
pub(crate) fn call(id: &str, name: &str, input: Value) -> Value {
    json!({"type": "tool_use", "id": id, "name": name, "input": input})
}

/// What the simulated Claude answers to the next request that brings no wish of its own.
pub(crate) async fn arm(sandbox: &Sandbox, blocks: &[Value]) {
    let body = json!({"answer": blocks, "delay_ms": 0});
    control(sandbox.claude_url(), "POST", "/_sim/arm", &body).await;
}

/// The next answer that the simulated Claude makes up by itself comes at once.
pub(crate) async fn arm_own(sandbox: &Sandbox) {
    control(sandbox.claude_url(), "POST", "/_sim/arm", &json!({"delay_ms": 0})).await;
}

/// The bodies of all requests since this was asked last.
pub(crate) async fn heard(sandbox: &Sandbox) -> Vec<String> {
    let heard = control(sandbox.claude_url(), "GET", "/_sim/heard", &Value::Null).await;
    serde_json::from_value(heard["requests"].clone()).unwrap()
}
