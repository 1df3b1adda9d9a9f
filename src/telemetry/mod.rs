//! What the program tells about itself: the log file and crash reports.
//!
//! Nothing leaves here that was not scrubbed: [`Scrubber`] stands in the writer itself, behind every message of every
//! module, and masks keys, bearer tokens, e-mail addresses and phone numbers. It is the belt; the braces are that no
//! module logs a payload (ids, counts, states and durations only), no sentence of the CRM's and no value of a record: the log
//! lies in the clear also beside a local copy that is encrypted (P41). Must not know settings or any service.
//!
//! To add a pattern that must never be written: `scrub.rs`. Counts for a person to look at are no business of this
//! folder: each layer keeps its own, and the engine's progress carries them to Health.

mod crash;
mod log;
mod scrub;

pub use crash::{no_core_dumps, report_panics};
pub use log::{Log, LogError, LogPlan, start};
pub use scrub::Scrubber;
