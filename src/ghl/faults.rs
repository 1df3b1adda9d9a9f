//! The client against a server of a few lines that answers wrongly on purpose (F2-F12, F22, F32).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::clock::{Clock, Term};
use crate::domain::value::ContactId;
use crate::secret::Secret;

use super::{Crm, GhlError, Kind, Lane, Limiter, Outcome, Rates, Search, Settings};

/// What the server does with one connection after it has read a request.
#[derive(Clone)]
enum Answer {
    /// These bytes, then the end of the connection.
    Bytes(Vec<u8>),
    /// These bytes, then silence.
    Stall(Vec<u8>),
    /// Nothing: the connection ends.
    Nothing,
}

/// A client of a server that gives `answer` to everybody, and the count of requests it saw.
async fn serve(answer: Answer) -> (Crm, Arc<AtomicUsize>) {
    let (address, seen) = listen(answer).await;
    (crm(&address), seen)
}

/// The address of such a server.
async fn listen(answer: Answer) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(give(stream, answer.clone()));
        }
    });
    (format!("http://{address}"), seen)
}

async fn give(mut stream: TcpStream, answer: Answer) {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut chunk).await {
            Ok(read) if read > 0 => request.extend_from_slice(&chunk[..read]),
            _ => return,
        }
    }
    match answer {
        // Whoever cuts the connection off first is not the question here.
        Answer::Bytes(bytes) => drop(stream.write_all(&bytes).await),
        Answer::Stall(bytes) => {
            let _ = stream.write_all(&bytes).await;
            std::future::pending::<()>().await;
        }
        Answer::Nothing => {}
    }
}

fn crm(base_url: &str) -> Crm {
    let clock = Clock::system();
    let limiter = Limiter::new(Rates::default(), clock.clone());
    let settings = Settings {
        base_url: base_url.to_owned(),
        ..Settings::new(Secret::new("pit-canary"), "loc".into())
    };
    Crm::new(settings, limiter, clock).unwrap()
}

fn http(status: &str, headers: &str, body: &[u8]) -> Answer {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n");
    Answer::Bytes([head.as_bytes(), body].concat())
}

/// One write, which is sent once whatever happens.
async fn write(answer: Answer) -> GhlError {
    let (crm, seen) = serve(answer).await;
    let error = crm
        .contacts()
        .add_tags(&"c1".into(), &["hot".to_owned()])
        .await
        .unwrap_err();
    assert_eq!(seen.load(Ordering::SeqCst), 1, "a write is sent once: {error}");
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("pit-canary"), "{shown}");
    error
}

async fn get(crm: &Crm) -> GhlError {
    crm.at(Lane::Person)
        .contacts()
        .get(&ContactId::from("c1"))
        .await
        .unwrap_err()
}

