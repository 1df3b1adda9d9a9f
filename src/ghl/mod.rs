//! The CRM client: GoHighLevel's API, generation v3, with a Private Integration Token.
//!
//! Owns: everything that knows the CRM's wire: limits, errors, pages, the forms of its records, one file per
//! resource. Must not: store, decide what to sync, or try a write again (only the outbox knows whether that is safe).
//! To add a resource: one file in `endpoint/` with its table of members and its calls, one line in its `mod.rs`.
//!
//! ```no_run
//! # async fn example(token: leadline::secret::Secret) -> Result<(), leadline::ghl::GhlError> {
//! use leadline::clock::Clock;
//! use leadline::ghl::{Crm, Lane, Limiter, Rates, Search, Settings};
//!
//! let clock = Clock::system();
//! let limiter = Limiter::new(Rates::default(), clock.clone());
//! let crm = Crm::new(Settings::new(token, "location".into()), limiter, clock)?;
//! let page = crm.at(Lane::Bulk).contacts().search(&Search::newest_contacts(), None).await?;
//! # Ok(()) }
//! ```

mod body;
mod call;
mod client;
mod crm;
mod endpoint;
mod error;
pub mod limit;
mod page;
mod record;
mod refusal;
mod retry;
pub mod webhook;
mod wire;

#[cfg(test)]
mod faults;

pub use client::Settings;
pub use crm::Crm;
pub use endpoint::*;
pub use error::{GhlError, Kind, Outcome, Retry};
pub use limit::{DailyBudget, Lane, Limiter, Rates, Traffic};
pub use page::{Cursor, Page, Skipped, Walk};
pub use wire::Proxy;
