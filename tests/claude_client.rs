//! The client over a real socket: what it sends, how it reads, and how it tells failures apart.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot reach its own server has failed"
)]

use std::time::Duration;

use leadline::claude::client::{Auth, Client, Settings};
use leadline::claude::error::{ClaudeError, ErrorKind, Retry};
use leadline::claude::event::{Delta, StreamEvent};
use leadline::claude::request::Body;
use leadline::claude::stream::Frame;
use leadline::clock::Clock;
use leadline::secret::Secret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nrequest-id: req_7\r\n\
                    anthropic-ratelimit-requests-limit: 50\r\nanthropic-ratelimit-requests-remaining: 3\r\n\
                    connection: close\r\n\r\n";

fn client(port: u16) -> Client {
    let settings = Settings {
        base_url: format!("http://127.0.0.1:{port}"),
        ..Settings::with_key(Secret::new("sk-1"))
    };
    Client::new(&settings, Clock::system()).unwrap()
}

fn body() -> Body {
    Body {
        bytes: b"{\"stream\":true}".to_vec(),
        betas: vec!["a", "b"],
    }
}

async fn listener() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// Reads one request, headers and body.
async fn request(socket: &mut TcpStream) -> String {
    let mut read = Vec::new();
    loop {
        let mut part = [0; 4096];
        let count = socket.read(&mut part).await.unwrap();
        read.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
        assert!(count > 0, "the request ended early: {text}");
    }
}

/// Answers one request after the other with these bytes and hands out what was asked.
async fn serve(answers: Vec<String>) -> (u16, JoinHandle<Vec<String>>) {
    let (listener, port) = listener().await;
    let served = tokio::spawn(async move {
        let mut asked = Vec::new();
        for answer in answers {
            let (mut socket, _) = listener.accept().await.unwrap();
            asked.push(request(&mut socket).await);
            socket.write_all(answer.as_bytes()).await.unwrap();
            socket.shutdown().await.unwrap();
        }
        asked
    });
    (port, served)
}

fn json_answer(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

async fn frames(port: u16) -> Vec<Frame> {
    let mut stream = client(port).stream(body());
    let mut frames = Vec::new();
    while let Some(frame) = within(stream.next()).await {
        frames.push(frame);
    }
    frames
}

async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), work).await.unwrap()
}

async fn failure(answer: String) -> ClaudeError {
    let (port, _served) = serve(vec![answer]).await;
    match frames(port).await.pop() {
        Some(Frame::Failed(error)) => error,
        other => panic!("no failure but {other:?}"),
    }
}

#[tokio::test]
async fn a_stream_is_asked_for_and_read_to_its_end() {
    let events = ": hello\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\ndata: {\"type\":\"content_block_delta\",\
                  \"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"hi\"}}\n\n";
    let (port, served) = serve(vec![format!("{HEAD}{events}")]).await;
    let frames = frames(port).await;
    let asked = served.await.unwrap().remove(0).to_ascii_lowercase();
    for line in [
        "post /v1/messages http/1.1",
        "x-api-key: sk-1",
        "anthropic-version: 2026-10-21",
        "anthropic-beta: a,b",
        "content-type: application/json",
        "accept-encoding: identity",
        "{\"stream\":true}",
    ] {
        assert!(asked.contains(line), "{line} is missing in {asked}");
    }
    assert!(!asked.contains("authorization"));
    let [opened, rest @ ..] = &frames[..] else {
        panic!("{frames:?}")
    };
    assert!(
        matches!(opened, Frame::Opened(opening) if opening.request_id.as_deref() == Some("req_7")
        && opening.gauges[0].is_low())
    );
    let events: Vec<_> = rest
        .iter()
        .filter(|frame| matches!(frame, Frame::Event(_)))
        .collect();
    assert!(
        matches!(
            events[..],
            [
                Frame::Event(StreamEvent::Ping),
                Frame::Event(StreamEvent::BlockDelta {
                    delta: Delta::Text(_),
                    ..
                }),
            ]
        ),
        "{frames:?}"
    );
    assert!(matches!(rest.last(), Some(Frame::Closed)));
}

#[tokio::test]
async fn a_gateway_token_goes_as_bearer_and_nothing_else() {
    let (port, served) = serve(vec![json_answer("200 OK", "{\"data\":[]}")]).await;
    let settings = Settings {
        base_url: format!("http://127.0.0.1:{port}/gateway/"),
        auth: Auth::Bearer(Secret::new("tok")),
        ..Settings::with_key(Secret::new("unused"))
    };
    within(Client::new(&settings, Clock::system()).unwrap().check_key())
        .await
        .unwrap();
    let asked = served.await.unwrap().remove(0);
    assert!(asked.starts_with("GET /gateway/v1/models?limit=1 "), "{asked}");
    assert!(
        asked.contains("authorization: Bearer tok") && !asked.contains("x-api-key"),
        "{asked}"
    );
}

