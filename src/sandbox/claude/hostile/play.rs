//! What a behaviour is, and what it plays: blocks, the reason of the end, and where the stream breaks.

use serde_json::{Value, json};

use super::scene::Scene;
use crate::sandbox::claude::control::Fault;

/// One way in which a captured model behaves.
#[derive(Debug)]
pub struct Behaviour {
    /// What it is chosen by.
    pub(super) name: &'static str,
    /// What it does, for people.
    pub(super) does: &'static str,
    pub(super) act: fn(&mut Scene<'_>) -> Play,
}

/// One answer of a captured model.
#[derive(Clone, Debug)]
pub(super) struct Play {
    pub(super) blocks: Vec<Value>,
    pub(super) stop: &'static str,
    /// `stop_details` of a refusal, else null.
    pub(super) details: Value,
    /// How the stream breaks, if it does.
    pub(super) fault: Option<Fault>,
}

impl Play {
    /// Words and nothing else.
    pub(super) fn says(text: impl Into<String>) -> Self {
        Self {
            blocks: vec![json!({"type": "text", "text": text.into()})],
            stop: "end_turn",
            details: Value::Null,
            fault: None,
        }
    }

    /// Calls, all in one answer. An input that is a string goes over the wire as it is, whole JSON or not.
    pub(super) fn calls(calls: Vec<(String, Value)>) -> Self {
        let call = |(name, input)| json!({"type": "tool_use", "id": "", "name": name, "input": input, "caller": {"type": "direct"}});
        Self {
            blocks: calls.into_iter().map(call).collect(),
            stop: "tool_use",
            ..Self::says("")
        }
    }

    /// The same with words before it.
    pub(super) fn after(mut self, text: &str) -> Self {
        self.blocks.insert(0, json!({"type": "text", "text": text}));
        self
    }

    /// The same with another reason of the end.
    pub(super) fn stopped(self, stop: &'static str) -> Self {
        Self { stop, ..self }
    }

    /// The same in a stream that breaks.
    pub(super) fn breaking(self, fault: Fault) -> Self {
        Self {
            fault: Some(fault),
            ..self
        }
    }
}
