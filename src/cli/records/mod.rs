//! Whole records: deleted, made anew, made one, forgotten, written out and taken in.
//!
//! Nothing here happens by the way: what cannot be taken back wants its `--yes`, what touches many their number. To add
//! one: a file with its struct of arguments, its `mod` line and its row.

mod delete;
mod doubles;
mod export;
mod follow;
mod forget;
mod import;
mod rebuild;

use super::frame::Row;

/// Its part of the registry, in the order of the help.
pub const ROWS: &[Row] = &[
    Row::of::<delete::Delete>(),
    Row::of::<rebuild::Rebuild>(),
    Row::of::<doubles::Doubles>(),
    Row::of::<follow::Follow>(),
    Row::of::<forget::Forget>(),
    Row::of::<export::Export>(),
    Row::of::<import::Import>(),
];
