//! What the tests of the whole program stand on: a terminal, a person at its keys, a folder of one's own, a sandbox.
//!
//! Owns everything that starts a process or waits for one; knows nothing of any tab. Waiting is always for a condition
//! and always with a limit; `LEADLINE_TEST_PATIENCE=3` makes every limit three times as long on a slow machine.
//! To add one more kind of thing to stand on: a file here and a `mod` line.

#![expect(dead_code, reason = "the journeys that use all of it come with the tabs")]

pub mod http;
pub mod keys;
pub mod program;
pub mod sandbox;
pub mod terminal;

use std::time::Duration;

/// How long anything may take before a test gives up on it.
pub const LIMIT: Duration = Duration::from_secs(15);

/// `limit`, stretched by what the machine's owner said about its speed.
pub fn patience(limit: Duration) -> Duration {
    let times = std::env::var("LEADLINE_TEST_PATIENCE")
        .ok()
        .and_then(|text| text.parse().ok());
    limit.mul_f64(times.unwrap_or(1.0_f64).clamp(0.1, 100.0))
}
