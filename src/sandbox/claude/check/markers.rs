//! Rules about cache markers: their form, how many, and which lifetimes may follow which.

use serde_json::Value;

use crate::sandbox::claude::error::ApiError;
use crate::sandbox::claude::prefix::Ttl;
use crate::sandbox::claude::request::{MessageRequest, extra, kind, text_of, wrong};

/// Markers one request may set.
const MOST: usize = 4;

pub(super) fn check(request: &MessageRequest) -> Result<(), ApiError> {
    let explicit = explicit(request);
    for (path, marker) in &explicit {
        form(path, marker)?;
    }
    if let Some(marker) = request.automatic_caching() {
        form("cache_control", marker)?;
    }
    let automatic = usize::from(request.automatic_caching().is_some());
    if explicit.len() + automatic > MOST {
        return Err(ApiError::invalid(format!(
            "A maximum of {MOST} blocks with cache_control may be provided. Found {}.",
            explicit.len() + automatic
        )));
    }
    lifetimes(request, &explicit)
}

/// Every marker with its place, in the order the service reads the request.
fn explicit(request: &MessageRequest) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    for (at, tool) in request.tools.iter().enumerate() {
        found.extend(marker(tool).map(|marker| (format!("tools.{at}.cache_control"), marker)));
    }
    for (at, block) in request.system.iter().enumerate() {
        found.extend(marker(block).map(|marker| (format!("system.{at}.cache_control"), marker)));
    }
    for (at, message) in request.messages.iter().enumerate() {
        for (nth, block) in message.blocks.iter().enumerate() {
            let path = format!("messages.{at}.content.{nth}");
            found.extend(marker(block).map(|marker| (format!("{path}.cache_control"), marker)));
            let inner = block
                .get("content")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            let inner = inner
                .enumerate()
                .filter_map(|(at, block)| Some((at, marker(block)?)));
            found.extend(inner.map(|(at, marker)| (format!("{path}.content.{at}.cache_control"), marker)));
        }
    }
    found
}

fn marker(block: &Value) -> Option<&Value> {
    block.get("cache_control").filter(|marker| !marker.is_null())
}

fn form(path: &str, marker: &Value) -> Result<(), ApiError> {
    if kind(marker) != "ephemeral" {
        return Err(wrong(&format!("{path}.type"), "'ephemeral'"));
    }
    if marker.get("ttl").is_some_and(|ttl| !ttl.is_null()) && !matches!(text_of(marker, "ttl"), "5m" | "1h") {
        return Err(wrong(&format!("{path}.ttl"), "'5m' or '1h'"));
    }
    let fields = marker.as_object().into_iter().flatten();
    match fields
        .map(|(field, _)| field)
        .find(|field| !matches!(field.as_str(), "type" | "ttl"))
    {
        Some(field) => Err(extra(&format!("{path}.{field}"))),
        None => Ok(()),
    }
}

fn lifetimes(request: &MessageRequest, explicit: &[(String, &Value)]) -> Result<(), ApiError> {
    let own = explicit
        .iter()
        .map(|(path, marker)| (path.as_str(), Ttl::of(marker)));
    let automatic = request
        .automatic_caching()
        .map(|marker| ("cache_control", Ttl::of(marker)));
    let mut short = false;
    for (path, ttl) in own.chain(automatic) {
        if ttl == Ttl::Hour && short {
            return Err(ApiError::invalid(format!(
                "{path}: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block."
            )));
        }
        short |= ttl == Ttl::FiveMinutes;
    }
    let last = request
        .messages
        .last()
        .and_then(|message| message.blocks.last())
        .and_then(marker);
    match (last, automatic) {
        (Some(last), Some((path, ttl))) if Ttl::of(last) != ttl => Err(ApiError::invalid(format!(
            "{path}: the last block carries its own cache_control with another ttl."
        ))),
        _ => Ok(()),
    }
}
