//! The typed events of a stream, read tolerantly: what a newer service adds becomes `Other` and is kept or ignored,
//! never an error.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// JSON exactly as received.
pub type Raw = Box<RawValue>;

/// One event of an answer.
#[derive(Clone, Debug)]
pub enum StreamEvent {
    /// The answer begins.
    MessageStart {
        /// The service's id of the answer (`msg_…`).
        id: String,
        /// The model that answers.
        model: String,
        /// The first `usage` object; its input meters are already true.
        usage: Option<Raw>,
    },
    /// A block begins; for block types without deltas this is all of it.
    BlockStart {
        /// Which block, counted from 0.
        index: u32,
        /// The block's first (or whole) form.
        block: Raw,
    },
    /// A block grows.
    BlockDelta {
        /// Which block.
        index: u32,
        /// What is added.
        delta: Delta,
    },
    /// A block is complete.
    BlockStop {
        /// Which block.
        index: u32,
    },
    /// Why the answer ends, and corrected meters. May come more than once.
    MessageDelta {
        /// Absent or null while the end is not yet known.
        stop: Option<StopReason>,
        /// The reason's detail, for example the category of a refusal.
        details: Option<Raw>,
        /// Cumulative meters; see [`Usage::overwrite`](super::usage::Usage::overwrite).
        usage: Option<Raw>,
    },
    /// The answer is complete.
    MessageStop,
    /// A sign of life.
    Ping,
    /// The service gives up; the connection ends after it.
    Error(ServiceError),
    /// An event this program does not know, by its type.
    Other(String),
}

/// What a block gains.
#[derive(Clone, Debug)]
pub enum Delta {
    /// Text of the answer.
    Text(String),
    /// A fragment of a tool's input, to be joined with its siblings before it means anything.
    ToolInput(String),
    /// Thinking, to be shown apart from the answer.
    Thinking(String),
    /// The signature of a thinking block; replaces what was there.
    Signature(String),
    /// A source of the text.
    Citation(Raw),
    /// Members that replace those of the block (`compaction_delta`).
    Members(Raw),
    /// A delta this program does not know.
    Other(Raw),
}

/// Why an answer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The model was finished.
    EndTurn,
    /// One of the request's stop sequences came up.
    StopSequence,
    /// The model waits for tool results.
    ToolUse,
    /// The request's `max_tokens` cut the answer.
    MaxTokens,
    /// A tool of the service takes long; sending the content back continues the answer.
    PauseTurn,
    /// The model declined.
    Refusal,
    /// The context window is full.
    WindowExceeded,
    /// A compaction on demand is done.
    Compaction,
    /// A reason this program does not know: finished, and no tool runs.
    Other(String),
}

