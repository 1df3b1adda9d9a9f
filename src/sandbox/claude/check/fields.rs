//! Settings that a model or a version of the API does not accept (CLAUDE-API's table of refusals by model).

use serde_json::Value;

use crate::sandbox::claude::error::ApiError;
use crate::sandbox::claude::family::{Accepts, Effort};
use crate::sandbox::claude::headers::Version;
use crate::sandbox::claude::request::{
    MessageRequest, Purpose, Thinking, ToolChoice, extra, required, text_of, wrong,
};

pub(super) fn check(request: &MessageRequest, purpose: Purpose) -> Result<(), ApiError> {
    sampling(request)?;
    effort(request)?;
    thinking(request)?;
    words(request)?;
    if purpose == Purpose::Answer {
        max_tokens(request)?;
    }
    Ok(())
}

fn sampling(request: &MessageRequest) -> Result<(), ApiError> {
    let usual = |name: &str, value: &Value| match name {
        "temperature" | "top_p" => value
            .as_f64()
            .is_some_and(|value| (value - 1.0).abs() < f64::EPSILON),
        _ => false,
    };
    for name in ["temperature", "top_p", "top_k"] {
        let Some(value) = request.body.get(name).filter(|value| !value.is_null()) else {
            continue;
        };
        if value.as_f64().is_none() {
            return Err(wrong(name, "a valid number"));
        }
        if request.version == Version::V2026 {
            return Err(ApiError::invalid(format!(
                "{name}: sampling parameters are not supported with anthropic-version 2026-10-21"
            )));
        }
        if !request.model.family.sampling && !usual(name, value) {
            let model = request.model.id;
            return Err(ApiError::invalid(format!(
                "{name}: only the default value is supported by {model}"
            )));
        }
    }
    Ok(())
}

fn effort(request: &MessageRequest) -> Result<(), ApiError> {
    let Some(effort) = request.effort else {
        return Ok(());
    };
    let (model, known) = (request.model.id, request.model.family.efforts);
    if known.is_empty() {
        return Err(ApiError::invalid(format!(
            "This model does not support the effort parameter: {model}"
        )));
    }
    if !known.contains(&effort) {
        let known: Vec<&str> = known.iter().map(|effort| effort.word()).collect();
        return Err(ApiError::invalid(format!(
            "output_config.effort: {model} does not support effort level '{}'. Supported levels: {}.",
            effort.word(),
            known.join(", ")
        )));
    }
    Ok(())
}

fn thinking(request: &MessageRequest) -> Result<(), ApiError> {
    let family = &request.model.family;
    let refuse = |message: String| Err(ApiError::invalid(message));
    let model = request.model.id;
    match request.thinking {
        None => Ok(()),
        Some(Thinking::Adaptive) if !family.adaptive => refuse(format!(
            "thinking.type: adaptive thinking is not supported on {model}"
        )),
        Some(Thinking::Adaptive) => known_keys(request, &["type", "display", "block_binding"]),
        Some(Thinking::Enabled) if !family.enabled => refuse(format!(
            "\"thinking.type.enabled\" is not supported for {model}. Use \"thinking.type.adaptive\" and \
             \"output_config.effort\" to control thinking behavior."
        )),
        Some(Thinking::Enabled) => budget(request),
        Some(Thinking::Disabled) => {
            let instead = match family.between_tools {
                Accepts::Never => "\"thinking.type.adaptive\" with a lower effort",
                Accepts::UpToHigh | Accepts::Always => "\"thinking.type.between_tools\"",
            };
            accepted(request, family.disabled, "disabled", instead)?;
            known_keys(request, &["type"])
        }
        Some(Thinking::BetweenTools) => {
            accepted(
                request,
                family.between_tools,
                "between_tools",
                "\"thinking.type.adaptive\"",
            )?;
            known_keys(request, &["type"])
        }
    }
}

