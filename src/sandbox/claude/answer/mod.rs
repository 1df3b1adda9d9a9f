//! Owns: what the simulated model says. Deterministic: the same request and seed give the same words. Must not: know
//! HTTP, streams or the control header. To add a subject: one row in `topic`. To make it understand one more form of
//! question: `question`. To make it fill one more kind of field: `instance`.

mod automation;
mod instance;
mod prose;
mod question;
mod result;
mod tool;
mod topic;

use jiff::Timestamp;
use rand::SeedableRng as _;
use rand::rngs::SmallRng;
use serde_json::{Value, json};

use super::family::Effort;
use super::prefix::{self, Digest, fitting, tokens_of_text};
use super::request::{MessageRequest, kind, text_of};
use super::signature;
use instance::{Fill, Filler};
use question::Question;

/// A whole answer, before it is cut into events.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) blocks: Vec<Value>,
    pub(super) stop_reason: &'static str,
    pub(super) stop_sequence: Option<String>,
    /// Present for a refusal.
    pub(super) stop_details: Value,
    /// All tokens written, thinking included.
    pub(super) output_tokens: u64,
    pub(super) thinking_tokens: u64,
}

/// What one answer is made from, besides the request.
#[derive(Clone, Debug)]
pub(super) struct Occasion {
    /// Fingerprint of everything before the answer.
    pub(super) before: Digest,
    /// The simulation's seed.
    pub(super) seed: u64,
    /// Makes the ids of tool calls unique: a stem such as `01Ab…`.
    pub(super) id_stem: String,
    pub(super) now: Timestamp,
}

/// The simulation's own answer.
pub(super) fn compose(request: &MessageRequest, occasion: &Occasion) -> Answer {
    if request.max_tokens == 0 {
        return Answer {
            stop_reason: "max_tokens",
            ..Answer::empty()
        };
    }
    let question = Question::of(request);
    let automation = automation::answer(&question);
    let calls = match automation {
        Some(_) => Vec::new(),
        None => tool::calls(request, &question, occasion.now),
    };
    let mut blocks = Vec::new();
    if request.thinks() {
        let text = prose::reasoning(&question, calls.first().map(|call| call.name.as_str()));
        blocks.push(json!({"type": "thinking", "thinking": text, "signature": ""}));
    }
    if calls.is_empty() {
        let text = automation.unwrap_or_else(|| say(request, &question, occasion));
        blocks.push(json!({"type": "text", "text": text}));
    }
    for call in calls {
        blocks.push(json!({"type": "tool_use", "id": "", "name": call.name, "input": call.input}));
    }
    finish(request, occasion, blocks)
}

/// An answer of exactly these blocks; ids and signatures that are missing are made.
pub(super) fn given(request: &MessageRequest, occasion: &Occasion, blocks: Vec<Value>) -> Answer {
    finish(request, occasion, blocks)
}

/// Declines, without a word.
pub(super) fn refuse(category: Option<&str>) -> Answer {
    let explanation = category.map(|_| "This request was declined.");
    Answer {
        stop_reason: "refusal",
        stop_details: json!({"type": "refusal", "category": category, "explanation": explanation}),
        ..Answer::empty()
    }
}

fn say(request: &MessageRequest, question: &Question, occasion: &Occasion) -> String {
    if let Some(schema) = &request.format {
        let filler = Filler {
            question,
            root: schema,
            fill: Fill::All,
            now: occasion.now,
        };
        return filler.whole().to_string();
    }
    let results = result::results(request);
    if results.is_empty() {
        prose::answer(question, &mut SmallRng::seed_from_u64(seed(occasion)))
    } else {
        result::answer(question, &results)
    }
}

impl Answer {
    fn empty() -> Self {
        Self {
            blocks: Vec::new(),
            stop_reason: "end_turn",
            stop_sequence: None,
            stop_details: Value::Null,
            output_tokens: 0,
            thinking_tokens: 0,
        }
    }
}

