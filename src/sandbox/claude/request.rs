//! The body of a message request, read into a form the rest can ask: types, required fields and unknown fields are
//! settled here; rules about meaning live in `check`.

use serde_json::{Map, Value};

use super::error::ApiError;
use super::family::Effort;
use super::headers::{Betas, Caller, Version};
use super::model::{Lifecycle, Model};

/// Who speaks in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    User,
    Assistant,
    System,
}

impl Role {
    /// The word on the wire.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::System => "system",
        }
    }
}

/// One message; content given as a string has become one text block.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) role: Role,
    pub(super) blocks: Vec<Value>,
}

/// The `thinking` setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thinking {
    Adaptive,
    Enabled,
    BetweenTools,
    Disabled,
}

/// The `tool_choice` setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ToolChoice {
    Auto,
    Any,
    Tool(String),
    None,
}

/// What the two endpoints that take such a body ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// `POST /v1/messages`
    Answer,
    /// `POST /v1/messages/count_tokens`
    Count,
}

/// A request whose fields have the right types.
#[derive(Clone, Debug)]
pub(super) struct MessageRequest {
    pub(super) model: &'static Model,
    pub(super) version: Version,
    pub(super) betas: Betas,
    /// Zero when counting.
    pub(super) max_tokens: u64,
    pub(super) stream: bool,
    pub(super) system: Vec<Value>,
    pub(super) tools: Vec<Value>,
    pub(super) messages: Vec<Message>,
    /// What the request says; [`MessageRequest::thinks`] is what happens.
    pub(super) thinking: Option<Thinking>,
    /// Whether the text of thinking stays hidden.
    pub(super) hides_thinking: bool,
    pub(super) effort: Option<Effort>,
    /// The schema of `output_config.format`.
    pub(super) format: Option<Value>,
    pub(super) tool_choice: ToolChoice,
    pub(super) one_tool_at_a_time: bool,
    pub(super) stop_sequences: Vec<String>,
    /// The whole body, for the fields only one rule looks at.
    pub(super) body: Map<String, Value>,
}

/// Fields every caller may send, fields of a message only, and fields that need a beta feature.
const SHARED: &[&str] = &[
    "model",
    "messages",
    "system",
    "tools",
    "tool_choice",
    "thinking",
    "output_config",
    "cache_control",
    "speed",
];
const ANSWER_ONLY: &[&str] = &[
    "max_tokens",
    "stream",
    "stop_sequences",
    "metadata",
    "service_tier",
    "inference_geo",
    "diagnostics",
    "container",
    "temperature",
    "top_p",
    "top_k",
];
const BETA: &[(&str, &str)] = &[("context_management", "context-management")];

impl MessageRequest {
    /// Reads a body. The first fault found is reported, as the service does.
    pub(super) fn parse(body: &[u8], caller: &Caller, purpose: Purpose) -> Result<Self, ApiError> {
        let body = match serde_json::from_slice(body) {
            Ok(Value::Object(body)) => body,
            Ok(_) => return Err(ApiError::invalid("The request body is not a JSON object.")),
            Err(error) => {
                return Err(ApiError::invalid(format!(
                    "The request body is not valid JSON: {error}"
                )));
            }
        };
        known_fields(&body, caller, purpose)?;
        let model = model(&body)?;
        let max_tokens = match (purpose, body.get("max_tokens")) {
            (Purpose::Count, _) => 0,
            (Purpose::Answer, None | Some(Value::Null)) => return Err(required("max_tokens")),
            (Purpose::Answer, Some(value)) => value
                .as_u64()
                .ok_or_else(|| wrong("max_tokens", "a valid non-negative integer"))?,
        };
        let config = object(&body, "output_config")?;
        let (tool_choice, one_tool_at_a_time) = tool_choice(&body)?;
        let (thinking, hides_thinking) = thinking(&body, model)?;
        Ok(Self {
            model,
            version: caller.version,
            betas: caller.betas.clone(),
            max_tokens,
            stream: boolean(&body, "stream")?,
            system: blocks(body.get("system"), "system")?,
            tools: list(&body, "tools")?,
            messages: messages(&body)?,
            thinking,
            hides_thinking,
            effort: effort(config.as_ref())?,
            format: format(config.as_ref())?,
            tool_choice,
            one_tool_at_a_time,
            stop_sequences: stop_sequences(&body)?,
            body,
        })
    }

