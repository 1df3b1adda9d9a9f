//! The program about itself: settings in force, completions, the manual page, the version.
//!
//! Only tells; settings are changed in their file. To add one: a file with its struct of arguments, its `mod` line and its
//! row.

mod completions;
mod config;
#[cfg(feature = "failpoints")]
mod failpoints;
mod man;
mod version;

use super::frame::Row;

/// Its part of the registry, in the order of the help.
pub const ROWS: &[Row] = &[
    Row::of::<config::Config>(),
    Row::of::<completions::Completions>(),
    Row::of::<man::Man>(),
    Row::of::<version::Version>(),
    #[cfg(feature = "failpoints")]
    Row::of::<failpoints::Failpoints>(),
];
