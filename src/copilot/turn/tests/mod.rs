//! The transitions of a turn, written as a specification. `chat` holds the words the tests are written in; nothing here
//! reads a clock or waits. To add a rule: a test whose name is the rule.

mod chat;
mod failing;
mod flowing;
mod random;
mod replaying;
mod stopping;
