//! A machine with a hand on its clock, and the events of a stream by name.

use std::time::Duration;

use serde_json::{Value, json};

use crate::claude::error::{ClaudeError, ErrorKind, Retry};
use crate::claude::event::StreamEvent;
use crate::claude::stream::{Frame, Opening};
use crate::copilot::live::Phase;
use crate::copilot::turn::{Effect, Input, Machine, Spent};
use crate::domain::chat::TurnOutcome;

pub(super) struct Chat {
    pub(super) machine: Machine,
    pub(super) at: Duration,
    pub(super) generation: u64,
}

impl Chat {
    pub(super) fn new() -> Self {
        Self {
            machine: Machine::new(7),
            at: Duration::from_secs(100),
            generation: 0,
        }
    }

    /// A question is out.
    pub(super) fn asked() -> Self {
        let mut chat = Self::new();
        assert_eq!(
            chat.ask("Who is hot?"),
            [
                Effect::StoreQuestion {
                    text: "Who is hot?".to_owned()
                },
                started(1)
            ]
        );
        chat
    }

    /// The service took the question.
    pub(super) fn answering() -> Self {
        let mut chat = Self::asked();
        assert_eq!(chat.opens(), []);
        assert_eq!(chat.event(message_start()), []);
        chat
    }

    /// Some text has come.
    pub(super) fn writing() -> Self {
        let mut chat = Self::answering();
        chat.event(block_start(0, json!({"type": "text", "text": ""})));
        assert_eq!(
            chat.event(text(0, "Maria")),
            [Effect::ShowText("Maria".to_owned())]
        );
        chat
    }

    pub(super) fn give(&mut self, input: Input) -> Vec<Effect> {
        let effects = self.machine.handle(self.at, input);
        for effect in effects.as_slice() {
            if let Effect::StartStream { generation, .. } = effect {
                self.generation = *generation;
            }
        }
        effects.into_iter().collect()
    }

    pub(super) fn ask(&mut self, text: &str) -> Vec<Effect> {
        self.give(Input::Ask {
            text: text.to_owned(),
        })
    }

    pub(super) fn frame(&mut self, frame: Frame) -> Vec<Effect> {
        self.give(Input::Frame {
            generation: self.generation,
            frame,
        })
    }

    pub(super) fn opens(&mut self) -> Vec<Effect> {
        self.frame(Frame::Opened(Opening {
            request_id: Some("req_1".to_owned()),
            gauges: Vec::new(),
        }))
    }

    pub(super) fn event(&mut self, event: Value) -> Vec<Effect> {
        self.frame(Frame::Event(
            StreamEvent::read(event.to_string().as_bytes()).unwrap(),
        ))
    }

    pub(super) fn events(&mut self, events: impl IntoIterator<Item = Value>) -> Vec<Effect> {
        events.into_iter().flat_map(|event| self.event(event)).collect()
    }

    pub(super) fn fails(&mut self, kind: ErrorKind) -> Vec<Effect> {
        self.frame(Frame::Failed(ClaudeError::new(kind, "said the other side")))
    }

    pub(super) fn fails_for(&mut self, seconds: u64) -> Vec<Effect> {
        let error = ClaudeError::new(ErrorKind::RateLimit, "");
        let retry = Retry::After(Duration::from_secs(seconds));
        self.frame(Frame::Failed(ClaudeError { retry, ..error }))
    }

    /// Time passes, and the driver says so.
    pub(super) fn after(&mut self, seconds: f64) -> Vec<Effect> {
        self.at += Duration::from_secs_f64(seconds);
        self.give(Input::Tick)
    }

    pub(super) fn phase(&self) -> Phase {
        self.machine.phase(self.at)
    }
}

pub(super) fn started(generation: u64) -> Effect {
    Effect::StartStream {
        generation,
        repairs: Vec::new(),
    }
}

pub(super) fn dropped(generation: u64) -> Effect {
    Effect::DropStream { generation }
}

pub(super) fn message_start() -> Value {
    json!({"type": "message_start", "message": {"id": "msg_1", "model": "claude-sonnet-5-5",
        "usage": {"input_tokens": 31, "cache_read_input_tokens": 4096, "output_tokens": 1}}})
}

pub(super) fn block_start(index: u32, block: Value) -> Value {
    json!({"type": "content_block_start", "index": index, "content_block": block})
}

pub(super) fn text(index: u32, text: &str) -> Value {
    json!({"type": "content_block_delta", "index": index, "delta": {"type": "text_delta", "text": text}})
}

pub(super) fn input(index: u32, json: &str) -> Value {
    json!({"type": "content_block_delta", "index": index, "delta": {"type": "input_json_delta", "partial_json": json}})
}

pub(super) fn block_stop(index: u32) -> Value {
    json!({"type": "content_block_stop", "index": index})
}

pub(super) fn stopping(reason: &str) -> Value {
    json!({"type": "message_delta", "delta": {"stop_reason": reason}, "usage": {"output_tokens": 27}})
}

pub(super) fn message_stop() -> Value {
    json!({"type": "message_stop"})
}

pub(super) fn overloaded() -> Value {
    json!({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})
}

/// A call of a tool, whole.
pub(super) fn call(index: u32, id: &str, json: &str) -> Vec<Value> {
    vec![
        block_start(
            index,
            json!({"type": "tool_use", "id": id, "name": "send_sms", "input": {}}),
        ),
        input(index, json),
        block_stop(index),
    ]
}

pub(super) fn outcome(effects: &[Effect]) -> Option<TurnOutcome> {
    effects.iter().find_map(|effect| match effect {
        Effect::EndTurn { outcome, .. } => Some(outcome.clone()),
        _ => None,
    })
}

pub(super) fn is_interrupted(effects: &[Effect]) -> bool {
    matches!(outcome(effects), Some(TurnOutcome::Interrupted { .. }))
}

pub(super) fn is_failed(effects: &[Effect]) -> bool {
    matches!(outcome(effects), Some(TurnOutcome::Failed { .. }))
}

pub(super) fn starts(effects: &[Effect]) -> bool {
    effects
        .iter()
        .any(|effect| matches!(effect, Effect::StartStream { .. }))
}

pub(super) fn spent(effects: &[Effect]) -> Spent {
    let found = effects.iter().find_map(|effect| match effect {
        Effect::CloseAnswer {
            spent: Some(spent), ..
        } => Some((**spent).clone()),
        _ => None,
    });
    found.unwrap()
}

/// The results stored for calls, parsed.
pub(super) fn results(effects: &[Effect]) -> Vec<Value> {
    let blocks = effects.iter().find_map(|effect| match effect {
        Effect::StoreResults { blocks } => Some(blocks.clone()),
        _ => None,
    });
    blocks
        .unwrap_or_default()
        .iter()
        .map(|block| serde_json::from_str(block).unwrap())
        .collect()
}

/// The ids of the calls to be run, and the results of the others.
pub(super) fn calls(effects: &[Effect]) -> (Vec<String>, Vec<Value>) {
    let found = effects.iter().find_map(|effect| match effect {
        Effect::RunCalls { calls, refused } => Some((
            calls.iter().map(|call| call.id.clone()).collect(),
            refused
                .iter()
                .map(|block| serde_json::from_str(block).unwrap())
                .collect(),
        )),
        _ => None,
    });
    found.unwrap_or_default()
}

/// How long the machine wants to wait before it tries again.
pub(super) fn wait(effects: &[Effect]) -> Option<Duration> {
    effects.iter().find_map(|effect| match effect {
        Effect::Schedule { after } => Some(*after),
        _ => None,
    })
}
