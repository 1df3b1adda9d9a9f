//! The answer that is arriving: the assembled blocks, what of it is stored, and when the last sign of life came.

use std::time::Duration;

use super::effect::{Effect, Effects, Spent};
use crate::claude::assemble::{Assembler, BlockKind, Change, Sealed, ToolCall};
use crate::claude::error::{ClaudeError, ErrorKind};
use crate::claude::event::StopReason;
use crate::claude::stream::Frame;
use crate::domain::chat::TurnOutcome;

/// Text that is being written is kept this often, so that a crash loses at most so much.
const KEEP_EVERY: Duration = Duration::from_secs(1);
/// Characters a token has on average, for estimating output that was never metered.
const CHARS_PER_TOKEN: usize = 3;

/// What a frame means for the state.
#[derive(Debug)]
pub(super) enum Step {
    /// Nothing changes.
    Stay,
    /// A block began or grew.
    Content,
    /// The reason of the end is known.
    Stopping,
    /// The answer is formally complete.
    Ended,
    /// The body ended.
    Closed,
    /// It cannot go on.
    Broke(ClaudeError),
}

#[derive(Debug)]
pub(super) struct Answer {
    generation: u64,
    assembler: Assembler,
    request_id: Option<String>,
    is_opened: bool,
    /// Whether the store knows of it.
    is_stored: bool,
    /// The kind of the block that began last.
    latest: Option<BlockKind>,
    calls: Vec<ToolCall>,
    /// Tools of the service that were begun and not answered.
    under_way: usize,
    /// Whether anything but thinking and empty text was sealed.
    says_something: bool,
    /// Characters of sealed blocks, for estimating.
    chars: usize,
    last_sign: Duration,
    kept_at: Duration,
    /// Bytes of the partial text that are kept.
    kept: usize,
}

impl Answer {
    pub(super) fn new(generation: u64, at: Duration) -> Self {
        Self {
            generation,
            assembler: Assembler::default(),
            request_id: None,
            is_opened: false,
            is_stored: false,
            latest: None,
            calls: Vec::new(),
            under_way: 0,
            says_something: false,
            chars: 0,
            last_sign: at,
            kept_at: at,
            kept: 0,
        }
    }

    pub(super) fn drop_stream(&self, out: &mut Effects) {
        out.push(Effect::DropStream {
            generation: self.generation,
        });
    }

    pub(super) fn is_opened(&self) -> bool {
        self.is_opened
    }

    /// How long nothing came; pings and comments count as something.
    pub(super) fn silence(&self, at: Duration) -> Duration {
        at.saturating_sub(self.last_sign)
    }

    pub(super) fn is_thinking(&self) -> bool {
        self.latest == Some(BlockKind::Thinking)
    }

    pub(super) fn stop(&self) -> Option<StopReason> {
        self.assembler.stop().cloned()
    }

    pub(super) fn refusal_category(&self) -> Option<String> {
        self.assembler.refusal_category()
    }

    /// Whether a block is open or the reason of the end never came.
    pub(super) fn is_cut(&self) -> bool {
        self.assembler.has_open_block() || self.assembler.stop().is_none()
    }

    pub(super) fn has_calls(&self) -> bool {
        !self.calls.is_empty()
    }

    pub(super) fn take_calls(&mut self) -> Vec<ToolCall> {
        std::mem::take(&mut self.calls)
    }

    /// Whether it can be sent back to be gone on with: only where a tool of the service is under way.
    pub(super) fn can_go_on(&self) -> bool {
        self.under_way > 0
    }

    pub(super) fn says_nothing(&self) -> bool {
        !self.says_something
    }

