//! Replayed thinking: whether each block is unchanged, still follows what it followed, and may be read at all.

use serde_json::{Value, json};

use crate::sandbox::claude::error::ApiError;
use crate::sandbox::claude::prefix::{Digest, Place, Segment, chain};
use crate::sandbox::claude::request::{MessageRequest, kind, text_of};
use crate::sandbox::claude::signature::{Signature, open};

/// A thinking block the model does not get to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sandbox::claude) struct Dropped {
    /// Message and block.
    pub(in crate::sandbox::claude) place: (usize, usize),
    reason: &'static str,
}

impl Dropped {
    /// The entry of `input_transformations`.
    pub(in crate::sandbox::claude) fn record(&self) -> Value {
        let (message, block) = self.place;
        json!({
            "type": "thinking_dropped",
            "path": format!("messages.{message}.content.{block}"),
            "reason": self.reason,
        })
    }
}

/// Walks the row once, with a running fingerprint of everything that binds.
pub(super) fn check(request: &MessageRequest, row: &[Segment], seed: u64) -> Result<Vec<Dropped>, ApiError> {
    let mut before: Digest = [0; 32];
    let mut previous: Option<&str> = None;
    let mut dropped = Vec::new();
    for segment in row {
        if !segment.thinking {
            before = chain(&before, &segment.digest);
            continue;
        }
        let Place::Message { message, block } = segment.place else {
            continue;
        };
        let Some(found) = request
            .messages
            .get(message)
            .and_then(|message| message.blocks.get(block))
        else {
            continue;
        };
        if kind(found) != "thinking" {
            continue;
        }
        let place = (message, block);
        let signature = read(found, place, seed)?;
        let reason = verdict(request, &signature, &before, previous, place)?;
        dropped.extend(reason.map(|reason| Dropped { place, reason }));
        previous = Some(text_of(found, "signature"));
    }
    Ok(dropped)
}

fn read(block: &Value, (message, at): (usize, usize), seed: u64) -> Result<Signature<'_>, ApiError> {
    open(seed, text_of(block, "signature"), text_of(block, "thinking")).ok_or_else(|| {
        ApiError::invalid(format!(
            "messages.{message}.content.{at}: Invalid `signature` in `thinking` block"
        ))
    })
}

/// Whether the block is refused, dropped for a reason, or read.
fn verdict(
    request: &MessageRequest,
    signature: &Signature<'_>,
    before: &Digest,
    previous: Option<&str>,
    (message, block): (usize, usize),
) -> Result<Option<&'static str>, ApiError> {
    let path = format!("messages.{message}.content.{block}");
    if previous.is_some_and(|previous| !signature.links_to(previous)) {
        return Err(ApiError::invalid(format!(
            "{path}: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified. \
             These blocks must remain as they were in the original response."
        )));
    }
    if !request.model.reads_thinking_of(signature.model) {
        return Ok(Some("model_binding_mismatch"));
    }
    if !request.model.family.binds_prefix || signature.follows(before) {
        return Ok(None);
    }
    if drops_mismatches(request) {
        return Ok(Some("prefix_binding_mismatch"));
    }
    Err(ApiError::invalid(format!(
        "{path}: Invalid `signature` in `thinking` block. The block is bound to a different conversation."
    )))
}

fn drops_mismatches(request: &MessageRequest) -> bool {
    let thinking = request.body.get("thinking").unwrap_or(&Value::Null);
    let binding = thinking.get("block_binding").unwrap_or(&Value::Null);
    text_of(binding, "prefix_mismatch_behavior") == "drop_block"
}
