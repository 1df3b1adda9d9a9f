//! Taking back and doing again: commands whose facts come from what is stored. What that would do is told beforehand by
//! `ask::undoable`. To add another way back: a command, and a file here that gathers its facts.

pub(in crate::store) mod undo;
pub(in crate::store) mod undo_some;