fn accepted(request: &MessageRequest, accepts: Accepts, kind: &str, instead: &str) -> Result<(), ApiError> {
    let model = request.model.id;
    match accepts {
        Accepts::Never => Err(ApiError::invalid(format!(
            "\"thinking.type.{kind}\" is not supported for {model}. Use {instead} instead."
        ))),
        Accepts::UpToHigh if request.resolved_effort() > Effort::High => Err(ApiError::invalid(format!(
            "\"thinking.type.{kind}\" is not supported with effort '{}' on {model}; use effort 'high' or lower.",
            request.resolved_effort().word()
        ))),
        _ => Ok(()),
    }
}

/// The setting holds nothing but these keys; `block_binding` needs its beta feature.
fn known_keys(request: &MessageRequest, known: &[&str]) -> Result<(), ApiError> {
    let keys = request
        .body
        .get("thinking")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    for (key, _) in keys {
        let beta = key == "block_binding" && !request.betas.has("thinking-binding-controls");
        if beta || !known.contains(&key.as_str()) {
            return Err(extra(&format!("thinking.{key}")));
        }
    }
    Ok(())
}

fn budget(request: &MessageRequest) -> Result<(), ApiError> {
    known_keys(request, &["type", "budget_tokens", "display", "block_binding"])?;
    let path = "thinking.enabled.budget_tokens";
    let setting = request.body.get("thinking").unwrap_or(&Value::Null);
    match setting.get("budget_tokens").map(Value::as_u64) {
        None => Err(required(path)),
        Some(None) => Err(wrong(path, "a valid integer")),
        Some(Some(budget)) if budget < 1024 => Err(wrong(path, "greater than or equal to 1024")),
        Some(Some(budget)) if request.max_tokens > 0 && budget >= request.max_tokens => Err(
            ApiError::invalid("`max_tokens` must be greater than `thinking.budget_tokens`."),
        ),
        Some(Some(_)) => Ok(()),
    }
}

/// Fields that hold one of a few words.
fn words(request: &MessageRequest) -> Result<(), ApiError> {
    for (name, known) in [
        ("service_tier", ["auto", "standard_only"]),
        ("speed", ["standard", "fast"]),
    ] {
        match request.body.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::String(word)) if known.contains(&word.as_str()) => {}
            Some(_) => return Err(wrong(name, &format!("'{}' or '{}'", known[0], known[1]))),
        }
    }
    let speed = request.body.get("speed").and_then(Value::as_str);
    if speed == Some("fast") && !request.model.family.fast {
        return Err(ApiError::invalid(format!(
            "speed: fast mode is not supported by {}",
            request.model.id
        )));
    }
    let metadata = request.body.get("metadata").unwrap_or(&Value::Null);
    if let Some(key) = metadata
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key)
        .find(|key| *key != "user_id")
    {
        return Err(extra(&format!("metadata.{key}")));
    }
    if text_of(metadata, "user_id").len() > 256 {
        return Err(ApiError::invalid(
            "metadata.user_id: String should have at most 256 characters",
        ));
    }
    Ok(())
}

fn max_tokens(request: &MessageRequest) -> Result<(), ApiError> {
    let (asked, most, model) = (
        request.max_tokens,
        request.model.family.max_output,
        request.model.id,
    );
    if asked > most {
        return Err(ApiError::invalid(format!(
            "max_tokens: {asked} > {most}, which is the maximum allowed number of output tokens for {model}"
        )));
    }
    if asked > 0 {
        return Ok(());
    }
    let clash = if request.stream {
        "stream"
    } else if request.thinking == Some(Thinking::Enabled) {
        "thinking.type.enabled"
    } else if request.format.is_some() {
        "output_config.format"
    } else if matches!(request.tool_choice, ToolChoice::Any | ToolChoice::Tool(_)) {
        "a forced tool_choice"
    } else {
        return Ok(());
    };
    Err(ApiError::invalid(format!(
        "max_tokens: 0 cannot be combined with {clash}"
    )))
}
