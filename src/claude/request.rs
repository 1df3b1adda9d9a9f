//! Builds the body of a request from a model's record. What a model does not accept is never sent: no sampling
//! parameters, no prefill, no forced tool, no budget, and thinking and effort only as the record allows.

use serde_json::json;
use serde_json::value::RawValue;

use super::block::{RawObject, quoted};
use super::error::Repair;
use super::event::Raw;
use super::history::{self, HistoryError, Message, Role};
use super::model::{Effort, Model, ThinkingType};
use super::usage::CacheLife;

/// Room for an answer of the chat, thinking included, in tokens. More costs nothing; less can be eaten by thinking.
pub const CHAT_MAX_TOKENS: u64 = 16_000;

/// How soon the first word should come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// Think as the model finds right, and show summaries of it.
    #[default]
    Thorough,
    /// As soon as the model allows.
    Quick,
}

/// Optional features of the service that are still in beta.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// Let the service drop replayed thinking it would refuse. Off by default: the same refusal is mended by sending
    /// once without thinking, and that needs no beta.
    pub thinking_binding: bool,
}

/// A question with everything it is asked with.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The model's record.
    pub model: &'a Model,
    /// Standing instructions. Nothing volatile: a change empties the cache and voids earlier thinking.
    pub system: &'a str,
    /// The conversation, oldest first.
    pub history: &'a [Message],
    /// How many leading messages go without their thinking, because it was refused once.
    pub thinking_from: usize,
    /// What to mend after a refusal.
    pub repairs: &'a [Repair],
    /// Tool definitions as JSON, always the same ones in the same order within a conversation.
    pub tools: &'a [String],
    /// Room for the answer in tokens; cut to what the model allows.
    pub max_tokens: u64,
    /// How soon the first word should come.
    pub pace: Pace,
    /// How thorough; left to the model when `None` or not known to it.
    pub effort: Option<Effort>,
    /// The JSON schema the answer is held to. Made of words of the program only: schemas are stored apart from messages.
    pub format: Option<&'a serde_json::Value>,
    /// How long the conversation is cached; `None` switches caching off.
    pub cache: Option<CacheLife>,
    /// An opaque id of the person; never a name or an address.
    pub user_id: Option<&'a str>,
    /// Beta features to use.
    pub features: Features,
}

/// A request ready to go: the bytes, and the beta features its headers must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The JSON.
    pub bytes: Vec<u8>,
    /// Values for the `anthropic-beta` header.
    pub betas: Vec<&'static str>,
}

impl<'a> Request<'a> {
    /// The usual question of the chat.
    pub fn chat(model: &'a Model, system: &'a str, history: &'a [Message]) -> Self {
        Self {
            model,
            system,
            history,
            thinking_from: 0,
            repairs: &[],
            tools: &[],
            max_tokens: CHAT_MAX_TOKENS,
            pace: Pace::Thorough,
            effort: None,
            format: None,
            cache: Some(CacheLife::FiveMinutes),
            user_id: None,
            features: Features::default(),
        }
    }

    /// The body for a streamed answer.
    pub fn body(&self) -> Result<Body, HistoryError> {
        let (mut body, betas) = self.common()?;
        let most = if self.model.max_tokens == 0 {
            u64::MAX
        } else {
            self.model.max_tokens
        };
        set(&mut body, "max_tokens", &json!(self.max_tokens.min(most)));
        set(&mut body, "stream", &json!(true));
        Ok(Body {
            bytes: body.to_json().into_bytes(),
            betas,
        })
    }

    /// The body for counting the input's tokens: the same without what only an answer needs.
    pub fn counting_body(&self) -> Result<Body, HistoryError> {
        let (body, betas) = self.common()?;
        Ok(Body {
            bytes: body.to_json().into_bytes(),
            betas,
        })
    }

