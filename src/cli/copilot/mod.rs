//! Claude from the command line: questions, prepared work, proposals and the word on them, what left for it.
//!
//! Masks nothing and decides nothing about a proposal: the copilot and the one door do. To add one: a file with its
//! struct of arguments, its `mod` line and its row.

mod approve;
mod ask;
mod lens;
mod mcp;
mod proposals;
mod proposed;
mod work;

use super::frame::Row;

/// Its part of the registry, in the order of the help.
pub const ROWS: &[Row] = &[
    Row::of::<ask::Ask>(),
    Row::of::<work::Work>(),
    Row::of::<mcp::Mcp>(),
    Row::of::<proposals::Proposals>(),
    Row::of::<approve::Approve>(),
    Row::of::<lens::Lens>(),
];
