//! The prompt cache: which part of a request was seen before, what a request writes, and the meters that say so.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};

use super::lock::lock;
use super::prefix::{self, Digest, Place, Segment, Ttl, chain};
use super::request::MessageRequest;

/// How many blocks before a marker are searched for an entry.
const LOOK_BACK: usize = 20;

/// Entries of one simulation: the fingerprint of a prefix, and until when it is kept.
#[derive(Debug, Default)]
pub(super) struct PromptCache(Mutex<HashMap<Digest, Entry>>);

#[derive(Clone, Copy, Debug)]
struct Entry {
    until: Duration,
    lifetime: Duration,
}

/// The input meters of one request. Together they are the whole prompt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Meters {
    /// After the last marker, or everything without markers.
    pub(super) input: u64,
    pub(super) read: u64,
    pub(super) written_5m: u64,
    pub(super) written_1h: u64,
}

impl Meters {
    /// The input part of a `usage` object.
    pub(super) fn usage(&self, request: &MessageRequest) -> Value {
        let geo = request
            .body
            .get("inference_geo")
            .and_then(Value::as_str)
            .unwrap_or("global");
        json!({
            "input_tokens": self.input,
            "cache_creation_input_tokens": self.written_5m + self.written_1h,
            "cache_read_input_tokens": self.read,
            "cache_creation": {
                "ephemeral_5m_input_tokens": self.written_5m,
                "ephemeral_1h_input_tokens": self.written_1h,
            },
            "output_tokens": 0,
            "service_tier": "standard",
            "inference_geo": geo,
        })
    }
}

/// A marked place: after how many segments, with which tokens and fingerprint.
#[derive(Clone, Copy, Debug)]
struct Mark {
    end: usize,
    tokens: u64,
    ttl: Ttl,
}

impl PromptCache {
    /// Reads and writes the cache for one request at `now`, a monotonic time.
    pub(super) fn meter(&self, request: &MessageRequest, row: &[Segment], now: Duration) -> Meters {
        let total = prefix::total(row);
        let prints = fingerprints(request, row);
        let marks = marks(request, row);
        let mut entries = lock(&self.0);
        entries.retain(|_, entry| entry.until > now);
        let read = longest_hit(&mut entries, row, &prints, &marks, now);
        let mut meters = Meters {
            read,
            ..Meters::default()
        };
        let mut done = read;
        for mark in marks {
            let lifetime = Duration::from_secs(if mark.ttl == Ttl::Hour { 3600 } else { 300 });
            if let Some(print) = mark.end.checked_sub(1).and_then(|at| prints.get(at)) {
                entries.entry(*print).or_insert(Entry {
                    until: now + lifetime,
                    lifetime,
                });
            }
            let fresh = mark.tokens.saturating_sub(done);
            match mark.ttl {
                Ttl::Hour => meters.written_1h += fresh,
                Ttl::FiveMinutes => meters.written_5m += fresh,
            }
            done = done.max(mark.tokens);
        }
        meters.input = total - done;
        meters
    }
}

/// The longest prefix that is in the cache; using it makes it live longer.
fn longest_hit(
    entries: &mut HashMap<Digest, Entry>,
    row: &[Segment],
    prints: &[Digest],
    marks: &[Mark],
    now: Duration,
) -> u64 {
    let searched = marks
        .iter()
        .rev()
        .flat_map(|mark| (0..mark.end).rev().take(LOOK_BACK));
    for at in searched {
        if let Some(entry) = prints.get(at).and_then(|print| entries.get_mut(print)) {
            entry.until = now + entry.lifetime;
            return row.iter().take(at + 1).map(|segment| segment.tokens).sum();
        }
    }
    0
}

/// The running fingerprint after each segment. Settings that make the service read messages anew come in between.
fn fingerprints(request: &MessageRequest, row: &[Segment]) -> Vec<Digest> {
    let mut print = chain(&[0; 32], request.model.id.as_bytes());
    let mut in_messages = false;
    let settings = settings(request);
    row.iter()
        .map(|segment| {
            if !in_messages && matches!(segment.place, Place::Message { .. }) {
                in_messages = true;
                print = chain(&print, settings.as_bytes());
            }
            print = chain(&print, &segment.digest);
            print
        })
        .collect()
}

fn settings(request: &MessageRequest) -> String {
    let fields = ["tool_choice", "thinking", "output_config", "speed"];
    fields
        .iter()
        .map(|field| request.body.get(*field).unwrap_or(&Value::Null).to_string())
        .collect()
}

/// The marked places that are long enough to be cached, in order.
fn marks(request: &MessageRequest, row: &[Segment]) -> Vec<Mark> {
    let automatic = request.automatic_caching().map(Ttl::of);
    let last = row.iter().rposition(|segment| !segment.thinking);
    let mut tokens = 0;
    let mut marks = Vec::new();
    for (at, segment) in row.iter().enumerate() {
        tokens += segment.tokens;
        let marker = segment.marker.or(automatic.filter(|_| Some(at) == last));
        if let Some(ttl) = marker.filter(|_| tokens >= request.model.family.cache_minimum) {
            marks.push(Mark {
                end: at + 1,
                tokens,
                ttl,
            });
        }
    }
    marks
}
