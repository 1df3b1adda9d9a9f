//! Numbers about people: what they answered, how ready they are, how likely they close, how likely they are lost.
//!
//! Calculators only: facts come in as plain values, numbers go out with every part that made them. Nothing here reads a
//! file, a clock or a network; what is remembered of a score is the store's, when it is worked out again is the
//! engine's. No evidence is no score: a part without evidence is left out and said to be missing, never guessed.
