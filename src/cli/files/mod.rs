//! Batch work on lines of a file or a pipe: one line in, one out.
//!
//! Needs no account, no network and no folder, and must never open the local copy; tables of past outcomes are read by
//! `score`. To add one: a file with its struct of arguments, its `mod` line and its row.

mod extract;
mod lines;
mod mask;
mod parse;
mod unmask;

use super::frame::Row;

/// Its part of the registry, in the order of the help.
pub const ROWS: &[Row] = &[
    Row::of::<mask::Mask>(),
    Row::of::<unmask::Unmask>(),
    Row::of::<extract::Extract>(),
    Row::of::<parse::Parse>(),
];