impl StopReason {
    /// Reads the service's word.
    pub fn read(word: &str) -> Self {
        match word {
            "end_turn" => Self::EndTurn,
            "stop_sequence" => Self::StopSequence,
            "tool_use" => Self::ToolUse,
            "max_tokens" => Self::MaxTokens,
            "pause_turn" => Self::PauseTurn,
            "refusal" => Self::Refusal,
            "model_context_window_exceeded" => Self::WindowExceeded,
            "compaction" => Self::Compaction,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The service's word.
    pub fn word(&self) -> &str {
        match self {
            Self::EndTurn => "end_turn",
            Self::StopSequence => "stop_sequence",
            Self::ToolUse => "tool_use",
            Self::MaxTokens => "max_tokens",
            Self::PauseTurn => "pause_turn",
            Self::Refusal => "refusal",
            Self::WindowExceeded => "model_context_window_exceeded",
            Self::Compaction => "compaction",
            Self::Other(word) => word,
        }
    }
}

/// An error object of the service, from an error body or an `error` event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceError {
    /// `error.type`, for example `overloaded_error`; empty when the body had none.
    pub kind: String,
    /// `error.message`: text from outside, for the log and the detail pane.
    pub message: String,
    /// `error.details.error_code`, for example `enforced_spend_limit_reached`.
    pub code: Option<String>,
    /// The request's id, to be quoted to the vendor.
    pub request_id: Option<String>,
}

impl ServiceError {
    /// Reads an error body or the data of an `error` event; `None` when it is no such object (HTML, say).
    pub fn read(body: &[u8]) -> Option<Self> {
        let body: WireErrorBody = serde_json::from_slice(body).ok()?;
        let error = body.error?;
        Some(Self {
            kind: error.kind.unwrap_or_default(),
            message: error.message.unwrap_or_default(),
            code: error.details.and_then(|details| details.error_code),
            request_id: body.request_id,
        })
    }
}

/// The data of an event could not be read; nothing after it can be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a piece of the answer cannot be read: {0}")]
pub struct BadEvent(String);

impl StreamEvent {
    /// Reads an event's data. The type inside the data decides; the `event:` line is not needed.
    pub fn read(data: &[u8]) -> Result<Self, BadEvent> {
        let text = std::str::from_utf8(data).map_err(|error| BadEvent(error.to_string()))?;
        let wire: WireEvent<'_> = parse(text)?;
        let missing = |what: &str| BadEvent(format!("{} without {what}", wire.kind));
        Ok(match &*wire.kind {
            "content_block_delta" => Self::BlockDelta {
                index: wire.index.ok_or_else(|| missing("index"))?,
                delta: Delta::read(wire.delta.ok_or_else(|| missing("delta"))?)?,
            },
            "content_block_start" => Self::BlockStart {
                index: wire.index.ok_or_else(|| missing("index"))?,
                block: wire
                    .content_block
                    .ok_or_else(|| missing("content_block"))?
                    .to_owned(),
            },
            "content_block_stop" => Self::BlockStop {
                index: wire.index.ok_or_else(|| missing("index"))?,
            },
            "message_start" => {
                let message: WireMessage = parse(wire.message.ok_or_else(|| missing("message"))?.get())?;
                Self::MessageStart {
                    id: message.id,
                    model: message.model,
                    usage: message.usage,
                }
            }
            "message_delta" => {
                let delta: WireStop = wire
                    .delta
                    .map_or(Ok(WireStop::default()), |delta| parse(delta.get()))?;
                Self::MessageDelta {
                    stop: delta.stop_reason.as_deref().map(StopReason::read),
                    details: delta.stop_details,
                    usage: wire.usage.map(ToOwned::to_owned),
                }
            }
            "message_stop" => Self::MessageStop,
            "ping" => Self::Ping,
            "error" => Self::Error(ServiceError::read(data).unwrap_or_default()),
            other => Self::Other(other.to_owned()),
        })
    }
}

impl Delta {
    fn read(raw: &RawValue) -> Result<Self, BadEvent> {
        let wire: WireDelta<'_> = parse(raw.get())?;
        let keep = || raw.to_owned();
        Ok(match &*wire.kind {
            "text_delta" => wire
                .text
                .map_or_else(|| Self::Other(keep()), |text| Self::Text(text.into_owned())),
            "input_json_delta" => Self::ToolInput(wire.partial_json.unwrap_or_default().into_owned()),
            "thinking_delta" => Self::Thinking(wire.thinking.unwrap_or_default().into_owned()),
            "signature_delta" => Self::Signature(wire.signature.unwrap_or_default().into_owned()),
            "citations_delta" => wire.citation.map_or_else(
                || Self::Other(keep()),
                |citation| Self::Citation(citation.to_owned()),
            ),
            "compaction_delta" => Self::Members(keep()),
            _ => Self::Other(keep()),
        })
    }
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, BadEvent> {
    serde_json::from_str(text).map_err(|error| BadEvent(error.to_string()))
}

#[derive(Deserialize)]
struct WireEvent<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    index: Option<u32>,
    #[serde(borrow)]
    delta: Option<&'a RawValue>,
    #[serde(borrow)]
    content_block: Option<&'a RawValue>,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    usage: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct WireDelta<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    partial_json: Option<Cow<'a, str>>,
    #[serde(borrow)]
    thinking: Option<Cow<'a, str>>,
    #[serde(borrow)]
    signature: Option<Cow<'a, str>>,
    #[serde(borrow)]
    citation: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct WireMessage {
    #[serde(default)]
    id: String,
    #[serde(default)]
    model: String,
    usage: Option<Raw>,
}

#[derive(Default, Deserialize)]
struct WireStop {
    stop_reason: Option<String>,
    stop_details: Option<Raw>,
}

#[derive(Deserialize)]
struct WireErrorBody {
    error: Option<WireError>,
    request_id: Option<String>,
}

#[derive(Deserialize)]
struct WireError {
    #[serde(rename = "type")]
    kind: Option<String>,
    message: Option<String>,
    details: Option<WireDetails>,
}

#[derive(Deserialize)]
struct WireDetails {
    error_code: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(data: &str) -> StreamEvent {
        StreamEvent::read(data.as_bytes()).unwrap()
    }

