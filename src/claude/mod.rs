//! The Messages client: request, byte-level stream decoder, usage, models, errors.

pub mod assemble;
pub mod block;
pub mod error;
pub mod event;
pub mod sse;
pub mod usage;
