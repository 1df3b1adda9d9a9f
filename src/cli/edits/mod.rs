//! Edits of a person, a deal or a task, and taking them back.
//!
//! Each makes one command of the domain, submits it and tells the receipt; nothing here decides whether it may. Messages
//! to people are in `messages`, whole records in `records`. To add one: a file with its struct of arguments, its `mod`
//! line and its row.

mod assign;
mod call;
mod close;
mod decline;
mod done;
mod lift;
mod move_deal;
mod note;
mod redo;
pub mod set;
mod snooze;
mod tag;
mod task;
mod undo;

use super::frame::Row;

/// Its part of the registry, in the order of the help.
pub const ROWS: &[Row] = &[
    Row::of::<tag::Tag>(),
    Row::of::<note::Note>(),
    Row::of::<task::Task>(),
    Row::of::<call::Call>(),
    Row::of::<set::Set>(),
    Row::of::<assign::Assign>(),
    Row::of::<snooze::Snooze>(),
    Row::of::<done::Done>(),
    Row::of::<decline::Decline>(),
    Row::of::<lift::Lift>(),
    Row::of::<move_deal::Move>(),
    Row::of::<close::Close>(),
    Row::of::<undo::Undo>(),
    Row::of::<redo::Redo>(),
];
