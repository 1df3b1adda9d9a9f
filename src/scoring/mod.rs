//! Numbers about people: what they answered, how ready they are, how likely they close, how likely they are lost.
//!
//! Calculators only: facts come in as plain values, numbers go out with every part that made them. Nothing here reads a
//! file, a clock or a network; what is remembered of a score is the store's, when it is worked out again is the
//! engine's. No evidence is no score: a part without evidence is left out and said to be missing, never guessed.
//!
//! A [`history::History`] is what is known of a person; [`gather`] makes [`inputs::Inputs`] of it and keeps beside them
//! where each comes from; [`combine`] makes the numbers, [`explain`] the reasons. All of it is whole-number arithmetic:
//! the same inputs and the same [`config::Config`] give the same bytes on every machine. Never an input: who somebody is
//! by birth, belief, family, health or origin, nor what stands in for it. To add a part: a row in `dimension`.
//!
//! [`learned`] stands by itself: chances learned from any table of past outcomes, in floating point. [`seen`] says what it may
//! look at of a person, [`chance`] makes a part of the score of what it says.
//!
//! [`matching`] weighs homes for sale against what somebody wishes for; its [`matching::points`] are for [`inputs::Inputs`].

pub mod chance;
pub mod churn;
pub mod combine;
pub mod config;
pub mod dimension;
pub mod explain;
pub mod gather;
pub mod history;
pub mod inputs;
pub mod learned;
pub mod marks;
pub mod matching;
pub mod number;
pub mod part;
pub mod qualify;
pub mod seen;
pub mod stage;
pub mod trend;
pub mod whole;
