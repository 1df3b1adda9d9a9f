//! One run of one automation with one person: a pure machine that is told what happens and says what is to be done.
//!
//! Owns the state of a run ([`Run`], which is what is kept) and the rules of stepping. It does nothing itself: [`Output`]s
//! are performed by whoever drives it, in their order, in one transaction with the run; what became of an effect comes
//! back as [`Input::Answer`]. The same inputs give the same outputs, byte for byte. To add a thing that can happen to a
//! run: a variant of [`Input`] and its arm in [`Run::handle`].

mod enter;
mod pause;
mod program;
mod run;
mod state;
#[cfg(test)]
mod tests;
mod timer;
mod told;

pub use enter::{Entry, enters, fires};
pub use program::Program;
pub use state::{Answer, Input, Output, Pause, Run, State, Waiting, World};
pub use timer::Timer;
