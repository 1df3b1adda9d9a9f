use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::clock::Clock;
use crate::domain::value::LocationId;
use crate::engine::Setup;

/// A door with an engine behind it, and the key of whoever calls.
struct House {
    engine: Engine,
    door: SocketAddr,
    caller: Ed25519KeyPair,
    stop: CancellationToken,
    _folder: tempfile::TempDir,
}

impl House {
    async fn open() -> Self {
        Self::with(PATIENCE).await
    }

    async fn with(patience: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let setup = Setup::alone(
            folder.path().join("a.db"),
            Clock::manual("2026-11-25T10:00:00Z".parse().unwrap()),
        );
        let engine = Engine::start(setup).await.unwrap();
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let caller = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
        let der = [
            b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00".as_slice(),
            caller.public_key().as_ref(),
        ]
        .concat();
        let callers = Callers::new(LocationId::from("here"), Some(&STANDARD.encode(der))).unwrap();
        let mut door = Door::open("127.0.0.1:0".parse().unwrap()).await.unwrap();
        door.patience = patience;
        let (address, stop) = (door.address, CancellationToken::new());
        tokio::spawn(door.serve(engine.clone(), callers, stop.clone()));
        Self {
            engine,
            door: address,
            caller,
            stop,
            _folder: folder,
        }
    }

    /// What a body is answered with, signed by the caller.
    async fn calls(&self, body: &str) -> u16 {
        let signature = STANDARD.encode(self.caller.sign(body.as_bytes()));
        self.says(&format!(
            "POST {PATH} HTTP/1.1\r\nhost: here\r\nconnection: close\r\nX-GHL-Signature: {signature}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ))
        .await
    }

    async fn says(&self, request: &str) -> u16 {
        let mut line = TcpStream::connect(self.door).await.unwrap();
        // A door that has heard enough may close before all is said.
        let _ = line.write_all(request.as_bytes()).await;
        let mut answer = String::new();
        let _ = line.read_to_string(&mut answer).await;
        answer.split(' ').nth(1).unwrap_or_default().parse().unwrap_or(0)
    }
}

fn event(id: &str, location: &str, at: &str) -> String {
    json!({ "type": "ContactUpdate", "webhookId": id, "locationId": location, "timestamp": at, "id": "c1" })
        .to_string()
}

#[tokio::test]
async fn a_call_is_answered_by_what_became_of_it() {
    let house = House::open().await;
    let now = "2026-11-25T09:59:30Z";
    assert_eq!(house.calls(&event("a", "here", now)).await, 200);
    assert_eq!(
        house.calls(&event("a", "here", now)).await,
        200,
        "delivered again"
    );
    assert_eq!(
        house.calls(&event("b", "elsewhere", now)).await,
        200,
        "of no use here"
    );
    assert_eq!(
        house.calls(&event("c", "here", "2026-11-25T09:00:00Z")).await,
        200,
        "too late to count"
    );
    assert_eq!(house.calls("{}").await, 400, "no event");
    let forged =
        format!("POST {PATH} HTTP/1.1\r\nhost: here\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{{}}");
    assert_eq!(house.says(&forged).await, 401);
    let lost = "GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n";
    assert_eq!(house.says(lost).await, 404);
    house.stop.cancel();
}

#[tokio::test]
async fn a_call_that_is_too_large_is_not_read_to_its_end() {
    let house = House::open().await;
    let body = " ".repeat(LARGEST + 1);
    assert_eq!(house.calls(&body).await, 413);
    house.stop.cancel();
}

/// Heads that never end would hold every line there is.
#[tokio::test]
async fn a_caller_who_says_its_head_too_slowly_is_let_go() {
    let house = House::with(Duration::from_millis(100)).await;
    let mut slow = Vec::new();
    for begun in [
        "",
        "POST ",
        &format!("POST {PATH} HTTP/1.1\r\nhost: here\r\nx-a: b\r\n"),
    ] {
        let mut line = TcpStream::connect(house.door).await.unwrap();
        line.write_all(begun.as_bytes()).await.unwrap();
        slow.push(line);
    }
    let now = "2026-11-25T09:59:30Z";
    assert_eq!(house.calls(&event("a", "here", now)).await, 200);
    for mut line in slow {
        let mut answer = Vec::new();
        let closed = tokio::time::timeout(PATIENCE, line.read_to_end(&mut answer)).await;
        assert!(closed.is_ok(), "the line is still open");
        assert!(!answer.starts_with(b"HTTP/1.1 2"), "{answer:?}");
    }
    house.stop.cancel();
}

/// More silent lines than are let in hold nobody up for longer than one of them may be silent.
#[tokio::test]
async fn whoever_only_holds_lines_open_keeps_no_call_away() {
    let house = House::with(Duration::from_millis(100)).await;
    let lines = futures_util::future::join_all((0..LINES + 8).map(|_| TcpStream::connect(house.door))).await;
    assert!(lines.iter().all(Result::is_ok));
    let call = event("a", "here", "2026-11-25T09:59:30Z");
    let answer = tokio::time::timeout(PATIENCE, house.calls(&call)).await;
    assert_eq!(answer.ok(), Some(200));
    drop(lines);
    house.stop.cancel();
}

#[tokio::test]
async fn a_flood_is_answered_within_bounds_and_nothing_is_taken_twice() {
    let house = House::open().await;
    let bodies: Vec<String> = (0..400)
        .map(|nr| event(&format!("f{}", nr % 100), "here", "2026-11-25T10:00:00Z"))
        .collect();
    let answers = futures_util::future::join_all(bodies.iter().map(|body| house.calls(body))).await;
    assert!(
        answers.iter().all(|answer| [200, 429].contains(answer)),
        "{answers:?}"
    );
    assert!(
        answers.iter().filter(|answer| **answer == 200).count() >= AT_ONCE,
        "{answers:?}"
    );
    // Those who were sent away come again.
    for (body, answer) in bodies.iter().zip(&answers).filter(|(_, answer)| **answer == 429) {
        assert_eq!((house.calls(body).await, *answer), (200, 429));
    }
    house.stop.cancel();
    house.engine.clone().shutdown().await;
}
