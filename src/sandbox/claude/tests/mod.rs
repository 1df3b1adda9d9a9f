//! The simulation driven over a real socket, as a client would, with bytes in plain sight.

mod answers;
mod faults;
mod hostile;
mod rules;
mod stream;

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{SimOptions, router};
use crate::clock::Clock;
use crate::secret::Secret;

/// The key every test uses.
pub(super) const KEY: &str = "sk-sim-test";

/// A running simulation.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    pub(super) clock: Clock,
}

/// An answer, taken apart.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Server {
    /// Starts one without any pause between deltas.
    pub(super) async fn start() -> Self {
        Self::paced(Duration::ZERO).await
    }

    /// Starts one with this pause between deltas.
    pub(super) async fn paced(pace: Duration) -> Self {
        let clock = Clock::manual("2026-11-25T09:00:00Z".parse().unwrap());
        let options = SimOptions {
            seed: 7,
            key: Secret::new(KEY),
            pace,
            clock: clock.clone(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router(options)).await });
        Self { address, clock }
    }

    /// Sends a request with exactly these headers and reads until the server closes.
    pub(super) async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut socket = self.open(method, path, headers, body).await;
        let mut bytes = Vec::new();
        // A reset connection is an answer too: what came before it counts.
        let _ = socket.read_to_end(&mut bytes).await;
        Reply::parse(&bytes)
    }

    /// Sends a request and hands over the open connection.
    pub(super) async fn open(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> TcpStream {
        let mut socket = TcpStream::connect(self.address).await.unwrap();
        let given = headers
            .iter()
            .flat_map(|(name, value)| [*name, ": ", *value, "\r\n"])
            .collect::<String>();
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: sim\r\nconnection: close\r\n{given}content-length: {length}\r\n\r\n"
        );
        socket.write_all(head.as_bytes()).await.unwrap();
        socket.write_all(body.as_bytes()).await.unwrap();
        socket
    }

    /// A message request as our own client sends it.
    pub(super) async fn message(&self, body: &Value) -> Reply {
        self.controlled(body, &json!({})).await
    }

    /// A message request with a control header.
    pub(super) async fn controlled(&self, body: &Value, control: &Value) -> Reply {
        let control = control.to_string();
        self.raw("POST", "/v1/messages", &with_control(&control), &body.to_string())
            .await
    }

    /// A request without a body.
    pub(super) async fn get(&self, path: &str) -> Reply {
        self.raw("GET", path, &usual(), "").await
    }
}

/// Key and version.
pub(super) fn usual() -> Vec<(&'static str, &'static str)> {
    vec![("x-api-key", KEY), ("anthropic-version", "2026-10-21")]
}

/// Key, version and a control header.
pub(super) fn with_control(control: &str) -> Vec<(&str, &str)> {
    let mut headers = vec![("x-api-key", KEY), ("anthropic-version", "2026-10-21")];
    headers.push(("x-claude-sim", control));
    headers
}

/// A plain question to the default model.
pub(super) fn ask(text: &str) -> Value {
    json!({
        "model": "claude-sonnet-5-5",
        "max_tokens": 4096,
        "messages": [{"role": "user", "content": text}],
    })
}

impl Reply {
    fn parse(bytes: &[u8]) -> Self {
        let split = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("a head");
        let head = String::from_utf8(bytes[..split].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let chunked = headers
            .iter()
            .any(|(name, value)| name == "transfer-encoding" && value == "chunked");
        let rest = &bytes[split + 4..];
        let body = if chunked {
            join_chunks(rest).concat()
        } else {
            rest.to_vec()
        };
        Self {
            status,
            headers,
            body,
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The events of a stream.
    pub(super) fn events(&self) -> Vec<Value> {
        let text = String::from_utf8(self.body.clone()).unwrap();
        let event = |part: &str| {
            let (name, data) = part.split_once('\n').unwrap();
            let data: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
            assert_eq!(name, format!("event: {}", data["type"].as_str().unwrap()));
            data
        };
        text.split("\n\n")
            .filter(|part| !part.is_empty())
            .map(event)
            .collect()
    }

    /// The sentence of a refusal, after checking its shape.
    pub(super) fn refusal(&self) -> String {
        let body = self.json();
        assert_eq!(body["type"], "error", "{body}");
        assert_eq!(body["request_id"].as_str(), self.header("request-id"));
        body["error"]["message"].as_str().unwrap().to_owned()
    }
}

/// The pieces of a chunked body.
pub(super) fn join_chunks(mut rest: &[u8]) -> Vec<Vec<u8>> {
    let mut chunks = Vec::new();
    while let Some(line) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
        let end = line + 2 + size;
        if size == 0 || end > rest.len() {
            break;
        }
        chunks.push(rest[line + 2..end].to_vec());
        rest = rest.get(end + 2..).unwrap_or_default();
    }
    chunks
}
