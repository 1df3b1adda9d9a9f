//! Why a call failed, whether trying again can help, and one sentence for the person who waits.
//!
//! Status first, then the service's error type, then its code; message text is looked at only where there is no
//! code. The service's own words are kept for the detail pane and never decide what a person reads.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::HeaderMap;

use super::event::ServiceError;
use crate::domain::value::Foreign;

/// What kind of failure it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The service was not reached: no network, no name, no TLS, or a reset before the answer.
    NoConnection,
    /// The connection broke while the answer came.
    Broken,
    /// Nothing came for too long.
    Silent,
    /// Something between here and the service answers in its place, such as the log-in page of a Wi-Fi.
    Intercepted,
    /// Whoever answered could not prove to be the service (certificate, host name, time).
    Untrusted,
    /// The address in the settings cannot be used.
    BadAddress,
    /// The request is wrong in a way nothing here can mend.
    Rejected,
    /// Replayed thinking is not accepted.
    Thinking,
    /// A tool call and its result do not pair up.
    ToolPairs,
    /// A stored part of the conversation cannot be sent any more.
    Damaged,
    /// The conversation is longer than the model takes.
    TooLong,
    /// A spending limit is used up. Lasts until the date, where one was told.
    SpendLimit(Option<String>),
    /// A limit that the person set is reached: the sentence that says which.
    OwnLimit(String),
    /// The key is not accepted.
    Key,
    /// There is no credit.
    Billing,
    /// The key may not do this.
    Permission,
    /// The model is retired or was never there.
    NoModel(String),
    /// Something else is not there.
    NotFound,
    /// The request conflicts with another one.
    Conflict,
    /// The request is larger than the service takes (32 MB).
    TooLarge,
    /// Too many requests or tokens a minute.
    RateLimit,
    /// Use grows faster than allowed; fewer requests at a time help.
    RampLimit,
    /// The service took too long.
    Timeout,
    /// The service fails.
    Service,
    /// The service is overloaded.
    Overloaded,
    /// The answer is not in the service's language.
    Unreadable,
}

/// Whether and how a failed request may be sent again without asking the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Not at all.
    Never,
    /// As it is, after exactly this time: the service said so.
    After(Duration),
    /// As it is, after the usual growing waits.
    Backoff,
    /// Once, after the request was mended. As it is it fails for ever.
    OnceChanged(Repair),
}

/// How a refused request can be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repair {
    /// Leave all thinking out of the copy that is sent.
    StripThinking,
    /// Leave out calls and results that do not pair up.
    DropTools,
    /// Put a summary in the place of the older part.
    Compact,
}

/// A failed call. Prints as one sentence: what happened, what is safe, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaudeError {
    /// What kind of failure it is.
    pub kind: ErrorKind,
    /// Whether it may be tried again without asking.
    pub retry: Retry,
    /// The HTTP status, where an answer came.
    pub status: Option<u16>,
    /// The id to quote to the vendor.
    pub request_id: Option<String>,
    /// The other side's own words, shortened; for the detail pane and the log.
    pub detail: Foreign,
}

/// Bytes of an unreadable body that are kept as detail.
const DETAIL_BYTES: usize = 2_000;

