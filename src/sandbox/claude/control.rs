//! The control header `x-claude-sim`: how a test asks for one particular answer or fault.

use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use super::error::{ApiError, error_body, usual_message};

/// Name of the header, and of its echo on every answer.
pub(super) const HEADER: &str = "x-claude-sim";

/// What one request asks the simulation to do. Unknown keys are refused, so that a slip in a test is noticed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Control {
    /// Content blocks to answer with, instead of the simulation's own.
    pub(super) answer: Option<Vec<Value>>,
    /// Decline; the category of the refusal, or null for none.
    #[serde(default, deserialize_with = "present")]
    pub(super) refusal: Option<Refusal>,
    pub(super) fault: Option<Fault>,
    /// Answer as a model that obeys the attacker, in the way of this name.
    pub(super) hostile: Option<String>,
    /// Split the body of a stream into pieces of this many bytes.
    pub(super) chunk_bytes: Option<usize>,
    /// Pause before each delta, in milliseconds, instead of the configured pace.
    pub(super) delay_ms: Option<u64>,
    /// Wait this long before answering at all, in milliseconds.
    pub(super) wait_ms: Option<u64>,
    /// Name under which `GET /_sim/watch/{name}` reports how the answer went.
    pub(super) watch: Option<String>,
}

/// A wish to decline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The named category, or none.
    pub(super) category: Option<String>,
}

/// What goes wrong. The keys present decide which kind it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fault {
    /// Answer with this status instead.
    pub(super) status: Option<u16>,
    /// How often; afterwards the request goes through. Without it, always.
    pub(super) times: Option<u32>,
    /// Requests with the same key share one count.
    pub(super) key: Option<String>,
    retry_after: Option<u64>,
    error_code: Option<String>,
    message: Option<String>,
    /// An `error` event of this type in the middle of the stream.
    pub(super) midstream: Option<String>,
    /// How many deltas come before it.
    pub(super) after_deltas: Option<usize>,
    /// End the body after this many deltas.
    pub(super) truncate_after_deltas: Option<usize>,
    /// Break the connection instead of ending the body; together with `truncate_after_deltas`.
    #[serde(default)]
    pub(super) reset: bool,
    /// Fall silent after this many deltas…
    pub(super) stall_after_deltas: Option<usize>,
    /// …for so many seconds, then go on.
    pub(super) seconds: Option<f64>,
}

/// A key that is there but null differs from one that is missing.
fn present<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Refusal>, D::Error> {
    Option::deserialize(from).map(|category| Some(Refusal { category }))
}

impl Control {
    /// Reads the header or the body of `/_sim/arm`.
    pub(super) fn parse(text: &str) -> Result<Self, ApiError> {
        serde_json::from_str(text).map_err(|error| ApiError::invalid(format!("{HEADER}: {error}")))
    }

    /// The control that a request itself brings.
    pub(super) fn of(headers: &HeaderMap) -> Result<Option<Self>, ApiError> {
        let Some(value) = headers.get(HEADER) else {
            return Ok(None);
        };
        // Header values are Latin-1 to HTTP; JSON in them is read as UTF-8, as clients send it.
        Self::parse(&String::from_utf8_lossy(value.as_bytes())).map(Some)
    }

    /// The pause before each delta.
    pub(super) fn pace(&self, usual: Duration) -> Duration {
        self.delay_ms.map_or(usual, Duration::from_millis)
    }
}

impl Fault {
    /// The body ends after so many deltas, or the connection breaks there.
    pub(super) fn cut_after(deltas: usize, reset: bool) -> Self {
        Self {
            truncate_after_deltas: Some(deltas),
            reset,
            ..Self::default()
        }
    }

    /// The refusal it asks for, if it asks for a status.
    pub(super) fn refusal(&self) -> Option<ApiError> {
        let status = StatusCode::from_u16(self.status?).ok()?;
        let mut error = ApiError::new(status, "");
        let said = self.error_code.as_deref().unwrap_or(error.kind());
        error.message = self
            .message
            .clone()
            .unwrap_or_else(|| usual_message(said).to_owned());
        error.code.clone_from(&self.error_code);
        error.retry_after = self.retry_after;
        Some(error)
    }

    /// The `error` event it asks for, with the number of deltas before it.
    pub(super) fn event(&self, request_id: &str) -> Option<(usize, Value)> {
        let kind = self.midstream.as_deref()?;
        let message = self.message.as_deref().unwrap_or_else(|| usual_message(kind));
        let body = error_body(kind, message, self.error_code.as_deref(), request_id);
        Some((self.after_deltas.unwrap_or(0), body))
    }

    /// The silence it asks for: after how many deltas, and how long.
    pub(super) fn stall(&self) -> Option<(usize, Duration)> {
        let seconds = Duration::try_from_secs_f64(self.seconds.unwrap_or(1.0)).ok()?;
        Some((self.stall_after_deltas?, seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_contract_is_read() {
        for text in [
            r#"{"answer":[{"type":"text","text":"hi"}]}"#,
            r#"{"refusal":"general_harms"}"#,
            r#"{"fault":{"status":529,"times":1,"key":"k","retry_after":2,"error_code":"x"}}"#,
            r#"{"fault":{"midstream":"overloaded_error","after_deltas":2}}"#,
            r#"{"fault":{"truncate_after_deltas":2}}"#,
            r#"{"fault":{"stall_after_deltas":1,"seconds":8}}"#,
            r#"{"chunk_bytes":1}"#,
            r#"{"delay_ms":20}"#,
            r#"{"watch":"k"}"#,
            r#"{"hostile":"loop"}"#,
        ] {
            Control::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        }
        assert!(Control::parse(r#"{"chunk_byte":1}"#).is_err());
        assert_eq!(
            Control::parse(r#"{"refusal":null}"#).unwrap().refusal,
            Some(Refusal { category: None })
        );
        assert_eq!(Control::parse("{}").unwrap().refusal, None);
    }

    #[test]
    fn a_status_fault_speaks_like_the_service() {
        let control =
            Control::parse(r#"{"fault":{"status":429,"retry_after":2,"error_code":"ramp_limit_exceeded"}}"#);
        let error = control.unwrap().fault.unwrap().refusal().unwrap();
        assert_eq!((error.kind(), error.retry_after), ("rate_limit_error", Some(2)));
        assert_eq!(error.message, "Usage is growing too fast.");
    }
}
