//! What several commands read and tell in the same words: colleagues, stages and moments as typed, records as JSON, how an
//! edit is answered, an edit of many people part by part.
//!
//! Decides nothing and owns no command; what is right or refused is the business of `domain` and the store. To add one
//! more: a file with one such word, once a second command needs it.

pub mod each;
pub mod find;
pub mod receipt;
pub mod shape;
pub mod when;
