//! Copying the CRM here and pushing edits back.
//!
//! [`position`] says where a copy stands and what to ask next; it is pure. [`pull`] asks and commits page by page,
//! [`push`] claims rows of the outbox and does them. What to ask of each resource and how to write it is in
//! `resource/`, one file each. Nothing here knows a screen; what the rest should know is in the journal.
//! To add a resource: a file in `resource/` and a row in `RESOURCES` there.

pub mod position;
pub mod pull;
pub mod push;
pub mod resource;
