//! How things stood: what happened over a stretch of time, what a field was, and people as of a moment. Read from the journal
//! alone; nothing here writes into the file. To add what can be asked of the past: a file with a method of `Reader`.

pub(in crate::store) mod happened;
pub(in crate::store) mod history;
pub(in crate::store) mod past;
pub(in crate::store) mod then;
