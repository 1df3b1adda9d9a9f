//! Just enough HTTP to ask a server on this machine a question.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use super::{LIMIT, patience};

/// Sends one request to `http://127.0.0.1:PORT` and reads the JSON it answers with (`null` for an empty body).
///
/// # Panics
/// On anything but a 2xx answer with JSON in it.
pub fn ask(method: &str, base: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Value {
    let host = base
        .strip_prefix("http://")
        .expect("a plain address on this machine")
        .trim_end_matches('/');
    let body = body.map(Value::to_string).unwrap_or_default();
    let length = body.len().to_string();
    let own = [
        ("host", host),
        ("connection", "close"),
        ("content-type", "application/json"),
        ("content-length", &length),
    ];
    let lines: Vec<_> = own
        .iter()
        .chain(headers)
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let request = format!("{method} {path} HTTP/1.1\r\n{}\r\n{body}", lines.concat());
    let mut stream = TcpStream::connect(host).unwrap_or_else(|e| panic!("{host} does not answer: {e}"));
    stream
        .set_read_timeout(Some(patience(LIMIT)))
        .expect("a time limit");
    stream.write_all(request.as_bytes()).expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).unwrap_or_default();
    assert!(status.starts_with('2'), "{method} {path} was answered {answer}");
    let body = if head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
        joined(body)
    } else {
        body.to_owned()
    };
    if body.trim().is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&body).expect("JSON in the answer")
    }
}

/// The chunks of a chunked body, joined.
fn joined(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length.trim(), 16).expect("the length of a chunk");
        whole.push_str(&rest[..length]);
        body = rest[length..].trim_start_matches("\r\n");
        if length == 0 {
            break;
        }
    }
    whole
}

#[test]
fn chunks_are_joined() {
    assert_eq!(joined("3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n"), "{\"a\":1}");
}
