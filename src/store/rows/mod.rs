//! Rows as they are stored: finding, reading and writing the members of a record, the narrow rows that lists read, and what
//! is kept beside a person: answers, verdicts, who was forgotten, what they said about further messages, with whom they live.
//!
//! Read and written by whoever carries out a command or answers a question; nothing here decides or asks on its own. To add a
//! kind of record: its projection in [`project`].

pub(in crate::store) mod answers;
pub(in crate::store) mod forgotten;
pub(in crate::store) mod handed;
pub(in crate::store) mod heard;
pub(in crate::store) mod household;
pub(in crate::store) mod project;
pub(in crate::store) mod record;
pub(in crate::store) mod suppress;
pub(in crate::store) mod suspect;
pub(in crate::store) mod verdict;
