//! Claude's Messages API: what is asked, how the answer arrives, what it cost, why it failed.
//!
//! Owns: the wire in both directions and everything the service's contract says. Must not: decide what happens next
//! (that is the chat turn in `copilot`), store anything, know the CRM. Only [`client`], [`batch`] and [`stream`] do I/O; all
//! other files are pure and tested without a network.
//!
//! An answer's way through the folder, and the one call per step:
//!
//! | step | file | call |
//! |---|---|---|
//! | a stored conversation becomes a sendable one | [`history`] | [`history::ready`] (called by the request) |
//! | model record + conversation become bytes | [`request`] | [`request::Request::chat`], [`request::Request::body`] |
//! | bytes go out, frames come back | [`client`], [`stream`] | [`client::Client::stream`], [`stream::AnswerStream::next`] |
//! | chunks become events | [`sse`], [`event`] | [`sse::Decoder::push`], [`event::StreamEvent::read`] |
//! | events become blocks | [`assemble`] | [`assemble::Assembler::take`] |
//! | blocks are stored and replayed as they came | [`block`] | [`block::RawObject`] |
//! | meters become money | [`usage`], [`price`] | [`price::PriceTable::cost`] |
//! | a failure becomes a rule and a sentence | [`error`] | [`error::ClaudeError::from_answer`], [`error::ClaudeError::from_event`] |
//! | … in words for a person | [`wording`] | `ClaudeError::to_string`, [`error::ErrorKind::short`] |
//! | many requests go together | [`batch`] | [`client::Client::send_batch`], [`client::Client::batch_answers`] |
//! | which models there are | [`model`] | [`client::Client::models`], [`model::Catalogue::replacement`] |
//!
//! Whoever drives a stream loops over `next()` and hands every [`stream::Frame`] to the turn; dropping the stream is
//! how it is cancelled. A stream has no time limit: its reader watches the silence, for which pings and comments count
//! as signs of life.
//!
//! To add an event, delta or block type: an arm in [`event`] and, if it grows, one in [`assemble`]; unknown ones
//! already pass through. To add a model or a price: a line in `assets/models.json` or `assets/prices.toml`. To add a
//! failure: a variant of [`error::ErrorKind`] with its sentence and its rule; the compiler asks for both.

pub mod assemble;
pub mod batch;
pub mod block;
pub mod client;
pub mod error;
pub mod event;
pub mod history;
pub mod model;
pub mod price;
pub mod request;
pub mod schema;
pub mod sse;
pub mod stream;
pub mod usage;
pub mod wording;
