//! People and what waits, looked at: lists, one person, what their fields were, today.
//!
//! Only reads; changes are in `edits`, whole records that come and go in `records`. To add one: a file with its struct of
//! arguments, its `mod` line and its row.

mod columns;
mod history;
mod leads;
mod lists;
mod show;
pub mod today;

use super::frame::Row;

/// Its part of the registry, in the order of the help.
pub const ROWS: &[Row] = &[
    Row::of::<leads::Leads>(),
    Row::of::<lists::Lists>(),
    Row::of::<show::Show>(),
    Row::of::<history::History>(),
    Row::of::<today::Today>(),
];
