//! Owns: what the simulated model says. Deterministic: the same request and seed give the same words. Must not: know
//! HTTP, streams or the control header. To add a subject: one row in `topic`. To make it understand one more form of
//! question: `question`.

mod prose;
mod question;
mod topic;

use rand::SeedableRng as _;
use rand::rngs::SmallRng;
use serde_json::{Value, json};

use super::prefix::{self, Digest, fitting, tokens_of_text};
use super::request::{MessageRequest, kind, text_of};
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
    /// Makes tool call ids unique; counts answers.
    pub(super) serial: u64,
}

/// The simulation's own answer.
pub(super) fn compose(request: &MessageRequest, occasion: &Occasion) -> Answer {
    let mut random = SmallRng::seed_from_u64(seed(occasion));
    let question = Question::of(request);
    let blocks = vec![json!({"type": "text", "text": prose::answer(&question, &mut random)})];
    finish(request, blocks)
}

/// Cuts blocks to what the request allows and adds up what they cost.
fn finish(request: &MessageRequest, blocks: Vec<Value>) -> Answer {
    let fine = request.model.family.fine_tokens;
    let mut answer = Answer {
        blocks: Vec::new(),
        stop_reason: "end_turn",
        stop_sequence: None,
        stop_details: Value::Null,
        output_tokens: 0,
        thinking_tokens: 0,
    };
    for mut block in blocks {
        let room = request.max_tokens.saturating_sub(answer.output_tokens);
        if kind(&block) == "text" {
            let text = text_of(&block, "text").to_owned();
            let cut = fitting(&text, room, fine).to_owned();
            answer.output_tokens += tokens_of_text(&cut, fine);
            let whole = cut.len() == text.len();
            block["text"] = Value::from(cut);
            answer.blocks.push(block);
            if !whole {
                answer.stop_reason = "max_tokens";
                break;
            }
        }
    }
    answer
}

/// The seed of one answer: the same for the same request.
fn seed(occasion: &Occasion) -> u64 {
    let digest = prefix::chain(&occasion.before, &occasion.seed.to_be_bytes());
    digest
        .iter()
        .take(8)
        .fold(0, |seed, byte| (seed << 8) | u64::from(*byte))
}
