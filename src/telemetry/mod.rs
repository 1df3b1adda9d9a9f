//! What the program tells about itself: the log file, crash reports and counters.
//!
//! Nothing leaves here that was not scrubbed: [`Scrubber`] stands in the writer itself, behind every message of every
//! module, and masks keys, bearer tokens, e-mail addresses and phone numbers. It is the belt; the braces are that no
//! module logs a payload (ids, counts, states and durations only). Must not know settings or any service.
//!
//! To add a counter: `counters.counter("area.what")` where the thing happens; Health lists them all by itself.

mod counters;
mod crash;
mod log;
mod scrub;

pub use counters::{Counter, Counters};
pub use crash::{no_core_dumps, report_panics};
pub use log::{Log, LogError, LogPlan, start};
pub use scrub::Scrubber;
