//! What a response used: four token meters, their split, and the parts of a response another model wrote.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// The meters of one response, in tokens unless named otherwise. Counts are cumulative within a stream.
///
/// Kept as JSON beside the response, so that history can be priced again when a price was wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// Input after the last cache breakpoint, at the full input price.
    pub input: u64,
    /// Input written to the cache, both lifetimes together.
    pub cache_write: u64,
    /// Of `cache_write`: the part kept for five minutes, where the service said so.
    pub cache_write_5m: Option<u64>,
    /// Of `cache_write`: the part kept for an hour, where the service said so.
    pub cache_write_1h: Option<u64>,
    /// Input read from the cache.
    pub cache_read: u64,
    /// Output, thinking included.
    pub output: u64,
    /// Of `output`: thinking.
    pub thinking: u64,
    /// Web searches made by the service (a count).
    pub web_searches: u64,
    /// Pages fetched by the service (a count).
    pub web_fetches: u64,
    /// Where the answer was computed, for example `us`; some places cost more.
    pub inference_geo: Option<String>,
    /// `fast` where the faster, dearer mode was used.
    pub speed: Option<String>,
    /// The parts of the response when it has several (compaction, fallback to another model). When present, the cost
    /// is their sum.
    pub iterations: Vec<Iteration>,
}

/// One part of a response that is billed by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Iteration {
    /// The model that did it; `None` means the model of the response.
    pub model: Option<String>,
    /// Its own meters.
    pub usage: Usage,
}

/// How long a cached prefix is kept, counted from the start of the request that wrote or last read it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CacheLife {
    /// Five minutes.
    #[default]
    #[serde(rename = "5m")]
    FiveMinutes,
    /// An hour; dearer to write, and worth it from the first gap of more than five minutes.
    #[serde(rename = "1h")]
    OneHour,
}

impl Usage {
    /// All input together: the size of the context, and what decides the price tier.
    pub fn total_input(&self) -> u64 {
        self.input
            .saturating_add(self.cache_write)
            .saturating_add(self.cache_read)
    }

    /// Overwrites the meters that `reported`, a `usage` object of the service, contains; the others stay. Counts in a
    /// stream are cumulative and the later one is right, so nothing is ever added up. A member of an unexpected
    /// type counts as absent.
    pub fn overwrite(&mut self, reported: &Value) {
        set(&mut self.input, reported, "/input_tokens");
        set(&mut self.cache_write, reported, "/cache_creation_input_tokens");
        set_known(
            &mut self.cache_write_5m,
            reported,
            "/cache_creation/ephemeral_5m_input_tokens",
        );
        set_known(
            &mut self.cache_write_1h,
            reported,
            "/cache_creation/ephemeral_1h_input_tokens",
        );
        set(&mut self.cache_read, reported, "/cache_read_input_tokens");
        set(&mut self.output, reported, "/output_tokens");
        set(
            &mut self.thinking,
            reported,
            "/output_tokens_details/thinking_tokens",
        );
        set(
            &mut self.web_searches,
            reported,
            "/server_tool_use/web_search_requests",
        );
        set(
            &mut self.web_fetches,
            reported,
            "/server_tool_use/web_fetch_requests",
        );
        for (field, name) in [
            (&mut self.inference_geo, "inference_geo"),
            (&mut self.speed, "speed"),
        ] {
            if let Some(text) = reported.get(name).and_then(Value::as_str) {
                *field = Some(text.to_owned());
            }
        }
        if let Some(parts) = reported.get("iterations").and_then(Value::as_array) {
            self.iterations = parts.iter().map(Iteration::read).collect();
        }
    }

    /// The same for an object that is still text; what cannot be read changes nothing.
    pub fn overwrite_from(&mut self, reported: &RawValue) {
        if let Ok(reported) = serde_json::from_str(reported.get()) {
            self.overwrite(&reported);
        }
    }
}

impl Iteration {
    fn read(reported: &Value) -> Self {
        let mut usage = Usage::default();
        usage.overwrite(reported);
        let model = reported.get("model").and_then(Value::as_str).map(str::to_owned);
        Self { model, usage }
    }
}

fn set(meter: &mut u64, reported: &Value, pointer: &str) {
    if let Some(count) = reported.pointer(pointer).and_then(Value::as_u64) {
        *meter = count;
    }
}

fn set_known(meter: &mut Option<u64>, reported: &Value, pointer: &str) {
    if let Some(count) = reported.pointer(pointer).and_then(Value::as_u64) {
        *meter = Some(count);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn later_counts_overwrite_and_absent_ones_stay() {
        let mut usage = Usage::default();
        usage.overwrite(&json!({"input_tokens": 900, "cache_read_input_tokens": 12_000, "output_tokens": 1}));
        usage.overwrite(&json!({"output_tokens": 3, "cache_read_input_tokens": null}));
        usage.overwrite(&json!({"output_tokens": 5, "input_tokens": 905, "speed": "fast"}));
        assert_eq!((usage.input, usage.cache_read, usage.output), (905, 12_000, 5));
        assert_eq!(usage.total_input(), 12_905);
        assert_eq!(usage.speed.as_deref(), Some("fast"));
    }

    #[test]
    fn nonsense_counts_as_absent() {
        let mut usage = Usage {
            input: 7,
            ..Usage::default()
        };
        usage.overwrite(
            &json!({"input_tokens": "many", "output_tokens": -3, "iterations": {}, "cache_creation": 1}),
        );
        assert_eq!(
            usage,
            Usage {
                input: 7,
                ..Usage::default()
            }
        );
        usage.overwrite(&json!("no object"));
        assert_eq!(usage.input, 7);
    }

    #[test]
    fn iterations_keep_their_own_model() {
        let mut usage = Usage::default();
        usage.overwrite(&json!({"iterations": [
            {"type": "compaction", "input_tokens": 10}, {"model": "claude-sonnet-5", "output_tokens": 2},
        ]}));
        let models: Vec<_> = usage
            .iterations
            .iter()
            .map(|part| part.model.as_deref())
            .collect();
        assert_eq!(models, [None, Some("claude-sonnet-5")]);
        assert_eq!(usage.iterations.first().map(|part| part.usage.input), Some(10));
    }

    #[test]
    fn stored_meters_read_back() {
        let mut usage = Usage::default();
        usage.overwrite(&json!({"input_tokens": 1, "cache_creation": {"ephemeral_1h_input_tokens": 4}}));
        let text = serde_json::to_string(&usage).unwrap();
        assert_eq!(serde_json::from_str::<Usage>(&text).unwrap(), usage);
    }
}
