//! A made-up world to learn and test in: the screen on a made-up account, and the CRM and Claude behind it on their own.
//!
//! Only starts and stops; what the world answers is the business of `sandbox`. To add one: a file with its struct of
//! arguments, its `mod` line and its row.

mod demo;
mod sandbox;

use super::frame::Row;

/// Its part of the registry, in the order of the help.
pub const ROWS: &[Row] = &[Row::of::<demo::Demo>(), Row::of::<sandbox::Sandbox>()];