/// Signs and numbers blocks, cuts them to what the request allows and adds up what they cost.
fn finish(request: &MessageRequest, occasion: &Occasion, blocks: Vec<Value>) -> Answer {
    let mut answer = Answer::empty();
    let mut before = occasion.before;
    let mut previous = last_signature(request).map(str::to_owned);
    for (at, mut block) in blocks.into_iter().enumerate() {
        match kind(&block) {
            "thinking" => {
                let cost = thinking_cost(request, text_of(&block, "thinking"));
                // The model decides for itself whether to think; with little room it goes straight to the answer.
                if answer.output_tokens + cost + 1 > request.max_tokens {
                    continue;
                }
                answer.thinking_tokens += cost;
                answer.output_tokens += cost;
                if request.hides_thinking {
                    block["thinking"] = Value::from("");
                }
                if text_of(&block, "signature").is_empty() {
                    let text = text_of(&block, "thinking");
                    let model = request.model.id;
                    let signature = signature::sign(occasion.seed, model, &before, previous.as_deref(), text);
                    block["signature"] = Value::from(signature);
                }
                previous = Some(text_of(&block, "signature").to_owned());
            }
            "text" => {
                if !answer.add_text(request, &mut block) {
                    answer
                        .blocks
                        .extend((!text_of(&block, "text").is_empty()).then_some(block));
                    return answer;
                }
                before = prefix::bind_block(&before, &block);
            }
            "tool_use" => {
                if text_of(&block, "id").is_empty() {
                    block["id"] = Value::from(format!("toolu_{}{at:02}", occasion.id_stem));
                }
                if block.get("caller").is_none() {
                    block["caller"] = json!({"type": "direct"});
                }
                let cost = tokens_of_text(&block.to_string(), request.model.family.fine_tokens);
                if answer.output_tokens + cost > request.max_tokens {
                    answer.stop_reason = "max_tokens";
                    return answer;
                }
                answer.output_tokens += cost;
                answer.stop_reason = "tool_use";
                before = prefix::bind_block(&before, &block);
            }
            _ => before = prefix::bind_block(&before, &block),
        }
        answer.blocks.push(block);
    }
    answer
}

impl Answer {
    /// Counts a text block, cut at a stop sequence or at the limit. Whether the answer goes on after it.
    fn add_text(&mut self, request: &MessageRequest, block: &mut Value) -> bool {
        let fine = request.model.family.fine_tokens;
        let text = text_of(block, "text").to_owned();
        let stop = request
            .stop_sequences
            .iter()
            .filter_map(|sequence| text.find(sequence.as_str()).map(|at| (at, sequence)))
            .min_by_key(|(at, _)| *at);
        let wanted = stop.and_then(|(at, _)| text.get(..at)).unwrap_or(&text);
        let cut = fitting(
            wanted,
            request.max_tokens.saturating_sub(self.output_tokens),
            fine,
        );
        self.output_tokens += tokens_of_text(cut, fine);
        if cut.len() < wanted.len() {
            self.stop_reason = "max_tokens";
        } else if let Some((_, sequence)) = stop {
            self.stop_reason = "stop_sequence";
            self.stop_sequence = Some(sequence.clone());
        }
        let whole = cut.len() == text.len();
        block["text"] = Value::from(cut);
        whole
    }
}

/// The signature of the last thinking block in the history, for the chain.
fn last_signature(request: &MessageRequest) -> Option<&str> {
    let blocks = request
        .messages
        .iter()
        .rev()
        .flat_map(|message| message.blocks.iter().rev());
    blocks
        .filter(|block| kind(block) == "thinking")
        .map(|block| text_of(block, "signature"))
        .next()
}

/// Thinking costs more than its summary shows, the more the harder the model tries.
fn thinking_cost(request: &MessageRequest, summary: &str) -> u64 {
    let factor = match request.resolved_effort() {
        Effort::Low => 1,
        Effort::Medium => 2,
        Effort::High => 3,
        Effort::Xhigh => 5,
        Effort::Max => 8,
    };
    factor * tokens_of_text(summary, request.model.family.fine_tokens)
}

/// The seed of one answer: the same for the same request.
fn seed(occasion: &Occasion) -> u64 {
    let digest = prefix::chain(&occasion.before, &occasion.seed.to_be_bytes());
    digest
        .iter()
        .take(8)
        .fold(0, |seed, byte| (seed << 8) | u64::from(*byte))
}
