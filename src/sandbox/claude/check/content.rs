//! Rules about single content blocks: known kinds, where they may stand, and the fields they must have.

use serde_json::Value;

use crate::sandbox::claude::error::ApiError;
use crate::sandbox::claude::headers::Version;
use crate::sandbox::claude::request::{MessageRequest, Role, extra, kind, required, text_of, wrong};

const USER: &[&str] = &[
    "text",
    "image",
    "document",
    "tool_result",
    "search_result",
    "container_upload",
];
const ASSISTANT: &[&str] = &[
    "text",
    "thinking",
    "redacted_thinking",
    "tool_use",
    "server_tool_use",
    "image",
    "document",
    "container_upload",
    "compaction",
    "fallback",
];
const RESULT: &[&str] = &["text", "image", "document", "search_result", "tool_reference"];

pub(super) fn check(request: &MessageRequest) -> Result<(), ApiError> {
    for (at, block) in request.system.iter().enumerate() {
        let path = format!("system.{at}");
        if kind(block) != "text" {
            return Err(wrong(&format!("{path}.type"), "'text'"));
        }
        text(block, &path, request, Role::System)?;
    }
    let last = request.messages.len().saturating_sub(1);
    for (at, message) in request.messages.iter().enumerate() {
        if message.blocks.is_empty() {
            let optional = message.role == Role::Assistant && at == last;
            if !optional {
                return Err(ApiError::invalid(format!(
                    "messages.{at}: {} messages must have non-empty content",
                    message.role.word()
                )));
            }
        }
        for (nth, block) in message.blocks.iter().enumerate() {
            one(
                block,
                &format!("messages.{at}.content.{nth}"),
                request,
                message.role,
            )?;
        }
    }
    Ok(())
}

fn one(block: &Value, path: &str, request: &MessageRequest, role: Role) -> Result<(), ApiError> {
    let kind = kind(block);
    let known = match role {
        Role::User => USER.contains(&kind),
        // Results of tools the service ran stand in the assistant's own turn.
        Role::Assistant => {
            ASSISTANT.contains(&kind) || (kind.ends_with("_tool_result") && kind != "tool_result")
        }
        Role::System => kind == "text",
    };
    if !known {
        return Err(ApiError::invalid(format!(
            "{path}: Input tag '{kind}' found using 'type' does not match any of the expected tags for role '{}'",
            role.word()
        )));
    }
    match kind {
        "text" => text(block, path, request, role),
        "document" if role == Role::Assistant && request.version == Version::V2026 => Err(ApiError::invalid(
            format!("{path}: `document` blocks are not allowed in assistant messages"),
        )),
        "tool_use" => tool_use(block, path),
        "tool_result" => tool_result(block, path),
        "thinking" => strings(block, path, &["thinking", "signature"]),
        "redacted_thinking" => strings(block, path, &["data"]),
        "image" | "document" => source(block, path),
        _ => Ok(()),
    }
}

fn text(block: &Value, path: &str, request: &MessageRequest, role: Role) -> Result<(), ApiError> {
    strings(block, path, &["text"])?;
    let fields = block.as_object().into_iter().flatten();
    for (field, value) in fields {
        if !matches!(field.as_str(), "type" | "text" | "cache_control" | "citations") {
            return Err(extra(&format!("{path}.{field}")));
        }
        let cited = field == "citations" && !value.is_null();
        if cited && role == Role::User && request.version == Version::V2026 {
            return Err(extra(&format!("{path}.citations")));
        }
    }
    let said = text_of(block, "text");
    if said.is_empty() {
        return Err(ApiError::invalid(format!(
            "{path}: text content blocks must be non-empty"
        )));
    }
    if said.trim().is_empty() {
        return Err(ApiError::invalid(format!(
            "{path}: text content blocks must contain non-whitespace text"
        )));
    }
    Ok(())
}

fn tool_use(block: &Value, path: &str) -> Result<(), ApiError> {
    strings(block, path, &["id", "name"])?;
    match block.get("input") {
        None => Err(required(&format!("{path}.input"))),
        Some(Value::Object(_)) => Ok(()),
        Some(_) => Err(wrong(&format!("{path}.input"), "a valid dictionary")),
    }
}

fn tool_result(block: &Value, path: &str) -> Result<(), ApiError> {
    strings(block, path, &["tool_use_id"])?;
    if block
        .get("is_error")
        .is_some_and(|flag| !flag.is_boolean() && !flag.is_null())
    {
        return Err(wrong(&format!("{path}.is_error"), "a valid boolean"));
    }
    match block.get("content") {
        None | Some(Value::Null | Value::String(_)) => Ok(()),
        Some(Value::Array(parts)) => {
            let odd = parts
                .iter()
                .enumerate()
                .find(|(_, part)| !RESULT.contains(&kind(part)));
            match odd {
                None => Ok(()),
                Some((at, part)) => Err(ApiError::invalid(format!(
                    "{path}.content.{at}: Input tag '{}' found using 'type' does not match any of the expected tags",
                    kind(part)
                ))),
            }
        }
        Some(_) => Err(wrong(
            &format!("{path}.content"),
            "a valid string or list of content blocks",
        )),
    }
}

fn source(block: &Value, path: &str) -> Result<(), ApiError> {
    let path = format!("{path}.source");
    let Some(source) = block.get("source") else {
        return Err(required(&path));
    };
    let field = match kind(source) {
        "base64" | "text" => "data",
        "url" => "url",
        "file" => "file_id",
        "content" => return Ok(()),
        _ => {
            return Err(wrong(
                &format!("{path}.type"),
                "'base64', 'url', 'file' or 'text'",
            ));
        }
    };
    strings(source, &path, &[field])
}

fn strings(block: &Value, path: &str, fields: &[&str]) -> Result<(), ApiError> {
    for field in fields {
        match block.get(*field) {
            None => return Err(required(&format!("{path}.{field}"))),
            Some(Value::String(_)) => {}
            Some(_) => return Err(wrong(&format!("{path}.{field}"), "a valid string")),
        }
    }
    Ok(())
}
