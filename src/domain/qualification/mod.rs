//! The questions that tell how far somebody is, and what they have answered.
//!
//! Here lives what a question and an answer are, and which questions go to whom. Must not say what answers come to: that is
//! `scoring`'s.
//! To add a question: a variant of [`Question`], its row in `ROWS`, and the sets it belongs to in `set`.

mod answer;
mod question;
mod set;

pub use answer::{Answer, AnswerBy, AnswerCommand, MOST, given};
pub use question::Question;
pub use set::{LeadType, Set, still_open};

#[cfg(test)]
mod tests;
