//! The Messages client: request, byte-level stream decoder, usage, models, errors.

pub mod sse;
