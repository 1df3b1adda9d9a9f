//! The turn that is being written just now, as the screen follows it: the newest value replaces the one before.

use std::sync::Arc;

use super::cause::Cause;
use crate::domain::chat::TurnOutcome;
use crate::domain::value::{ThreadId, TurnId};

/// Where the turn is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// No turn is being written.
    #[default]
    Idle,
    /// The question is on its way.
    Connecting,
    /// The service has it; nothing has come yet.
    Waiting,
    /// The model thinks.
    Thinking,
    /// Text is coming.
    Writing,
    /// What the answer asked for is looked up here.
    Calling,
    /// Nothing was said for a while, and the turn is still open.
    Stalled,
    /// The service was busy; the question is asked again by itself.
    Retrying {
        /// Which try comes next, from 2.
        attempt: u32,
        /// Seconds until then.
        seconds: u64,
        /// Why, in one sentence.
        why: String,
    },
    /// The turn is over.
    Ended(TurnOutcome),
}

/// The turn that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Live {
    /// In which chat.
    pub thread: Option<ThreadId>,
    /// Which answer.
    pub turn: Option<TurnId>,
    /// Where it is.
    pub phase: Phase,
    /// What kind of reason it is when nothing came of the turn.
    pub cause: Cause,
    /// Seconds since the phase began, where waiting is to be counted.
    pub seconds: u64,
    /// Everything said so far; foreign text, to be sanitised where it is drawn.
    pub text: Arc<str>,
    /// What the model let be seen of its thinking.
    pub thinking: Arc<str>,
    /// What the answer has had looked up or proposed so far.
    pub steps: Arc<[Step]>,
    /// The model in use is retired or unknown; another is proposed, and the question waits for a yes.
    pub other_model: Option<OtherModel>,
    /// Chats whose last question waits until Claude can be reached.
    pub waits: Arc<[ThreadId]>,
}

/// One thing that was looked up or proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The tool, as it was called.
    pub tool: String,
    /// What it looked at. Foreign text.
    pub line: String,
    /// It was refused, or failed.
    pub fault: bool,
    /// How many changes it proposes.
    pub proposes: usize,
}

/// A model that is no longer there, and the one that could take its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherModel {
    /// The one asked for.
    pub gone: String,
    /// The newest of the same line.
    pub proposed: String,
}

impl Live {
    /// Whether a turn is open, so that Esc stops something.
    pub const fn is_open(&self) -> bool {
        !matches!(self.phase, Phase::Idle | Phase::Ended(_))
    }
}