/// The copy that slept, and was followed meanwhile, finds out right before the socket.
#[tokio::test]
async fn nothing_leaves_when_the_term_is_over_or_another_than_it_was_begun_in() {
    let (base_url, seen) = listen(http("200 OK", "", b"{\"tags\":[]}")).await;
    let clock = Clock::manual(Timestamp::UNIX_EPOCH);
    let term = Term::over(clock.clone());
    let settings = Settings {
        base_url,
        term: Some(term.clone()),
        ..Settings::new(Secret::new("pit-canary"), "loc".into())
    };
    let limiter = Limiter::new(Rates::default(), clock.clone());
    let crm = Crm::new(settings, limiter, clock.clone()).unwrap().in_term(1);
    let write = || async {
        crm.contacts()
            .add_tags(&"c1".into(), &["hot".to_owned()])
            .await
            .map(|_| ())
    };
    let second = Duration::from_secs(1);
    for (number, until) in [(1, Duration::ZERO), (2, second)] {
        term.extend(number, clock.since_boot() + until);
        let error = write().await.unwrap_err();
        assert!(matches!(error.kind, Kind::TooLate), "{error:?}");
        assert_eq!(error.outcome(), Outcome::NotDone);
    }
    assert_eq!(seen.load(Ordering::SeqCst), 0);
    term.extend(1, clock.since_boot() + second);
    write().await.unwrap();
    assert_eq!(seen.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_sign_in_page_is_not_the_crm() {
    for (status, headers) in [("200 OK", "Content-Type: text/html\r\n"), ("404 Not Found", "")] {
        let (crm, seen) = serve(http(status, headers, b"\n<!DOCTYPE html><title>Sign in</title>")).await;
        let error = crm
            .contacts()
            .search(&Search::newest_contacts(), None)
            .await
            .unwrap_err();
        assert!(matches!(error.kind, Kind::Intercepted), "{error:?}");
        assert_eq!(seen.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn a_redirect_is_named_and_never_followed() {
    let error = write(http("302 Found", "Location: http://evil.example/x\r\n", b"")).await;
    assert!(matches!(error.kind, Kind::Redirected { .. }), "{error:?}");
    assert!(error.to_string().contains("evil.example"), "{error}");
    assert_eq!(error.outcome(), Outcome::Uncertain);
}

#[tokio::test]
async fn a_cut_or_empty_answer_is_a_failure_and_a_write_uncertain() {
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"tags\":[\"a\"".to_vec();
    let short = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"tags\":[\"a\",\"b\"]}".to_vec();
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{\"tags\"".to_vec();
    for bytes in [cut, short, chunked] {
        let error = write(Answer::Bytes(bytes)).await;
        assert!(matches!(error.kind, Kind::Unreadable { .. }), "{error:?}");
        assert_eq!(error.outcome(), Outcome::Uncertain);
    }
    for body in ["", "null", "[]", "7", "{}", "{\"tags\":null}"] {
        let error = write(http("200 OK", "", body.as_bytes())).await;
        assert!(matches!(error.kind, Kind::Unreadable { .. }), "{body}: {error:?}");
        assert_eq!(error.outcome(), Outcome::Uncertain);
    }
    let error = write(Answer::Nothing).await;
    assert!(matches!(error.kind, Kind::Offline { .. }), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Uncertain);
}

#[tokio::test]
async fn a_closed_port_means_that_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let crm = crm(&format!("http://{address}"));
    let error = crm.contacts().delete(&"c1".into()).await.unwrap_err();
    assert!(matches!(error.kind, Kind::Offline { .. }), "{error:?}");
    assert_eq!(error.outcome(), Outcome::NotDone);
}

#[tokio::test]
async fn answers_over_our_limits_are_cut_off() {
    let deep = format!("{{\"tags\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let error = write(http("200 OK", "", deep.as_bytes())).await;
    assert!(matches!(error.kind, Kind::TooLarge { .. }), "{error:?}");
    let huge = vec![b' '; super::body::MOST_BYTES + 1];
    let error = write(http("200 OK", "", &huge)).await;
    assert!(matches!(error.kind, Kind::TooLarge { .. }), "{error:?}");
    let error = write(http("200 OK", "Content-Encoding: gzip\r\n", &bomb())).await;
    assert!(matches!(error.kind, Kind::TooLarge { .. }), "{error:?}");
}

/// Some 270 kB of gzip that unpack to 40 MiB: one literal, then copies of 258 bytes from one byte back.
fn bomb() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put(0b1, 1);
    bits.put(0b01, 2);
    bits.put_reversed(0b0011_0000 + u32::from(b' '), 8);
    for _ in 0..(40 * 1024 * 1024 / 258) {
        bits.put_reversed(0b1100_0101, 8);
        bits.put_reversed(0, 5);
    }
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    [header.as_slice(), &bits.bytes, &[0; 16]].concat()
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        for bit in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let set = u8::from(value >> bit & 1 == 1) << (self.used % 8);
            *self.bytes.last_mut().unwrap() |= set;
            self.used += 1;
        }
    }

    /// Huffman codes go the other way round.
    fn put_reversed(&mut self, value: u32, count: u32) {
        self.put(value.reverse_bits() >> (32 - count), count);
    }
}

#[tokio::test(start_paused = true)]
async fn silence_ends_after_ten_seconds_and_a_trickle_after_thirty() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{".to_vec();
    for (bytes, seconds) in [(Vec::new(), 10), (head, 30)] {
        #[expect(
            clippy::disallowed_methods,
            reason = "paused time is read to see the deadline"
        )]
        let started = tokio::time::Instant::now();
        let error = write(Answer::Stall(bytes)).await;
        assert!(matches!(error.kind, Kind::Offline { .. }), "{error:?}");
        assert_eq!(error.outcome(), Outcome::Uncertain);
        let took = started.elapsed();
        assert!((seconds..seconds + 2).contains(&took.as_secs()), "{took:?}");
    }
}

#[tokio::test]
async fn statuses_are_understood_and_reads_tried_again_only_when_it_passes() {
    let body = |message: &str| format!(r#"{{"statusCode":0,"message":"{message}","traceId":"t-9"}}"#);
    let (crm, seen) = serve(http("401 Unauthorized", "", body("Invalid JWT").as_bytes())).await;
    let error = get(&crm).await;
    assert!(
        matches!(error.kind, Kind::WrongKey) && error.to_string().contains("t-9"),
        "{error}"
    );
    assert_eq!(seen.load(Ordering::SeqCst), 1);
    let (crm, seen) = serve(http("502 Bad Gateway", "", b"<html>nginx</html>")).await;
    assert!(matches!(get(&crm).await.kind, Kind::Server));
    assert_eq!(
        seen.load(Ordering::SeqCst),
        3,
        "a person's read is tried three times"
    );
    let (crm, seen) = serve(http("429 Too Many Requests", "Retry-After: 3600\r\n", b"")).await;
    assert!(matches!(get(&crm).await.kind, Kind::RateLimited { .. }));
    assert_eq!(
        seen.load(Ordering::SeqCst),
        1,
        "nothing is asked before the wait is over"
    );
    let daily = "X-RateLimit-Daily-Remaining: 0\r\nX-RateLimit-Limit-Daily: 200000\r\n";
    let error = write(http("429 Too Many Requests", daily, b"")).await;
    assert!(
        matches!(error.kind, Kind::Daily { reserved: false, .. }),
        "{error:?}"
    );
    assert_eq!(error.outcome(), Outcome::NotDone);
}

#[tokio::test]
async fn one_bad_record_does_not_cost_the_page() {
    let body =
        br#"{"contacts":[{"id":"a","firstName":"Ana"},{"firstName":"no id"},null,{"id":"b"}],"total":4}"#;
    let (crm, _) = serve(http("200 OK", "", body)).await;
    let page = crm
        .contacts()
        .search(&Search::newest_contacts(), None)
        .await
        .unwrap();
    let ids: Vec<_> = page.records.iter().map(|record| record.id.as_str()).collect();
    assert_eq!((ids, page.skipped.len(), page.next), (vec!["a", "b"], 2, None));
}

#[tokio::test]
async fn who_filled_in_a_form_is_read_on_while_the_crm_says_so_or_a_page_is_full() {
    let days = ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
    let rows = |many: usize| {
        let row = |nr| format!(r#"{{"id":"s{nr}","contactId":"c1","others":{{"x":"private"}}}}"#);
        (0..many).map(row).collect::<Vec<_>>().join(",")
    };
    for (many, meta, more) in [
        (2, r#","meta":{"total":2,"nextPage":null}"#, false),
        (2, r#","meta":{"total":9,"nextPage":2}"#, true),
        (0, r#","meta":{"total":9,"nextPage":2}"#, false),
        (2, "", false),
        (100, "", true),
    ] {
        let body = format!(r#"{{"submissions":[{}]{meta}}}"#, rows(many));
        let (crm, _) = serve(http("200 OK", "", body.as_bytes())).await;
        let page = crm.forms().submissions(days, None).await.unwrap();
        assert_eq!((page.len(), page.next.is_some()), (many, more), "{meta}");
        assert!(page.records.iter().all(|one| !one.raw.contains("private")));
    }
}

#[tokio::test]
async fn nothing_leaves_after_its_time_limit_or_with_a_strange_id() {
    let (crm, seen) = serve(http("200 OK", "", b"{}")).await;
    let past = Clock::system().since_boot();
    let late = crm.until(past).contacts().delete(&"c1".into()).await.unwrap_err();
    assert!(matches!(late.kind, Kind::TooLate), "{late:?}");
    for id in ["", ".", ".."] {
        let error = crm.contacts().delete(&id.into()).await.unwrap_err();
        assert!(matches!(error.kind, Kind::Unsendable { .. }), "{id}: {error:?}");
    }
    assert_eq!(seen.load(Ordering::SeqCst), 0);
}

#[test]
fn settings_that_could_leak_the_key_are_refused() {
    let clock = Clock::system();
    let limiter = Limiter::new(Rates::default(), clock.clone());
    for base_url in [
        "http://services.example",
        "ftp://127.0.0.1",
        "https://me:pw@host",
        "nonsense",
        "",
    ] {
        let settings = Settings {
            base_url: base_url.to_owned(),
            ..Settings::new(Secret::new("pit-canary"), "loc".into())
        };
        let error = Crm::new(settings, limiter.clone(), clock.clone()).unwrap_err();
        assert!(matches!(error.kind, Kind::Settings { .. }), "{base_url}");
    }
    let torn = Settings::new(Secret::new("pit\ncanary"), "loc".into());
    assert!(Crm::new(torn, limiter, clock).is_err());
}
