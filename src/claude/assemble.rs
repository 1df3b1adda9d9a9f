//! Builds an answer from its events: blocks by index, meters, and why it ended.
//!
//! A block counts only once it is sealed; then its JSON is final and is what history replays byte for byte. A tool's
//! input is joined as text and parsed strictly when it is sealed, never earlier and never leniently: a lenient
//! reader turns a message that was cut in half into a shorter message. An event that has no place in the grammar is
//! a [`ProtocolError`], after which the answer counts as cut.

use serde_json::Value;
use serde_json::value::RawValue;

use super::block::{RawObject, quoted};
use super::event::{Delta, Raw, ServiceError, StopReason, StreamEvent};
use super::usage::Usage;

/// What a block is, as far as this program cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Text of the answer.
    Text,
    /// Thinking, summarised, empty or redacted: replayed, never shown as the answer.
    Thinking,
    /// A tool to be run here.
    ToolUse,
    /// A tool the service runs itself.
    ServerToolUse,
    /// A summary that stands for the conversation before it.
    Compaction,
    /// Everything else, known to the service or new: kept as it is.
    Other(String),
}

impl BlockKind {
    /// Reads a block's `type`.
    pub fn read(word: &str) -> Self {
        match word {
            "text" => Self::Text,
            "thinking" | "redacted_thinking" => Self::Thinking,
            "tool_use" => Self::ToolUse,
            "server_tool_use" => Self::ServerToolUse,
            "compaction" => Self::Compaction,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// A tool call as the model made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolCall {
    /// Its id, which the result must name.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The input's JSON object exactly as received, or the text that is no JSON object.
    pub input: Result<String, String>,
}

/// A complete block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Its place in the answer.
    pub index: u32,
    /// What it is.
    pub kind: BlockKind,
    /// Its JSON, to be stored and replayed as it is.
    pub json: String,
    /// The text of a text block; empty for the others.
    pub text: String,
    /// The call of a `tool_use` block.
    pub call: Option<ToolCall>,
}

/// What one event changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing that anybody must hear of (a ping, an unknown event).
    Nothing,
    /// The answer began; id, model and input meters are known.
    Started,
    /// A block began.
    Opened(BlockKind),
    /// Text was added to the answer.
    Text(String),
    /// Thinking was added.
    Thinking(String),
    /// Something else grew (a tool's input, a signature).
    Grew,
    /// A block is complete.
    Sealed(Sealed),
    /// The reason of the end is known; see [`Assembler::stop`].
    Stopping,
    /// Meters were corrected.
    Metered,
    /// The answer is complete.
    Ended,
    /// The service gave up.
    Failed(ServiceError),
}

/// An event that cannot stand where it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// Something came before the answer began.
    #[error("the answer did not begin with its beginning")]
    NotStarted,
    /// A second beginning.
    #[error("the answer began a second time")]
    StartedTwice,
    /// A block number that was used before.
    #[error("block {0} of the answer began a second time or out of order")]
    BlockOutOfOrder(u32),
    /// A piece for a block that is not open.
    #[error("a piece came for block {0} of the answer, which is not open")]
    BlockNotOpen(u32),
    /// A piece of the wrong type for its block.
    #[error("a piece of the wrong kind came for block {0} of the answer")]
    WrongPiece(u32),
    /// The end came while a block was open.
    #[error("the answer ended inside block {0}")]
    EndedInsideBlock(u32),
    /// Something came after the end.
    #[error("the answer went on after its end")]
    AfterEnd,
    /// A block that is no JSON object.
    #[error("block {0} of the answer is no object")]
    NoObject(u32),
}

/// An answer under construction.
#[derive(Clone, Debug, Default)]
pub struct Assembler {
    id: String,
    model: String,
    usage: Usage,
    stop: Option<StopReason>,
    stop_details: Option<Raw>,
    open: Vec<Open>,
    next_index: u32,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Before,
    Inside,
    After,
}

/// A block that still grows.
#[derive(Clone, Debug)]
struct Open {
    index: u32,
    kind: BlockKind,
    start: RawObject,
    /// Whether any delta came; without one the start object is the whole block.
    grew: bool,
    /// Text, thinking or tool input, by kind.
    joined: String,
    signature: Option<String>,
    citations: Vec<Raw>,
}

