//! What the tests of the whole program stand on: a terminal, a person at its keys, a folder of one's own, a sandbox.
//!
//! Owns everything that starts a process or waits for one; knows nothing of any tab. Waiting is always for a condition
//! and always with a limit; `LEADLINE_TEST_PATIENCE=3` makes every limit three times as long on a slow machine.
//! To add one more kind of thing to stand on: a file here and a `mod` line.

pub mod http;
pub mod keys;
pub mod program;
pub mod sandbox;
mod session;
pub mod tape;
pub mod terminal;

use std::ffi::OsString;
use std::sync::mpsc;
use std::time::Duration;

use leadline::clock::Clock;

/// How long anything may take before a test gives up on it.
pub const LIMIT: Duration = Duration::from_secs(15);

/// `limit`, stretched by what the machine's owner said about its speed.
pub fn patience(limit: Duration) -> Duration {
    let times = std::env::var("LEADLINE_TEST_PATIENCE")
        .ok()
        .and_then(|text| text.parse().ok());
    limit.mul_f64(times.unwrap_or(1.0_f64).clamp(0.1, 100.0))
}

/// The program under test: the one built with the tests, or `LEADLINE_TEST_PROGRAM`.
pub fn program() -> OsString {
    std::env::var_os("LEADLINE_TEST_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_leadline").into())
}

/// Asks again and again, a little apart, until `is` says yes.
///
/// # Panics
/// When it has not by the limit; `what` says in words what was awaited.
pub fn eventually(what: &str, is: impl Fn() -> bool) {
    within(LIMIT, what, is);
}

/// The same with a limit of its own.
///
/// # Panics
/// When it has not by the limit; `what` says in words what was awaited.
pub fn within(limit: Duration, what: &str, is: impl Fn() -> bool) {
    let (clock, limit) = (Clock::system(), patience(limit));
    let (_open, pause) = mpsc::channel::<()>();
    while !is() {
        assert!(clock.elapsed() < limit, "never came: {what}");
        let _ = pause.recv_timeout(Duration::from_millis(50));
    }
}

/// A number that whoever runs the tests chose in the environment.
pub fn number_from(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
