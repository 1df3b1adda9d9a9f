//! An answer as it goes over the wire: one JSON message, or the events of a stream.

use serde_json::{Value, json};

use super::answer::Answer;
use super::request::{kind, text_of};

/// The parts of a response that are known before the first word.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// `msg_…`
    pub(super) id: String,
    pub(super) model: &'static str,
    /// The input meters, as the `usage` object without output.
    pub(super) input_usage: Value,
    /// What was done to the request's history, when the caller asked to be told.
    pub(super) input_transformations: Option<Vec<Value>>,
    /// Why the cache could not be read, when the caller asked; else null.
    pub(super) diagnostics: Value,
}

/// One event of a stream.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Event {
    pub(super) data: Value,
}

impl Event {
    /// The bytes: an `event` line, a `data` line, a blank line.
    pub(super) fn bytes(&self) -> Vec<u8> {
        format!("event: {}\ndata: {}\n\n", kind(&self.data), self.data).into_bytes()
    }

    /// Whether it carries a piece of content.
    pub(super) fn is_delta(&self) -> bool {
        kind(&self.data) == "content_block_delta"
    }
}

/// The answer to a request that did not ask for a stream.
pub(super) fn message(head: &Head, answer: &Answer) -> Value {
    let mut message = skeleton(head);
    message["content"] = answer.blocks.iter().map(whole).collect();
    message["stop_reason"] = Value::from(answer.stop_reason);
    message["stop_sequence"] = Value::from(answer.stop_sequence.clone());
    message["stop_details"] = answer.stop_details.clone();
    for (name, value) in output_usage(answer) {
        message["usage"][name] = value;
    }
    message
}

/// A block for an answer in one piece, where the input of a call is an object or nothing.
fn whole(block: &Value) -> Value {
    let mut block = block.clone();
    if block.get("input").is_some_and(Value::is_string) {
        block["input"] = json!({});
    }
    block
}

/// The events of a stream, in the order of the grammar.
pub(super) fn events(head: &Head, answer: &Answer) -> Vec<Event> {
    let mut start = skeleton(head);
    start["usage"]["output_tokens"] = Value::from(u64::from(!answer.blocks.is_empty()));
    let mut events = vec![
        json!({"type": "message_start", "message": start}),
        json!({"type": "ping"}),
    ];
    for (index, block) in answer.blocks.iter().enumerate() {
        let (placeholder, deltas) = split(block);
        events.push(json!({"type": "content_block_start", "index": index, "content_block": placeholder}));
        let delta = |delta| json!({"type": "content_block_delta", "index": index, "delta": delta});
        events.extend(deltas.into_iter().map(delta));
        events.push(json!({"type": "content_block_stop", "index": index}));
    }
    let mut delta = json!({"stop_reason": answer.stop_reason, "stop_sequence": answer.stop_sequence});
    if !answer.stop_details.is_null() {
        delta["stop_details"] = answer.stop_details.clone();
    }
    let mut usage = head.input_usage.clone();
    for (name, value) in output_usage(answer) {
        usage[name] = value;
    }
    for field in ["service_tier", "inference_geo", "cache_creation"] {
        usage.as_object_mut().map(|usage| usage.remove(field));
    }
    events.push(json!({"type": "message_delta", "delta": delta, "usage": usage}));
    events.push(json!({"type": "message_stop"}));
    events.into_iter().map(|data| Event { data }).collect()
}

fn skeleton(head: &Head) -> Value {
    let mut message = json!({
        "id": head.id,
        "type": "message",
        "role": "assistant",
        "model": head.model,
        "content": [],
        "stop_reason": null,
        "stop_sequence": null,
        "stop_details": null,
        "usage": head.input_usage,
        "diagnostics": head.diagnostics,
    });
    if let Some(transformations) = &head.input_transformations {
        message["input_transformations"] = Value::from(transformations.clone());
    }
    message
}

fn output_usage(answer: &Answer) -> Vec<(&'static str, Value)> {
    let mut usage = vec![("output_tokens", Value::from(answer.output_tokens))];
    if answer.thinking_tokens > 0 {
        usage.push((
            "output_tokens_details",
            json!({"thinking_tokens": answer.thinking_tokens}),
        ));
    }
    usage
}

/// A block as the placeholder it starts with and the deltas that fill it. Kinds without deltas come whole.
fn split(block: &Value) -> (Value, Vec<Value>) {
    let mut placeholder = block.clone();
    let deltas = match kind(block) {
        "text" => {
            placeholder["text"] = Value::from("");
            pieces(text_of(block, "text"))
                .map(|text| json!({"type": "text_delta", "text": text}))
                .collect()
        }
        "thinking" => {
            placeholder["thinking"] = Value::from("");
            placeholder["signature"] = Value::from("");
            let thinking = pieces(text_of(block, "thinking"));
            let mut deltas: Vec<Value> = thinking
                .map(|text| json!({"type": "thinking_delta", "thinking": text}))
                .collect();
            deltas.push(json!({"type": "signature_delta", "signature": text_of(block, "signature")}));
            deltas
        }
        "tool_use" | "server_tool_use" => {
            placeholder["input"] = json!({});
            let input = block.get("input").cloned().unwrap_or_else(|| json!({}));
            let text = match input {
                // A captured model says its input letter by letter, whole or not.
                Value::String(raw) => raw,
                Value::Object(input) if input.is_empty() => String::new(),
                input => input.to_string(),
            };
            let delta = |text: &str| json!({"type": "input_json_delta", "partial_json": text});
            std::iter::once(delta(""))
                .chain(pieces(&text).map(delta))
                .collect()
        }
        _ => Vec::new(),
    };
    (placeholder, deltas)
}

/// Cuts text the way a model's tokens come: mostly after a word, now and then inside one or across a line end.
/// The sizes follow the place in the text, so the same text is always cut the same way.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    const SIZES: [usize; 7] = [6, 11, 4, 17, 8, 13, 2];
    let mut rest = text;
    let mut turn = 0;
    std::iter::from_fn(move || {
        let wanted = SIZES.get(turn % SIZES.len()).copied().unwrap_or(8);
        turn += 1;
        let end = rest.char_indices().nth(wanted).map_or(rest.len(), |(at, _)| at);
        let (piece, tail) = rest.split_at_checked(end)?;
        rest = tail;
        (!piece.is_empty()).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_join_to_the_text() {
        for text in [
            "",
            "a",
            "Käufer – 价格 and a long tail of words that goes on 🏡🏡🏡",
        ] {
            assert_eq!(pieces(text).collect::<String>(), text);
        }
    }

    #[test]
    fn tool_input_joins_to_its_json_and_an_empty_one_to_nothing() {
        let block =
            json!({"type": "tool_use", "id": "t", "name": "n", "input": {"lead_id": "c_77", "limit": 20}});
        let (placeholder, deltas) = split(&block);
        assert_eq!(placeholder["input"], json!({}));
        let joined: String = deltas
            .iter()
            .map(|delta| text_of(delta, "partial_json"))
            .collect();
        assert_eq!(serde_json::from_str::<Value>(&joined).unwrap(), block["input"]);
        assert_eq!(split(&json!({"type": "tool_use", "input": {}})).1.len(), 1);
    }
}
