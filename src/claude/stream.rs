//! One streamed answer, from the first byte sent to the end of the connection, as a row of frames.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;

use reqwest::Response;
use reqwest::header::HeaderMap;

use super::error::{ClaudeError, ErrorKind};
use super::event::StreamEvent;
use super::sse::Decoder;

/// What a stream yields. `Closed` or `Failed` is the last one.
#[derive(Clone, Debug)]
pub enum Frame {
    /// The service took the request and answers.
    Opened(Opening),
    /// An event of the answer, pings included.
    Event(StreamEvent),
    /// Bytes came that are no event yet, or a comment: the connection lives.
    Alive,
    /// The body ended.
    Closed,
    /// There was no answer, or it cannot be followed further.
    Failed(ClaudeError),
}

/// What the head of an answer says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// The id to quote to the vendor.
    pub request_id: Option<String>,
    /// How much of the account's limits is left.
    pub gauges: Vec<Gauge>,
}

/// One of the account's limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gauge {
    /// What is limited: `requests`, `input-tokens`, `output-tokens` or `tokens`.
    pub what: &'static str,
    /// How many there are when full.
    pub limit: u64,
    /// How many are left.
    pub remaining: u64,
}

impl Gauge {
    /// Whether less than a fifth is left, which is when a person should see it.
    pub fn is_low(&self) -> bool {
        self.remaining < self.limit / 5
    }
}

impl Opening {
    fn read(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let number = |name: String| text(&name).and_then(|text| text.parse().ok());
        let gauges = ["requests", "input-tokens", "output-tokens", "tokens"]
            .into_iter()
            .filter_map(|what| {
                Some(Gauge {
                    what,
                    limit: number(format!("anthropic-ratelimit-{what}-limit"))?,
                    remaining: number(format!("anthropic-ratelimit-{what}-remaining"))?,
                })
            });
        Self {
            request_id: text("request-id").map(str::to_owned),
            gauges: gauges.collect(),
        }
    }
}

type Connecting = Pin<Box<dyn Future<Output = Result<Response, ClaudeError>> + Send>>;

/// A streamed answer. Dropping it closes the connection.
pub struct AnswerStream {
    stage: Stage,
    decoder: Decoder,
    ready: VecDeque<Frame>,
}

enum Stage {
    Connecting(Connecting),
    Reading(Box<Response>),
    Over,
}

impl std::fmt::Debug for AnswerStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let stage = match self.stage {
            Stage::Connecting(_) => "connecting",
            Stage::Reading(_) => "reading",
            Stage::Over => "over",
        };
        f.debug_struct("AnswerStream")
            .field("stage", &stage)
            .finish_non_exhaustive()
    }
}

impl AnswerStream {
    pub(super) fn new(
        connecting: impl Future<Output = Result<Response, ClaudeError>> + Send + 'static,
    ) -> Self {
        Self {
            stage: Stage::Connecting(Box::pin(connecting)),
            decoder: Decoder::default(),
            ready: VecDeque::new(),
        }
    }

    /// The next frame; `None` after the last one. Nothing is lost when the wait for it is dropped.
    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.ready.pop_front() {
                return Some(frame);
            }
            match &mut self.stage {
                Stage::Over => return None,
                Stage::Connecting(connecting) => match connecting.await {
                    Ok(response) => {
                        self.ready
                            .push_back(Frame::Opened(Opening::read(response.headers())));
                        self.stage = Stage::Reading(Box::new(response));
                    }
                    Err(error) => self.end(Frame::Failed(error)),
                },
                Stage::Reading(response) => match response.chunk().await {
                    Ok(Some(chunk)) => self.decode(&chunk),
                    Ok(None) => self.end(Frame::Closed),
                    Err(error) => {
                        let detail = ClaudeError::from_transport(&error).detail;
                        self.end(Frame::Failed(ClaudeError::new(ErrorKind::Broken, detail.raw())));
                    }
                },
            }
        }
    }

    fn end(&mut self, frame: Frame) {
        self.ready.push_back(frame);
        self.stage = Stage::Over;
    }

    /// After an event that cannot be read nothing later in the stream can be trusted.
    fn decode(&mut self, chunk: &[u8]) {
        let Self { decoder, ready, .. } = self;
        let mut unreadable = None;
        let pushed = decoder.push(chunk, |data| {
            if unreadable.is_none() {
                match StreamEvent::read(data) {
                    Ok(event) => ready.push_back(Frame::Event(event)),
                    Err(error) => unreadable = Some(error.to_string()),
                }
            }
        });
        let unreadable = unreadable.or_else(|| pushed.err().map(|error| error.to_string()));
        if let Some(why) = unreadable {
            self.end(Frame::Failed(ClaudeError::new(ErrorKind::Unreadable, why)));
        } else if self.ready.is_empty() {
            self.ready.push_back(Frame::Alive);
        }
    }
}
