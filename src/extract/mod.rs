//! What people say in their own words: wishes for a home, dates, money, intent, sentiment, objections.
//!
//! Works on the text alone, without a network. Whatever is found carries the bytes it was found at, so that a person can
//! open the very words; a word that is denied ("no divorce") is no finding. What a finding is worth is not known here:
//! that is `scoring`'s. To add a slot of a home: a row in `wishes::SLOTS`; a phrase: a row in its family's file.

pub mod address;
pub mod answers;
pub mod money;
pub mod request;
pub mod sentiment;
pub mod signals;
pub mod wishes;

mod place;
mod speech;
