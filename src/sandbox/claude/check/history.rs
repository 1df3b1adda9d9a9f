//! Rules about the order of messages: who begins, who ends, and that every tool call has its result right after it.

use std::collections::HashSet;

use serde_json::Value;

use crate::sandbox::claude::error::ApiError;
use crate::sandbox::claude::request::{MessageRequest, Role, kind, text_of};

pub(super) fn check(request: &MessageRequest) -> Result<(), ApiError> {
    system_turns(request)?;
    ending(request)?;
    pairs(request)
}

fn system_turns(request: &MessageRequest) -> Result<(), ApiError> {
    for (at, message) in request.messages.iter().enumerate() {
        if message.role != Role::System {
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| request.messages.get(at));
        let after = request.messages.get(at + 1);
        let refusal = if before.is_none() {
            "the first message must not have the role 'system'; use the top-level `system` parameter"
        } else if !request.model.family.system_turns {
            "messages with the role 'system' are not supported by this model"
        } else if before.is_some_and(|message| message.role != Role::User) {
            "a 'system' message must follow a user turn"
        } else if after.is_some_and(|message| message.role != Role::Assistant) {
            "a 'system' message must end the list or precede an assistant turn"
        } else {
            continue;
        };
        return Err(ApiError::invalid(format!("messages.{at}: {refusal}")));
    }
    Ok(())
}

fn ending(request: &MessageRequest) -> Result<(), ApiError> {
    let last = request.messages.last();
    let prefilled =
        last.is_some_and(|message| message.role == Role::Assistant && !is_paused(&message.blocks));
    if prefilled && !request.model.family.prefill {
        return Err(ApiError::invalid(
            "This model does not support assistant message prefill. The conversation must end with a user message.",
        ));
    }
    Ok(())
}

/// Whether a tool of the service was begun and not answered: such an answer may be sent back to be continued.
fn is_paused(blocks: &[Value]) -> bool {
    let answered = |id: &str| blocks.iter().any(|block| text_of(block, "tool_use_id") == id);
    blocks
        .iter()
        .any(|block| kind(block) == "server_tool_use" && !answered(text_of(block, "id")))
}

/// Neighbouring messages of one role are one turn; a turn remembers where each block came from.
struct Turn<'a> {
    role: Role,
    /// Index of its first message.
    start: usize,
    blocks: Vec<(usize, usize, &'a Value)>,
}

fn turns(request: &MessageRequest) -> Vec<Turn<'_>> {
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for (at, message) in request.messages.iter().enumerate() {
        if message.role == Role::System {
            continue;
        }
        if turns.last().is_none_or(|turn| turn.role != message.role) {
            turns.push(Turn {
                role: message.role,
                start: at,
                blocks: Vec::new(),
            });
        }
        if let Some(turn) = turns.last_mut() {
            turn.blocks.extend(
                message
                    .blocks
                    .iter()
                    .enumerate()
                    .map(|(nth, block)| (at, nth, block)),
            );
        }
    }
    turns
}

fn pairs(request: &MessageRequest) -> Result<(), ApiError> {
    let turns = turns(request);
    let mut open: Vec<&str> = Vec::new();
    let mut asked_at = 0;
    for turn in &turns {
        if turn.role == Role::Assistant {
            open = calls(turn)?;
            asked_at = turn.start;
            continue;
        }
        results(turn, &mut open)?;
        unanswered(asked_at, &open)?;
        open.clear();
    }
    unanswered(asked_at, &open)
}

fn calls<'a>(turn: &Turn<'a>) -> Result<Vec<&'a str>, ApiError> {
    let mut seen = HashSet::new();
    let calls = turn
        .blocks
        .iter()
        .filter(|(_, _, block)| kind(block) == "tool_use");
    calls
        .map(|(at, nth, block)| {
            let id = text_of(block, "id");
            if seen.insert(id) {
                return Ok(id);
            }
            Err(ApiError::invalid(format!(
                "messages.{at}.content.{nth}: `tool_use` ids must be unique"
            )))
        })
        .collect()
}

fn results<'a>(turn: &Turn<'a>, open: &mut Vec<&'a str>) -> Result<(), ApiError> {
    let mut other = false;
    let mut answered = HashSet::new();
    for (at, nth, block) in &turn.blocks {
        if kind(block) != "tool_result" {
            other = true;
            continue;
        }
        let (path, id) = (
            format!("messages.{at}.content.{nth}"),
            text_of(block, "tool_use_id"),
        );
        if !answered.insert(id) {
            return Err(ApiError::invalid(format!(
                "{path}: each tool_use must have a single result. Found multiple `tool_result` blocks with id: {id}"
            )));
        }
        let Some(found) = open.iter().position(|call| *call == id) else {
            return Err(ApiError::invalid(format!(
                "{path}: unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each `tool_result` block must \
                 have a corresponding `tool_use` block in the previous message."
            )));
        };
        if other {
            return Err(ApiError::invalid(format!(
                "{path}: `tool_result` blocks must come first in the message that answers `tool_use` blocks; \
                 text may only follow them."
            )));
        }
        open.swap_remove(found);
    }
    Ok(())
}

fn unanswered(at: usize, open: &[&str]) -> Result<(), ApiError> {
    if open.is_empty() {
        return Ok(());
    }
    Err(ApiError::invalid(format!(
        "messages.{at}: `tool_use` ids were found without `tool_result` blocks immediately after: {}. Each `tool_use` \
         block must have a corresponding `tool_result` block in the next message.",
        open.join(", ")
    )))
}