    /// Takes what the stream yielded.
    pub(super) fn take(&mut self, at: Duration, frame: Frame, out: &mut Effects) -> Step {
        self.last_sign = at;
        let event = match frame {
            Frame::Alive => return Step::Stay,
            Frame::Closed => return Step::Closed,
            Frame::Failed(error) => return Step::Broke(error),
            Frame::Opened(opening) => {
                self.is_opened = true;
                self.request_id = opening.request_id;
                return Step::Stay;
            }
            Frame::Event(event) => event,
        };
        match self.assembler.take(event) {
            Ok(change) => self.changed(change, out),
            Err(error) => Step::Broke(ClaudeError::new(ErrorKind::Unreadable, error.to_string())),
        }
    }

    fn changed(&mut self, change: Change, out: &mut Effects) -> Step {
        match change {
            Change::Nothing | Change::Started | Change::Metered => return Step::Stay,
            Change::Stopping => return Step::Stopping,
            Change::Ended => return Step::Ended,
            Change::Failed(error) => return Step::Broke(ClaudeError::from_event(error)),
            Change::Opened(kind) => {
                self.open(out);
                self.latest = Some(kind.clone());
                out.push(Effect::ShowBlock(kind));
            }
            Change::Text(text) => out.push(Effect::ShowText(text)),
            Change::Thinking(text) => out.push(Effect::ShowThinking(text)),
            Change::Grew => {}
            Change::Sealed(sealed) => self.sealed(sealed, out),
        }
        Step::Content
    }

    fn sealed(&mut self, sealed: Sealed, out: &mut Effects) {
        self.chars += sealed.json.chars().count();
        self.says_something |= match sealed.kind {
            BlockKind::Thinking => false,
            BlockKind::Text => !sealed.text.trim().is_empty(),
            _ => true,
        };
        match &sealed.kind {
            BlockKind::ServerToolUse => self.under_way += 1,
            BlockKind::Other(kind) if kind.ends_with("_tool_result") => {
                self.under_way = self.under_way.saturating_sub(1);
            }
            _ => {}
        }
        self.calls.extend(sealed.call);
        out.push(Effect::SealBlock { json: sealed.json });
        if sealed.kind == BlockKind::Text && std::mem::take(&mut self.kept) > 0 {
            out.push(Effect::KeepPartial { text: String::new() });
        }
    }

    /// Lets the store know of the answer, once.
    pub(super) fn open(&mut self, out: &mut Effects) {
        if !std::mem::replace(&mut self.is_stored, true) {
            let model = Some(self.assembler.model().to_owned()).filter(|model| !model.is_empty());
            out.push(Effect::OpenAnswer { model });
        }
    }

    /// Keeps the text that is being written, when it grew and the last time is a while ago.
    pub(super) fn keep_partial(&mut self, at: Duration, out: &mut Effects) {
        if at.saturating_sub(self.kept_at) < KEEP_EVERY {
            return;
        }
        let text = self.assembler.open_text();
        if text.len() != self.kept {
            self.kept_at = at;
            self.kept = text.len();
            out.push(Effect::KeepPartial { text });
        }
    }

    /// Keeps the text of the open block for good, or forgets it when the model declined.
    pub(super) fn keep_rest(&mut self, outcome: &TurnOutcome, out: &mut Effects) {
        let declined = matches!(outcome, TurnOutcome::Declined { .. });
        let text = if declined {
            String::new()
        } else {
            self.assembler.open_text()
        };
        if text.len() != self.kept {
            out.push(Effect::KeepPartial { text });
        }
    }

    /// What it used. After a cut the input meters are true and the output is estimated from what arrived.
    pub(super) fn spent(&self) -> Option<Spent> {
        if self.assembler.id().is_empty() {
            return None;
        }
        let mut usage = self.assembler.usage().clone();
        let is_estimated = self.assembler.stop().is_none();
        if is_estimated {
            let arrived = self.chars + self.assembler.open_chars();
            usage.output = usage.output.max(arrived.div_ceil(CHARS_PER_TOKEN) as u64);
        }
        Some(Spent {
            message_id: self.assembler.id().to_owned(),
            model: self.assembler.model().to_owned(),
            request_id: self.request_id.clone(),
            usage,
            is_estimated,
        })
    }
}
