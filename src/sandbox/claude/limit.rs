//! Rate limits as token buckets per model, with the headers that announce them.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};

use super::error::ApiError;
use super::lock::lock;

/// What a model grants in a minute: requests, input tokens, output tokens. The figures of a well-used account.
const LIMITS: [(&str, f64); 3] = [
    ("requests", 4_000.0),
    ("input-tokens", 4_000_000.0),
    ("output-tokens", 800_000.0),
];

/// The buckets of one simulation.
#[derive(Debug, Default)]
pub(super) struct Limits(Mutex<HashMap<&'static str, Buckets>>);

#[derive(Clone, Copy, Debug)]
struct Buckets {
    left: [f64; 3],
    filled_at: Duration,
}

/// Headers of one answer.
pub(super) type Headers = Vec<(String, String)>;

impl Limits {
    /// Takes one request from a model's buckets. Cache reads do not count as input; output is known beforehand here.
    pub(super) fn take(
        &self,
        model: &'static str,
        input: u64,
        output: u64,
        now: (Duration, Timestamp),
    ) -> Result<Headers, ApiError> {
        let mut all = lock(&self.0);
        let full = Buckets {
            left: LIMITS.map(|(_, limit)| limit),
            filled_at: now.0,
        };
        let buckets = all.entry(model).or_insert(full);
        buckets.fill(now.0);
        let wanted = [1.0, input as f64, output as f64];
        let short = buckets
            .left
            .iter()
            .zip(wanted)
            .zip(LIMITS)
            .find(|((left, wanted), _)| **left < wanted.min(1.0));
        if let Some(((left, wanted), (_, limit))) = short {
            let seconds = ((wanted.min(1.0) - left) / limit * 60.0).ceil().max(1.0);
            let message = "This request would exceed your organization's rate limit.";
            let mut refusal = ApiError::new(StatusCode::TOO_MANY_REQUESTS, message);
            refusal.retry_after = Some(seconds as u64);
            return Err(refusal);
        }
        for (left, wanted) in buckets.left.iter_mut().zip(wanted) {
            *left -= wanted;
        }
        Ok(buckets.headers(now.1))
    }
}

impl Buckets {
    fn fill(&mut self, now: Duration) {
        let seconds = now.saturating_sub(self.filled_at).as_secs_f64();
        for (left, (_, limit)) in self.left.iter_mut().zip(LIMITS) {
            *left = (*left + limit * seconds / 60.0).min(limit);
        }
        self.filled_at = now;
    }

    fn headers(&self, now: Timestamp) -> Headers {
        let mut headers = Vec::new();
        let mut add = |name: &str, limit: f64, left: f64| {
            let left = left.max(0.0).floor();
            let wait = SignedDuration::from_secs_f64(((limit - left) / limit * 60.0).ceil());
            let reset = now
                .saturating_add(wait)
                .unwrap_or(now)
                .strftime("%Y-%m-%dT%H:%M:%SZ");
            for (part, value) in [
                ("limit", limit.to_string()),
                ("remaining", left.to_string()),
                ("reset", reset.to_string()),
            ] {
                headers.push((format!("anthropic-ratelimit-{name}-{part}"), value));
            }
        };
        for ((name, limit), left) in LIMITS.into_iter().zip(self.left) {
            add(name, limit, left);
        }
        // The combined gauge shows whichever of the two token buckets is the emptier.
        let [_, (_, input), (_, output)] = LIMITS;
        let [_, input_left, output_left] = self.left;
        if input_left / input < output_left / output {
            add("tokens", input, input_left);
        } else {
            add("tokens", output, output_left);
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_minute_of_requests_is_granted_and_the_next_one_waits() {
        let limits = Limits::default();
        let start = Timestamp::UNIX_EPOCH;
        for _ in 0..4000 {
            limits.take("m", 10, 10, (Duration::ZERO, start)).unwrap();
        }
        let refusal = limits.take("m", 10, 10, (Duration::ZERO, start)).unwrap_err();
        assert_eq!(
            (refusal.kind(), refusal.retry_after),
            ("rate_limit_error", Some(1))
        );
        let headers = limits
            .take("m", 10, 10, (Duration::from_secs(30), start))
            .unwrap();
        let value = |name: &str| headers.iter().find(|(given, _)| given == name).unwrap().1.clone();
        assert_eq!(value("anthropic-ratelimit-requests-remaining"), "1999");
        assert_eq!(
            value("anthropic-ratelimit-requests-reset"),
            "1970-01-01T00:00:31Z"
        );
        limits.take("other", 10, 10, (Duration::ZERO, start)).unwrap();
    }
}