    fn common(&self) -> Result<(RawObject, Vec<&'static str>), HistoryError> {
        let ready = history::ready(self.history, self.thinking_from, self.repairs)?;
        let mut betas = Vec::new();
        let mut body = RawObject::default();
        body.set_text("model", &self.model.id);
        if !self.tools.is_empty() {
            body.set("tools", raw(format!("[{}]", self.tools.join(",")))?);
        }
        if !self.system.is_empty() {
            set(&mut body, "system", &self.system_blocks());
        }
        let mut said = ready.messages;
        if let Some(life) = self.cache {
            mark_far(&mut said, life);
        }
        body.set("messages", messages(&said)?);
        if let Some(thinking) = self.thinking() {
            if thinking.get("block_binding").is_some() {
                betas.push("thinking-binding-controls-2026-08-01");
            }
            set(&mut body, "thinking", &thinking);
        }
        let mut output = serde_json::Map::new();
        if let Some(effort) = self.known_effort() {
            output.insert("effort".to_owned(), json!(effort));
        }
        if let Some(schema) = self.format {
            output.insert(
                "format".to_owned(),
                json!({"type": "json_schema", "schema": schema}),
            );
        }
        if !output.is_empty() {
            set(&mut body, "output_config", &output.into());
        }
        if let Some(life) = self.cache {
            set(
                &mut body,
                "cache_control",
                &json!({"type": "ephemeral", "ttl": life}),
            );
        }
        if let Some(user_id) = self.user_id {
            set(&mut body, "metadata", &json!({"user_id": user_id}));
        }
        if ready.has_compaction {
            betas.push("compact-2026-09-04");
        }
        if ready.has_threshold_compaction {
            betas.push("compact-2026-01-12");
        }
        Ok((body, betas))
    }

    /// The instructions change with a release at most, so they are cached for an hour; longer lives come first.
    fn system_blocks(&self) -> serde_json::Value {
        if self.cache.is_some() {
            let marker = json!({"type": "ephemeral", "ttl": CacheLife::OneHour});
            json!([{"type": "text", "text": self.system, "cache_control": marker}])
        } else {
            json!([{"type": "text", "text": self.system}])
        }
    }

    fn known_effort(&self) -> Option<Effort> {
        self.effort.filter(|effort| self.model.efforts.contains(effort))
    }

    /// The thinking parameter the model's record allows. The quick ways exclude efforts above high.
    fn thinking(&self) -> Option<serde_json::Value> {
        let accepts = |kind| self.model.thinking.contains(&kind);
        let quick =
            self.pace == Pace::Quick && self.known_effort().is_none_or(|effort| effort <= Effort::High);
        if quick && accepts(ThinkingType::BetweenTools) {
            Some(json!({"type": "between_tools"}))
        } else if quick && accepts(ThinkingType::Disabled) {
            Some(json!({"type": "disabled"}))
        } else if !accepts(ThinkingType::Adaptive) {
            None
        } else if self.features.thinking_binding {
            let binding = json!({"prefix_mismatch_behavior": "drop_block"});
            Some(json!({"type": "adaptive", "display": "summarized", "block_binding": binding}))
        } else {
            Some(json!({"type": "adaptive", "display": "summarized"}))
        }
    }
}

/// Blocks before a marker in which the service looks for what it has cached.
const LOOK_BACK: usize = 20;

/// The marker at the end finds what the request before left in the cache, unless an answer with many calls and their results
/// lies between. Then that end, which is the person's side before the last answer, gets a marker of its own.
fn mark_far(messages: &mut [Message], life: CacheLife) {
    let Some(answer) = messages
        .iter()
        .rposition(|message| message.role == Role::Assistant)
    else {
        return;
    };
    let since: usize = messages
        .iter()
        .skip(answer)
        .map(|message| message.blocks.len())
        .sum();
    let Some(last) = answer
        .checked_sub(1)
        .filter(|_| since >= LOOK_BACK)
        .and_then(|before| messages.get_mut(before))
        .and_then(|before| before.blocks.last_mut())
    else {
        return;
    };
    if let Some(open) = last.trim_end().strip_suffix('}') {
        let marker = json!({"type": "ephemeral", "ttl": life});
        *last = format!("{open},\"cache_control\":{marker}}}");
    }
}

