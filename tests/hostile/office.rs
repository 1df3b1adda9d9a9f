//! An engine over a sandbox, and a hand on both.

use std::path::Path;
use std::time::Duration;

use leadline::clock::Clock;
use leadline::domain::chat::{Speaker, Turn, TurnOutcome};
use leadline::domain::gate::{Hours, Rules};
use leadline::domain::value::ThreadId;
use leadline::engine::query::Transcript;
use leadline::engine::{About, Ask, ChatSetup, CrmSetup, Engine, Phase, Setup};
use leadline::sandbox::{Sandbox, SandboxOptions};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Long enough for a slow machine; every wait is for a condition.
const PATIENCE: Duration = Duration::from_mins(2);

/// A sandbox in which nothing happens by itself.
pub(crate) async fn sandbox(contacts: usize) -> Sandbox {
    let options = SandboxOptions {
        contacts,
        unlimited: true,
        lively: false,
        index_lag: Duration::ZERO,
        ..SandboxOptions::default()
    };
    Sandbox::start(options, Clock::system()).await.unwrap()
}

/// The application without a screen, over that sandbox.
pub(crate) async fn engine(folder: &Path, sandbox: &Sandbox) -> Engine {
    let engine = Engine::start(setup(folder, sandbox)).await.unwrap();
    engine.begin();
    engine
}

/// What the application is started with.
pub(crate) fn setup(folder: &Path, sandbox: &Sandbox) -> Setup {
    let crm = CrmSetup {
        base_url: sandbox.ghl_url().to_owned(),
        token: sandbox.token().clone(),
        location: sandbox.location_id().into(),
        version: "v3".to_owned(),
        share: 80,
        daily_reserve: 5,
        call_provider: None,
        homes: leadline::domain::listing::Model::default(),
        care: leadline::domain::outbox::Care::default(),
    };
    let chat = ChatSetup::new(sandbox.claude_url(), sandbox.claude_key().clone());
    let rules = Rules {
        hours: Hours::Any,
        ..Rules::default()
    };
    Setup {
        crm: Some(crm),
        chat: Some(chat),
        rules,
        ..Setup::alone(folder.join("leadline.db"), Clock::system())
    }
}

/// Asks, and waits until the turn has ended.
pub(crate) async fn ask(
    engine: &Engine,
    thread: Option<ThreadId>,
    question: &str,
) -> (ThreadId, TurnOutcome) {
    ask_about(engine, thread, question, Vec::new()).await
}

/// The same about people, lists or deals.
pub(crate) async fn ask_about(
    engine: &Engine,
    thread: Option<ThreadId>,
    question: &str,
    about: Vec<About>,
) -> (ThreadId, TurnOutcome) {
    let mut live = engine.chat().live();
    let before = match &thread {
        Some(thread) => transcript(engine, thread).await.len(),
        None => 0,
    };
    live.mark_unchanged();
    let question = Ask {
        about,
        ..Ask::new(thread, question)
    };
    let thread = engine.chat().ask(question).await.unwrap();
    let ended = async {
        loop {
            live.changed().await.unwrap();
            let now = live.borrow_and_update().clone();
            if now.thread.as_ref() != Some(&thread) || !matches!(now.phase, Phase::Ended(_)) {
                continue;
            }
            // The end of the turn before may be shown once more; what is kept belongs to this one.
            let turns = transcript(engine, &thread).await;
            let is_closed = turns.iter().all(|turn| turn.outcome != TurnOutcome::Open);
            let mut answers = turns.iter().skip(before).rev();
            let answer = answers.find(|turn| turn.speaker == Speaker::Assistant);
            if let Some(answer) = answer.filter(|_| is_closed) {
                return answer.outcome.clone();
            }
        }
    };
    let outcome = tokio::time::timeout(PATIENCE, ended).await.unwrap();
    (thread, outcome)
}

/// Everything that was said in a thread.
pub(crate) async fn transcript(engine: &Engine, thread: &ThreadId) -> Vec<Turn> {
    engine.query(Transcript(thread.clone())).await.unwrap()
}

/// A request to a control path of the sandbox.
pub(crate) async fn control(base: &str, verb: &str, path: &str, body: &Value) -> Value {
    let address = base.strip_prefix("http://").unwrap();
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let length = body.len();
    let head = format!(
        "{verb} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let answer = String::from_utf8(bytes).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
    serde_json::from_str(body).unwrap()
}
