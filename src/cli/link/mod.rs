//! The link to the CRM and to Claude: keys, which account it is, copying now, copying for good.
//!
//! Fetches and pushes nothing by itself: workers of the engine do, a command says when. Messages that wait are in
//! `messages`. To add one: a file with its struct of arguments, its `mod` line and its row.

mod account;
pub mod login;
mod logout;
mod serve;
pub mod sync;

use super::frame::Row;

/// Its part of the registry, in the order of the help.
pub const ROWS: &[Row] = &[
    Row::of::<login::Login>(),
    Row::of::<logout::Logout>(),
    Row::of::<account::Account>(),
    Row::of::<sync::Sync>(),
    Row::of::<serve::Serve>(),
];
