//! Why a prompt could not be read from the cache: the comparison a caller asks for with `diagnostics`.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use serde_json::{Value, json};

use super::lock::lock;
use super::prefix::{Digest, Place, Segment, chain};
use super::request::MessageRequest;

/// How many prompts are remembered.
const MOST: usize = 1000;

/// The prompts of earlier answers, by message id.
#[derive(Debug, Default)]
pub(super) struct Diagnoses(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    prints: HashMap<String, Print>,
    order: VecDeque<String>,
}

/// What a prompt consisted of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Print {
    model: &'static str,
    tools: Digest,
    system: Digest,
    /// Fingerprint and tokens of each content block.
    blocks: Vec<(Digest, u64)>,
    tokens_before_messages: u64,
}

impl Print {
    /// The print of a request laid out as `row`.
    pub(super) fn of(request: &MessageRequest, row: &[Segment]) -> Self {
        let part = |wanted: Place| {
            let segments = row.iter().filter(|segment| segment.place == wanted);
            segments.fold([0; 32], |before, segment| chain(&before, &segment.digest))
        };
        let is_message = |segment: &&Segment| matches!(segment.place, Place::Message { .. });
        let blocks = row
            .iter()
            .filter(is_message)
            .map(|segment| (segment.digest, segment.tokens))
            .collect();
        let before = row.iter().filter(|segment| !is_message(segment));
        Self {
            model: request.model.id,
            tools: part(Place::Tool),
            system: part(Place::System),
            blocks,
            tokens_before_messages: before.map(|segment| segment.tokens).sum(),
        }
    }

    fn tokens(&self) -> u64 {
        self.tokens_before_messages + self.blocks.iter().map(|(_, tokens)| tokens).sum::<u64>()
    }

    /// Why `now` cannot read what `self` wrote; nothing when it merely goes on.
    fn miss(&self, now: &Self) -> Option<Value> {
        let reason =
            |kind: &str, tokens: u64| Some(json!({"type": kind, "cache_missed_input_tokens": tokens}));
        if self.model != now.model {
            return reason("model_changed", self.tokens());
        }
        if self.tools != now.tools {
            return reason("tools_changed", self.tokens());
        }
        if self.system != now.system {
            return reason("system_changed", self.tokens());
        }
        let same = self
            .blocks
            .iter()
            .zip(&now.blocks)
            .take_while(|(before, now)| before == now)
            .count();
        let lost: u64 = self.blocks.iter().skip(same).map(|(_, tokens)| tokens).sum();
        if lost > 0 {
            reason("messages_changed", lost)
        } else {
            None
        }
    }
}

impl Diagnoses {
    /// Remembers a prompt under the id of its answer and says what the caller asked to know about it.
    pub(super) fn compare(&self, print: &Print, id: &str, request: &MessageRequest) -> Value {
        let mut memory = lock(&self.0);
        let asked = request
            .body
            .get("diagnostics")
            .and_then(|asked| asked.get("previous_message_id"));
        let reason = match asked.and_then(Value::as_str) {
            None => None,
            Some(previous) => match memory.prints.get(previous) {
                None => Some(json!({"type": "previous_message_not_found"})),
                Some(before) => before.miss(print),
            },
        };
        memory.keep(id, print);
        reason.map_or(Value::Null, |reason| json!({"cache_miss_reason": reason}))
    }
}

impl Memory {
    fn keep(&mut self, id: &str, print: &Print) {
        self.prints.insert(id.to_owned(), print.clone());
        self.order.push_back(id.to_owned());
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.prints.remove(&oldest);
        }
    }
}
