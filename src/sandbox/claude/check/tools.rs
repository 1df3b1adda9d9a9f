//! Rules about tools: names, schemas, how many strict ones, and whether one may be forced.

use std::collections::HashSet;

use serde_json::Value;

use super::schema;
use crate::sandbox::claude::error::ApiError;
use crate::sandbox::claude::request::{MessageRequest, ToolChoice, extra, kind, required, text_of, wrong};

/// Limits of what is compiled for one request.
const STRICT_TOOLS: usize = 20;
const OPTIONAL_PARAMETERS: usize = 24;
const UNION_PARAMETERS: usize = 16;

/// Fields of a tool the client runs.
const FIELDS: &[&str] = &[
    "type",
    "name",
    "description",
    "input_schema",
    "strict",
    "eager_input_streaming",
    "input_examples",
    "cache_control",
    "defer_loading",
    "allowed_callers",
];

pub(super) fn check(request: &MessageRequest) -> Result<(), ApiError> {
    let mut names = HashSet::new();
    for (at, tool) in request.tools.iter().enumerate() {
        one(at, tool)?;
        if !names.insert(text_of(tool, "name")) {
            return Err(ApiError::invalid("tools: Tool names must be unique."));
        }
    }
    strict(request)?;
    choice(request, &names)
}

fn one(at: usize, tool: &Value) -> Result<(), ApiError> {
    let path = format!("tools.{at}");
    let Some(fields) = tool.as_object() else {
        return Err(wrong(&path, "an object"));
    };
    if !matches!(kind(tool), "" | "custom") {
        // Tools the service runs itself carry their own fields; this simulation never calls them.
        return Ok(());
    }
    let path = format!("{path}.custom");
    if let Some(field) = fields.keys().find(|field| !FIELDS.contains(&field.as_str())) {
        return Err(extra(&format!("{path}.{field}")));
    }
    let name = fields
        .get("name")
        .and_then(Value::as_str)
        .ok_or_else(|| required(&format!("{path}.name")))?;
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if name.is_empty() || name.len() > 64 || !plain {
        return Err(ApiError::invalid(format!(
            "{path}.name: String should match pattern '^[a-zA-Z0-9_-]{{1,64}}$'"
        )));
    }
    match fields.get("input_schema") {
        None => Err(required(&format!("{path}.input_schema"))),
        Some(schema) if kind(schema) == "object" => Ok(()),
        Some(Value::Object(schema)) if !schema.contains_key("type") => {
            Err(required(&format!("{path}.input_schema.type")))
        }
        Some(_) => Err(wrong(&format!("{path}.input_schema.type"), "'object'")),
    }
}

fn strict(request: &MessageRequest) -> Result<(), ApiError> {
    let is_strict = |tool: &&Value| tool.get("strict") == Some(&Value::Bool(true));
    let schemas: Vec<&Value> = request
        .tools
        .iter()
        .filter(is_strict)
        .filter_map(|tool| tool.get("input_schema"))
        .collect();
    let optional: usize = schemas
        .iter()
        .map(|schema| schema::optional_parameters(schema))
        .sum();
    let unions: usize = schemas
        .iter()
        .map(|schema| schema::union_parameters(schema))
        .sum();
    if schemas.len() > STRICT_TOOLS || optional > OPTIONAL_PARAMETERS || unions > UNION_PARAMETERS {
        return Err(ApiError::invalid("Schema is too complex for compilation"));
    }
    for (at, tool) in request
        .tools
        .iter()
        .enumerate()
        .filter(|(_, tool)| is_strict(tool))
    {
        if let Some(schema) = tool.get("input_schema") {
            schema::check(schema, &format!("tools.{at}.custom.input_schema"))?;
        }
    }
    Ok(())
}

fn choice(request: &MessageRequest, names: &HashSet<&str>) -> Result<(), ApiError> {
    if request
        .body
        .get("tool_choice")
        .is_some_and(|choice| !choice.is_null())
        && request.tools.is_empty()
    {
        return Err(ApiError::invalid(
            "tool_choice may only be specified while providing tools.",
        ));
    }
    let forced = matches!(request.tool_choice, ToolChoice::Any | ToolChoice::Tool(_));
    if forced && !request.model.family.forced_tools {
        return Err(ApiError::invalid(format!(
            "tool_choice: forced tool use is not supported by {}; use 'auto' or 'none'.",
            request.model.id
        )));
    }
    match &request.tool_choice {
        ToolChoice::Tool(name) if !names.contains(name.as_str()) => Err(ApiError::invalid(format!(
            "tool_choice: Tool '{name}' not found in provided tools"
        ))),
        _ => Ok(()),
    }
}