impl ClaudeError {
    /// A failure without an answer of the service.
    pub fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        let retry = usual_retry(&kind);
        Self {
            kind,
            retry,
            status: None,
            request_id: None,
            detail: Foreign::new(detail),
        }
    }

    /// Reads an answer that is no success, or a success that is no answer. `now` turns a date in `retry-after` into a
    /// wait.
    pub fn from_answer(status: u16, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Self {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let error = ServiceError::read(body);
        let said = error.unwrap_or_else(|| ServiceError {
            message: String::from_utf8_lossy(body.get(..DETAIL_BYTES).unwrap_or(body)).into_owned(),
            ..ServiceError::default()
        });
        let kind = kind_of(status, &said);
        let mut retry = usual_retry(&kind);
        match header("x-should-retry") {
            Some("true") if !matches!(retry, Retry::After(_)) => retry = Retry::Backoff,
            Some("false") => retry = Retry::Never,
            _ => {}
        }
        if retry == Retry::Backoff
            && let Some(wait) = told_wait(header, now)
        {
            retry = Retry::After(wait);
        }
        let request_id = said
            .request_id
            .or_else(|| header("request-id").map(str::to_owned));
        Self {
            kind,
            retry,
            status: Some(status),
            request_id,
            detail: Foreign::new(said.message),
        }
    }

    /// Reads an `error` event of a stream. The HTTP status was 200 and says nothing; the error's type decides.
    pub fn from_event(said: ServiceError) -> Self {
        let kind = kind_of(status_of(&said.kind), &said);
        let retry = usual_retry(&kind);
        Self {
            kind,
            retry,
            status: Some(200),
            request_id: said.request_id,
            detail: Foreign::new(said.message),
        }
    }

    /// What went wrong on the way. The library's words, kept as detail, carry no key; the address in them is ours.
    pub fn from_transport(error: &reqwest::Error) -> Self {
        let mut detail = error.to_string();
        let mut untrusted = false;
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            untrusted |= is_tls(inner);
            detail = format!("{detail}: {inner}");
            cause = inner.source();
        }
        Self::new(
            if untrusted && error.is_connect() {
                ErrorKind::Untrusted
            } else if error.is_builder() {
                ErrorKind::BadAddress
            } else if error.is_body() || error.is_decode() {
                ErrorKind::Broken
            } else {
                ErrorKind::NoConnection
            },
            detail,
        )
    }

    /// Whether nothing can have come of the request: it was refused, or never reached the service. Of any other failure nobody
    /// knows.
    pub fn came_to_nothing(&self) -> bool {
        let is_refused = |status| (400..500).contains(&status) && status != 408;
        self.status.is_some_and(is_refused)
            || matches!(
                self.kind,
                ErrorKind::Intercepted | ErrorKind::Untrusted | ErrorKind::BadAddress
            )
    }

    /// Whether the network rather than the service is the reason; the program then says it is offline.
    pub fn is_offline(&self) -> bool {
        matches!(self.kind, ErrorKind::NoConnection | ErrorKind::Intercepted)
    }
}

impl std::error::Error for ClaudeError {}

/// A TLS failure arrives bare, or wrapped into one I/O error or several.
fn is_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let wrapped = error
        .downcast_ref::<std::io::Error>()
        .and_then(std::io::Error::get_ref);
    error.is::<rustls::Error>() || wrapped.is_some_and(|inner| is_tls(inner))
}

fn kind_of(status: u16, said: &ServiceError) -> ErrorKind {
    match status {
        200..=399 => ErrorKind::Intercepted,
        400 => bad_request(&said.message),
        401 => ErrorKind::Key,
        402 => ErrorKind::Billing,
        403 => ErrorKind::Permission,
        404 => match said.message.strip_prefix("model:") {
            Some(model) => ErrorKind::NoModel(model.trim().to_owned()),
            None if said.message.contains("model") => ErrorKind::NoModel(String::new()),
            None => ErrorKind::NotFound,
        },
        408 | 504 => ErrorKind::Timeout,
        409 => ErrorKind::Conflict,
        413 => ErrorKind::TooLarge,
        429 => match said.code.as_deref() {
            Some("enforced_spend_limit_reached" | "contract_spend_limit_reached") => {
                ErrorKind::SpendLimit(date_in(&said.message))
            }
            Some("ramp_limit_exceeded") => ErrorKind::RampLimit,
            _ => ErrorKind::RateLimit,
        },
        529 => ErrorKind::Overloaded,
        _ if said.kind == "overloaded_error" => ErrorKind::Overloaded,
        500.. => ErrorKind::Service,
        _ => ErrorKind::Rejected,
    }
}

