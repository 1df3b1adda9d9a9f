//! What becomes of tool calls: which are run, and what the others get instead. Every call has one result, and each says
//! truly why it did not run; the model behaves according to what it is told.

use std::collections::HashMap;

use serde_json::json;

use crate::claude::assemble::ToolCall;
use crate::claude::history::failed_result;
use crate::domain::chat::TurnOutcome;

/// Calls of one answer that are run.
const MOST_AT_ONCE: usize = 16;
/// How often the same call is run within one question.
const MOST_ALIKE: u32 = 5;

/// What was called within one question, and how often.
#[derive(Debug, Default)]
pub(super) struct Called(HashMap<(String, String), u32>);

/// The calls of an answer, sorted.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// To be run.
    pub(super) run: Vec<ToolCall>,
    /// Results of the others.
    pub(super) refused: Vec<String>,
}

impl Called {
    /// Sorts the calls of an answer into those to be run and those that are refused.
    pub(super) fn sort(&mut self, calls: Vec<ToolCall>) -> Sorted {
        let mut sorted = Sorted::default();
        for call in calls {
            let refusal = match &call.input {
                Err(raw) => Some(json!({"INVALID_JSON": raw}).to_string()),
                Ok(_) if sorted.run.len() >= MOST_AT_ONCE => Some(format!(
                    "This call did not run: more than {MOST_AT_ONCE} calls in one answer. Make the ones you still need."
                )),
                Ok(input) => {
                    let times = self.0.entry((call.name.clone(), input.clone())).or_default();
                    *times += 1;
                    (*times > MOST_ALIKE).then(|| {
                        format!(
                            "This call did not run: you made it {MOST_ALIKE} times and its result does not change. \
                             Answer with what you have."
                        )
                    })
                }
            };
            match refusal {
                Some(refusal) => sorted.refused.push(failed_result(&call.id, &refusal)),
                None => sorted.run.push(call),
            }
        }
        sorted
    }
}

/// Why the calls of an answer with this outcome did not run.
pub(super) fn reason_for(outcome: &TurnOutcome) -> &'static str {
    match outcome {
        TurnOutcome::Cancelled => "Cancelled by the user before it ran; do not retry.",
        TurnOutcome::Cut => {
            "This call did not run: the answer was cut at its length limit. Make it again, shorter."
        }
        _ => "This call did not run: the answer was interrupted. Ask before making it again.",
    }
}

/// One result for each call that is not run, in their order. Input that is no JSON goes back as it came, never repaired.
pub(super) fn results(calls: Vec<ToolCall>, reason: &str) -> Vec<String> {
    calls
        .into_iter()
        .map(|call| match call.input {
            Ok(_) => failed_result(&call.id, reason),
            Err(raw) => failed_result(&call.id, &json!({"INVALID_JSON": raw}).to_string()),
        })
        .collect()
}
