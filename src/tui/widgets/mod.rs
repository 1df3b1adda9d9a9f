//! What panes are put together from: lists, columns, fields, boards, Markdown, bars.
//!
//! A widget knows how to draw itself into a buffer and how to move; it must not know panes (but for what
//! a view may use), the engine or keys by name. State that a key changes lives in the widget's own type and is changed in `update`, never while drawing.
//! One more widget: a file and a `mod` line.

pub mod columns;
pub mod draw;
pub mod field;
pub mod list;
pub mod markdown;
pub mod score;
