//! The sandbox over real sockets, as its clients meet it.

mod calendars;
mod contacts;
mod conversations;
mod forms;
mod gates;
mod homes;
mod life;
mod opportunities;
mod plant;

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Sandbox, SandboxOptions};
use crate::clock::Clock;

/// A running sandbox with a clock that stands still, and a client for it.
pub struct Bench {
    sandbox: Sandbox,
    clock: Clock,
    version: &'static str,
    headers: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {} {}", self.status, self.text))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

impl Bench {
    pub async fn new(options: SandboxOptions) -> Self {
        let clock = Clock::manual("2026-11-25T18:00:00Z".parse::<Timestamp>().unwrap());
        let sandbox = Sandbox::start(options, clock.clone()).await.unwrap();
        Self {
            sandbox,
            clock,
            version: "v3",
            headers: String::new(),
        }
    }

    /// A hundred people, no limits, nothing happens by itself.
    pub async fn quiet() -> Self {
        Self::new(SandboxOptions {
            contacts: 100,
            unlimited: true,
            lively: false,
            seed: 7,
            ..Default::default()
        })
        .await
    }

    /// Speaks another version from here on.
    pub fn speak(&mut self, version: &'static str) {
        self.version = version;
    }

    /// Sends these header lines with every request from here on.
    pub fn with(&mut self, headers: &str) {
        headers.clone_into(&mut self.headers);
    }

    pub fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub fn location(&self) -> &str {
        self.sandbox.location_id()
    }

    pub async fn ask(&self, verb: &str, path: &str, body: Value) -> Answer {
        let version = self.version;
        let token = self.sandbox.token().expose();
        let head = format!(
            "Authorization: Bearer {token}\r\nVersion: {version}\r\n{}",
            self.headers
        );
        self.raw(
            verb,
            path,
            &head,
            &if body.is_null() {
                String::new()
            } else {
                body.to_string()
            },
        )
        .await
    }

    /// A request with just these header lines.
    pub async fn raw(&self, verb: &str, path: &str, head: &str, body: &str) -> Answer {
        let address = self.sandbox.ghl_url().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "{verb} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        // A dropped connection is one of the things under test.
        let _ = stream.read_to_end(&mut bytes).await;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, text) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0);
        Answer {
            status,
            head: head.to_owned(),
            text: text.to_owned(),
        }
    }

    pub async fn get(&self, path: &str) -> Value {
        let answer = self.ask("GET", path, Value::Null).await;
        assert_eq!(answer.status, 200, "GET {path}: {}", answer.text);
        answer.json()
    }

    /// A POST that must answer 200 or 201.
    pub async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.ask("POST", path, body).await;
        assert!(
            [200, 201].contains(&answer.status),
            "POST {path}: {} {}",
            answer.status,
            answer.text
        );
        answer.json()
    }

    /// A POST with the location in its body.
    pub async fn post_here(&self, path: &str, mut body: Value) -> Value {
        body["locationId"] = json!(self.location());
        self.post(path, body).await
    }
}