#[tokio::test]
async fn silence_and_comments_are_told_apart() {
    let (listener, port) = listener().await;
    let mut stream = client(port).stream(body());
    let (mut socket, first) = tokio::join!(
        async {
            let (mut socket, _) = listener.accept().await.unwrap();
            request(&mut socket).await;
            socket.write_all(HEAD.as_bytes()).await.unwrap();
            socket
        },
        within(stream.next())
    );
    assert!(matches!(first, Some(Frame::Opened(_))));
    assert!(
        tokio::time::timeout(Duration::from_millis(50), stream.next())
            .await
            .is_err(),
        "nothing was sent yet"
    );
    socket.write_all(b": keep-alive\n").await.unwrap();
    assert!(matches!(within(stream.next()).await, Some(Frame::Alive)));
    drop(stream);
    let closed = within(async {
        let mut part = [0; 64];
        matches!(socket.read(&mut part).await, Ok(0) | Err(_))
    });
    assert!(closed.await, "dropping the stream closes the connection");
}

#[tokio::test]
async fn failures_are_told_apart() {
    let html = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<html>Wi-Fi</html>";
    assert_eq!(failure(html.to_owned()).await.kind, ErrorKind::Intercepted);
    let moved = "HTTP/1.1 302 Found\r\nlocation: https://evil.example/\r\ncontent-length: 0\r\n\r\n";
    assert_eq!(failure(moved.to_owned()).await.kind, ErrorKind::Intercepted);
    let plain = failure(json_answer("200 OK", "{\"type\":\"message\"}")).await;
    assert_eq!((plain.kind, plain.retry), (ErrorKind::Unreadable, Retry::Never));
    let spent =
        r#"{"error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"req_1"}"#;
    let refused = failure(json_answer("401 Unauthorized", spent)).await;
    assert_eq!(
        (refused.kind, refused.request_id.as_deref()),
        (ErrorKind::Key, Some("req_1"))
    );
    let garbage = failure(format!("{HEAD}data: {{\"type\":\n\n")).await;
    assert_eq!(garbage.kind, ErrorKind::Unreadable);
    let torn = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 500\r\n\r\ndata: x";
    assert_eq!(failure(torn.to_owned()).await.kind, ErrorKind::Broken);
    assert_eq!(failure(String::new()).await.kind, ErrorKind::NoConnection);
}

#[tokio::test]
async fn nobody_there_and_nobody_trusted_are_told_apart() {
    let (listener, port) = listener().await;
    drop(listener);
    let Some(Frame::Failed(error)) = frames(port).await.pop() else {
        panic!("no failure")
    };
    assert_eq!(
        (error.kind, error.retry),
        (ErrorKind::NoConnection, Retry::Backoff)
    );

    let (port, _served) = serve_garbage().await;
    let settings = Settings {
        base_url: format!("https://127.0.0.1:{port}"),
        ..Settings::with_key(Secret::new("k"))
    };
    let error = within(Client::new(&settings, Clock::system()).unwrap().check_key())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind, error.retry),
        (ErrorKind::Untrusted, Retry::Never),
        "{}",
        error.detail.shown()
    );
}

/// A server that speaks no TLS on a port where TLS is expected.
async fn serve_garbage() -> (u16, JoinHandle<()>) {
    let (listener, port) = listener().await;
    let served = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let mut part = [0; 4096];
        while socket.read(&mut part).await.is_ok_and(|count| count > 0) {}
    });
    (port, served)
}

#[tokio::test]
async fn models_are_read_page_by_page_and_tokens_are_counted() {
    let (port, served) = serve(vec![
        json_answer("200 OK", r#"{"data":[{"id":"a"}],"has_more":true,"last_id":"a"}"#),
        json_answer("200 OK", r#"{"data":[{"id":"b"}],"has_more":true,"last_id":"a"}"#),
        json_answer("200 OK", r#"{"input_tokens":42,"new":1}"#),
    ])
    .await;
    let client = client(port);
    let list = within(client.models()).await.unwrap();
    let ids: Vec<_> = list.models().iter().map(|model| model.id.as_str()).collect();
    assert_eq!(
        ids,
        ["a", "b"],
        "a list that never advances is not followed for ever"
    );
    assert_eq!(within(client.count_tokens(body())).await.unwrap(), 42);
    let asked = served.await.unwrap();
    assert!(
        asked[1].starts_with("GET /v1/models?limit=1000&after_id=a "),
        "{}",
        asked[1]
    );
    assert!(
        asked[2].starts_with("POST /v1/messages/count_tokens "),
        "{}",
        asked[2]
    );
}