    /// Whether the model thinks in this answer.
    pub(super) fn thinks(&self) -> bool {
        if matches!(self.tool_choice, ToolChoice::Any | ToolChoice::Tool(_)) {
            return false;
        }
        match self.thinking {
            Some(Thinking::Adaptive | Thinking::Enabled) => true,
            Some(Thinking::BetweenTools | Thinking::Disabled) => false,
            None => self.model.family.thinks_unasked,
        }
    }

    /// The effort that holds, given or not.
    pub(super) fn resolved_effort(&self) -> Effort {
        self.effort.unwrap_or(self.model.family.default_effort)
    }

    /// The top-level `cache_control`, which asks for automatic caching.
    pub(super) fn automatic_caching(&self) -> Option<&Value> {
        self.body.get("cache_control").filter(|marker| !marker.is_null())
    }
}

/// A field that must be there.
pub(super) fn required(path: &str) -> ApiError {
    ApiError::invalid(format!("{path}: Field required"))
}

/// A field of the wrong type.
pub(super) fn wrong(path: &str, expected: &str) -> ApiError {
    ApiError::invalid(format!("{path}: Input should be {expected}"))
}

/// A field nobody knows.
pub(super) fn extra(path: &str) -> ApiError {
    ApiError::invalid(format!("{path}: Extra inputs are not permitted"))
}

/// The type of a content block, tool or setting.
pub(super) fn kind(value: &Value) -> &str {
    text_of(value, "type")
}

/// A string field, or nothing.
pub(super) fn text_of<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn known_fields(body: &Map<String, Value>, caller: &Caller, purpose: Purpose) -> Result<(), ApiError> {
    for field in body.keys().map(String::as_str) {
        let beta = BETA.iter().find(|(name, _)| *name == field);
        let known = SHARED.contains(&field)
            || (purpose == Purpose::Answer && ANSWER_ONLY.contains(&field))
            || beta.is_some_and(|(_, feature)| caller.betas.has(feature));
        if field == "thread" && caller.betas.has("message-threads") {
            return Err(no_threads());
        }
        if !known {
            return Err(extra(field));
        }
    }
    Ok(())
}

/// Conversations held by the service are not simulated; the official libraries go on without when told so.
fn no_threads() -> ApiError {
    let mut refusal = ApiError::invalid("thread: this request cannot be served from a thread.");
    refusal.code = Some("thread_unsupported_request".to_owned());
    refusal
}

fn model(body: &Map<String, Value>) -> Result<&'static Model, ApiError> {
    let id = match body.get("model") {
        None => return Err(required("model")),
        Some(Value::String(id)) if !id.is_empty() => id,
        Some(_) => return Err(wrong("model", "a valid string")),
    };
    Model::find(id)
        .filter(|model| model.lifecycle != Lifecycle::Retired)
        .ok_or_else(|| ApiError::model_not_found(id))
}

fn boolean(body: &Map<String, Value>, field: &str) -> Result<bool, ApiError> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(false),
        Some(value) => value.as_bool().ok_or_else(|| wrong(field, "a valid boolean")),
    }
}

fn object(body: &Map<String, Value>, field: &str) -> Result<Option<Map<String, Value>>, ApiError> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object.clone())),
        Some(_) => Err(wrong(field, "an object")),
    }
}

fn list(body: &Map<String, Value>, field: &str) -> Result<Vec<Value>, ApiError> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(list)) => Ok(list.clone()),
        Some(_) => Err(wrong(field, "a valid list")),
    }
}

/// Content as blocks: a string is one text block.
fn blocks(content: Option<&Value>, path: &str) -> Result<Vec<Value>, ApiError> {
    match content {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(text)) if text.is_empty() => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(vec![serde_json::json!({"type": "text", "text": text})]),
        Some(Value::Array(blocks)) => {
            for (at, block) in blocks.iter().enumerate() {
                if !block.is_object() {
                    return Err(wrong(&format!("{path}.{at}"), "an object"));
                }
            }
            Ok(blocks.clone())
        }
        Some(_) => Err(wrong(path, "a valid string or list of content blocks")),
    }
}

fn messages(body: &Map<String, Value>) -> Result<Vec<Message>, ApiError> {
    if !body.contains_key("messages") {
        return Err(required("messages"));
    }
    let list = list(body, "messages")?;
    if list.is_empty() {
        return Err(ApiError::invalid("messages: at least one message is required"));
    }
    if list.len() > 100_000 {
        return Err(ApiError::invalid("messages: at most 100000 messages are allowed"));
    }
    list.iter()
        .enumerate()
        .map(|(at, message)| read_message(at, message))
        .collect()
}