impl Assembler {
    /// The service's id of the answer; empty before it began.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The model that answers, the latest one if another took over; empty before the answer began.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The meters so far.
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    /// Why the answer ends, once that is known.
    pub fn stop(&self) -> Option<&StopReason> {
        self.stop.as_ref()
    }

    /// The category of a refusal, where the service named one.
    pub fn refusal_category(&self) -> Option<String> {
        RawObject::read(self.stop_details.as_deref()?.get())?.text("category")
    }

    /// Whether a block began: from here on something of the answer exists.
    pub fn has_content(&self) -> bool {
        self.next_index > 0
    }

    /// Whether a block is open.
    pub fn has_open_block(&self) -> bool {
        !self.open.is_empty()
    }

    /// The text of blocks that are not sealed. It is for people only: history never replays it.
    pub fn open_text(&self) -> String {
        let texts = self.open.iter().filter(|block| block.kind == BlockKind::Text);
        texts.map(|block| block.joined.as_str()).collect()
    }

    /// How many characters of output are in open blocks of any kind, for estimating what was billed.
    pub fn open_chars(&self) -> usize {
        self.open.iter().map(|block| block.joined.chars().count()).sum()
    }

    /// Takes the next event.
    pub fn take(&mut self, event: StreamEvent) -> Result<Change, ProtocolError> {
        match (self.stage, event) {
            (_, StreamEvent::Ping | StreamEvent::Other(_)) => Ok(Change::Nothing),
            (_, StreamEvent::Error(error)) => Ok(Change::Failed(error)),
            (Stage::Before, StreamEvent::MessageStart { id, model, usage }) => {
                self.stage = Stage::Inside;
                (self.id, self.model) = (id, model);
                self.meter(usage.as_deref());
                Ok(Change::Started)
            }
            (Stage::Before, _) => Err(ProtocolError::NotStarted),
            (Stage::Inside, StreamEvent::MessageStart { .. }) => Err(ProtocolError::StartedTwice),
            (Stage::Inside, StreamEvent::BlockStart { index, block }) => self.open_block(index, &block),
            (Stage::Inside, StreamEvent::BlockDelta { index, delta }) => self.grow(index, delta),
            (Stage::Inside, StreamEvent::BlockStop { index }) => self.seal(index).map(Change::Sealed),
            (Stage::Inside, StreamEvent::MessageDelta { stop, details, usage }) => {
                self.meter(usage.as_deref());
                self.stop_details = details.or(self.stop_details.take());
                let Some(stop) = stop else {
                    return Ok(Change::Metered);
                };
                self.stop = Some(stop);
                Ok(Change::Stopping)
            }
            (Stage::Inside, StreamEvent::MessageStop) => self.end(),
            (Stage::After, _) => Err(ProtocolError::AfterEnd),
        }
    }

    fn meter(&mut self, usage: Option<&RawValue>) {
        if let Some(usage) = usage {
            self.usage.overwrite_from(usage);
        }
    }

    fn open_block(&mut self, index: u32, block: &RawValue) -> Result<Change, ProtocolError> {
        if index < self.next_index {
            return Err(ProtocolError::BlockOutOfOrder(index));
        }
        let start = RawObject::read(block.get()).ok_or(ProtocolError::NoObject(index))?;
        let kind = BlockKind::read(&start.text("type").unwrap_or_default());
        self.next_index = index.saturating_add(1);
        if kind == BlockKind::Other("fallback".to_owned()) {
            self.follow_fallback(&start);
        }
        let joined = match kind {
            BlockKind::Text => start.text("text"),
            BlockKind::Thinking => start.text("thinking"),
            _ => None,
        };
        self.open.push(Open {
            index,
            kind: kind.clone(),
            start,
            grew: false,
            joined: joined.unwrap_or_default(),
            signature: None,
            citations: Vec::new(),
        });
        Ok(Change::Opened(kind))
    }

    /// A `fallback` block marks where another model took over.
    fn follow_fallback(&mut self, start: &RawObject) {
        let to = start.get("to").and_then(|to| RawObject::read(to.get()));
        if let Some(model) = to.and_then(|to| to.text("model")) {
            self.model = model;
        }
    }

    fn grow(&mut self, index: u32, delta: Delta) -> Result<Change, ProtocolError> {
        let block = self
            .open
            .iter_mut()
            .find(|block| block.index == index)
            .ok_or(ProtocolError::BlockNotOpen(index))?;
        block.grow(delta)
    }