    #[test]
    fn the_type_inside_the_data_decides() {
        assert!(matches!(
            read(r#"{"type":"ping","extra":[1]}"#),
            StreamEvent::Ping
        ));
        assert!(matches!(
            read(r#"{"type":"message_stop"}"#),
            StreamEvent::MessageStop
        ));
        assert!(matches!(
            read(r#"{"type":"content_block_delta","index":3,"delta":{"type":"text_delta","text":"a\n🏡"}}"#),
            StreamEvent::BlockDelta { index: 3, delta: Delta::Text(text) } if text == "a\n🏡"
        ));
    }

    #[test]
    fn what_is_not_known_is_kept_or_named() {
        assert!(matches!(read(r#"{"type":"brand_new"}"#), StreamEvent::Other(kind) if kind == "brand_new"));
        assert!(matches!(
            read(r#"{"type":"content_block_delta","index":0,"delta":{"type":"sparkle_delta", "n":7}}"#),
            StreamEvent::BlockDelta { delta: Delta::Other(raw), .. } if raw.get() == r#"{"type":"sparkle_delta", "n":7}"#
        ));
        assert!(matches!(
            read(r#"{"type":"message_delta","delta":{"stop_reason":"galaxy_brain"}}"#),
            StreamEvent::MessageDelta { stop: Some(StopReason::Other(word)), .. } if word == "galaxy_brain"
        ));
    }

    #[test]
    fn an_error_event_is_read_with_its_code() {
        let StreamEvent::Error(error) = read(
            r#"{"type":"error","error":{"details":{"error_code":"x"},"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}"#,
        ) else {
            panic!("no error event")
        };
        assert_eq!(
            (error.kind.as_str(), error.code.as_deref()),
            ("overloaded_error", Some("x"))
        );
        assert_eq!(error.request_id.as_deref(), Some("req_1"));
        assert!(matches!(read(r#"{"type":"error"}"#), StreamEvent::Error(error) if error.kind.is_empty()));
    }

    #[test]
    fn unreadable_data_is_an_error_and_no_panic() {
        for data in [
            &b"{"[..],
            b"[]",
            b"null",
            b"{\"type\":\"content_block_delta\",\"index\":0}",
            b"{\"type\":\"content_block_stop\"}",
            b"{\"type\":\"message_start\"}",
            b"{\"type\":\"ping\xff\"}",
        ] {
            assert!(
                StreamEvent::read(data).is_err(),
                "{}",
                String::from_utf8_lossy(data)
            );
        }
    }

    #[test]
    fn every_reason_reads_back() {
        for word in [
            "end_turn",
            "stop_sequence",
            "tool_use",
            "max_tokens",
            "pause_turn",
            "refusal",
            "compaction",
            "x",
        ] {
            assert_eq!(StopReason::read(word).word(), word);
        }
    }
}
