//! The Messages client: request, byte-level stream decoder, usage, models, errors.

pub mod assemble;
pub mod block;
pub mod error;
pub mod event;
pub mod history;
pub mod model;
pub mod price;
pub mod request;
pub mod sse;
pub mod usage;