/// Here the service has no codes; these are the four texts that change what to do.
fn bad_request(message: &str) -> ErrorKind {
    let thinking = message.contains("thinking");
    if thinking && (message.contains("Invalid `signature`") || message.contains("cannot be modified")) {
        ErrorKind::Thinking
    } else if message.contains("`tool_use`") && message.contains("`tool_result`") {
        ErrorKind::ToolPairs
    } else if message.contains("prompt is too long") {
        ErrorKind::TooLong
    } else if message.contains("specified API usage limits") {
        ErrorKind::SpendLimit(date_in(message))
    } else {
        ErrorKind::Rejected
    }
}

/// The status that stands for an error type, for `error` events.
fn status_of(kind: &str) -> u16 {
    match kind {
        "invalid_request_error" => 400,
        "authentication_error" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" => 404,
        "conflict_error" => 409,
        "request_too_large" => 413,
        "rate_limit_error" => 429,
        "timeout_error" => 504,
        "overloaded_error" => 529,
        _ => 500,
    }
}

fn usual_retry(kind: &ErrorKind) -> Retry {
    match kind {
        ErrorKind::NoConnection
        | ErrorKind::Broken
        | ErrorKind::Conflict
        | ErrorKind::RateLimit
        | ErrorKind::RampLimit
        | ErrorKind::Timeout
        | ErrorKind::Service
        | ErrorKind::Overloaded => Retry::Backoff,
        ErrorKind::Thinking => Retry::OnceChanged(Repair::StripThinking),
        ErrorKind::ToolPairs => Retry::OnceChanged(Repair::DropTools),
        ErrorKind::TooLong => Retry::OnceChanged(Repair::Compact),
        ErrorKind::Silent
        | ErrorKind::Intercepted
        | ErrorKind::Untrusted
        | ErrorKind::BadAddress
        | ErrorKind::Rejected
        | ErrorKind::Damaged
        | ErrorKind::SpendLimit(_)
        | ErrorKind::OwnLimit(_)
        | ErrorKind::Key
        | ErrorKind::Billing
        | ErrorKind::Permission
        | ErrorKind::NoModel(_)
        | ErrorKind::NotFound
        | ErrorKind::TooLarge
        | ErrorKind::Unreadable => Retry::Never,
    }
}

