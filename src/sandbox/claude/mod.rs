//! A simulated Claude: the Messages API spoken closely enough that the official client libraries stream, call
//! tools, count tokens and list models against it.
//!
//! Owns: the routes of the service, its rules and refusals, its meters, and what the simulated model says. Must not:
//! reach any server, read the machine's clock, or know the CRM's half of the sandbox.
//! To add a rule: a function in `check` and its line in `check::all`. To add a model: a row in `model`. To teach it
//! a subject: a row in `answer::topic`. To add a fault: a key in `control` and its step in `body`.

mod answer;
mod body;
mod cache;
mod check;
mod control;
mod error;
mod family;
mod headers;
mod limit;
mod lock;
mod model;
mod prefix;
mod request;
mod routes;
mod signature;
mod state;
mod wire;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;

use crate::clock::Clock;
use crate::secret::Secret;

/// Pause before each delta that feels like a person watching a model write.
pub const HUMAN_PACE: Duration = Duration::from_millis(25);

/// What a simulation is made from.
#[derive(Clone, Debug)]
pub struct SimOptions {
    /// Same seed and same requests, same answers.
    pub seed: u64,
    /// The one key that is accepted, in either of the two headers.
    pub key: Secret,
    /// Pause before each delta of a stream; [`HUMAN_PACE`] for people, zero for tests of speed.
    pub pace: Duration,
    /// Decides when cache entries and limits run out.
    pub clock: Clock,
}

/// The simulated service. Serve it on loopback only; it keeps its memory for as long as the router lives.
pub fn router(options: SimOptions) -> Router {
    let SimOptions {
        seed,
        key,
        pace,
        clock,
    } = options;
    routes::routes(Arc::new(state::Sim::new(seed, key, pace, clock)))
}