fn read_message(at: usize, message: &Value) -> Result<Message, ApiError> {
    let path = format!("messages.{at}");
    let Some(fields) = message.as_object() else {
        return Err(wrong(&path, "an object"));
    };
    if let Some(field) = fields
        .keys()
        .find(|field| !["role", "content"].contains(&field.as_str()))
    {
        return Err(extra(&format!("{path}.{field}")));
    }
    let role = match fields.get("role").and_then(Value::as_str) {
        Some("user") => Role::User,
        Some("assistant") => Role::Assistant,
        Some("system") => Role::System,
        Some(_) => return Err(wrong(&format!("{path}.role"), "'user', 'assistant' or 'system'")),
        None => return Err(required(&format!("{path}.role"))),
    };
    if !fields.contains_key("content") {
        return Err(required(&format!("{path}.content")));
    }
    Ok(Message {
        role,
        blocks: blocks(fields.get("content"), &format!("{path}.content"))?,
    })
}

fn effort(config: Option<&Map<String, Value>>) -> Result<Option<Effort>, ApiError> {
    match config.and_then(|config| config.get("effort")) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_str().and_then(Effort::parse).map(Some).ok_or_else(|| {
            wrong(
                "output_config.effort",
                "'low', 'medium', 'high', 'xhigh' or 'max'",
            )
        }),
    }
}

fn format(config: Option<&Map<String, Value>>) -> Result<Option<Value>, ApiError> {
    let Some(config) = config else { return Ok(None) };
    if let Some(field) = config
        .keys()
        .find(|field| !["effort", "format"].contains(&field.as_str()))
    {
        return Err(extra(&format!("output_config.{field}")));
    }
    match config.get("format") {
        None | Some(Value::Null) => Ok(None),
        Some(format) if kind(format) != "json_schema" => {
            Err(wrong("output_config.format.type", "'json_schema'"))
        }
        Some(format) => match format.get("schema") {
            Some(schema @ Value::Object(_)) => Ok(Some(schema.clone())),
            Some(_) => Err(wrong("output_config.format.schema", "an object")),
            None => Err(required("output_config.format.schema")),
        },
    }
}

fn tool_choice(body: &Map<String, Value>) -> Result<(ToolChoice, bool), ApiError> {
    let Some(choice) = object(body, "tool_choice")? else {
        return Ok((ToolChoice::Auto, false));
    };
    let choice = Value::Object(choice);
    let kind = match kind(&choice) {
        "auto" => ToolChoice::Auto,
        "any" => ToolChoice::Any,
        "none" => ToolChoice::None,
        "tool" => match text_of(&choice, "name") {
            "" => return Err(required("tool_choice.tool.name")),
            name => ToolChoice::Tool(name.to_owned()),
        },
        _ => return Err(wrong("tool_choice.type", "'auto', 'any', 'tool' or 'none'")),
    };
    let one = choice
        .get("disable_parallel_tool_use")
        .and_then(Value::as_bool)
        .unwrap_or(false);
    Ok((kind, one))
}

fn thinking(body: &Map<String, Value>, model: &Model) -> Result<(Option<Thinking>, bool), ApiError> {
    let usual = model.family.hides_thinking;
    let Some(setting) = object(body, "thinking")? else {
        return Ok((None, usual));
    };
    let setting = Value::Object(setting);
    let thinking = match kind(&setting) {
        "adaptive" => Thinking::Adaptive,
        "enabled" => Thinking::Enabled,
        "between_tools" => Thinking::BetweenTools,
        "disabled" => Thinking::Disabled,
        _ => {
            return Err(wrong(
                "thinking.type",
                "'adaptive', 'between_tools', 'disabled' or 'enabled'",
            ));
        }
    };
    let hides = match setting.get("display") {
        None | Some(Value::Null) => usual,
        Some(Value::String(word)) if word == "summarized" => false,
        Some(Value::String(word)) if word == "omitted" => true,
        Some(_) => return Err(wrong("thinking.display", "'summarized' or 'omitted'")),
    };
    Ok((Some(thinking), hides))
}

fn stop_sequences(body: &Map<String, Value>) -> Result<Vec<String>, ApiError> {
    let given = list(body, "stop_sequences")?;
    given
        .iter()
        .map(|value| match value.as_str() {
            Some(text) if text.trim().is_empty() => Err(ApiError::invalid(
                "stop_sequences: each stop sequence must contain non-whitespace",
            )),
            Some(text) => Ok(text.to_owned()),
            None => Err(wrong("stop_sequences", "a list of strings")),
        })
        .collect()
}
