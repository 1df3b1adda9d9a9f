//! What goes into the machine and what comes out of it.

use std::time::Duration;

use crate::claude::assemble::{BlockKind, ToolCall};
use crate::claude::error::Repair;
use crate::claude::stream::Frame;
use crate::claude::usage::Usage;
use crate::copilot::cause::Cause;
use crate::domain::chat::TurnOutcome;

/// Something happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// The person asks. While a turn is open the question waits for its end.
    Ask {
        /// What was typed.
        text: String,
    },
    /// The person stops everything (Esc).
    Stop,
    /// The person wants the last question sent again, or does not want to wait for the next try.
    Again,
    /// The person chose another model after [`Effect::AskModel`].
    UseModel(String),
    /// A stream yielded something.
    Frame {
        /// Which stream, from its [`Effect::StartStream`].
        generation: u64,
        /// What it yielded.
        frame: Frame,
    },
    /// The calls of [`Effect::RunCalls`] have their results, one each, and the store has them.
    Results,
    /// Time passed. Sent every quarter of a second while a turn is open, and when [`Effect::Schedule`] asked for it.
    Tick,
}

/// Something to do. Effects are performed in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Store the question as a user turn.
    StoreQuestion {
        /// What was typed.
        text: String,
    },
    /// Send the conversation as it is stored now and feed what the stream yields back with this generation. If it cannot
    /// even be built, feed [`Frame::Failed`].
    StartStream {
        /// The stream's number.
        generation: u64,
        /// What to mend in the copy that is sent. After [`Repair::StripThinking`] the thread's messages up to here stay
        /// without their thinking (`Request::thinking_from`).
        repairs: Vec<Repair>,
    },
    /// Drop the stream, whether or not it has ended.
    DropStream {
        /// The stream's number.
        generation: u64,
    },
    /// Open an answer in the store; everything up to its `CloseAnswer` belongs to it.
    OpenAnswer {
        /// The model that answers; `None` when none came to it, so the one that was asked.
        model: Option<String>,
    },
    /// A block began: the screen may say what the model does.
    ShowBlock(BlockKind),
    /// Text was added to the answer. Foreign: to be sanitised where it is drawn.
    ShowText(String),
    /// Thinking was added, to be shown apart from the answer. Foreign as well.
    ShowThinking(String),
    /// Store a complete block.
    SealBlock {
        /// Its JSON, to be replayed as it is.
        json: String,
    },
    /// Keep the text of the block that is being written. It replaces what was kept before; empty forgets it.
    KeepPartial {
        /// All of it.
        text: String,
    },
    /// Close the answer in the store.
    CloseAnswer {
        /// How it ended.
        outcome: TurnOutcome,
        /// What it used; `None` when it never began.
        spent: Option<Box<Spent>>,
    },
    /// Run these calls and feed their results, after those given here, back as [`Input::Results`].
    RunCalls {
        /// To be run; their input is JSON.
        calls: Vec<ToolCall>,
        /// Results of the calls that are not run.
        refused: Vec<String>,
    },
    /// Store these blocks as the user turn after the answer: every call has its result in it.
    StoreResults {
        /// `tool_result` blocks.
        blocks: Vec<String>,
    },
    /// Ask the person for another model; propose [`Catalogue::replacement`](crate::claude::model::Catalogue::replacement).
    AskModel {
        /// The model that is gone; empty when the service did not name it.
        gone: String,
    },
    /// Use this model for the thread from now on.
    UseModel(String),
    /// Send [`Input::Tick`] after this time at the latest.
    Schedule {
        /// From now.
        after: Duration,
    },
    /// The turn is over; must reach the screen.
    EndTurn {
        /// How.
        outcome: TurnOutcome,
        /// What kind of reason it is, where nothing came of it.
        cause: Cause,
        /// What the person is told about it, where the outcome alone does not say it.
        note: Option<&'static str>,
    },
    /// Claude cannot be reached: ask the last question again by itself, once, when the link is back.
    AskLater,
    /// Questions that waited and were not asked; they go back into the composer.
    ReturnDraft {
        /// What was typed.
        text: String,
    },
}

/// What an answer used, to be priced and stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spent {
    /// The service's id of the answer.
    pub message_id: String,
    /// The model that answered.
    pub model: String,
    /// The id to quote to the vendor.
    pub request_id: Option<String>,
    /// The meters.
    pub usage: Usage,
    /// The output count is an estimate because the stream was cut; to be shown with `≈`.
    pub is_estimated: bool,
}

/// Effects in the order in which they are to be performed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "an effect that is not performed is lost"]
pub struct Effects(Vec<Effect>);

impl Effects {
    pub(super) fn push(&mut self, effect: Effect) {
        self.0.push(effect);
    }

    /// The effects, for looking at.
    pub fn as_slice(&self) -> &[Effect] {
        &self.0
    }
}

impl IntoIterator for Effects {
    type Item = Effect;
    type IntoIter = std::vec::IntoIter<Effect>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