fn set(body: &mut RawObject, name: &str, value: &serde_json::Value) {
    if let Ok(value) = serde_json::value::to_raw_value(value) {
        body.set(name, value);
    }
}

fn raw(json: String) -> Result<Raw, HistoryError> {
    RawValue::from_string(json).map_err(|error| HistoryError::Damaged(error.to_string()))
}

/// The messages with their blocks as they are; this also proves that every stored block is JSON.
fn messages(messages: &[Message]) -> Result<Raw, HistoryError> {
    let mut json = String::from("[");
    for (at, message) in messages.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let role = quoted(message.role.word());
        let role = role.as_deref().map_or("\"\"", RawValue::get);
        json.push_str(comma);
        json.push_str("{\"role\":");
        json.push_str(role);
        json.push_str(",\"content\":[");
        json.push_str(&message.blocks.join(","));
        json.push_str("]}");
    }
    json.push(']');
    raw(json)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::claude::history::text_block;
    use crate::claude::model::Catalogue;

    fn model(id: &str) -> Model {
        Catalogue::built_in().unwrap().find(id).unwrap().clone()
    }

    fn parsed(request: &Request<'_>) -> Value {
        serde_json::from_slice(&request.body().unwrap().bytes).unwrap()
    }

    #[test]
    fn a_chat_question_carries_what_its_model_accepts() {
        let (sonnet, history) = (model("claude-sonnet-5-5"), [Message::user("Who is hot?")]);
        let body = parsed(&Request::chat(&sonnet, "Be brief.", &history));
        assert_eq!(
            body,
            json!({
                "model": "claude-sonnet-5-5",
                "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
                "messages": [{"role": "user", "content": [{"type": "text", "text": "Who is hot?"}]}],
                "thinking": {"type": "adaptive", "display": "summarized"},
                "cache_control": {"type": "ephemeral", "ttl": "5m"},
                "max_tokens": 16000,
                "stream": true,
            })
        );
    }

    #[test]
    fn every_model_gets_only_what_its_record_allows() {
        let history = [Message::user("x")];
        let thinking = |id: &str, pace, effort| {
            let model = model(id);
            let body = parsed(&Request {
                pace,
                effort,
                ..Request::chat(&model, "", &history)
            });
            (
                body["thinking"]["type"].as_str().map(str::to_owned),
                body["output_config"]["effort"].as_str().map(str::to_owned),
            )
        };
        let some = |word: &str| Some(word.to_owned());
        assert_eq!(
            thinking("claude-sonnet-5-5", Pace::Quick, None),
            (some("between_tools"), None)
        );
        assert_eq!(
            thinking("claude-sonnet-5-5", Pace::Quick, Some(Effort::Max)),
            (some("adaptive"), some("max"))
        );
        assert_eq!(
            thinking("claude-haiku-5-5", Pace::Quick, None),
            (some("disabled"), None)
        );
        assert_eq!(
            thinking("claude-opus-5-5", Pace::Quick, None),
            (some("adaptive"), None)
        );
        assert_eq!(
            thinking("claude-haiku-4-5", Pace::Thorough, Some(Effort::Low)),
            (None, None)
        );
        assert_eq!(
            thinking("claude-opus-4-8", Pace::Thorough, Some(Effort::Xhigh)).1,
            None
        );
    }

    #[test]
    fn an_answer_is_held_to_a_schema_beside_the_effort() {
        let (sonnet, history) = (model("claude-sonnet-5-5"), [Message::user("x")]);
        let schema = json!({"type": "object", "additionalProperties": false, "properties": {}});
        let request = Request {
            effort: Some(Effort::Low),
            format: Some(&schema),
            ..Request::chat(&sonnet, "", &history)
        };
        let format = json!({"type": "json_schema", "schema": schema});
        assert_eq!(
            parsed(&request)["output_config"],
            json!({"effort": "low", "format": format})
        );
        let effort = Request {
            format: None,
            ..request
        };
        assert_eq!(parsed(&effort)["output_config"], json!({"effort": "low"}));
    }

    #[test]
    fn what_every_model_refuses_is_never_sent() {
        let history = [Message::user("x")];
        for model in Catalogue::built_in().unwrap().models() {
            let body = parsed(&Request::chat(model, "s", &history));
            for name in ["temperature", "top_p", "top_k", "tool_choice", "budget_tokens"] {
                assert!(
                    !body.to_string().contains(&format!("\"{name}\"")),
                    "{name} for {}",
                    model.id
                );
            }
        }
    }

    #[test]
    fn stored_blocks_go_out_byte_for_byte() {
        let sonnet = model("claude-sonnet-5-5");
        let block = r#"{"type":"thinking","thinking":"","signature":"A=", "z":1.0}"#;
        let history = [
            Message::user("a"),
            Message::assistant(vec![block.to_owned(), text_block("x")]),
            Message::user("b"),
        ];
        let body = Request::chat(&sonnet, "", &history).body().unwrap();
        assert!(String::from_utf8(body.bytes).unwrap().contains(block));
    }

    #[test]
    fn what_is_cached_is_found_behind_an_answer_with_many_calls() {
        let sonnet = model("claude-sonnet-5-5");
        let call = |nr| format!(r#"{{"type":"tool_use","id":"t{nr}","name":"n","input":{{}}}}"#);
        let result = |nr| format!(r#"{{"type":"tool_result","tool_use_id":"t{nr}","content":"ok"}}"#);
        let marked = |calls: usize| {
            let history = [
                Message::user("a"),
                Message::assistant((0..calls).map(call).collect()),
                Message {
                    role: Role::User,
                    blocks: (0..calls).map(result).collect(),
                },
            ];
            let body = parsed(&Request::chat(&sonnet, "s", &history));
            body["messages"][0]["content"][0]["cache_control"]["ttl"]
                .as_str()
                .map(str::to_owned)
        };
        assert_eq!(marked(2), None);
        assert_eq!(marked(9), None);
        assert_eq!(marked(10).as_deref(), Some("5m"));
    }

    #[test]
    fn counting_leaves_out_what_only_an_answer_needs() {
        let (sonnet, history) = (model("claude-sonnet-5-5"), [Message::user("x")]);
        let body = Request::chat(&sonnet, "s", &history).counting_body().unwrap();
        let body: Value = serde_json::from_slice(&body.bytes).unwrap();
        assert!(
            body.get("max_tokens").is_none()
                && body.get("stream").is_none()
                && body.get("messages").is_some()
        );
    }

    #[test]
    fn beta_features_are_named_when_they_are_used() {
        let sonnet = model("claude-sonnet-5-5");
        let block = r#"{"type":"compaction","content":"s","signature":"S"}"#;
        let history = [Message::assistant(vec![block.to_owned()]), Message::user("b")];
        let features = Features {
            thinking_binding: true,
        };
        let body = Request {
            features,
            ..Request::chat(&sonnet, "", &history)
        }
        .body()
        .unwrap();
        assert_eq!(
            body.betas,
            ["thinking-binding-controls-2026-08-01", "compact-2026-09-04"]
        );
        assert_eq!(
            Request::chat(&sonnet, "", &[Message::user("b")])
                .body()
                .unwrap()
                .betas,
            Vec::<&str>::new()
        );
    }

    #[test]
    fn room_for_the_answer_is_cut_to_the_models_limit() {
        let (haiku, history) = (model("claude-haiku-4-5"), [Message::user("x")]);
        let body = parsed(&Request {
            max_tokens: 1_000_000,
            ..Request::chat(&haiku, "", &history)
        });
        assert_eq!(body["max_tokens"], 64_000);
    }
}