    fn seal(&mut self, index: u32) -> Result<Sealed, ProtocolError> {
        let at = self
            .open
            .iter()
            .position(|block| block.index == index)
            .ok_or(ProtocolError::BlockNotOpen(index))?;
        Ok(self.open.remove(at).seal())
    }

    fn end(&mut self) -> Result<Change, ProtocolError> {
        if let Some(block) = self.open.first() {
            return Err(ProtocolError::EndedInsideBlock(block.index));
        }
        self.stage = Stage::After;
        Ok(Change::Ended)
    }
}

impl Open {
    fn grow(&mut self, delta: Delta) -> Result<Change, ProtocolError> {
        let wrong = Err(ProtocolError::WrongPiece(self.index));
        let change = match (delta, &self.kind) {
            (Delta::Text(text), BlockKind::Text) => {
                self.joined.push_str(&text);
                Change::Text(text)
            }
            (Delta::Thinking(text), BlockKind::Thinking) => {
                self.joined.push_str(&text);
                Change::Thinking(text)
            }
            (Delta::Signature(signature), BlockKind::Thinking) => {
                self.signature = Some(signature);
                Change::Grew
            }
            (Delta::Citation(citation), BlockKind::Text) => {
                self.citations.push(citation);
                Change::Grew
            }
            (Delta::Text(_) | Delta::Thinking(_) | Delta::Signature(_) | Delta::Citation(_), _) => {
                return wrong;
            }
            (Delta::ToolInput(_), BlockKind::Text | BlockKind::Thinking) => return wrong,
            (Delta::ToolInput(fragment), _) => {
                self.joined.push_str(&fragment);
                Change::Grew
            }
            (Delta::Members(members), _) => {
                if let Some(members) = RawObject::read(members.get()) {
                    self.start.set_members(members);
                }
                Change::Grew
            }
            (Delta::Other(_), _) => return Ok(Change::Nothing),
        };
        self.grew = true;
        Ok(change)
    }

    fn seal(mut self) -> Sealed {
        let mut call = None;
        if self.grew {
            match &self.kind {
                BlockKind::Text => self.start.set_text("text", &self.joined),
                BlockKind::Thinking => self.start.set_text("thinking", &self.joined),
                _ => {}
            }
        }
        if let Some(signature) = &self.signature {
            self.start.set_text("signature", signature);
        }
        if !self.citations.is_empty() {
            self.set_citations();
        }
        if self.kind == BlockKind::ToolUse || !self.joined.is_empty() && self.takes_input() {
            let input = self.set_input();
            call = (self.kind == BlockKind::ToolUse).then(|| ToolCall {
                id: self.start.text("id").unwrap_or_default(),
                name: self.start.text("name").unwrap_or_default(),
                input,
            });
        }
        let text = if self.kind == BlockKind::Text {
            self.joined
        } else {
            String::new()
        };
        Sealed {
            index: self.index,
            kind: self.kind,
            json: self.start.to_json(),
            text,
            call,
        }
    }

    fn takes_input(&self) -> bool {
        !matches!(self.kind, BlockKind::Text | BlockKind::Thinking)
    }

    /// Joins the sources of the start object with those that came as deltas.
    fn set_citations(&mut self) {
        let mut all: Vec<Raw> = (self.start.get("citations"))
            .and_then(|raw| serde_json::from_str(raw.get()).ok())
            .unwrap_or_default();
        all.append(&mut self.citations);
        if let Ok(raw) = serde_json::value::to_raw_value(&all) {
            self.start.set("citations", raw);
        }
    }

    /// Puts the joined input in place. Text that is no JSON object goes into history as `{"INVALID_JSON": text}`, so
    /// that the block stays legal and says the truth.
    fn set_input(&mut self) -> Result<String, String> {
        let text = std::mem::take(&mut self.joined);
        let given = || self.start.get("input").map_or("{}", RawValue::get).to_owned();
        let input = if text.trim().is_empty() { given() } else { text };
        let strict = matches!(serde_json::from_str::<Value>(&input), Ok(Value::Object(_)));
        if strict && let Ok(raw) = RawValue::from_string(input.clone()) {
            self.start.set("input", raw);
            return Ok(input);
        }
        let mut told = RawObject::default();
        if let Some(quoted) = quoted(&input) {
            told.set("INVALID_JSON", quoted);
        }
        if let Ok(raw) = RawValue::from_string(told.to_json()) {
            self.start.set("input", raw);
        }
        Err(input)
    }
}

#[cfg(test)]
mod tests;
