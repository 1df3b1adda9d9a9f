//! The screen: keys in, frames out.
//!
//! Owns the terminal and everything shown on it. Must not touch the store, the CRM or Claude: it speaks to the engine
//! only, and waits for nothing. A key becomes an action, the action changes state and asks for effects, answers
//! come back as messages, and a frame is drawn from the state.

pub mod action;
pub mod frame;
pub mod keymap;
pub mod text;
pub mod theme;