/// How long the service asks to wait: `retry-after-ms`, else `retry-after` as seconds or as an HTTP date. Nonsense and
/// negative numbers count as not said.
fn told_wait<'a>(header: impl Fn(&str) -> Option<&'a str>, now: Timestamp) -> Option<Duration> {
    let number = |name: &str| header(name).and_then(|text| text.trim().parse::<f64>().ok());
    let seconds = number("retry-after-ms")
        .map(|ms| ms / 1_000.0)
        .or_else(|| number("retry-after"));
    if let Some(seconds) = seconds {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = jiff::fmt::rfc2822::parse(header("retry-after")?.trim()).ok()?;
    Some(Duration::try_from(date.timestamp().duration_since(now)).unwrap_or_default())
}

/// The first date (`2026-12-01`) in a text.
fn date_in(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '-');
    words
        .filter(|word| word.len() == 10)
        .find(|word| word.parse::<jiff::civil::Date>().is_ok())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> ClaudeError {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        ClaudeError::from_answer(
            status,
            &map,
            body.as_bytes(),
            "2026-11-23T00:00:00Z".parse().unwrap(),
        )
    }

    #[test]
    fn the_service_says_how_long_to_wait() {
        for (headers, retry) in [
            (&[("retry-after", "7")][..], Retry::After(Duration::from_secs(7))),
            (
                &[("retry-after", "0.5")],
                Retry::After(Duration::from_millis(500)),
            ),
            (
                &[("retry-after-ms", "350"), ("retry-after", "9")],
                Retry::After(Duration::from_millis(350)),
            ),
            (
                &[("retry-after", "Mon, 23 Nov 2026 00:00:20 GMT")],
                Retry::After(Duration::from_secs(20)),
            ),
            (
                &[("retry-after", "Sun, 22 Nov 2026 00:00:00 GMT")],
                Retry::After(Duration::ZERO),
            ),
            (&[("retry-after", "soon")], Retry::Backoff),
            (&[("retry-after", "-5")], Retry::Backoff),
            (&[("retry-after", "NaN")], Retry::Backoff),
            (&[], Retry::Backoff),
            (&[("retry-after", "7"), ("x-should-retry", "false")], Retry::Never),
        ] {
            assert_eq!(answer(429, headers, "").retry, retry, "{headers:?}");
        }
    }

    #[test]
    fn a_wait_never_makes_a_permanent_failure_retryable() {
        let spent = r#"{"error":{"type":"rate_limit_error","details":{"error_code":"contract_spend_limit_reached"}}}"#;
        assert_eq!(answer(429, &[("retry-after", "1")], spent).retry, Retry::Never);
        assert_eq!(answer(401, &[("retry-after", "1")], "").retry, Retry::Never);
    }

    #[test]
    fn a_long_pause_is_told() {
        for (seconds, words) in [
            ("1", "in 1 s."),
            ("120", "in 2 minutes."),
            ("99999999", "in 27778 hours."),
        ] {
            let sentence = answer(429, &[("retry-after", seconds)], "").to_string();
            assert!(sentence.ends_with(words), "{sentence}");
        }
    }

    #[test]
    fn of_what_was_refused_nothing_came_and_of_what_was_lost_nobody_knows() {
        for status in [302, 400, 401, 404, 413, 429] {
            assert!(answer(status, &[], "").came_to_nothing(), "{status}");
        }
        for status in [408, 500, 502, 504, 529] {
            assert!(!answer(status, &[], "").came_to_nothing(), "{status}");
        }
        for (kind, nothing) in [
            (ErrorKind::Untrusted, true),
            (ErrorKind::BadAddress, true),
            (ErrorKind::NoConnection, false),
            (ErrorKind::Broken, false),
            (ErrorKind::Unreadable, false),
        ] {
            assert_eq!(
                ClaudeError::new(kind.clone(), "").came_to_nothing(),
                nothing,
                "{kind:?}"
            );
        }
    }

    #[test]
    fn a_retired_model_is_named() {
        let body = r#"{"error":{"type":"not_found_error","message":"model: claude-3-5-sonnet-20241022"}}"#;
        let error = answer(404, &[], body);
        assert_eq!(
            error.kind,
            ErrorKind::NoModel("claude-3-5-sonnet-20241022".to_owned())
        );
        assert!(
            error.to_string().contains("claude-3-5-sonnet-20241022"),
            "{error}"
        );
        assert_eq!(answer(404, &[], "<html>").kind, ErrorKind::NotFound);
    }

    #[test]
    fn an_error_event_is_judged_by_its_type() {
        let event = |kind: &str| {
            ClaudeError::from_event(ServiceError {
                kind: kind.to_owned(),
                ..ServiceError::default()
            })
        };
        assert_eq!(event("overloaded_error").kind, ErrorKind::Overloaded);
        assert_eq!(event("api_error").retry, Retry::Backoff);
        assert_eq!(event("brand_new_error").retry, Retry::Backoff);
        assert_eq!(event("authentication_error").retry, Retry::Never);
    }

    #[test]
    fn sentences_carry_no_foreign_text_raw() {
        let error = ClaudeError::new(ErrorKind::NoModel("x\u{1b}[2J".to_owned()), "");
        assert!(!error.to_string().contains('\u{1b}'), "{error}");
        let html = answer(502, &[], "<html>\u{1b}]0;x\u{7}</html>");
        assert!(html.to_string().starts_with("Claude has a problem"), "{html}");
    }
}
