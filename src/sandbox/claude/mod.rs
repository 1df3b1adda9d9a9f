//! A simulated Claude: the Messages API spoken closely enough that the official client libraries stream, call
//! tools, count tokens and list models against it.
//!
//! Owns: the routes of the service, its rules and refusals, its meters, and what the simulated model says. Must not:
//! reach any server, read the machine's clock, or know the CRM's half of the sandbox.
//! To add a rule: a function in `check` and its line in `check::all`. To add a model: a row in `model`. To teach it
//! a subject: a row in `answer::topic`. To add a fault: a key in `control` and its step in `body`. To add something a
//! captured model does: a row in `hostile`.
//!
//! # Where it simplifies
//!
//! What a client sees on the wire follows the service; what stands behind it does not, and nobody should measure these:
//!
//! - *Words.* Answers are put together from prepared rows about the trade, in English, after a shallow look at the
//!   question. Nothing is understood. Instructions in `system` are counted and bound, not followed.
//! - *Tools.* A tool is chosen by the words of its name and description, arguments come from names, numbers, ids and
//!   quotations in sight; `pattern` is not honoured. Tools the service runs itself (web search, code) are accepted and
//!   never called. A tool call that does not fit into `max_tokens` is left out instead of torn.
//! - *Tokens.* An estimate from the number of letters, the same in counting and billing; pictures and files cost a flat
//!   rate, and their size is not checked. Hidden thinking costs a multiple of its summary.
//! - *Thinking.* A signature notices an edited, reordered or moved block and one missing from the middle. Leaving out
//!   the last one, or all, is accepted; the service may be stricter with the latest message.
//! - *Cache.* Entries are usable at once, not only when the first answer has begun.
//! - *Limits.* Generous fixed buckets per model; there is no spend limit and no ramp limit unless a control asks.
//! - *Batches* are answered at once and cannot be cancelled; a control that refuses one with a status of 500 or more, or waits, does
//!   so when the batch is made already. *Files*, `thread`, `compaction`, `fallbacks`,
//!   `mcp_servers` and changes of tools inside a conversation are refused; `context_management` is accepted and does
//!   nothing.
//! - *Sentences* of refusals are worded like the service's where they are known, and in its manner where not. Days of
//!   release of models are rounded where they were not published.
//!
//! Beyond the documented control header it knows `wait_ms` (hold back the answer's head), `fault.message` (other words)
//! and `fault.reset` (with `truncate_after_deltas`: break the connection instead of ending the body).
//! `POST /_sim/arm` takes the same JSON for the next message request that brings no header of its own. `hostile` names a
//! behaviour of a model that obeys the attacker; `POST /_sim/hostile` with `{"behaviours":[…]}` keeps it so until the list is empty.
//! `GET /_sim/heard` gives the bodies of all message requests since it was asked last, to the letter.

mod answer;
mod batch;
mod body;
mod cache;
mod check;
mod control;
mod diagnosis;
mod error;
mod family;
mod headers;
mod heard;
mod hostile;
mod limit;
mod lock;
mod model;
mod page;
mod prefix;
mod request;
mod routes;
mod schema;
mod signature;
mod state;
mod turn;
mod wire;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;

use crate::clock::Clock;
use crate::secret::Secret;

pub use hostile::{Takeover, UnknownBehaviour, behaviours};

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
    router_under(options, Takeover::default())
}

/// The same, with a hand on who holds the model.
pub fn router_under(options: SimOptions, takeover: Takeover) -> Router {
    let SimOptions {
        seed,
        key,
        pace,
        clock,
    } = options;
    routes::routes(Arc::new(state::Sim::new(seed, key, pace, clock, takeover)))
}
