//! What becomes of tool calls. No tool is offered yet, so every call gets a result that says truly why it did not run;
//! the model behaves according to what it is told.

use serde_json::json;

use crate::claude::assemble::ToolCall;
use crate::claude::history::failed_result;
use crate::domain::chat::TurnOutcome;

/// Why the calls of an answer with this outcome did not run.
pub(super) fn reason_for(outcome: &TurnOutcome) -> &'static str {
    match outcome {
        TurnOutcome::Cancelled => "Cancelled by the user before it ran; do not retry.",
        TurnOutcome::Cut => {
            "This call did not run: the answer was cut at its length limit. Make it again, shorter."
        }
        TurnOutcome::Interrupted { .. } | TurnOutcome::Failed { .. } => {
            "This call did not run: the answer was interrupted. Ask before making it again."
        }
        _ => "This tool does not exist here and the call did not run. Answer in words, without tools.",
    }
}

/// One result for each call, in their order. Input that is no JSON goes back as it came, never repaired.
pub(super) fn results(calls: Vec<ToolCall>, reason: &str) -> Vec<String> {
    calls
        .into_iter()
        .map(|call| match call.input {
            Ok(_) => failed_result(&call.id, reason),
            Err(raw) => failed_result(&call.id, &json!({"INVALID_JSON": raw}).to_string()),
        })
        .collect()
}
