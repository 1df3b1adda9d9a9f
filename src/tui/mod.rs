//! The screen: messages in, effects out, frames when something changed.
